"""`certsweep reference`: what is known of standards and bodies, and by what source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from flows.commands import options
from flows.commands.options import EXIT_CODES, Exit, epilog

if TYPE_CHECKING:
    from rules.reference.find import Match
    from rules.reference.load import Reference
    from rules.reference.row import Row


@click.group(epilog=EXIT_CODES)
def reference() -> None:
    """What is known of standards, certification bodies and accreditation bodies, each row with its source."""


@reference.command(epilog=epilog("certsweep reference check", "certsweep reference check --reference my-reference"))
@options.reference
@options.as_json
def check(reference: Path | None, as_json: bool) -> None:
    """Checks the reference data, and your own rows with them: every fault is listed at once."""
    from rules.reference.load import load_reference

    data = load_reference(reference)
    counts, confidences = _counts(data), _confidences(data)
    own = load_reference() if reference else data
    changed = _changed(data, own)
    if as_json:
        options.print_json({"version": data.version, "rows": counts, "confidence": confidences, "own_rows": changed})
        return
    click.echo("\n".join(f"{name:<22} {count:>6,}" for name, count in counts.items()))
    click.echo(f"confidence             {', '.join(f'{count:,} {name}' for name, count in confidences.items())}")
    if reference:
        click.echo(f"your own rows          {', '.join(changed) or 'none that changes anything'}")
    click.echo(f"version                {data.version}")


@reference.command(epilog=epilog("certsweep reference show LRQA", "certsweep reference show 'GB/T 19001-2016' --json"))
@click.argument("name")
@options.reference
@options.as_json
def show(name: str, reference: Path | None, as_json: bool) -> None:
    """Says which standard or body NAME is, and why: any printed spelling, id, domain or number.

    Every candidate is listed. Where there is none, names that are spelt alike are suggested.
    """
    from rules.reference.find import find, suggest
    from rules.reference.load import load_reference

    data = load_reference(reference)
    found = find(data, name)
    alike = () if found else suggest(data, name)
    if as_json:
        options.print_json({"matches": _plain(found), "suggestions": _plain(alike), "version": data.version})
    else:
        click.echo("\n".join(_page(match) for match in found), nl=bool(found))
        if len(found) > 1:
            click.echo(f"certsweep: {len(found)} rows answer to {name!r}", err=True)
    if found:
        return
    likely = "".join(f"\n  {_head(match)}: its {match.what} is {match.matched!r}" for match in alike)
    hint = f" Did you mean:{likely}" if alike else " Add it as a row of your own: see rules/reference/README.md."
    options.stop(Exit.USAGE, f"The reference data know no {name!r}.{hint}")


def _head(match: Match) -> str:
    title = "" if match.title == match.row.key else f", {match.title}"
    return f"{match.row.key} ({match.kind}{title})"


def _page(match: Match) -> str:
    """The row as it is, after why it is the one and how sure it is."""
    import yaml

    row = match.row
    because = f"its {match.what} is {match.matched!r}"
    sure = f"{row.confidence}{', so that it can ask for a review and never reject' if row.is_weak else ''}"
    known = yaml.safe_dump(_known(row), allow_unicode=True, sort_keys=False, width=110, default_flow_style=None)
    body = "".join(f"  {line}\n" for line in known.splitlines())
    return f"{_head(match)}\n  because: {because}\n  confidence: {sure}\n{body}"


def _known(row: Row) -> dict[str, Any]:
    """What the row says, without what it leaves empty."""
    return row.model_dump(mode="json", exclude_defaults=True, exclude={"confidence"})


def _plain(matches: Iterable[Match]) -> list[dict[str, Any]]:
    return [
        {
            "kind": match.kind,
            "key": match.row.key,
            "what": match.what,
            "matched": match.matched,
            "likeness": match.likeness,
            "is_weak": match.row.is_weak,
            "row": match.row.model_dump(mode="json", exclude_defaults=True),
        }
        for match in matches
    ]


def _counts(data: Reference) -> dict[str, int]:
    return {
        "standards": len(data.standards),
        "editions": sum(len(standard.editions) for standard in data.standards),
        "adoptions": sum(len(standard.adoptions) for standard in data.standards),
        "adoption prefixes": len(data.adoption_prefixes),
        "certification bodies": len(data.certification_bodies),
        "accreditations": sum(len(body.accreditations) for body in data.certification_bodies),
        "accreditation bodies": len(data.accreditation_bodies),
        "recognition marks": len(data.recognition_marks),
        "verification hosts": len(data.verification_hosts),
        "statements": len(data.statements),
    }


def _confidences(data: Reference) -> dict[str, int]:
    from rules.reference.find import rows

    counts = Counter(row.confidence for row in rows(data))
    return {name: counts[name] for name in ("high", "medium", "low", "unknown")}


def _changed(data: Reference, own: Reference) -> list[str]:
    """Keys of the rows that a user's folder adds or changes."""
    from rules.reference.find import rows

    before = set(rows(own))
    return [row.key for row in rows(data) if row not in before]
