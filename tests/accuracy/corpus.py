"""The eval folder: its documents, what they say, and its own `score.py`, which alone decides what is right."""

from __future__ import annotations

import ast
import contextlib
import importlib.util
import io
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest import mock

MISSING = frozenset({"nan", "None", "NaT", "<NA>", "[]"})
"""How the score prints a value that is not there."""


@dataclass(frozen=True, slots=True)
class Miss:
    """A value that was wrong: the document, the field, what the paper prints and what was read, as the score says."""

    document_id: str
    field: str
    wanted: tuple[str, ...]
    got: str | None


@dataclass(frozen=True)
class Score:
    """What `score.py` says of some tables."""

    figures: dict[str, Any]
    misses: tuple[Miss, ...]

    @property
    def micro_f1(self) -> float:
        """F1 over all values of all fields."""
        return float(self.figures["micro_f1"])

    @property
    def key_fields_right(self) -> float:
        """The share of certificates with all five key fields right."""
        return float(self.figures["all_key_fields_right"])

    @property
    def f1(self) -> dict[str, float]:
        """F1 by field."""
        return {name: float(field["f1"]) for name, field in self.figures["fields"].items()}


@dataclass(frozen=True)
class Corpus:
    """An eval folder: `corpus/`, `truth/` and `score.py`."""

    folder: Path

    @cached_property
    def truths(self) -> dict[str, dict[str, Any]]:
        """What each document says, by the SHA-256 of its bytes."""
        found = (json.loads(path.read_text("utf-8")) for path in sorted((self.folder / "truth").rglob("*.json")))
        return {truth["sha256"]: truth for truth in found if "sha256" in truth}

    @cached_property
    def certificates(self) -> dict[str, dict[str, Any]]:
        """Those that are certificates."""
        return {sha: truth for sha, truth in self.truths.items() if truth["document_type"] == "certificate"}

    def path(self, document_id: str) -> Path:
        """Where a document is."""
        return self.folder / "corpus" / str(self.truths[document_id]["file"])

    @cached_property
    def score_module(self) -> ModuleType:
        """`score.py` itself.

        Raises:
            SystemExit: the folder has none.
        """
        place = self.folder / "score.py"
        spec = importlib.util.spec_from_file_location("score", place)
        if spec is None or spec.loader is None or not place.exists():
            raise SystemExit(f"no score.py in {self.folder}")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    def score(self, tables: Path, only: Sequence[str] = ()) -> Score:
        """The score of a folder of tables; of some documents `only`, where any are given.

        Raises:
            SystemExit: the score finds no tables there.
        """
        said = io.StringIO()
        with tempfile.NamedTemporaryFile(suffix=".json") as figures:
            words = ["--truth", self.folder / "truth", "--tables", tables, "--json", figures.name, "--misses"]
            words += ["--only", *only] if only else []
            with mock.patch.object(sys, "argv", ["score.py", *map(str, words)]), contextlib.redirect_stdout(said):
                code = self.score_module.main()
            if code:
                raise SystemExit(f"score.py found no tables in {tables}")
            return Score(json.loads(Path(figures.name).read_text("utf-8")), tuple(misses(said.getvalue(), self.truths)))


def misses(said: str, documents: Sequence[str] | dict[str, Any]) -> list[Miss]:
    """The values that `score.py --misses` calls wrong, from what it printed."""
    whole = {sha[:10]: sha for sha in documents}
    found = []
    for line in said.splitlines():
        parts = line.split(" | ", 4)
        if len(parts) == 5 and not parts[0].strip():
            _, sha, field, wanted, got = parts
            found.append(Miss(whole[sha], field, _wanted(wanted), None if got in MISSING else got))
    return found


def _wanted(text: str) -> tuple[str, ...]:
    if text in MISSING:
        return ()
    if text.startswith("["):
        return tuple(str(item) for item in ast.literal_eval(text))
    return (text,)
