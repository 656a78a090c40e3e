"""The command line. Results go to stdout, talk to stderr; each command imports only what it needs.

`read` and `check` start neither Prefect nor pandas: they are for one file, now.
"""

from __future__ import annotations

import click

from flows.commands.options import EXIT_CODES, Commands
from flows.commands.profiles import profiles
from flows.commands.read import check, read
from flows.commands.reference import reference
from flows.commands.registry import registry
from flows.commands.rejudge import diff, rejudge
from flows.commands.rules import rules
from flows.commands.serve import serve
from flows.commands.sweep import sweep


@click.group(cls=Commands, epilog=EXIT_CODES, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="certsweep", prog_name="certsweep")
def main() -> None:
    """Reads the ISO certificates that suppliers send, judges them, and writes tables."""


for command in (read, check, sweep, serve, rejudge, diff, rules, profiles, registry, reference):
    main.add_command(command)

if __name__ == "__main__":
    main()
