"""Passwords: fetched when they are needed, from the environment or a Prefect Secret block, and never kept."""

from __future__ import annotations

import os
from typing import cast

from flows.sources.incoming import SourceLost


def secret(where: str) -> str:
    """The secret at `env:NAME` or `block:NAME`.

    Raises:
        SourceLost: there is none; the message names the place and not what is in it.
    """
    kind, _, name = where.partition(":")
    if kind == "env" and name:
        found = os.environ.get(name)
    elif kind == "block" and name:
        found = _from_block(name)
    else:
        raise SourceLost(f"A password is at env:NAME or block:NAME, not at {where!r}.")
    if not found:
        raise SourceLost(
            f"There is no password in {'the environment as' if kind == 'env' else 'Prefect block'} {name}."
        )
    return found


def _from_block(name: str) -> str | None:
    from prefect.blocks.system import Secret

    try:
        return cast("Secret[str]", Secret.load(name)).get()
    except ValueError as error:  # Prefect's for a block that is not there, and for a name that cannot be one
        raise SourceLost(f"Prefect has no Secret block {name}: `prefect block create secret`.") from error
