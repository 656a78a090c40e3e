"""Loading the catalogue: what is refused, and that all faults come at once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from rules.errors import DataError
from rules.predicates import predicates
from rules.rulebook import CATALOGUE, load_rulebook


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "validity").mkdir()
    shutil.copy(CATALOGUE / "confidence.yml", tmp_path)
    shutil.copy(CATALOGUE / "validity" / "expires-soon.yml", tmp_path / "validity")
    return tmp_path


def edit(folder: Path, *changes: tuple[str, str], name: str = "expires-soon") -> None:
    path = folder / "validity" / f"{name}.yml"
    text = path.read_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text)


def faults(folder: Path) -> str:
    with pytest.raises(DataError) as caught:
        load_rulebook(folder)
    return str(caught.value)


def test_a_small_catalogue_loads(folder: Path) -> None:
    (rule,) = load_rulebook(folder).rules
    assert rule.id == "VAL003"


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (("severity: note", "severity: note\nseverty: note"), "severty"),
        (("severity: note", "severity: fatal"), "severity"),
        (("predicate: expires_within", "predicate: expires_sometime"), "no predicate called expires_sometime"),
        (("arguments: {days: 90}", "arguments: {weeks: 12}"), "expires_within needs days"),
        (("arguments: {days: 90}", "arguments: {days: 90, weeks: 12}"), "expires_within takes no weeks"),
        (("inputs: {expiry_date: fair}", "inputs: {issue_date: fair}"), "needs expiry_date; give it as an input"),
        (("inputs: {expiry_date: fair}", "inputs: {expiry_date: likely}"), "inputs"),
        (("within {days} days", "within {dayz} days"), "{dayz} is neither an input nor an argument"),
        (("present: [expiry_date]", "present: [expiry]"), "no fact called expiry"),
        (("certificate: {expiry_date: 2026-04-02}", "certificate: {expiry: 2026-04-02}"), "no field called expiry"),
        (("  unknown:\n", "  error:\n"), "give at least one unknown"),
    ],
)
def test_what_does_not_fit_is_refused(folder: Path, change: tuple[str, str], fault: str) -> None:
    edit(folder, change)
    assert fault in faults(folder)


def test_all_faults_of_all_rules_are_listed_at_once(folder: Path) -> None:
    shutil.copy(CATALOGUE / "validity" / "expired.yml", folder / "validity")
    edit(folder, ("severity: note", "severity: fatal"), ("since: 0.1.0", "since: 0.1.0\nextra: 1"))
    edit(folder, ("predicate: has_expired", "predicate: is_stale"), name="expired")
    text = faults(folder)
    assert text.startswith("3 faults")
    assert all(word in text for word in ("severity", "extra", "is_stale", "expired.yml", "expires-soon.yml"))


def test_an_id_is_used_once(folder: Path) -> None:
    shutil.copy(folder / "validity" / "expires-soon.yml", folder / "validity" / "again.yml")
    assert "VAL003 is there twice" in faults(folder)


def test_a_level_without_a_number_is_refused(folder: Path) -> None:
    (folder / "confidence.yml").write_text("levels: {fair: high}\n")
    assert "give each level a number" in faults(folder)


def test_a_deprecated_rule_is_not_run(folder: Path) -> None:
    edit(folder, ("status: active", "status: deprecated"))
    assert load_rulebook(folder).rules == ()


def test_the_version_changes_with_a_threshold(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("other") / "catalogue"
    shutil.copytree(folder, other)
    before = load_rulebook(folder).version
    levels = other / "confidence.yml"
    levels.write_text(levels.read_text().replace("fair: 0.6", "fair: 0.5"))
    assert load_rulebook(other).version != before


def test_the_version_changes_with_what_letters_in_a_number_stand_for(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = load_rulebook(folder).version
    letters = tmp_path / "certificate_numbers.yaml"
    letters.write_text("Q: [ISO 9001]")
    monkeypatch.setattr("rules.rulebook.OF_OTHER_ROOMS", (letters,))
    load_rulebook.cache_clear()
    assert load_rulebook(folder).version != before


def test_every_predicate_is_used_by_a_rule() -> None:
    assert {rule.predicate for rule in load_rulebook().rules} == set(predicates())


def test_there_is_no_rule_of_an_unknown_id() -> None:
    assert load_rulebook().rule("val001").rule.title == "Expired"
    with pytest.raises(KeyError):
        load_rulebook().rule("VAL999")
