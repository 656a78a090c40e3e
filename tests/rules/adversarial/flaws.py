"""What may be wrong with a paper, by families: for each, changes to a good paper that must keep it from acceptance.

Written from the notes on the trade (1: what a certificate must say, 2: the cycle, 3: the chain, 6: Chinese papers, 7:
patterns of fraud and weakness) and the list of what a buyer must check. `None` takes an entry away.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from tests.rules.adversarial.papers import TODAY

D = dt.date
DAY = dt.timedelta(1)
Changes = dict[str, Any]


def _each(name: str, *values: Any) -> list[Changes]:
    return [{name: value} for value in values]


def _issuer(name: str, id_: str | None) -> Changes:
    return {"certification_body": name, "certification_body_id": id_}


def _disagreement(kind: str, field: str, first: str, second: str) -> Changes:
    return {"disagreements": [{"kind": kind, "field": field, "values": [first, second]}]}


def _signed(seal: str, is_changed_since: bool) -> Changes:
    signature = {"signer": "BSI", "signed_at": None, "seal": seal, "is_changed_since": is_changed_since}
    return {"file": {"signatures": [signature]}}


FLAWS: dict[str, Sequence[Changes]] = {
    # Notes, 7.1 and 7.2: who issued it
    "ISO as issuer": [
        _issuer(name, None)
        for name in (
            "ISO",
            "International Organization for Standardization",
            "ISO (International Organization for Standardization), Geneva",
            "国际标准化组织",
        )
    ],
    "unknown body": [_issuer("Best Certs Ltd", None), _issuer("Global Quality Council", "global-quality-council")],
    "body without an accreditation on record": [
        _issuer("QAS International Ltd", "qas-international-ltd"),
        _issuer("Pacific Certifications", "pacific-certifications"),
        _issuer("TRAIBCERT", "traibcert"),
    ],
    "body that the name hardly fits": _each(
        "certification_body_id", {"value": "bsi-assurance-uk-limited", "confidence": 0.2}
    ),
    "association or federation": [_issuer("IQNet Association", "iqnet-association"), _issuer("CISQ", "cisq")],
    "accreditation body as issuer": [_issuer("UKAS", None), _issuer("United Kingdom Accreditation Service", None)],
    "holder is issuer": [
        {"certified_organization": "Best Certs Ltd", **_issuer("Best Certs Ltd", None)},
        {"certification_body": "ACME VALVES LTD."},
        {"certification_body": "Acme Valves Limited"},
    ],
    # Notes, 3, 7.2 and 7.3: who vouches for the issuer
    "no accreditation": [{"accreditation_body": None, "accreditation_number": None}],
    "own arrangement": [
        {"accreditation_body": name, "accreditation_number": None}
        for name in ("GAAS", "ASA", "IAC", "i-NAF", "AF MR", "ASCAB", "UK-ABCB")
    ],
    "unknown accreditation body": [{"accreditation_body": "ZZAF", "accreditation_number": "77"}],
    "accreditation body outside management systems": [
        {"accreditation_body": name, "accreditation_number": None} for name in ("NATA", "IANZ", "KOLAS", "A2LA")
    ],
    "accreditation body that lost its membership": [
        {"accreditation_body": name, "accreditation_number": None} for name in ("RusAccreditation", "NACI", "BSCA")
    ],
    "accreditation body that is gone": [
        {"accreditation_body": name, "accreditation_number": None} for name in ("TGA", "CNAB", "SINCERT", "DAC")
    ],
    "foreign mark": [
        {"accreditation_body": name, "accreditation_number": None} for name in ("JAB", "SANAS", "INMETRO", "TÜRKAK")
    ],
    "number of another body's accreditation": [
        {"accreditation_body": "UKAS", "accreditation_number": "0099", **_issuer("LRQA Limited", "lrqa-limited")},
        {
            "accreditation_body": "DAkkS",
            "accreditation_number": "D-ZM-11111-01-00",
            **_issuer("SKZ - Cert GmbH", "skz-cert-gmbh"),
        },
        # On record for somebody else, while nothing is on record for the issuer.
        *(
            {"accreditation_body": mark, "accreditation_number": number, **_issuer("Amtivo Group", "amtivo-group")}
            for mark, number in (("UKAS", "0003"), ("DAkkS", "D-ZM-16031-01-00"), ("EGAC", "011905"))
        ),
    ],
    "number of a laboratory's or a product's accreditation": [
        {
            "accreditation_body": "DAkkS",
            "accreditation_number": f"D-{letters}-16031-01-00",
            **_issuer("TÜV Rheinland Cert GmbH", "tuv-rheinland-cert-gmbh"),
        }
        for letters in ("PL", "ZE")
    ],
    "arrangement's mark for laboratories": _each("recognition_marks", ["ILAC MRA"], ["ILAC"]),
    "arrangement's mark before the arrangement": [{"recognition_marks": ["Global ACI MRA"]}],
    "arrangement's mark without an accreditation": [
        {"recognition_marks": ["IAF MLA"], "accreditation_body": None, "accreditation_number": None}
    ],
    # Notes, 2, 7.4 and 7.7: when
    "expired": _each("expiry_date", TODAY - DAY, D(2026, 2, 28), D(2025, 12, 31)),
    "not valid yet": [{"effective_date": TODAY + DAY}, {"effective_date": D(2027, 2, 11)}],
    "issued in the future": [{"issue_date": TODAY + DAY, "initial_certification_date": None}],
    "too long": _each("expiry_date", D(2029, 2, 10), D(2030, 2, 10), D(2031, 2, 10), D(2035, 2, 10), D(2099, 12, 31)),
    "valid since its first grant": [
        {"effective_date": D(year, 2, 11), "initial_certification_date": D(year, 2, 11)} for year in (2013, 2016, 2019)
    ],
    "ends before it begins": [{"issue_date": D(2028, 3, 1)}, {"effective_date": D(2028, 2, 10)}],
    "first granted later": _each("initial_certification_date", D(2025, 6, 1), D(2026, 1, 15)),
    "lapsed surveillance": [
        {"surveillance_dates": [D(2026, 2, 10)]},
        {"surveillance_dates": [D(2025, 12, 1), D(2026, 10, 1)]},
        {"surveillance_dates": [D(2026, 2, 10), D(2027, 2, 10)]},
    ],
    "recertification due before it ends": _each("recertification_date", TODAY - DAY, D(2026, 2, 10)),
    # Notes, 1 e and 7.7: which edition
    "edition that never was": _each("standard_edition", 1999, 2017, 2023),
    "edition not printed": _each("standard_edition", None, {"absent": "ambiguous"}),
    "withdrawn edition": [
        {"standard": "ISO 9001", "standard_edition": 2008},
        {"standard": "ISO 14001", "standard_edition": 2004},
        {"standard": "ISO/IEC 27001", "standard_edition": 2013, "statement_of_applicability": "Version 1"},
        {"standard": "OHSAS 18001", "standard_edition": 2007},
        {"standard": "ISO 22000", "standard_edition": 2005},
        {"standard": "ISO 13485", "standard_edition": 2003},
        {"standard": "ISO 50001", "standard_edition": 2011},
    ],
    "edition before its publication": [
        {"standard": "ISO 9001", "standard_edition": 2026},
        {"standard": "ISO 14001", "standard_edition": 2026},
        {"standard": "ISO 9001", "standard_edition": 2026, "effective_date": D(2026, 9, 15)},
    ],
    "national edition before its publication": [
        {
            "standard": "ISO/IEC 27001",
            "standard_edition": 2022,
            "statement_of_applicability": "Version 1",
            "national_standard": "GB/T 22080-2025",
        },
        {"standard": "ISO/IEC 42001", "standard_edition": 2023, "national_standard": "EN ISO/IEC 42001:2026"},
    ],
    # Notes, 7.9: what nobody is certified to
    "guideline": [
        {"standard": "ISO 26000", "standard_edition": 2010},
        {"standard": "ISO 31000", "standard_edition": 2018},
        {"standard": "ISO 20400", "standard_edition": 2017},
        {"standard": "ISO 10002", "standard_edition": 2018},
        {"standard": "ISO/IEC 27017", "standard_edition": 2015},
    ],
    "product test": [{"standard": "ISO 8124-1", "standard_edition": 2022}],
    "accreditation standard": [
        {"standard": "ISO/IEC 17025", "standard_edition": 2017},
        {"standard": "ISO 15189", "standard_edition": 2022},
        {"standard": "ISO/IEC 17020", "standard_edition": 2012},
    ],
    "unknown standard": [{"standard": "ISO 99999", "standard_edition": 2020}],
    # Notes, 1: what it must say
    "entry missing": [
        changes
        for name in ("certificate_number", "certified_organization", "scope", "expiry_date", "issue_date")
        for changes in _each(name, None, {"absent": "unreadable"}, {"absent": "ambiguous"})
    ],
    "entry hardly read": [
        {name: {"value": value, "confidence": 0.1}}
        for name, value in (
            ("scope", "Mnafctr of vlvs"),
            ("certificate_number", "FM 1234S"),
            ("certified_organization", "Acne Valves Ltd"),
            ("expiry_date", D(2028, 2, 16)),
        )
    ],
    "issuer missing": [
        {"certification_body": None, "certification_body_id": None},
        {"certification_body": {"absent": "unreadable"}, "certification_body_id": {"absent": "unreadable"}},
    ],
    "number without a digit": _each("certificate_number", "CERTIFICATE", "QMS/UKAS"),
    "page hardly read": [{"legibility": 0.3, "scope": None}, {"legibility": 0.3, "accreditation_body": None}],
    # Notes, 6 and 7.6: the paper against itself
    "text and picture differ": [
        _disagreement("picture", "expiry_date", "2028-02-10", "2026-02-10"),
        _disagreement("picture", "certified_organization", "Acme Valves Ltd", "Acorn Pumps Ltd"),
        _disagreement("picture", "certificate_number", "FM 12345", "FM 12346"),
        _disagreement("picture", "issue_date", "2025-02-11", "2022-02-11"),
    ],
    "halves in two languages differ": [
        _disagreement("languages", "expiry_date", "2028-02-10", "2027-02-10"),
        _disagreement("languages", "standard", "ISO 9001", "ISO 14001"),
        _disagreement("languages", "scope", "Manufacture of valves", "Sale of valves"),
    ],
    "draft or sample": _each("copy_words", ["DRAFT"], ["SAMPLE"], ["COPY", "SAMPLE"], ["VOID"], ["SUSPENDED"]),
    "signature that does not fit": [_signed("broken", False), _signed("intact", True), _signed("broken", True)],
    "saved by an image editor": [
        {"file": {"producer": "Adobe Photoshop 21.0 (Windows)"}},
        {"file": {"creator": "GIMP 2.10"}},
    ],
}

CHINESE_FLAWS: dict[str, Sequence[Changes]] = {
    "number of another body": _each("certificate_number", "01625Q10001R0M", "00125Q10001R0S"),
    "number of another system": _each("certificate_number", "04625E10001R0M", "04625S10001R0M"),
    "number of another time": _each("certificate_number", "04628Q10001R0M", "04629Q10001R0M"),
    "renewals miscounted": [
        {"certificate_number": "04625Q10001R1M"},
        {"certificate_number": "04625Q10001R3L"},
        {"initial_certification_date": D(2019, 2, 11)},
    ],
    "national edition of another time": [
        {"national_standard": "GB/T 19001-2008"},
        {"national_standard": "GB/T 24001-2016"},
    ],
    "CNAS number of another body": _each("accreditation_number", "CNAS C016-M"),
    "CNAS number for something else": _each("accreditation_number", "CNAS C046-P", "C046-P", "CNAS L0046"),
    "foreign mark beside a body of which no accreditation is on record": [
        {
            "certificate_number": "00225Q10001R0M",
            "accreditation_body": mark,
            "accreditation_number": number,
            **_issuer("China Quality Mark Certification Group", "cnca-r-2002-002"),
        }
        for mark, number in (("UKAS", None), ("UKAS", "0003"), ("EGAC", "011905"), ("DAkkS", "D-ZM-16031-01-00"))
    ],
}
"""On a Chinese paper only."""

UNOVERSEEN: Sequence[Changes] = [
    {"standard": "ISO 22716", "standard_edition": 2007},
    {"standard": "HACCP", "standard_edition": None},
    {"standard": "IATF 16949", "standard_edition": 2016},
    {"standard": "AS9100", "standard_edition": 2016},
    {"standard": "FSC Chain of Custody", "standard_edition": None},
    {"standard": "MDSAP", "standard_edition": None},
]
"""Standards for which no accreditation is needed, on papers of three years."""

UNOVERSEEN_FLAWS: dict[str, Sequence[Changes]] = {
    name: FLAWS[name]
    for name in (
        "unknown body",
        "body without an accreditation on record",
        "body that the name hardly fits",
        "association or federation",
    )
} | {
    "mark that counts nowhere": [
        {"accreditation_body": name, "accreditation_number": None}
        for name in ("GAAS", "ASCAB", "IMAB", "UK-ABCB", "NACI", "RusAccreditation", "BSCA")
    ],
}
"""On a paper to one of these."""

WRONG_SUB_SCOPE: dict[str, tuple[str, ...]] = {
    "ISMS-AC": ("ISO 9001", "ISO 14001", "ISO 45001", "ISO 13485", "ISO 22000", "ISO 50001"),
    "SADCAS": ("ISO 14001", "ISO 45001", "ISO/IEC 27001", "ISO 13485", "ISO 22000", "ISO 50001"),
    "SNAS": ("ISO 45001",),
}
"""Accreditation bodies all of whose sub-scopes are sourced, and standards that these do not hold."""


def _entry(**known: Any) -> Changes:
    entry = {"register": "IAF CertSearch", "taken_on": TODAY - 3 * DAY, "certificate_number": "as printed", **known}
    return {"registers": [{"register": "IAF CertSearch", "taken_on": TODAY - 3 * DAY}], "entries": [entry]}


def _two_registers(**other: Any) -> Changes:
    """One register has it as printed, the other otherwise."""
    found = _entry(status="active", holder="Acme Valves Ltd"), _entry(status="active", **other)
    second = {"register": "CNCA", "taken_on": TODAY - DAY}
    return {
        "registers": [*found[0]["registers"], second],
        "entries": [*found[0]["entries"], found[1]["entries"][0] | second],
    }


def _supplier(**known: Any) -> Changes:
    return {"supplier": {"supplier_id": "4711", "name": "Acme Valves Ltd", **known}}


ABOUT_IT: dict[str, Sequence[Changes]] = {
    "holder is not the supplier": [
        _supplier(name="Borealis Foods AG"),
        _supplier(name="Acme Valves Trading Ltd"),
        _supplier(name="宁波明星玩具有限公司"),
    ],
    "scope is about something else": [
        _supplier(goods=["wooden toys"]),
        _supplier(goods=["valves", "shampoo"]),
        _supplier(goods=["化妆品"]),
    ],
    "not in force by a register": [
        _entry(status=status) for status in ("withdrawn", "cancelled", "suspended", "expired")
    ],
    "otherwise in a register": [
        _entry(status="active", holder="Acorn Pumps Ltd"),
        _entry(status="active", standard="ISO 22301"),
        _entry(status="active", expiry_date=D(2027, 2, 10)),
        _two_registers(holder="Acorn Pumps Ltd"),
    ],
    "same number under two holders": [{"relatives": {"other_holders": ["Acorn Pumps Ltd"]}}],
}
"""Not on the paper, but known of it."""
