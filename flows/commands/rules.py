"""`certsweep rules`: the rules that certificates are judged by."""

from __future__ import annotations

import click

from flows.commands import options
from flows.commands.options import EXIT_CODES, Exit, epilog


@click.group(epilog=EXIT_CODES)
def rules() -> None:
    """The rules that certificates are judged by."""


@rules.command("list", epilog=epilog("certsweep rules list"))
@options.as_json
def list_rules(as_json: bool) -> None:
    """Lists all rules."""
    from rules.rulebook import load_rulebook

    bound = load_rulebook().bound
    if as_json:
        options.print_json([b.rule.model_dump(mode="json", exclude={"cases"}) for b in bound])
        return
    for b in bound:
        click.echo(f"{b.rule.id}  {b.rule.severity.value:<7} {b.rule.status.value:<8} {b.rule.title}")


@rules.command(epilog=epilog("certsweep rules explain VAL001"))
@click.argument("rule_id", metavar="ID")
def explain(rule_id: str) -> None:
    """Prints the page of one rule: what it checks, why, and what to do."""
    from rules.explain import explain as page_of

    try:
        page = page_of(rule_id)
    except KeyError:
        options.stop(Exit.USAGE, f"There is no rule {rule_id!r}. `certsweep rules list` shows all of them.")
    click.echo(page, nl=False)
