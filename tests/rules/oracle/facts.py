"""The expert's own small tables, copied as facts, each with where it was found.

"Reference" is the table of standards and bodies that the project was given (as of 2026-11-22), "notes" its notes on
the trade. `sure=False` stands for what they call general knowledge: good enough to ask, never to turn away.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["system", "scheme", "guideline", "test", "accreditation"]
D = dt.date
FOREVER = D.max


@dataclass(frozen=True, slots=True)
class Edition:
    """`published` is the first day on which it can have existed, `certain` the first on which it surely did."""

    published: dt.date
    certain: dt.date
    ends: dt.date | None = FOREVER
    """Last day of all certificates to it; None where nobody knows."""
    closed: dt.date = FOREVER
    """Last day of new certificates to it."""
    replaced: dt.date = FOREVER
    """First day on which its successor may have been out."""
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Standard:
    """`sub_scope` is the accreditation bodies' word for it: QMS, EMS…; None where they have none, or none is known."""

    kind: Kind
    sub_scope: str | None
    editions: dict[int, Edition]
    is_named: bool = False
    """Do the notes name it as one that nobody can certify to (notes, 7.9)?"""


def _in(year: int, month: int) -> tuple[dt.date, dt.date]:
    """A month is known, its day is not."""
    return D(year, month, 1), D(year + month // 12, month % 12 + 1, 1)


def _on(year: int, month: int, day: int) -> tuple[dt.date, dt.date]:
    return D(year, month, day), D(year, month, day)


STANDARDS: dict[str, Standard] = {
    # Reference, iso-9001: UKAS bulletin on IAF Resolution 2017-13 for the end of 2008; the end of 2015 from a
    # repository note of autumn 2026 (medium); 2026 published on 16 September 2026 (ISO Open Data).
    "ISO 9001": Standard(
        "system",
        "QMS",
        {
            2000: Edition(*_in(2000, 12), ends=D(2010, 11, 15), replaced=D(2008, 11, 1), sure=False),
            2008: Edition(*_in(2008, 11), ends=D(2018, 9, 15), replaced=D(2015, 9, 15)),
            2015: Edition(
                *_on(2015, 9, 15), ends=D(2029, 9, 30), closed=D(2028, 3, 31), replaced=D(2026, 9, 16), sure=False
            ),
            2026: Edition(*_on(2026, 9, 16)),
        },
    ),
    # Reference, iso-14001: same UKAS bulletin; end of 2015 by certification bodies' pages (medium).
    "ISO 14001": Standard(
        "system",
        "EMS",
        {
            2004: Edition(*_in(2004, 11), ends=D(2018, 9, 15), replaced=D(2015, 9, 15)),
            2015: Edition(
                *_on(2015, 9, 15), ends=D(2029, 4, 30), closed=D(2027, 10, 31), replaced=D(2026, 4, 15), sure=False
            ),
            2026: Edition(*_on(2026, 4, 15)),
        },
    ),
    "ISO 45001": Standard("system", "OHSMS", {2018: Edition(*_on(2018, 3, 12))}),  # reference, iso-45001
    # Reference, ohsas-18001: IAF FAQ 15 and a UKAS bulletin for the end. No source gives it a sub-scope.
    "OHSAS 18001": Standard(
        "system", None, {2007: Edition(*_in(2007, 7), ends=D(2021, 9, 30), replaced=D(2018, 3, 12))}
    ),
    # Reference, iso-13485: the end of 2003 is hearsay.
    "ISO 13485": Standard(
        "system",
        "MDMS",
        {
            2003: Edition(*_in(2003, 7), ends=D(2019, 3, 1), replaced=D(2016, 2, 25), sure=False),
            2016: Edition(*_on(2016, 2, 25)),
        },
    ),
    # Reference, iso-iec-27001: UKAS bulletin of June 2014; IAF MD 26:2023.
    "ISO/IEC 27001": Standard(
        "system",
        "ISMS",
        {
            2005: Edition(*_in(2005, 10), ends=D(2015, 10, 1), closed=D(2014, 10, 1), replaced=D(2013, 10, 1)),
            2013: Edition(*_in(2013, 10), ends=D(2025, 10, 31), closed=D(2024, 4, 30), replaced=D(2022, 10, 25)),
            2022: Edition(*_on(2022, 10, 25)),
        },
    ),
    "ISO 22000": Standard(  # reference, iso-22000: the end of 2005 is hearsay
        "system",
        "FSMS",
        {
            2005: Edition(*_in(2005, 9), ends=D(2021, 12, 31), replaced=D(2018, 6, 18), sure=False),
            2018: Edition(*_on(2018, 6, 18)),
        },
    ),
    "ISO 50001": Standard(  # reference, iso-50001: the end of 2011 is hearsay
        "system",
        "EnMS",
        {
            2011: Edition(*_in(2011, 6), ends=D(2022, 2, 20), replaced=D(2018, 8, 20), sure=False),
            2018: Edition(*_on(2018, 8, 20)),
        },
    ),
    "ISO 22716": Standard("scheme", None, {2007: Edition(*_in(2007, 11))}),  # a GMP guideline, certified as a scheme
    "ISO 21469": Standard("scheme", None, {2006: Edition(*_in(2006, 2))}),
    "ISO 8124-1": Standard("test", None, {2022: Edition(*_in(2022, 9))}),  # reference, iso-8124-1: a test report
    "ISO 26000": Standard("guideline", None, {2010: Edition(*_in(2010, 11))}, is_named=True),
    "ISO 31000": Standard("guideline", None, {2018: Edition(*_in(2018, 2))}, is_named=True),
    "ISO 20400": Standard("guideline", None, {2017: Edition(*_in(2017, 4))}),
    "ISO/IEC 27017": Standard("guideline", None, {2015: Edition(*_in(2015, 12))}),
    "ISO/IEC 17025": Standard("accreditation", None, {2017: Edition(*_in(2017, 11))}),  # notes, 7.9
}


@dataclass(frozen=True, slots=True)
class Issuer:
    """A certification body: its name, its accreditations on record (body and number), and what stands against it."""

    name: str
    marks: dict[str, str | None]
    digits: str | None = None
    """First three characters of its numbers, where it is a Chinese one (reference, cnca_rule)."""
    is_of_a_group: bool = False
    """Its name stands for many companies, and a sister's mark is no foreign one (reference, iaf_rule)."""
    is_unproven: bool = False
    """Somebody looked for its accreditation and found none, or it is an association or a federation (reference)."""
    is_unchecked: bool = False
    """On the list of Chinese approvals, its accreditation not looked up."""


ISSUERS: dict[str, Issuer] = {
    # Reference, certification_bodies: numbers of the first three are general knowledge, of the next seven sourced.
    "bsi-assurance-uk-limited": Issuer(
        "BSI Assurance UK Limited", {"UKAS": "0003", "ANAB": None, "RvA": None}, is_of_a_group=True
    ),
    "sgs-united-kingdom-ltd": Issuer("SGS United Kingdom Ltd", {"UKAS": "0005"}, is_of_a_group=True),
    "lrqa-limited": Issuer("LRQA Limited", {"UKAS": "0001"}, is_of_a_group=True),
    "united-registrar-of-systems-ltd": Issuer("United Registrar of Systems Ltd", {"UKAS": "0043"}),
    "tuv-rheinland-cert-gmbh": Issuer("TÜV Rheinland Cert GmbH", {"DAkkS": "D-ZM-16031-01-00"}, is_of_a_group=True),
    "skz-cert-gmbh": Issuer("SKZ - Cert GmbH", {"DAkkS": "D-ZM-17265-01-00"}),
    "qro-certification-llp": Issuer("QRO Certification LLP", {"EGAC": "011905"}),
    "pt-tsi-sertifikasi-internasional": Issuer("PT TSI Sertifikasi Internasional", {"KAN": "LSSM-056-IDN"}),
    "sis-certifications-pvt-ltd": Issuer("SIS Certifications Pvt. Ltd.", {"UAF": None, "IAS": None}),
    "cnca-r-2002-046": Issuer("Beijing Head International Certification", {"CNAS": "CNAS C046-M"}, digits="046"),
    "abs-quality-evaluations-inc": Issuer("ABS Quality Evaluations, Inc.", {"ANAB": None}, is_of_a_group=True),
    "rina-services-s-p-a": Issuer("RINA Services S.p.A.", {"ACCREDIA": None}, is_of_a_group=True),
    "jqa-japan-quality-assurance-organization": Issuer("JQA Japan Quality Assurance Organization", {"JAB": None}),
    "kfq-korean-foundation-for-quality": Issuer("KFQ Korean Foundation for Quality", {"KAB": None}),
    "cnca-r-2002-016": Issuer("Beijing New Century Certification", {}, digits="016", is_unchecked=True),
    "cnca-r-2002-021": Issuer("Hua Xia Certification Center", {}, digits="021", is_unchecked=True),
    "qas-international-ltd": Issuer("QAS International Ltd", {}, is_unproven=True),
    "pacific-certifications": Issuer("Pacific Certifications", {}, is_unproven=True),
    "cisq": Issuer("CISQ", {}, is_unproven=True),
    "iqnet-association": Issuer("IQNet Association", {}, is_unproven=True),
}

ALL_SYSTEMS = frozenset({"QMS", "EMS", "OHSMS", "ISMS", "FSMS", "EnMS", "MDMS"})


@dataclass(frozen=True, slots=True)
class Accreditor:
    """An accreditation body: is it in the arrangement for management systems, and for which sub-scopes?

    `signed` is None where nobody has confirmed it either way. `fades` is the first day on which it may have been
    gone or renamed, `ends` the last on which it can have existed.
    """

    signed: bool | None
    sub_scopes: frozenset[str] = ALL_SYSTEMS
    is_complete: bool = False
    """Are its sub-scopes sourced, and no others even hearsay?"""
    since: dict[str, int] = field(default_factory=dict)
    """Year in which it signed for a sub-scope, where that is sourced."""
    fades: dt.date = FOREVER
    ends: dt.date = FOREVER
    left: dt.date | None = None
    """First day on which it surely had lost its membership."""
    misleads: bool = False
    """Was it looked for among the members in vain, or expelled? Its mark then says nothing on any paper."""


# Reference, accreditation_bodies: rows, former_or_terminated, not_found_among_members.
ACCREDITORS: dict[str, Accreditor] = {
    "UKAS": Accreditor(True),
    "CNAS": Accreditor(True),
    "DAkkS": Accreditor(True),
    "ANAB": Accreditor(True),
    "RvA": Accreditor(True),
    "ACCREDIA": Accreditor(True),
    "JAB": Accreditor(True),
    "KAB": Accreditor(True),
    "IAS": Accreditor(True),
    "EGAC": Accreditor(True),
    "KAN": Accreditor(True, frozenset({"QMS", "EMS"})),
    "UAF": Accreditor(True, frozenset()),
    "ISMS-AC": Accreditor(True, frozenset({"ISMS"}), is_complete=True, since={"ISMS": 2018}),
    "GAC": Accreditor(True, frozenset()),
    "SADCAS": Accreditor(True, frozenset({"QMS"}), is_complete=True, since={"QMS": 2019}),
    "SNAS": Accreditor(
        True,
        ALL_SYSTEMS - {"OHSMS"},
        is_complete=True,
        since={"QMS": 2003, "EMS": 2004} | dict.fromkeys(["FSMS", "EnMS", "ISMS", "MDMS"], 2018),
    ),
    "BAB": Accreditor(None),
    "ENAS": Accreditor(None),
    "NATA": Accreditor(False),
    "IANZ": Accreditor(False),
    "GAAS": Accreditor(False, misleads=True),
    "i-NAF": Accreditor(False, misleads=True),
    "UK-ABCB": Accreditor(False, misleads=True),
    "RusAccreditation": Accreditor(False, misleads=True),
    "NACI": Accreditor(False, misleads=True),
    "BSCA": Accreditor(None, left=D(2023, 6, 1), misleads=True),
    "TGA": Accreditor(None, fades=D(2009, 12, 31), ends=D(2009, 12, 31)),
    "DAC": Accreditor(None, fades=D(2016, 1, 1), ends=D(2016, 12, 31)),
}

LEGAL_FORMS = ("limited", "ltd")
"""Notes, 7.5: two ways to write one kind of company are no difference."""

ELSEWHERE = {"DAkkS": ("D-ZE-", "D-PL-"), "CNAS": ("C046-P", "L0046")}
"""Notes, 3, and reference: what stands in numbers for products and laboratories; D-ZM and -M are for management systems."""
LABORATORIES = "ILAC MRA"
"""Reference, recognition marks: for laboratories and inspection."""

HOME = {"CN": "CNAS"}
"""Reference, cnca_rule: Chinese bodies have their numbers of CNAS, and any other mark beside them is a question."""

ISO_ITSELF = ("ISO", "International Organization for Standardization", "International Organisation for Standardisation")
"""Notes, 7.1: ISO does not certify."""

SYSTEM_LETTERS = {"Q": "ISO 9001", "E": "ISO 14001", "S": "ISO 45001"}
"""Notes, 6: the letter in a Chinese certificate number."""
