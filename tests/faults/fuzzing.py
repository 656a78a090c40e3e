"""Runs the fuzz targets one after the other, and counts what they found."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

TARGETS = ("text", "names", "kind", "wire", "zip", "tar", "mail", "mbox")
"""As in `fuzz.py`, which is not imported here: it changes whatever is imported after it."""


def fuzz_all(seconds: int, keep: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    """Every target for so many seconds; a find ends its target, and is printed."""
    found: dict[str, Any] = {}
    for target in TARGETS:
        found[target] = fuzz(target, seconds)
        print(f"  {target}: {found[target]}", flush=True)
        keep(found)
    return found


def fuzz(target: str, seconds: int) -> dict[str, Any]:
    """One target: inputs tried, seconds, and finds."""
    with tempfile.TemporaryDirectory() as out:
        command = [sys.executable, "-m", "tests.faults.fuzz", target, "--seconds", str(seconds), "--out", out]
        ran = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        said = ran.stdout.decode(errors="replace")
        finds = sum(1 for _ in Path(out, target).glob("find-*"))
    if ran.returncode:
        print(said[-4000:], flush=True)
    return {
        "seconds": _number(r"Done \d+ runs in (\d+) second", said),
        "inputs": inputs(said),
        "finds": finds or int(ran.returncode != 0),
    }


def inputs(said: str) -> int:
    """How many inputs were tried, by what libFuzzer says at its end."""
    return _number(r"stat::number_of_executed_units: *(\d+)", said)


def _number(pattern: str, said: str) -> int:
    match = re.search(pattern, said)
    return int(match[1]) if match else 0
