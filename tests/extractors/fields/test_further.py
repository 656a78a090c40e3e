"""What papers print besides: revisions, recertification, statements, marks, notified bodies, and what makes them no original."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from extractors.certificate import Absent, FieldValue
from extractors.fields import (
    certificate_revision,
    copy_words,
    expiry_date,
    national_standard,
    notified_body_number,
    recertification_date,
    recognition_marks,
    statement_of_applicability,
)
from extractors.fields._paper import Paper, sheet_of
from extractors.gazetteer import Gazetteer, StandardName
from extractors.pages.layout import Line
from extractors.parse.standard_numbers import StandardFinder
from tests.extractors.papers import line, page, paper

TEXT = tuple(line(f"The scope and the holder, line {n} of the text", y=300 + 20 * n) for n in range(6))
NINE = StandardName("ISO 9001", ("GB/T 19001",), (2008, 2015), (("GB/T 19001-2016", 2015),))


def of(*lines: Line) -> Paper:
    return paper((*lines, *TEXT))


def value(found: object) -> object:
    assert isinstance(found, FieldValue | Absent)
    return found.value if isinstance(found, FieldValue) else None


REVISIONS = [
    ("Issue No: 02", "Issue No 02"),
    ("Revision: 3", "Revision 3"),
    ("Rev. 1 / 12.03.2024", "Rev 1"),  # the revision's date is not part of it
    ("版本号：A/1", "版本号A/1"),
    ("Certificate No: QM-12345 Rev. 2", "Rev 2"),
    ("Form QF-23 Rev. 2", None),  # of the form that it was filled in on
    ("Version: 2015", None),  # a year
    ("Revision: 12.03.2024", None),  # a date
    ("Edition: AB-1234/567", None),  # a code
    ("ISO 9001 Version 8", None),  # of the standard, as food schemes count their editions
    ("in accordance with SoA version 1.0", None),  # of the statement of applicability
    ("Issue a new certificate", None),  # a word
    ("Revisión y fecha", None),
]


@pytest.mark.parametrize(("text", "wanted"), REVISIONS)
def test_a_revision_is_short_and_the_certificates_own(text: str, wanted: str | None) -> None:
    assert value(certificate_revision.find(of(line(text)))) == wanted


def test_a_revision_may_stand_beside_its_label() -> None:
    assert value(certificate_revision.find(of(line("Issue number"), line("4", x=300)))) == "Issue number 4"


STATEMENTS = [
    (["Statement of Applicability: version 4.1"], "version 4.1"),
    (["in accordance with the Statement of Applicability, version 4.1, dated 12 March 2024"], "version 4.1, dated 12 March 2024"),
    (["Statement of Applicability version", "2.0 dated 3 May 2023"], "version 2.0 dated 3 May 2023"),
    (["适用性声明：ISMS-SOA-01 A/2"], "ISMS-SOA-01 A/2"),
    (["Erklärung zur Anwendbarkeit: Stand 12.03.2024"], "Stand 12.03.2024"),
    (["The Statement of Applicability is available on request"], None),
    (["in accordance with SoA V1.0 dated 1 March 2026"], "V1.0 dated 1 March 2026"),
    (["version 4.1 of the Statement of Applicability"], "version 4.1"),  # before its name
    (["SOA Ver. 2.0"], "Ver. 2.0"),
    (["in accordance with SoA version 1.0"], "version 1.0"),
    (["Statement of Applicability, Version: D"], "Version: D"),
    (["SoA Rev A"], "Rev A"),
    (["Certificate No: SOA-12345"], None),  # its letters in a code
    (["This complies with the Statement of Applicability", "No. 12 Baker Street"], None),  # an address
    (["ISO/IEC 27001:2022, Rev. 2 and the Statement of Applicability"], None),  # of something before it
    (["Statement of Applicability. Valid until: 12.03.2027"], None),  # the certificate's end
]  # fmt: skip


@pytest.mark.parametrize(("texts", "wanted"), STATEMENTS)
def test_a_statement_of_applicability_has_a_version_or_a_date(texts: list[str], wanted: str | None) -> None:
    lines = [line(text, y=100 + 12 * n) for n, text in enumerate(texts)]
    found = value(statement_of_applicability.find(of(*lines)))
    assert found == wanted or (wanted and isinstance(found, str) and wanted.endswith(found))


NOTIFIED = [
    ("NB No. 0123", "0123"),
    ("NB: 0123", "0123"),
    ("NB 2025", None),
    ("Notified Body 2016", None),  # as much a year here
    ("Moncton NB 1234", None),  # New Brunswick
    ("Kennnummer 0044", None),  # of whatever
    ("Notified Body number 0123", "0123"),
    ("Benannte Stelle Nr. 0123", "0123"),
    ("Organismo notificato n. 0123", "0123"),
    ("Notified Body (NB 2797)", "2797"),
    ("CE 0123", "0123"),
    ("CE 2016", None),  # a year, for all that one knows
    ("Notified Body since 20.03.2016", None),
    ("Telephone 0123", None),
]


@pytest.mark.parametrize(("text", "wanted"), NOTIFIED)
def test_a_notified_body_has_four_digits_right_behind_its_words(text: str, wanted: str | None) -> None:
    assert value(notified_body_number.find(of(line(text)))) == wanted


MARKS = [
    (line("IAF", size=20), ("IAF MLA",)),  # the mark's letters, alone and large
    (line("IAF"), None),  # no larger than the text: the head of a column
    (line("IAF 17", size=20), None),  # a sector code
    (line("ilac-MRA"), ("ILAC MRA",)),
    (line("jlac-MRA", confidence=0.9), ("ILAC MRA",)),  # OCR's slip
    (line("Global ACI MRA"), ("Global ACI MRA",)),
    (line("Not covered by the IAF MLA"), None),
    (line("DAC is a signatory to the IAF MLA for QMS"), None),
    (line("EGAC is a member of the International Accreditation Forum (IAF) and signatory of its MLA."), None),
]


@pytest.mark.parametrize(("text", "wanted"), MARKS)
def test_a_mark_is_its_letters_alone(text: Line, wanted: tuple[str, ...] | None) -> None:
    assert value(recognition_marks.find(of(text))) == wanted


COPIES = [
    (line("COPY", size=30, y=500), ("COPY",)),  # in huge letters, anywhere
    (line("COPYCOPYCOP", size=30, y=500), ("COPY",)),
    (line("样本", y=60), ("SAMPLE",)),  # beside the title
    (line("副本", y=60), None),  # the second original, as good as the first
    (line("COPY", y=700), None),  # in the text
    (line("This certificate may not be copied; a copy is void", size=30), None),
    (line("Sample Road 12", y=60, size=30), None),
    (line("DRAFT CERTIFICATE FOR APPROVAL", y=500, size=30), ("DRAFT",)),  # what it is a draft of, and for what
    (line("SAMPLE - FOR REFERENCE ONLY", y=500, size=30), ("COPY", "SAMPLE")),  # two things at once
    (line("Entwurf – nicht gültig", y=500, size=30), ("DRAFT", "VOID")),
    (line("BOZZA DI CERTIFICATO", y=500, size=30), ("DRAFT",)),
    (line("仅供展示", y=500, size=30), ("COPY",)),
    (line("SUSPENDED", y=500, size=30), ("SUSPENDED",)),
    (line("askıya alındı", y=500, size=30), ("SUSPENDED",)),
    (line("Certificate status: Suspended since 12 March"), ("SUSPENDED",)),  # in the text, behind a label of its own
    (line("Zertifikatsstatus: zurückgezogen"), ("VOID",)),
    (line("证书状态：暂停"), ("SUSPENDED",)),
    (line("Certificate status: Valid"), None),
    (line("Certificate status: not suspended"), None),
    (line("Certificate status: active, neither suspended nor withdrawn"), None),
    (line("The certificate may be suspended or withdrawn"), None),
]


@pytest.mark.parametrize(("text", "wanted"), COPIES)
def test_a_copy_says_so_in_words_that_stand_out(text: Line, wanted: tuple[str, ...] | None) -> None:
    found = value(copy_words.find(of(text)))
    assert (set(found) if isinstance(found, tuple) else found) == (set(wanted) if wanted else None)


def test_a_status_may_stand_beside_its_label() -> None:
    assert value(copy_words.find(of(line("Certificate status"), line("Withdrawn", x=300)))) == ("VOID",)


def test_a_holder_named_like_a_copy_is_none() -> None:
    brand = (
        line("This is to certify that", y=60),
        line("Vzor", y=80, size=24),
        line("Hlavní 12, 110 00 Praha, Czechia", y=110),
    )
    assert value(copy_words.find(of(*brand))) is None


def test_what_runs_across_the_page_is_a_copys_word() -> None:
    found = of(line("Certificate", size=24))
    sheet = found.face
    words = (line("DRAFT for comments", size=60),)
    across = Paper((replace(sheet, page=replace(sheet.page, aslant=words)),), found.gazetteer)
    assert value(copy_words.find(across)) == ("DRAFT",)


NATIONAL = [
    ("GB/T19001-2016/ISO 9001:2015", "GB/T 19001-2016"),
    ("DIN EN ISO 9001 : 2015", "DIN EN ISO 9001:2015"),
    ("NCh-ISO9001:2015", "NCh-ISO 9001:2015"),
    ("ISO 9001:2015", None),
    ("EN ISO 9001:2015", None),  # European, and of no nation
    ("IS0 9001:2015", None),  # OCR's nought, and not India
    ("DIN EN ISO 9001", None),  # no year of its own
]


@pytest.mark.parametrize(("text", "wanted"), NATIONAL)
def test_a_national_standard_has_its_own_year(text: str, wanted: str | None) -> None:
    sheets = (sheet_of(page(line(text, size=16), *TEXT), StandardFinder((NINE,))),)
    assert value(national_standard.find(Paper(sheets, Gazetteer(standards=(NINE,))), "ISO 9001")) == wanted


DUE = [
    (("Valid until: 20 May 2027", "Recertification due: 20 February 2027"), dt.date(2027, 5, 20), dt.date(2027, 2, 20)),
    (("Valid until: 20 May 2027", "Recertification due: 20 August 2027"), dt.date(2027, 5, 20), dt.date(2027, 8, 20)),
    (("Recertification due: 20 February 2027",), dt.date(2027, 2, 20), None),  # alone, it is the end
    (("Valid until: 20 May 2027", "Recertification date: 21 May 2024"), dt.date(2027, 5, 20), None),  # done, not due
]


@pytest.mark.parametrize(("texts", "end", "due"), DUE)
def test_recertification_is_due_beside_an_end_and_never_in_its_place(
    texts: tuple[str, ...], end: dt.date, due: dt.date | None
) -> None:
    found = of(*(line(text, y=100 + 20 * n) for n, text in enumerate(texts)))
    assert (value(expiry_date.find(found)), value(recertification_date.find(found))) == (end, due)
