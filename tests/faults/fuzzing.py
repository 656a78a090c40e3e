"""Runs the fuzz targets side by side, and adds what they tried to what was tried before."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Any

TARGETS: Mapping[str, tuple[str, ...]] = {
    "text": (
        *(f"extractors/parse/{name}.py" for name in ("dates", "certificate_numbers", "credit_codes", "names")),
        "extractors/pages/file_facts.py",
    ),
    "names": ("flows/sources/incoming.py", "flows/sources/address.py"),
    "kind": ("extractors/pages/triage.py", "extractors/pages/file_facts.py"),
    "wire": ("flows/wire.py", "flows/reading_json.py"),
    "zip": ("flows/sources/zips.py", "flows/sources/incoming.py"),
    "tar": ("flows/sources/tars.py", "flows/sources/incoming.py"),
    "mail": ("flows/sources/mail.py", "flows/sources/incoming.py"),
    "mbox": ("flows/sources/mbox.py", "flows/sources/mail.py", "flows/sources/incoming.py"),
}
"""As in `fuzz.py`, which is not imported here as it changes whatever is imported after it; and where their parsers are."""


def fuzz_all(
    seconds: int, corpora: Path, earlier: Mapping[str, Any], keep: Callable[[dict[str, Any]], None]
) -> dict[str, Any]:
    """Every target for so many seconds more; a find ends its target, and is printed.

    Args:
        seconds: by the clock, for each; they share the cores.
        corpora: inputs that reached new code are kept here, and the next time begins with them.
        earlier: what was found before. It counts for the parsers that have not changed since.
        keep: is given all figures each time that a target is done.
    """
    found = {target: earlier[target] for target in TARGETS if target in earlier}
    with ThreadPoolExecutor(len(TARGETS)) as pool:
        running = {pool.submit(fuzz, target, seconds, corpora): target for target in TARGETS}
        for done in as_completed(running):
            target, figures = running[done], done.result()
            found[target] = added(found.get(target, {}), figures)
            print(f"  {target}: {found[target]}", flush=True)
            keep({name: found[name] for name in TARGETS if name in found})
    return found


def fuzz(target: str, seconds: int, corpora: Path) -> dict[str, Any]:
    """One target: which parsers, seconds by the clock and of a processor, inputs tried, and finds."""
    start = time.monotonic()
    finds = set(Path(corpora, target).glob("find-*"))
    command = [sys.executable, "-m", "tests.faults.fuzz", target, "--seconds", str(seconds), "--out", str(corpora)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        assert process.stdout
        said = process.stdout.read().decode(errors="replace")
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        print(said[-4000:], flush=True)
    new = len(set(Path(corpora, target).glob("find-*")) - finds)
    return {
        "parsers": _version(TARGETS[target]),
        "seconds": round(time.monotonic() - start),
        "cpu_seconds": round(used.ru_utime + used.ru_stime),
        "inputs": inputs(said),
        "finds": new or int(process.returncode != 0),
    }


def added(before: Mapping[str, Any], now: dict[str, Any]) -> dict[str, Any]:
    """Figures of a target with those from before, which count as long as its parsers have not changed."""
    if before.get("parsers") != now["parsers"]:
        return now
    return now | {name: before[name] + now[name] for name in ("seconds", "cpu_seconds", "inputs", "finds")}


def _version(places: tuple[str, ...]) -> str:
    """Short hash of parsers."""
    digest = hashlib.sha256()
    for place in map(Path, places):
        for path in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def inputs(said: str) -> int:
    """How many inputs were tried, by what libFuzzer says at its end."""
    match = re.search(r"stat::number_of_executed_units: *(\d+)", said)
    return int(match[1]) if match else 0
