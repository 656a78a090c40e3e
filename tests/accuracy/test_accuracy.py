"""The arithmetic behind `docs/accuracy.md`, on figures small enough to check by hand."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
import pytest

from extractors.certificate import Box
from tests.accuracy import evidence
from tests.accuracy.bars import FIELD_BARS, measures
from tests.accuracy.causes import Kind, counted, kind_of
from tests.accuracy.corpus import Miss, misses
from tests.accuracy.figures import evidence_counts
from tests.accuracy.page import markdown
from tests.accuracy.picture import svg
from tests.accuracy.rivals import run as rivals
from tests.accuracy.rivals import script
from tests.accuracy.values import Row, bins, curve, error, left_out, straight

CHANCE = np.array([0.9, 0.9, 0.8, 0.2, 0.2])
RIGHT = np.array([True, True, False, True, False])


def test_curve_takes_values_of_one_confidence_together() -> None:
    coverage, risk = curve(CHANCE, RIGHT)
    assert coverage.tolist() == pytest.approx([0.4, 0.6, 1.0])
    assert risk.tolist() == pytest.approx([0.0, 1 / 3, 0.4])


def test_straight_through_is_the_last_place_where_few_are_wrong() -> None:
    assert straight(CHANCE, RIGHT) == pytest.approx(0.4)
    assert straight(CHANCE, RIGHT, wrong=0.4) == 1.0
    assert straight(np.array([0.9]), np.array([False])) == 0.0


def test_error_is_the_mean_gap_between_confidence_and_share_right() -> None:
    found = bins(CHANCE, RIGHT)
    assert [(b.low, b.values, b.right) for b in found] == [(0.2, 2, 0.5), (0.8, 1, 0.0), (0.9, 2, 1.0)]
    assert error(CHANCE, RIGHT) == pytest.approx(0.4 * 0.3 + 0.2 * 0.8 + 0.4 * 0.1)


def test_a_sure_value_is_in_the_last_bin() -> None:
    assert bins(np.array([1.0]), np.array([True]))[0].low == 0.9


def test_left_out_confidence_never_saw_the_body() -> None:
    """One body's values are wrong at a high score; those of all others right: it is not known beforehand."""
    features = {"score": 2.0, "seen": 0.0, "rivalled": 0.0, "rival": 0.0, "illegible": 0.0}
    rows = [Row(f"{b}", "scope", features, b != 3 and v > 0, f"body {b}") for b in range(12) for v in range(8)]
    chance, right = left_out(rows)
    odd = np.array([row.family == "body 3" for row in rows])
    assert not right[odd].any()
    assert chance[odd].min() > 0.8


def test_misses_are_taken_from_what_the_score_prints() -> None:
    said = """documents 1 · …
   | 0123456789 | expiry_date | ['2024-03', '2024-04'] | 2021-01-01
   | 0123456789 | certificate_number | A | 1 | nan
   | 0123456789 | issue_date | None | 2021-01-01"""
    sha = "0123456789abcdef"
    assert misses(said, [sha]) == [
        Miss(sha, "expiry_date", ("2024-03", "2024-04"), "2021-01-01"),
        Miss(sha, "certificate_number", ("A",), "1 | nan"),
        Miss(sha, "issue_date", (), "2021-01-01"),
    ]


@pytest.mark.parametrize(
    ("field", "wanted", "got", "kind"),
    [
        ("scope", ("Making of pumps",), None, Kind.ABSENT),
        ("scope", (), "Making of pumps", Kind.EXTRA),
        ("scope", ("Making of pumps",), "Making of pumps and of valves as in annex A", Kind.ALIKE),  # too long
        ("scope", ("Making of pumps",), "12 Long Road, Leeds", Kind.ELSEWHERE),
        ("certificate_number", ("AB 1234",), "A8 1234", Kind.ALIKE),  # one letter misread
        ("certificate_number", ("AB 1234",), "99-777", Kind.ELSEWHERE),
        ("issue_date", ("2024-03-01",), "2024-08-01", Kind.ALIKE),  # one digit
        ("issue_date", ("2024-03-01",), "2021-06-30", Kind.ELSEWHERE),
        ("standard", ("ISO 9001",), "['ISO14001']", Kind.ABSENT),
        ("document_type", ("other",), "certificate", Kind.EXTRA),
    ],
)
def test_kind_of_a_miss(field: str, wanted: tuple[str, ...], got: str | None, kind: Kind) -> None:
    assert kind_of(Miss("", field, wanted, got)) is kind


@pytest.mark.parametrize(
    ("as_read", "inside", "enough", "cause"),
    [
        ("Güvenlik A.Ş.", "GUVENLIK AS", evidence.ALIKE, "HELD"),
        ("C-01", "C-01 Issued by", evidence.ALIKE, "MORE"),
        ("12 Long Road, Leeds", "Long Road", evidence.ALIKE, "LESS"),
        ("12 Long Road", "valid until", evidence.ALIKE, "OTHER"),
        ("12 Long Road", " ", evidence.ALIKE, "NOTHING"),
        ("认证 ISO 9001", "ISO 9001 认证", evidence.EXACT, "HELD"),  # two scripts, in the file's order
        ("12", "21", evidence.ALIKE, "OTHER"),  # but not in a picture, where letters are read in order
    ],
)
def test_what_a_box_holds(as_read: str, inside: str, enough: float, cause: str) -> None:
    assert evidence.verdict(as_read, inside, enough).name == cause


def test_letters_are_where_the_file_puts_them(tmp_path: Path) -> None:
    """A letter counts where its middle is, on a page that is turned, too."""
    from reportlab.pdfgen.canvas import Canvas

    place = tmp_path / "page.pdf"
    canvas = Canvas(str(place), pagesize=(400, 300))
    canvas.setFont("Helvetica", 12)
    canvas.drawString(50, 250, "Certificate")
    canvas.drawString(200, 250, "C-01")
    canvas.save()
    assert evidence.letters_inside(place, 1, Box(45, 35, 150, 55)).strip() == "Certificate"
    assert evidence.letters_inside(place, 1, Box(195, 35, 250, 55)).strip() == "C-01"
    turned = tmp_path / "turned.pdf"
    with pypdfium2.PdfDocument(place) as pdf:
        pdf[0].set_rotation(90)
        pdf.save(turned)
    assert evidence.letters_inside(turned, 1, Box(245, 195, 265, 250)).strip() == "C-01"


def test_a_value_is_held_only_if_all_its_lines_are() -> None:
    def check(field: str, cause: evidence.Cause, method: str = "text_layer") -> evidence.Check:
        return evidence.Check("d", "c", field, 1, method, (0, 0, 1, 1), "", "", cause.value)

    held, less = evidence.Cause.HELD, evidence.Cause.LESS
    found = evidence_counts([check("scope", held), check("scope", less), check("standard", held, "ocr:x@1")])
    assert (found["values"], found["held"]) == (2, 1)
    assert found["methods"]["text_layer"][less.value] == 1
    assert found["methods"]["ocr:x"]["held"] == 1


def test_a_rivals_script_reads_a_plain_certificate() -> None:
    text = """CERTIFICATE
    This is to certify that
    Nordwind Pumps Ltd
    12 Long Road, Leeds, United Kingdom
    has a quality management system that complies with ISO 9001:2015
    Certificate No.: QM-4711
    Scope: Making of pumps
    Date of issue: 1 March 2024
    Valid until: 28.02.2027"""
    (row,) = script.certificates(text)
    assert (row["standard"], row["standard_edition"]) == ("ISO 9001", 2015)
    assert row["certified_organization"] == "Nordwind Pumps Ltd"
    assert (row["certificate_number"], row["scope"]) == ("QM-4711", "Making of pumps")
    assert (str(row["issue_date"]), str(row["expiry_date"])) == ("2024-03-01", "2027-02-28")


def test_answers_of_invoice2data_become_rows() -> None:
    answer = {"standard": ["ISO 9001:2015", "iso 9001"], "says_certificate": "Certi", "scope": ["Pumps ", "Valves"]}
    (row,) = rivals.rows_of(answer)
    assert (row["standard"], row["standard_edition"], row["scope"]) == ("ISO 9001", 2015, "Pumps")
    assert not list(rivals.rows_of({"standard": "ISO 9001"}))


def test_the_rivals_lock_has_a_hash_for_everything_and_no_address() -> None:
    lock = (Path(rivals.__file__).parent / "requirements.lock").read_text("utf-8")
    assert "://" not in lock
    assert not [block for block in re.split(r"\n(?=[a-z])", lock)[1:] if "--hash=sha256:" not in block]


def figures() -> dict[str, Any]:
    names = tuple(FIELD_BARS)
    fields = {name: {"precision": 1.0, "recall": 0.9, "f1": 0.947, "printed": 10} for name in names}
    kinds = {"tp": 9, "fn": 1, "tn": 5, "fp": 0}
    f1 = dict.fromkeys(names, 0.5)
    group = [{"name": "a | b", "papers": 10, "certificates": 11, "micro_f1": 0.9, "key": 0.8}]
    spread = {"median": 2.0, "p90": 4.0}
    miss = counted([Miss("d", "scope", ("a",), None)])
    return {
        "scored": {
            "score": {"document_type": kinds, "fields": fields, "micro_f1": 0.96, "all_key_fields_right": 0.8},
            "certificates": 11,
            "values": 99,
            "documents": 15,
            "pages": 20,
            "version": "1",
            "reader": "2",
            "engines": ["x@1"],
            "misses": miss,
            "misses_by_source": miss,
        },
        "grouped": {"source": group, "look": group, "language": group, "body": group},
        "left_out": {
            "values": 5,
            "right": 0.9,
            "families": 4,
            "groups": 10,
            "error": 0.01,
            "straight": 0.5,
            "straight_otherwise": [0.4, 0.6],
            "bins": [{"low": 0.9, "high": 1.0, "values": 5, "confidence": 0.95, "right": 0.9}],
            "curve": [[0.5, 0.0], [1.0, 0.1]],
        },
        "unseen": {"micro_f1": 0.9, "key": 0.7, "f1": f1},
        "evidence": evidence_counts([]) | {"values": 99, "held": 98},
        "cost": {"documents": 3, "pages": 3, "certificates": 2, "processor": "x"}
        | dict.fromkeys(("document", "page", "certificate"), spread),
        "rivals": {"a script": {"micro_f1": 0.4, "key": 0.1, "f1": f1, "kinds": kinds}},
    }


def test_the_page_says_which_bars_are_missed() -> None:
    found = {m.what: m.reached for m in measures(figures())}
    assert not found["certificates found"]
    assert found["other papers kept out"]
    assert found["all fields together (micro-F1)"]
    assert not found["values whose box holds their text"]
    page = markdown(figures(), "2026-11-22", "accuracy.svg")
    assert "- certificates found: 9 of 10 (90.0 in 100), where the bar is 99 in 100" in page
    assert "| a / b | 10 | 11 | 0.900 | 0.800 |" in page
    assert page == markdown(json.loads(json.dumps(figures())), "2026-11-22", "accuracy.svg")


def test_the_picture_is_the_same_for_the_same_figures() -> None:
    found = svg([[0.5, 0.0], [1.0, 0.1]], 0.01, 0.5)
    assert found == svg([[0.5, 0.0], [1.0, 0.1]], 0.01, 0.5)
    assert "50 % of values at 99 % right" in found
