"""What holds for every certificate: doubt never becomes an accept, and a weak reading never a reject."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.certificate import FIELD_NAMES, NEEDED
from rules.cases import build_certificate
from rules.finding import Decision, Outcome, Severity
from rules.judge import judge
from rules.reference.load import load_reference
from rules.rulebook import CATALOGUE, LEVELS_FILE
from tests.rules.papers import GOOD, TODAY

REFERENCE = load_reference()
LEVELS = yaml.safe_load((CATALOGUE / LEVELS_FILE).read_text("utf-8"))["levels"]
FIRM, FAIR = LEVELS["firm"], LEVELS["fair"]
DAYS = st.dates(dt.date(2010, 1, 1), dt.date(2035, 1, 1))
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "standard": st.sampled_from([s.designation for s in REFERENCE.standards] + ["ISO 99999"]),
    "standard_edition": st.sampled_from([1987, 2004, 2008, 2013, 2015, 2018, 2022, 2026]),
    "certificate_number": st.sampled_from(["FM 12345", "04625Q15304R1M", "04619E30011R0S/3502", "CERTIFICATE"]),
    "certification_body_id": st.sampled_from([b.id for b in REFERENCE.certification_bodies] + ["nobody"]),
    "accreditation_body": st.sampled_from([b.acronym for b in REFERENCE.accreditation_bodies] + ["ZZAF"]),
    "accreditation_number": st.sampled_from(["0005", "C046-M", "D-ZM-16006-05-04", "none"]),
    "surveillance_dates": st.lists(DAYS, min_size=1, max_size=2),
    "sector_codes": st.just(["28"]),
    "national_standard": st.sampled_from(["GB/T 19001-2016", "GB/T 24001-2016", "GB/T 22080-2025", "XY 1-2000"]),
    "verification_url": st.sampled_from(["www.cnca.gov.cn", "https://verifeyeqr.bsigroup.com/x", "http://[", "ask us"]),
    "recognition_marks": st.lists(st.sampled_from(["IAF MLA", "Global ACI MRA", "XYZ MLA"]), min_size=1, max_size=2),
    "notified_body_number": st.sampled_from(["0123", "2797", "9999"]),
    "copy_words": st.sampled_from([["DRAFT"], ["COPY", "SAMPLE"]]),
    "disagreements": st.just([{"kind": "languages", "field": "expiry_date", "values": ["2027-01-01", "2028-01-01"]}]),
}
ABSENT = st.sampled_from([{"absent": reason} for reason in ("not_found", "ambiguous", "unreadable")])


def value_of(name: str) -> st.SearchStrategy[Any]:
    if name in VALUES:
        return VALUES[name]
    return DAYS if name.endswith("_date") else st.sampled_from(["ISO", "Acme Ltd", "Acme LTD."])


FILES = st.fixed_dictionaries(
    {},
    optional={
        "producer": st.sampled_from(["Adobe Photoshop 21.0", "iLovePDF", "Word"]),
        "created_at": st.sampled_from(["2020-01-02T10:00:00", "2020-01-02T10:00:00+08:00"]),
        "modified_at": st.sampled_from(["2021-01-02T10:00:00", "2019-01-02T10:00:00Z"]),
        "revisions": st.integers(1, 3),
        "signatures": st.sampled_from(["intact", "broken", "unverifiable"]).map(
            lambda seal: [{"signer": None, "signed_at": None, "seal": seal, "is_changed_since": seal == "intact"}]
        ),
    },
)


def papers(*, confidence: st.SearchStrategy[float]) -> st.SearchStrategy[dict[str, Any]]:
    fields = {name: st.fixed_dictionaries({"value": value_of(name), "confidence": confidence}) for name in FIELD_NAMES}
    with_gaps = {name: field if name == "standard" else field | ABSENT for name, field in fields.items()}
    return st.fixed_dictionaries({**with_gaps, "legibility": st.floats(0, 1), "file": FILES})


@settings(max_examples=200, deadline=None)
@given(papers(confidence=st.floats(0, 1)), DAYS)
def test_no_rule_breaks_whatever_the_paper(paper: dict[str, Any], as_of: dt.date) -> None:
    verdict = judge(build_certificate(paper), REFERENCE, as_of)
    assert [f.message for f in verdict.findings if f.outcome is Outcome.ERROR] == []


@settings(max_examples=200, deadline=None)
@given(papers(confidence=st.floats(0, FIRM, exclude_max=True)), DAYS)
def test_no_reject_rests_on_weak_readings(paper: dict[str, Any], as_of: dt.date) -> None:
    assert judge(build_certificate(paper), REFERENCE, as_of).decision is not Decision.REJECT


WEAK = replace(
    REFERENCE,
    standards=tuple(
        standard.model_copy(
            update={
                "confidence": "low",
                "editions": tuple(edition.model_copy(update={"confidence": "low"}) for edition in standard.editions),
            }
        )
        for standard in REFERENCE.standards
    ),
)
"""The same standards, as if nobody had confirmed any row of them."""


@settings(max_examples=200, deadline=None)
@given(papers(confidence=st.floats(FIRM, 1)), DAYS)
def test_no_reject_rests_on_weak_reference_rows(paper: dict[str, Any], as_of: dt.date) -> None:
    certificate = build_certificate(paper)
    weak, strong = judge(certificate, WEAK, as_of), judge(certificate, REFERENCE, as_of)
    rejecting = [f for f in weak.findings if (f.outcome, f.severity) == (Outcome.FAIL, Severity.REJECT)]
    assert [f.rule_id for f in rejecting if f.reference_rows] == []
    # What rested on a row that is now weak is still seen, as a review.
    failed = {f.rule_id for f in weak.findings if f.outcome is Outcome.FAIL}
    assert {f.rule_id for f in strong.findings if f.outcome is Outcome.FAIL} == failed


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(NEEDED), st.floats(0, FAIR, exclude_max=True), ABSENT)
def test_a_doubt_on_a_field_that_every_certificate_needs_is_never_accepted(
    name: str, confidence: float, absent: dict[str, str]
) -> None:
    doubts: list[dict[str, Any]] = [{"value": GOOD[name], "confidence": confidence}]
    doubts += [] if name == "standard" else [absent]
    for doubt in doubts:
        verdict = judge(build_certificate(GOOD | {name: doubt}), REFERENCE, TODAY)
        assert verdict.decision is Decision.REVIEW, (name, doubt)
