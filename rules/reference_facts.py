"""Facts that are rows of the reference data: what is known of the standards and bodies that a certificate names."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from rules.fact import Fact, Known, Missing, join

if TYPE_CHECKING:
    from rules.facts import Facts
    from rules.reference.standard import Edition


def _known_standard(facts: Facts) -> Fact:
    printed = facts["standard"]
    return _row(printed, facts.reference.standard)


def _known_edition(facts: Facts) -> Fact:
    standard, printed = facts["known_standard"], facts["standard_edition"]
    if isinstance(standard, Missing):
        return standard
    find: Callable[[Any], Edition | None] = standard.value.edition
    if isinstance(printed, Missing) and isinstance(version := facts["standard_version"], Known):
        printed, find = version, standard.value.version
    if isinstance(printed, Missing):
        return printed
    edition = find(printed.value)
    if edition is None:
        return Missing(f"the reference data list no {standard.value.designation}:{printed.value}", True, printed.fields)
    return join(edition, standard, printed).giving(edition, edition)


def _series(facts: Facts) -> Fact:
    """The edition and its successor, which decides only where the edition's own end is not recorded."""
    standard, edition = facts["known_standard"], facts["known_edition"]
    if isinstance(standard, Missing) or isinstance(edition, Missing):
        return edition
    successor = standard.value.successor(edition.value)
    series = (edition.value, successor) if successor else (edition.value,)
    return edition.giving(series, *(edition.rows if edition.value.ends_on else series))


def _known_certification_body(facts: Facts) -> Fact:
    return _row(facts["certification_body_id"], facts.reference.certification_body)


def _known_accreditation_body(facts: Facts) -> Fact:
    return _row(facts["accreditation_body"], facts.reference.accreditation_body)


def key_of(row_fact: str, key: str) -> Callable[[Facts], Fact]:
    """A fact that is one key of a reference row, absent where the row leaves it empty."""

    def derive(facts: Facts) -> Fact:
        row = facts[row_fact]
        if isinstance(row, Missing):
            return row
        value = getattr(row.value, key)
        if not value:
            return Missing(f"the reference data give no {key} for it", True, row.fields)
        return row.giving(value)

    return derive


def _row(printed: Fact, find: Callable[[str], Any]) -> Fact:
    if isinstance(printed, Missing):
        return printed
    row = find(printed.value)
    if row is None:
        return Missing(f"the reference data do not list {printed.value}", True, printed.fields)
    return printed.giving(row, row)


def _adoption(facts: Facts) -> Fact:
    """The national standard printed beside the international one, and the standard that it adopts."""
    printed = facts["national_standard"]
    if isinstance(printed, Missing):
        return printed
    found = facts.reference.adoption(printed.value)
    if found is None:
        return Missing(f"the reference data do not list {printed.value}", True, printed.fields)
    return printed.giving(found, found[1])


def _adoption_published(facts: Facts) -> Fact:
    """The first day on which the national standard may have been published."""
    adoption = facts["adoption"]
    if isinstance(adoption, Missing):
        return adoption
    published = adoption.value[1].published_from
    if published is None:
        return Missing(f"nobody knows when {adoption.value[1].printed} was published", True, adoption.fields)
    return adoption.giving(published)


def _known_marks(facts: Facts) -> Fact:
    printed = facts["recognition_marks"]
    if isinstance(printed, Missing):
        return printed
    rows = tuple(row for name in printed.value if (row := facts.reference.recognition_mark(name)))
    if not rows:
        return Missing(f"the reference data do not list {', '.join(printed.value)}", True, printed.fields)
    return printed.giving(rows, *rows)


def _known_notified_body(facts: Facts) -> Fact:
    return _row(facts["notified_body_number"], facts.reference.notified_body)


def _issuer_group(facts: Facts) -> Fact:
    """The issuer and its sister companies, as sure as its id; nobody where the reference data do not list it."""
    found = facts["certification_body_id"]
    if isinstance(found, Missing):
        return Known((), 1.0, found.fields) if found.is_absent else found
    body = facts.reference.certification_body(
        found.value
    )  # None: read with other reference data than it is judged with
    return found.giving(facts.reference.group(body), body) if body else found.giving(())


def _unrecorded_sub_scope(facts: Facts) -> Fact:
    """The standard's sub-scope, where a signatory's record is not complete and does not name it, not even by hearsay."""
    accreditor, sub_scope = facts["known_accreditation_body"], facts["sub_scope"]
    if isinstance(accreditor, Missing):
        return accreditor
    if isinstance(sub_scope, Missing):
        return sub_scope
    arrangement = accreditor.value.arrangement
    named = {scope.code for scope in arrangement.sub_scopes} | set(arrangement.sub_scopes_unverified)
    if not arrangement.signatory or arrangement.is_complete or sub_scope.value in named:
        return Missing(f"the record of {accreditor.value.acronym} says all there is", True, accreditor.fields)
    return join(sub_scope.value, accreditor, sub_scope)


def _recognised_in(facts: Facts) -> Fact:
    """Where the buyer's profile asks the certification body to be accredited, for this standard."""
    profile, standard = facts.circumstances.profile, facts["known_standard"]
    if isinstance(standard, Missing):
        return standard
    requirement = profile.requirement(standard.value.designation) if profile else None
    if requirement is None or requirement.recognised_in is None:
        return Missing("the purchase asks for no recognition in a part of the world", True, standard.fields)
    return Known(requirement.recognised_in, standard.confidence, standard.fields)


REFERENCE_FACTS: dict[str, Callable[[Facts], Fact]] = {
    "known_standard": _known_standard,
    "known_edition": _known_edition,
    "known_certification_body": _known_certification_body,
    "known_accreditation_body": _known_accreditation_body,
    "cycle_years": key_of("known_standard", "cycle_years"),
    "series": _series,
    "sub_scope": key_of("known_standard", "sub_scope"),
    "recorded_accreditations": key_of("known_certification_body", "accreditations"),
    "number_prefixes": key_of("known_certification_body", "certificate_number_prefixes"),
    "issuer_domains": key_of("known_certification_body", "domains"),
    "number_letters": key_of("known_accreditation_body", "number_letters"),
    "number_formats": key_of("known_accreditation_body", "number_formats"),
    "issuer_group": _issuer_group,
    "unrecorded_sub_scope": _unrecorded_sub_scope,
    "recognised_in": _recognised_in,
    "adoption": _adoption,
    "adoption_published": _adoption_published,
    "known_marks": _known_marks,
    "known_notified_body": _known_notified_body,
}
"""By the name under which a rule asks for them."""
