"""The engine: what it does with gaps, doubts, broken rules, and how findings add up."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from rules.cases import build_certificate
from rules.finding import Decision, Finding, Outcome, Severity
from rules.judge import decide, judge
from rules.reference.load import load_reference
from rules.rule import Status
from rules.rulebook import BoundRule, Rulebook, load_rulebook
from tests.rules.papers import GOOD, TODAY


def decision(**changes: object) -> tuple[Decision, tuple[str, ...]]:
    given = {name: value for name, value in (GOOD | changes).items() if value is not None}
    verdict = judge(build_certificate(given), load_reference(), TODAY)
    return verdict.decision, verdict.reasons


def test_an_ordinary_good_certificate_is_accepted() -> None:
    assert decision() == (Decision.ACCEPT, ())


def test_its_notes_are_attached_and_do_not_count() -> None:
    verdict = judge(build_certificate(GOOD), load_reference(), TODAY)
    failed = {f.rule_id: f for f in verdict.findings if f.outcome is Outcome.FAIL}
    assert set(failed) == {"STD007", "VAL006"}
    assert "2029-09-30" in failed["STD007"].message


@pytest.mark.parametrize(
    ("changes", "expected", "reason"),
    [
        ({"expiry_date": dt.date(2026, 11, 21)}, Decision.REJECT, "VAL001"),
        ({"standard": "ISO/IEC 27001", "standard_edition": 2013}, Decision.REJECT, "STD006"),
        ({"standard": "OHSAS 18001", "standard_edition": 2007}, Decision.REJECT, "STD006"),
        ({"standard": "ISO 26000", "standard_edition": 2010}, Decision.REJECT, "STD002"),
        ({"certification_body": "International Organization for Standardization"}, Decision.REJECT, "ISS001"),
        ({"expiry_date": dt.date(2035, 1, 1)}, Decision.REJECT, "VAL005"),
        ({"expiry_date": None}, Decision.REVIEW, "CON005"),
        ({"standard_edition": None}, Decision.REVIEW, "STD008"),
        ({"standard_edition": 2026}, Decision.REVIEW, "STD010"),
        ({"accreditation_body": None, "accreditation_number": None}, Decision.REVIEW, "ACC001"),
        ({"accreditation_body": "GAAS", "accreditation_number": None}, Decision.REVIEW, "ACC003"),
        ({"accreditation_body": "NABCB", "accreditation_number": None}, Decision.REVIEW, "ACC006"),
        ({"standard": "ISO 50001", "standard_edition": 2018, "accreditation_body": "UAF"}, Decision.REVIEW, "ACC019"),
        ({"surveillance_dates": [dt.date(2026, 1, 2), dt.date(2027, 1, 2)]}, Decision.REVIEW, "VAL007"),
        ({"recognition_marks": ["Global ACI MRA"]}, Decision.REVIEW, "ACC012"),
        ({"copy_words": ["DRAFT"]}, Decision.REVIEW, "PAP001"),
        ({"file": {"producer": "Adobe Photoshop 21.0"}}, Decision.REVIEW, "PAP006"),
        ({"certification_body_id": None}, Decision.REVIEW, "ISS003"),
        ({"scope": None}, Decision.REVIEW, "CON004"),
        ({"scope": {"absent": "unreadable"}}, Decision.REVIEW, "CON004"),
        # No reading, however likely its defect, is rejected when it is not firm.
        ({"expiry_date": {"value": dt.date(2020, 1, 1), "confidence": 0.89}}, Decision.REVIEW, "VAL001"),
        ({"expiry_date": {"absent": "ambiguous"}}, Decision.REVIEW, "VAL001"),
        # The end of the 2005 edition is hearsay: a look, not a rejection.
        ({"standard": "ISO 22000", "standard_edition": 2005}, Decision.REVIEW, "STD006"),
    ],
)
def test_one_flaw_decides(changes: dict[str, object], expected: Decision, reason: str) -> None:
    found, reasons = decision(**changes)
    assert found is expected
    assert reason in reasons


def test_every_rule_gives_a_finding_whatever_the_others_say() -> None:
    verdict = judge(build_certificate({}), load_reference(), TODAY)
    assert [f.rule_id for f in verdict.findings] == [rule.id for rule in load_rulebook().rules]
    assert verdict.decision is Decision.REVIEW
    assert all(f.message for f in verdict.findings)


def test_no_finding_passes_on_a_page_that_was_not_read() -> None:
    blind = build_certificate(
        {name: {"absent": "unreadable"} for name in GOOD} | {"standard": "ISO 9001", "legibility": 0.1}
    )
    verdict = judge(blind, load_reference(), TODAY)
    passed = {f.rule_id for f in verdict.findings if f.outcome is Outcome.PASS}
    about_the_standard_alone = {"STD001", "STD002", "STD003", "STD004", "STD005", "STD014", "ACC009", "ACC010"}
    assert passed == about_the_standard_alone
    assert verdict.decision is Decision.REVIEW


def test_judging_twice_gives_the_same_verdict() -> None:
    certificate = build_certificate(GOOD)
    assert judge(certificate, load_reference(), TODAY) == judge(certificate, load_reference(), TODAY)


def test_a_finding_names_the_fields_behind_it() -> None:
    verdict = judge(build_certificate(GOOD), load_reference(), TODAY)
    inputs = {f.rule_id: f.inputs for f in verdict.findings}
    assert inputs["VAL004"] == ("issue_date", "expiry_date", "standard")
    assert inputs["CON006"] == ("issue_date", "effective_date")
    assert inputs["STD006"] == ("standard", "standard_edition")


def test_a_finding_names_the_reference_rows_behind_it() -> None:
    verdict = judge(build_certificate(GOOD), load_reference(), TODAY)
    rows = {f.rule_id: f.reference_rows for f in verdict.findings}
    assert rows["STD007"] == ("ISO 9001:2015",)
    assert rows["VAL004"] == ("iso-9001",)  # the row that gives the cycle
    assert rows["ACC008"] == ("UKAS", "iso-9001")
    assert rows["ACC007"] == ("bsi-assurance-uk-limited", "UKAS")
    assert rows["CON001"] == ()


def test_a_row_within_a_list_is_named_too() -> None:
    marked = GOOD | {"recognition_marks": ["IAF MLA", "Global ACI MRA"]}
    found = {f.rule_id: f for f in judge(build_certificate(marked), load_reference(), TODAY).findings}
    assert found["ACC012"].outcome is Outcome.FAIL  # dated 2025, a year before that mark
    assert found["ACC012"].reference_rows == ("iaf-mla", "global-aci-mra")
    assert "IAF MLA, Global ACI MRA" in found["ACC012"].message


def only(rule_id: str, **changes: Any) -> tuple[BoundRule, Rulebook]:
    bound = load_rulebook().rule(rule_id)
    predicate = changes.pop("predicate", bound.predicate)
    rule = bound.rule.model_copy(update=changes)
    bound = replace(bound, rule=rule, predicate=predicate)
    return bound, Rulebook((bound,), "test")


def test_a_rule_that_breaks_is_an_error_and_asks_for_a_review() -> None:
    def breaks(**_: object) -> bool:
        raise ZeroDivisionError("oops")

    _, rulebook = only("VAL001", predicate=breaks)
    verdict = judge(build_certificate(GOOD), load_reference(), TODAY, rulebook=rulebook)
    assert [f.outcome for f in verdict.findings] == [Outcome.ERROR]
    assert "oops" in verdict.findings[0].message
    assert (verdict.decision, verdict.reasons) == (Decision.REVIEW, ("VAL001",))


def test_a_preview_rule_reports_and_does_not_count() -> None:
    _, rulebook = only("VAL001", status=Status.PREVIEW)
    expired = build_certificate(GOOD | {"expiry_date": dt.date(2020, 1, 1)})
    verdict = judge(expired, load_reference(), TODAY, rulebook=rulebook)
    assert verdict.findings[0].outcome is Outcome.FAIL
    assert verdict.decision is Decision.ACCEPT


def finding(rule_id: str, outcome: Outcome, severity: Severity) -> Finding:
    return Finding(rule_id, outcome, severity, "m", "b", (), TODAY, "v")


@pytest.mark.parametrize(
    ("outcomes", "expected", "reasons"),
    [
        ([], Decision.ACCEPT, ()),
        ([("A", "pass", "reject"), ("B", "fail", "note"), ("C", "unknown", "note")], Decision.ACCEPT, ()),
        ([("A", "error", "note"), ("B", "not_applicable", "reject")], Decision.ACCEPT, ()),
        ([("A", "unknown", "reject")], Decision.REVIEW, ("A",)),
        ([("A", "error", "review")], Decision.REVIEW, ("A",)),
        ([("A", "unknown", "review"), ("B", "fail", "review")], Decision.REVIEW, ("B", "A")),
        (
            [("A", "unknown", "review"), ("B", "fail", "review"), ("C", "fail", "reject")],
            Decision.REJECT,
            ("C", "B", "A"),
        ),
    ],
)
def test_findings_add_up(outcomes: list[tuple[str, str, str]], expected: Decision, reasons: tuple[str, ...]) -> None:
    findings = [finding(rule_id, Outcome(outcome), Severity(severity)) for rule_id, outcome, severity in outcomes]
    assert decide(findings) == (expected, reasons)
