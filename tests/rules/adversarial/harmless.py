"""What may look odd on a good paper and is nothing: for each, the paper, changes to it, and what is known beside it."""

from __future__ import annotations

from typing import Any

Harmless = tuple[str, dict[str, Any], dict[str, Any]]


def _under(mark: str, number: str | None, issuer: str, issuer_id: str) -> dict[str, Any]:
    return {
        "accreditation_body": mark,
        "accreditation_number": number,
        "certification_body": issuer,
        "certification_body_id": issuer_id,
    }


HARMLESS: list[Harmless] = [
    # Notes, 6 and 7.7: the national edition beside the international one. For most the day of publication is not known.
    ("quality-cn", {"national_standard": "GB/T 19001-2016"}, {}),
    # Notes, 3: an accreditation body that signed both arrangements, and says so.
    ("quality-gb", {"recognition_marks": ["IAF MLA", "ILAC MRA"]}, {}),
    # Notes, 3: a gap in the record of an accreditation body that is known to accredit the issuer.
    ("safety-de", _under("SAS", None, "SQS", "sqs-swiss-association-for-quality-and-management-systems"), {}),
    ("safety-de", _under("Cgcre", "OCS 0005", "ABNT", "abnt-certificadora"), {}),
    ("devices-gb", _under("NA", "MSYS 018", "DNV Product Assurance AS", "dnv-product-assurance-as"), {}),
    ("quality-gb", _under("UAF", None, "TNV Certification Pvt Ltd", "tnv-certification-pvt-ltd"), {}),
    # Notes, 6: building firms have one letter, or two, for ISO 9001 and GB/T 50430 together.
    ("quality-cn", {"standard": "GB/T 50430", "standard_edition": 2017}, {}),
    ("quality-cn", {"standard": "GB/T 50430", "standard_edition": 2017, "certificate_number": "04625QJ10001R0M"}, {}),
    ("quality-gb", {"national_standard": "JIS Q 9001:2015"}, {}),
    ("quality-gb", {"national_standard": "EN ISO 9001:2015"}, {}),
    ("quality-gb", {"national_standard": "KS Q ISO 9001:2015"}, {}),
    ("quality-gb", {"national_standard": "มอก. 9001-2559"}, {}),
    ("energy-de", {"national_standard": "GB/T 23331-2020"}, {}),
    ("safety-de", {"national_standard": "EN ISO 45001:2023"}, {}),
    ("devices-gb", {"national_standard": "YY/T 0287-2017"}, {}),
    ("devices-gb", {"national_standard": "GB/T 42061-2022"}, {}),
    ("devices-gb", {"national_standard": "EN ISO 13485:2016"}, {}),
    ("food-gb", {"national_standard": "EN ISO 22000:2018"}, {}),
    ("information-gb", {"national_standard": "EN ISO/IEC 27001:2023"}, {}),
    # Notes, 1 a: a certificate covers every site that it names.
    (
        "quality-gb",
        {"certified_organization": "Borealis Group AG", "sites": [{"name": "ACME VALVES LIMITED", "address": "Hull"}]},
        {"supplier": {"supplier_id": "4711", "name": "Acme Valves Ltd"}},
    ),
]
