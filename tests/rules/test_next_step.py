"""What a person does next: a sentence from the data, and for an accept what no certificate can prove."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rules.cases import build_certificate
from rules.errors import DataError
from rules.judge import judge
from rules.next_step import load_next_steps
from rules.reference.load import load_reference
from rules.rulebook import Rulebook, load_rulebook
from tests.rules.papers import GOOD, TODAY


def step(**changes: Any) -> str:
    return judge(build_certificate(GOOD | changes), load_reference(), TODAY).next_step


def test_an_accept_names_what_no_certificate_can_prove() -> None:
    assert all(words in step() for words in ("latest surveillance", "audit the factory", "no proof of product quality"))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"expiry_date": dt.date(2026, 11, 21)},
            "Do not rely on it: ask for the certificate that replaced it, or for a new one.",
        ),
        ({"scope": {"absent": "not_found"}}, "Do not rely on it yet: ask for the scope, often on an annex page."),
        # A doubt is settled on the page, not by the supplier.
        ({"expiry_date": {"absent": "ambiguous"}}, "look at the issue date and expiry date on the page"),
        ({"legibility": 0.1}, "look at"),
        # The worst finding is what counts, whatever else is wrong.
        ({"scope": {"absent": "not_found"}, "standard": "ISO 26000", "standard_edition": 2010}, "which standard with"),
    ],
)
def test_else_it_is_what_the_worst_finding_asks_for(changes: dict[str, Any], expected: str) -> None:
    assert expected in step(**changes)


def test_a_rule_that_breaks_is_reported() -> None:
    def breaks(**_: object) -> bool:
        raise ZeroDivisionError

    broken = replace(load_rulebook().rule("VAL001"), predicate=breaks)
    verdict = judge(build_certificate(GOOD), load_reference(), TODAY, rulebook=Rulebook((broken,), "test"))
    assert "report the rule that broke" in verdict.next_step


def test_a_sentence_that_is_missing_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "next_steps.yml"
    path.write_text("accept: Good.\nreview: Ask.\ndoubt: Look.\nerror: Report.\n")
    with pytest.raises(DataError, match="reject: Field required"):
        load_next_steps(path)
