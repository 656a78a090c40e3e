"""What is kept of a reading comes back as it was."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.certificate import (
    FIELD_NAMES,
    Absent,
    AbsentReason,
    Box,
    Certificate,
    Contradiction,
    Disagreement,
    DocumentType,
    Evidence,
    Field,
    FieldValue,
    FileFacts,
    Issue,
    Reading,
    Rival,
    Seal,
    Signature,
    Site,
)
from flows.reading import Failure, ReaderKey, ReadRecord
from flows.reading_json import dump_record, load_record

SHARES = st.floats(0, 1)
TEXTS = st.text(max_size=12)
POINTS = st.floats(0, 2000)
DATES = st.dates()
EVIDENCE = st.builds(
    Evidence,
    st.integers(1, 40),
    st.tuples(POINTS, POINTS, POINTS, POINTS).map(
        lambda p: Box(min(p[0], p[2]), min(p[1], p[3]), max(p[0], p[2]), max(p[1], p[3]))
    ),
    TEXTS,
    TEXTS,
)
ABSENT = st.builds(Absent, st.sampled_from(AbsentReason), st.lists(st.integers(1, 40), max_size=3).map(tuple))


def present(values: st.SearchStrategy[Any]) -> st.SearchStrategy[FieldValue[Any]]:
    rivals = st.lists(st.builds(Rival, values, TEXTS, SHARES), max_size=2).map(tuple)
    return st.builds(FieldValue, values, st.lists(EVIDENCE, min_size=1, max_size=2).map(tuple), SHARES, rivals)


def values_of(name: str) -> st.SearchStrategy[Any]:
    if name == "standard_edition":
        return st.integers(1980, 2100)
    if name == "surveillance_dates":
        return st.lists(DATES, max_size=3).map(tuple)
    if name == "disagreements":
        two = st.tuples(TEXTS, TEXTS)
        found = st.builds(
            Disagreement,
            st.sampled_from(Contradiction),
            TEXTS,
            two,
            st.lists(EVIDENCE, min_size=1, max_size=2).map(tuple),
        )
        return st.lists(found, max_size=2).map(tuple)
    if name in {"sector_codes", "recognition_marks", "copy_words"}:
        return st.lists(TEXTS, max_size=3).map(tuple)
    if name == "sites":
        parts = st.none() | TEXTS
        site = st.builds(Site, parts, parts, parts, st.lists(EVIDENCE, min_size=1, max_size=2).map(tuple))
        return st.lists(site, max_size=2).map(tuple)
    return DATES if name.endswith("_date") else TEXTS


MOMENTS = st.none() | st.datetimes(timezones=st.just(dt.UTC))
SIGNATURES = st.builds(Signature, st.none() | TEXTS, MOMENTS, st.sampled_from(Seal), st.booleans())
FILES = st.builds(
    FileFacts,
    st.none() | TEXTS,
    st.none() | TEXTS,
    MOMENTS,
    MOMENTS,
    st.integers(1, 9),
    st.lists(SIGNATURES, max_size=2).map(tuple),
)


@st.composite
def certificates(draw: st.DrawFn) -> Certificate:
    fields: dict[str, Field[Any]] = {
        name: draw(present(values_of(name)) if name == "standard" else present(values_of(name)) | ABSENT)
        for name in FIELD_NAMES
    }
    place = ("ab" * 32, draw(st.integers(1, 9)), 1, 2, draw(SHARES))
    return Certificate(*place, **fields, file=draw(FILES))  # type: ignore[arg-type]


READINGS = st.builds(
    Reading,
    st.just("ab" * 32),
    TEXTS,
    st.integers(0),
    st.integers(0, 999),
    st.sampled_from(DocumentType),
    TEXTS,
    st.none() | TEXTS,
    st.lists(TEXTS, max_size=3).map(tuple),
    st.lists(certificates(), max_size=2).map(tuple),
    st.lists(st.builds(Issue, TEXTS, TEXTS, st.none() | st.integers(1, 9)), max_size=2).map(tuple),
    FILES,
)
FAILURES = st.builds(Failure, TEXTS, TEXTS, st.none() | st.floats(0, 1e6))
KEY = ReaderKey("1", "auto", "abc")
NOW = dt.datetime(2026, 6, 30, 12, 0, 0, 123456, tzinfo=dt.UTC)


def record(outcome: Reading | Failure) -> ReadRecord:
    return ReadRecord("ab" * 32, "application/pdf", 10, KEY, outcome, 1.234, NOW, "run-1")


@given(READINGS | FAILURES)
def test_a_record_comes_back_as_it_was(outcome: Reading | Failure) -> None:
    assert load_record(dump_record(record(outcome))) == record(outcome)


def test_half_a_surrogate_pair_does_not_stop_it() -> None:
    kept = load_record(dump_record(record(Failure("broken", "bad \ud800 text"))))
    assert kept.outcome == Failure("broken", "bad ? text")


@pytest.mark.parametrize("data", [b"", b"{}", b"null", dump_record(record(Failure("a", "b")))[:-1]])
def test_what_is_not_a_record_is_said_to_be_none(data: bytes) -> None:
    with pytest.raises(ValueError, match="validation error"):
        load_record(data)
