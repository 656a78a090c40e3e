"""`certsweep profiles`: kinds of purchase, and what suppliers must show for them."""

from __future__ import annotations

import click

from flows.commands import options
from flows.commands.options import EXIT_CODES, Exit, epilog


@click.group(epilog=EXIT_CODES)
def profiles() -> None:
    """Kinds of purchase, and the standards that suppliers must show for them."""


@profiles.command("list", epilog=epilog("certsweep profiles list"))
@options.as_json
def list_profiles(as_json: bool) -> None:
    """Lists the profiles that come with certsweep."""
    from rules.profiles.explain import summary
    from rules.profiles.load import load_profile, profile_names

    found = [load_profile(name) for name in profile_names()]
    if as_json:
        options.print_json([profile.model_dump(mode="json") for profile in found])
        return
    width = max(len(profile.name) for profile in found)
    for profile in found:
        click.echo(f"{profile.name:<{width}}  {summary(profile)}")


@profiles.command(epilog=epilog("certsweep profiles show food", "certsweep profiles show my-purchase.yml"))
@click.argument("name", metavar="NAME|FILE")
def show(name: str) -> None:
    """Prints one profile: what must be shown, why, and what else to ask.

    A file of your own is checked on the way; every fault in it is listed.
    """
    from rules.errors import DataError
    from rules.profiles.explain import page
    from rules.profiles.load import load_profile

    try:
        click.echo(page(load_profile(name)), nl=False)
    except DataError as error:
        options.stop(Exit.USAGE, str(error))
