"""Labels: the longest phrase wins its letters, whole words only, in any spelling that folds alike."""

from __future__ import annotations

import itertools

import pytest

from extractors.fields._labels import Role
from tests.extractors.papers import line, sheet


def labels(text: str) -> list[tuple[str, str]]:
    """The strong labels in a line: their kind, and the text that they stand on."""
    return [(h.kind, text[h.start : h.end]) for h in sheet(line(text)).hits if h.role is Role.LABEL and h.strong]


CASES = [
    # the longer phrase wins
    ("Issue date: 1 May 2020", [("issue_date", "Issue date")]),
    ("Initial issue date: 1 May 2020", [("initial_certification_date", "Initial issue date")]),
    ("Date of initial certification", [("initial_certification_date", "Date of initial certification")]),
    ("Expiry date", [("expiry_date", "Expiry date")]),
    ("Previous cycle expiry date", [("audit_date", "Previous cycle expiry date")]),
    ("Recertification due date: 12 May 2027", [("recertification_date", "Recertification due date")]),
    ("This certificate is valid until 1 May 2020", [("expiry_date", "This certificate is valid until")]),
    ("初次获证日期：2020-01-01", [("initial_certification_date", "初次获证日期")]),
    ("有效期至：2027年1月1日", [("expiry_date", "有效期至")]),
    ("email address: a@example.com", [("registration_code", "email address")]),  # no `address`
    # spaces lost by OCR
    ("Dateofissue:1May2020", [("issue_date", "Dateofissue")]),
    ("InitialIssueDate:1May2020", [("initial_certification_date", "InitialIssueDate")]),
    ("Validuntil:2027-01-01", [("expiry_date", "Validuntil")]),
    ("Dated'émission", [("issue_date", "Dated'émission")]),
    ("Scopeofcertification:", [("scope", "Scopeofcertification")]),
    # case, accents, apostrophes, full-width marks
    ("DATE D’EMISSION", [("issue_date", "DATE D’EMISSION")]),
    ("BELGE GEÇERLİLİK TARİHİ", [("expiry_date", "BELGE GEÇERLİLİK TARİHİ")]),
    ("GÜLTIG BIS: 01.02.2027", [("expiry_date", "GÜLTIG BIS")]),
    ("Ｖalid until：", [("expiry_date", "Ｖalid until")]),
    # two languages on one line
    (
        "Date of issue / Ausstellungsdatum",
        [("issue_date", "Date of issue"), ("issue_date", "Ausstellungsdatum")],
    ),
    ("发证日期 Date of issue:", [("issue_date", "发证日期"), ("issue_date", "Date of issue")]),
    # a value without a blank after its label
    ("发证日期2020-01-01", [("issue_date", "发证日期")]),
    ("Certificate No.Q123", [("certificate_number", "Certificate No")]),
]


@pytest.mark.parametrize(("text", "found"), CASES)
def test_labels_are_found_as_printed(text: str, found: list[tuple[str, str]]) -> None:
    assert labels(text) == found


NO_LABELS = [
    "microscope of certification",  # `scope of certification`
    "tissue date: 12",  # `issue date`
    "Duplicate of issues",
    "prescope: 12",
    "IP address of the server",
    "a number of certificates",
    "expiry of contracts",  # one word, and a sentence goes on
    "standards of quality",
]


@pytest.mark.parametrize("text", NO_LABELS)
def test_letters_inside_words_and_words_inside_sentences_are_no_labels(text: str) -> None:
    assert labels(text) == []


def test_no_phrase_runs_over_the_end_of_a_line() -> None:
    assert [h.kind for h in sheet(line("Date of", y=100), line("issue date", y=115)).hits] == ["issue_date"]


def test_a_phrase_found_has_the_box_of_its_words() -> None:
    (hit,) = sheet(line("Expiry date: 1 May 2027", x=100)).hits
    assert hit.box.x0 == 100
    assert hit.box.x1 == pytest.approx(155, abs=2.5)  # the colon is narrower than letters are
    assert hit.colon


def test_no_two_phrases_share_a_letter() -> None:
    for text, _ in CASES:
        hits = sheet(line(text)).hits
        assert all(a.end <= b.start for a, b in itertools.pairwise(hits))
