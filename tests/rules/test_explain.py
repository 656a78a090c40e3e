"""Pages for people: made from the rules, and up to date."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from rules.explain import catalogue, explain
from rules.rulebook import load_rulebook

ROOT = Path(__file__).parents[2]


def test_the_page_of_rules_is_up_to_date() -> None:
    page = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    assert page == catalogue(), "run: python -m rules.explain > docs/rules.md"


def test_every_rule_is_on_the_page() -> None:
    page = catalogue()
    assert all(f"### {rule.id} {rule.title}\n" in page for rule in load_rulebook().rules)


def test_a_rules_page_shows_why_what_to_do_and_its_examples() -> None:
    page = explain("val001")
    assert page.startswith("# VAL001 Expired\n")
    assert all(
        word in page for word in ("Why", "What to do", "Basis", "| fail | 2026-03-02 | expiry_date = 2026-03-01 |")
    )


def test_what_is_known_beside_the_paper_is_told_from_what_the_paper_says() -> None:
    page = explain("CNS011")
    assert "certified_organization = Acme Ltd; beside the paper: relatives = other_holders Zenith Pumps GmbH |" in page


def test_a_list_of_records_is_readable() -> None:
    assert "file = signatures (signer A, seal intact, is_changed_since False) and (signer B," in explain("PAP004")


def test_an_unknown_rule_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        explain("VAL999")


def test_judging_loads_nothing_heavy() -> None:
    heavy = "{'pandas', 'numpy', 'pyarrow', 'prefect', 'spacy', 'pypdfium2', 'cv2', 'rapidocr', 'pytesseract'}"
    code = f"import sys, rules.judge, rules.explain; print(sorted({heavy} & sys.modules.keys()))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=30, check=True
    )
    assert done.stdout.strip() == "[]"
