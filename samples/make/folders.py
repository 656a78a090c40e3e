"""Which files the generator answers for, and whether they lie there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, TypeAlias

from samples.make import dump, knowledge
from samples.make.files import make

SAMPLES = Path(__file__).parents[1]
GENERATED = ("certificates", "dump", "dump.truth")

Plan: TypeAlias = dict[str, bytes]
"""Content by path below `samples/`."""


def plan() -> Plan:
    """Every generated file.

    Raises:
        FontMissing: a font that the samples need is not installed.
    """
    return certificates() | supplier_dump()


def certificates() -> Plan:
    """`certificates/`: each document with its truth beside it."""
    files: Plan = {}
    for document in knowledge.documents("certificates.yaml"):
        name = f"{document.name}.{document.format}"
        content, truth = make(document, name)
        files[f"certificates/{name}"] = content
        files[f"certificates/{document.name}.truth.json"] = _json(truth)
    return files


def supplier_dump() -> Plan:
    """`dump/`, and what is true of it in `dump.truth/`."""
    made = dump.build()
    files = {f"dump/{path}": content for path, content in made.files.items()}
    files |= {f"dump.truth/{name}.truth.json": _json(truth) for name, truth in made.truth.items()}
    files["dump.truth/manifest.json"] = _json({"files": made.manifest})
    return files


def write(files: Plan) -> None:
    """Puts the files in place, and takes away what the generator no longer makes."""
    for path in _lying() - files.keys():
        (SAMPLES / path).unlink()
    for path, content in files.items():
        target = SAMPLES / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def differing(files: Plan) -> list[str]:
    """One line a file that is missing, changed, or not the generator's."""
    lying = _lying()
    lines = [f"not from the generator: {path}" for path in lying - files.keys()]
    lines += [f"missing: {path}" for path in files.keys() - lying]
    lines += [f"changed: {path}" for path in files.keys() & lying if (SAMPLES / path).read_bytes() != files[path]]
    return sorted(lines)


def _lying() -> set[str]:
    paths = (path for folder in GENERATED for path in (SAMPLES / folder).rglob("*") if path.is_file())
    return {path.relative_to(SAMPLES).as_posix() for path in paths}


def _json(record: dict[str, Any]) -> bytes:
    return (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode()
