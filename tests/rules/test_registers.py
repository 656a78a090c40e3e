"""What registers may do to a verdict, whatever they say: never reject on doubt, never hold it against a paper that they lack it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.cases import build_certificate
from rules.circumstances import Circumstances, RegisterEntry, RegisterSnapshot
from rules.finding import Decision, Outcome
from rules.judge import judge
from rules.reference.load import load_reference
from rules.registers import is_same_registration, register_status
from rules.rulebook import load_rulebook
from tests.rules.papers import GOOD, TODAY

REFERENCE = load_reference()
REGISTERS = ("CNCA", "IAF CertSearch")
OUT = ("suspended", "withdrawn", "cancelled", "expired")
ENTRIES = st.builds(
    RegisterEntry,
    register=st.sampled_from(REGISTERS),
    taken_on=st.dates(TODAY - dt.timedelta(days=60), TODAY),
    certificate_number=st.just("FM 12345"),
    status=st.sampled_from(["active", *OUT, None]),
    holder=st.sampled_from(
        [None, "Acme Valves Limited", "Acme Valves Hull", "Borealis Foods AG", "苏州新源紧固件有限公司"]
    ),
    certification_body=st.sampled_from([None, "BSI", "LRQA Limited", "Nobody Knows Cert"]),
    standard=st.sampled_from([None, "ISO 9001", "ISO 14001", "ISO 99999"]),
    expiry_date=st.sampled_from([None, dt.date(2028, 1, 1), dt.date(2028, 1, 2), dt.date(2026, 1, 1)]),
)


def asked(*entries: RegisterEntry) -> Circumstances:
    """Both registers asked; each answers as of the day of its entries."""
    days = dict.fromkeys(REGISTERS, TODAY) | {entry.register: entry.taken_on for entry in entries}
    same_day = tuple(taken_on(entry, days[entry.register]) for entry in entries)
    return Circumstances(registers=tuple(RegisterSnapshot(*item) for item in days.items()), entries=same_day)


def taken_on(entry: RegisterEntry, day: dt.date) -> RegisterEntry:
    return RegisterEntry(**{name: getattr(entry, name) for name in RegisterEntry.__slots__} | {"taken_on": day})


@settings(max_examples=200, deadline=None)
@given(st.lists(ENTRIES, max_size=4))
def test_only_clear_and_recent_entries_reject(entries: list[RegisterEntry]) -> None:
    given_ = asked(*entries)
    verdict = judge(build_certificate(GOOD), REFERENCE, TODAY, given_)
    assert not [f.message for f in verdict.findings if f.outcome is Outcome.ERROR]
    if verdict.decision is not Decision.REJECT:
        return
    ours = [e for e in given_.entries if e.status and e.certification_body != "LRQA Limited"]
    out = [e for e in ours if e.status in OUT]
    assert any((TODAY - e.taken_on).days <= 31 and e.holder != "Borealis Foods AG" for e in out)
    named = [e for e in out if e.standard in (None, "ISO 9001")]
    assert named
    assert register_status(verdict.findings) == "contradicted"


@pytest.mark.parametrize(
    ("ended", "decision"),
    [(dt.date(2025, 1, 1), Decision.REVIEW), (dt.date(2027, 12, 31), Decision.REJECT), (None, Decision.REJECT)],
    ids=["the cycle before", "the paper's own last day but one", "not said"],
)
def test_a_register_that_has_not_heard_of_the_renewal_turns_nobody_away(
    ended: dt.date | None, decision: Decision
) -> None:
    entry = RegisterEntry("CNCA", TODAY, "FM 12345", status="expired", holder="Acme Valves Ltd", expiry_date=ended)
    assert judge(build_certificate(GOOD), REFERENCE, TODAY, asked(entry)).decision is decision


@settings(max_examples=200, deadline=None)
@given(st.lists(ENTRIES, max_size=4))
def test_confirmed_means_that_nothing_speaks_against_it(entries: list[RegisterEntry]) -> None:
    verdict = judge(build_certificate(GOOD), REFERENCE, TODAY, asked(*entries))
    status = register_status(verdict.findings)
    against = [f.rule_id for f in verdict.findings if f.rule_id.startswith("REG") and f.outcome is Outcome.FAIL]
    if status == "confirmed":
        assert not against
        assert verdict.decision is Decision.ACCEPT
    if status == "not_found":
        assert against == ["REG008"]


@pytest.mark.parametrize(
    "change",
    [{}, {"expiry_date": dt.date(2020, 1, 1)}, {"scope": {"absent": "unreadable"}}, {"certificate_number": {"absent": "not_found"}}],
)  # fmt: skip
def test_not_found_changes_no_verdict(change: dict[str, Any]) -> None:
    paper = build_certificate(GOOD | change)
    alone, not_found = (judge(paper, REFERENCE, TODAY, c) for c in (Circumstances(), asked()))
    assert (not_found.decision, not_found.reasons) == (alone.decision, alone.reasons)


def test_not_asked_is_not_applicable_and_no_state() -> None:
    verdict = judge(build_certificate(GOOD), REFERENCE, TODAY)
    outcomes = Counter(f.outcome for f in verdict.findings if f.rule_id.startswith("REG"))
    assert outcomes == {Outcome.NOT_APPLICABLE: 9}
    assert register_status(verdict.findings) is None


def test_the_rules_that_give_the_state_are_the_ones_meant() -> None:
    predicates = {bound.rule.id: bound.rule.predicate for bound in load_rulebook().bound}
    assert (predicates["REG008"], predicates["REG009"]) == ("is_not_listed", "is_not_confirmed")


@pytest.mark.parametrize(
    ("number", "other", "expected"),
    [
        ("91320594MA1ABCDE0A", "91320594ma1abcde0a", True),
        ("91320594MA1ABCDE0A", "MA1ABCDE-0", True),
        ("MA1ABCDE0", "91320594MA1ABCDE0A", True),
        ("91320594MA1ABCDE0A", "91310000MA1FGHJK0B", False),
        ("HRB 12345", "HRB 54321", False),
        ("HRB 12345", "", None),
    ],
)
def test_registration_numbers(number: str, other: str, expected: bool | None) -> None:
    assert is_same_registration(number, other) is expected
