"""Puts in all faults, kind by kind, and counts."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from tests.faults.conservation.kinds import KINDS, MAIL, Kind


def conservation(keep: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    """All kinds but those of mail; `keep` is given what is there after each."""
    return _run([kind for kind in KINDS if kind not in MAIL], keep)


def mailbox(keep: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    """The kinds of mail."""
    return _run(MAIL, keep)


def _run(kinds: list[Kind], keep: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for kind in kinds:
        if lacking := kind.lacking():
            found[kind.name] = {"lacking": lacking}
        else:
            started = time.monotonic()
            counts = kind.run()
            found[kind.name] = {**asdict(counts), "broken": counts.broken, "seconds": round(time.monotonic() - started)}
        print(f"  {kind.name}: {found[kind.name]}", flush=True)
        keep(found)
    return found
