"""Is a paper a certificate? Each thing that speaks for it, and each near-miss that is none."""

from __future__ import annotations

import pytest

from extractors import assemble, kinds
from extractors.certificate import DocumentType, FileFacts
from extractors.pages.layout import Line
from tests.extractors.papers import line, paper

BODY = [
    line("This is to certify that the quality management system of", y=160),
    line("Acme Castings Ltd", y=190, size=14),
    line("complies with ISO 9001:2015", y=220, size=14),
    line("Scope: castings of iron", y=260),
    line("Certificate No: Q 12345", y=300),
    line("Issue date: 2024-06-04", y=320),
    line("Expiry date: 2027-06-03", y=340),
]
TITLE = line("Certificate of Registration", y=80, size=24)


def text(*rows: str, title: str = "") -> tuple[Line, ...]:
    head = (line(title, y=60, size=24),) if title else ()
    return (*head, *(line(row, y=120 + 14 * n) for n, row in enumerate(rows)))


def test_a_plain_certificate_is_one() -> None:
    found = paper((TITLE, *BODY))
    assert kinds.claim(found) >= kinds.THRESHOLD
    assert assemble.document_type([found]) is DocumentType.CERTIFICATE


def test_a_certificate_whose_title_is_artwork_is_one() -> None:
    assert kinds.claim(paper(tuple(BODY))) >= kinds.THRESHOLD


OTHERS: list[tuple[DocumentType, tuple[Line, ...]]] = [
    (
        DocumentType.TEST_REPORT,
        text("Test item: cast iron plate", "Tested in accordance with ISO 6892", "Test results: passed", title="Test Report"),
    ),
    (
        DocumentType.DECLARATION,
        text("We declare under our sole responsibility that the pump", "Made under ISO 9001:2015", title="Declaration of Conformity"),
    ),
    (DocumentType.INVOICE, text("Unit price 12.00", "Total amount 144.00", "ISO 9001:2015 certified", title="Invoice")),
    (DocumentType.TRAINING, text("A. Person has attended the course", "Internal auditor course ISO 9001:2015", title="Certificate of Attendance")),
    (DocumentType.LETTER, text("Dear Sir or Madam,", "our ISO 9001:2015 audit is in March.", "Yours faithfully")),
    (DocumentType.LICENCE, text("The company may trade.", title="Business License")),
    (DocumentType.LOGO, text("ISO 9001")),
    (DocumentType.UNREADABLE, ()),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "lines"), OTHERS, ids=[kind.value for kind, _ in OTHERS])
def test_a_near_miss_is_what_it_is(kind: DocumentType, lines: tuple[Line, ...]) -> None:
    found = paper(lines)
    assert kinds.claim(found) < kinds.THRESHOLD
    assert assemble.document_type([found]) is kind
    assert assemble.certificates([found], "0" * 64, FileFacts()) == ()


def test_without_a_standard_nothing_is_a_certificate() -> None:
    rows = [row for row in BODY if "ISO" not in row.text]
    assert kinds.claim(paper((TITLE, *rows))) == 0.0


def test_no_document_is_unreadable_rather_than_nothing() -> None:
    assert assemble.document_type([]) is DocumentType.UNREADABLE


def test_one_certificate_a_standard() -> None:
    rows = [row for row in BODY if "complies" not in row.text]
    combined = paper((TITLE, *rows, line("complies with ISO 9001:2015 and ISO 14001:2015", y=220, size=14)))
    made = assemble.certificates([combined], "0" * 64, FileFacts())
    assert {c.standard.value for c in made} == {"ISO 9001", "ISO 14001"}
    assert [c.ordinal for c in made] == [1, 2]
    assert len({c.certificate_id for c in made}) == 2
