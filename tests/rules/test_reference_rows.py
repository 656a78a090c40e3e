"""All rows of the reference data: where each comes from, that none is renamed, and that a weak one rejects nobody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from rules.cases import build_certificate, build_circumstances
from rules.finding import Outcome, Severity
from rules.judge import judge
from rules.reference.find import find, rows, suggest
from rules.reference.load import HERE, Reference, load_reference, read_reference
from rules.reference.row import GENERAL_KNOWLEDGE, Row
from rules.rule import Case
from rules.rulebook import BoundRule, Rulebook, load_rulebook
from tests.rules.papers import GOOD, TODAY

REFERENCE = load_reference()
PUBLISHED = Path(__file__).with_name("reference_ids.txt")
KINDS = [field.name for field in fields(Reference) if field.name != "version"]


def parts(row: BaseModel) -> Iterator[Row]:
    """A row and all rows inside it."""
    if isinstance(row, Row):
        yield row
    for name in type(row).model_fields:
        value = getattr(row, name)
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, BaseModel):
                yield from parts(item)


def every_row() -> Iterator[Row]:
    for kind in KINDS:
        for row in getattr(REFERENCE, kind):
            yield from parts(row)


def test_every_row_and_part_says_where_it_comes_from() -> None:
    found = list(every_row())
    assert len(found) > 1000
    assert not [row.key for row in found if not row.source.strip()]
    assert not [row.key for row in found if row.source == GENERAL_KNOWLEDGE and not row.is_weak]


def test_no_id_that_was_published_is_renamed_or_dropped() -> None:
    """Tables and users' overrides point to ids: a row may be added (`reference_ids.txt` then, too), never taken away."""
    now = {row.key for row in rows(REFERENCE)}
    published = PUBLISHED.read_text("utf-8").split("\n")
    assert len(published) > 500
    assert not set(filter(None, published)) - now


REJECTED = [
    (bound, case)
    for bound in load_rulebook().bound
    if bound.rule.severity is Severity.REJECT
    for case in bound.rule.cases[Outcome.FAIL]
]


def weakened(row: Any) -> Any:
    """The row, and all inside it, as if nobody had ever confirmed them."""
    if isinstance(row, tuple):
        return tuple(map(weakened, row))
    if not isinstance(row, BaseModel):
        return row
    inside = {name: weakened(getattr(row, name)) for name in type(row).model_fields}
    return row.model_copy(update=inside | ({"confidence": "low"} if isinstance(row, Row) else {}))


def changed(change: Callable[[Any], Any]) -> Reference:
    return replace(REFERENCE, **{kind: change(getattr(REFERENCE, kind)) for kind in KINDS})


HEARSAY = changed(weakened)
NOTHING = changed(lambda rows: ())


def answer(bound: BoundRule, case: Case, reference: Reference) -> tuple[Outcome, Severity]:
    circumstances = build_circumstances(case.circumstances)
    alone = Rulebook((bound,), "test")
    (finding,) = judge(build_certificate(case.certificate), reference, case.as_of, circumstances, alone).findings
    return finding.outcome, finding.severity


@pytest.mark.parametrize(("bound", "case"), REJECTED, ids=[f"{b.rule.id}-{c.trap}" for b, c in REJECTED])
def test_a_reject_that_rests_on_hearsay_is_a_review(bound: BoundRule, case: Case) -> None:
    """A rule that cannot say it without the reference data rests on them; on weak rows it may only ask for a look."""
    assert answer(bound, case, REFERENCE) == (Outcome.FAIL, Severity.REJECT)
    if answer(bound, case, NOTHING)[0] is not Outcome.FAIL:
        assert answer(bound, case, HEARSAY) in ((Outcome.FAIL, Severity.REVIEW), (Outcome.UNKNOWN, Severity.REVIEW))


def test_some_reject_rules_rest_on_the_reference_data_and_some_do_not() -> None:
    rests = {answer(bound, case, NOTHING)[0] is not Outcome.FAIL for bound, case in REJECTED}
    assert rests == {True, False}


def keys(text: str) -> list[str]:
    return [match.row.key for match in find(REFERENCE, text)]


@pytest.mark.parametrize(
    ("text", "key", "what"),
    [
        ("lrqa-limited", "lrqa-limited", "id"),
        ("LLOYD'S REGISTER QUALITY ASSURANCE", "lrqa-limited", "alias"),
        ("https://www.lrqa.com/en/certificate-search/", "lrqa-limited", "domain"),
        ("someone@uk.lrqa.com", "lrqa-limited", "domain"),
        ("UKAS 0005", "sgs-united-kingdom-ltd", "accreditation number with UKAS"),
        ("CNCA-R-2002-046", "cnca-r-2002-046", "id"),
        ("046 25Q15304R1M", "cnca-r-2002-046", "beginning of certificate numbers"),
        ("2797", "bsi-group-the-netherlands-b-v", "European notified body number"),
        ("turkak", "TÜRKAK", "acronym"),
        ("ISO 9001:2015", "iso-9001", "edition"),
        ("GB/T 19001-2016", "iso-9001", "national adoption"),
        ("UNE-EN ISO 9001", "iso-9001", "national or regional print"),
        ("https://www.iafcertsearch.org/", "iafcertsearch", "host"),
    ],
)
def test_a_row_is_found_by_any_spelling_domain_or_number(text: str, key: str, what: str) -> None:
    found = {match.row.key: match.what for match in find(REFERENCE, text)}
    assert found.get(key) == what


def test_all_candidates_are_listed_and_a_look_alike_is_only_suggested() -> None:
    assert len(keys("sgs.com")) > 1
    assert keys("notsgs.com") == keys("sgs.com.example.org") == keys("") == []
    assert keys("lrqa limted") == []
    assert [match.row.key for match in suggest(REFERENCE, "lrqa limted")][:1] == ["lrqa-limited"]
    assert suggest(REFERENCE, "0086") == ()
    assert suggest(REFERENCE, "Quetzalcoatl Umbrellas") == ()


@pytest.mark.parametrize(
    ("dates", "as_of", "outcome"),
    [
        ("", TODAY, Outcome.PASS),
        (", valid_to: 2026-10", dt.date(2026, 10, 31), Outcome.PASS),
        (", valid_to: 2026-10", dt.date(2026, 11, 1), Outcome.FAIL),
        (", valid_from: 2026-11-22", dt.date(2026, 11, 21), Outcome.FAIL),
        (", valid_from: 2026-11-22", dt.date(2026, 11, 22), Outcome.PASS),
    ],
)
def test_an_accreditation_counts_on_its_days(tmp_path: Path, dates: str, as_of: dt.date, outcome: Outcome) -> None:
    own = "source: a test, as_of: 2026-11-22, confidence: high"
    (tmp_path / "certification_bodies").mkdir()
    (tmp_path / "certification_bodies" / "own.yaml").write_text(
        f"- {{id: {GOOD['certification_body_id']}, {own}, accreditations: [{{accreditation_body: UKAS, {own}{dates}}}]}}\n"
    )
    alone = Rulebook((load_rulebook().rule("ACC006"),), "test")
    verdict = judge(build_certificate(GOOD), read_reference(HERE, tmp_path), as_of, rulebook=alone)
    assert verdict.findings[0].outcome is outcome
