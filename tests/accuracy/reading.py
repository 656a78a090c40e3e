"""The corpus read once, by a real sweep, with the readings kept so that other figures need no second reading.

The tables are those of `certsweep sweep`. Beside each document's reading its raw scores are kept, for fitting
confidence; what would have been found on the same pages without any reference row of a certification body; and
the CPU seconds that reading took. They stay in the output folder until a file of `extractors/` changes.
"""

from __future__ import annotations

import copy
import datetime as dt
import hashlib
import resource
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path

from pydantic import TypeAdapter

import extractors
from extractors import assemble
from extractors.certificate import Certificate, FileFacts, Reading
from extractors.errors import EmptyFile
from extractors.gazetteer import Gazetteer
from extractors.pages.document import opened
from extractors.pages.file_facts import facts_of
from extractors.pages.triage import media_type
from extractors.read import ReadOptions, _Reader
from flows.commands.options import Exit
from flows.commands.sweep import run_sweep
from flows.doors import Doors, open_doors
from flows.gazetteer import build_gazetteer, gazetteer_version
from flows.reading import Plan
from rules.reference.load import load_reference

_WEIGHTS = "confidence.yaml"
"""Weights may change without a page being read again: raw scores are kept."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One document: its reading with raw scores, its certificates without issuers known, and what it cost."""

    raw: Reading
    unseen: tuple[Certificate, ...]
    cpu_seconds: float


@cache
def _adapter() -> TypeAdapter[Kept]:
    return TypeAdapter(Kept)


@dataclass(frozen=True, slots=True)
class Readings:
    """An output folder: `tables` of the sweep, and what was kept beside them."""

    out: Path

    @property
    def tables(self) -> Path:
        """The sweep's own output folder."""
        return self.out / "tables"

    @property
    def kept(self) -> Path:
        """Where readings are kept that today's extractors made."""
        return self.out / "kept" / _version(with_weights=False)

    def sweep(self, corpus: Path, as_of: dt.date) -> None:
        """Sweeps the corpus into `tables`, end to end; what was read before by the same code is not read again.

        Raises:
            SystemExit: the sweep did not end well.
        """
        self.kept.mkdir(parents=True, exist_ok=True)
        summary, code = run_sweep(
            [str(corpus.resolve())], self.tables.resolve(), as_of, "auto", doors=doors(self.kept.resolve())
        )
        if summary is None or code != Exit.OK:
            raise SystemExit(f"the sweep of {corpus} ended with code {int(code)}")
        print("\n".join(summary.lines()))

    def __iter__(self) -> Iterator[Kept]:
        for path in sorted(self.kept.glob("*.json")):
            yield _adapter().validate_json(path.read_bytes())


def _version(*, with_weights: bool) -> str:
    """Short hash of all that decides what is read."""
    folder = Path(extractors.__file__).parent
    digest = hashlib.sha256(gazetteer_version(build_gazetteer(load_reference())).encode())
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".py", ".yaml") and (with_weights or path.name != _WEIGHTS):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def doors(kept: Path) -> Doors:
    """The doors of a real sweep, with a reader that keeps what it read in `kept`."""
    real = open_doors("auto")
    reader = partial(read_and_keep, gazetteer=build_gazetteer(load_reference()), kept=kept)
    key = replace(
        real.reader_key, gazetteer_version=f"{real.reader_key.gazetteer_version}+{_version(with_weights=True)}"
    )
    return replace(real, read_document=reader, reader_key=key)


def read_and_keep(path: Path, plan: Plan, gazetteer: Gazetteer, kept: Path) -> Reading:
    """What `extractors.read.read` returns; all else goes to `kept`.

    Raises:
        DocumentError: as `read` does.
    """
    place = kept / f"{path.stem}.json"
    if place.exists():
        return calibrated(_adapter().validate_json(place.read_bytes()).raw)
    before = _cpu_seconds()
    reader, described = _pages(path, gazetteer)
    raw = reader.reading(*described)
    made = calibrated(raw)
    spent = _cpu_seconds() - before
    unseen = _without_issuers(reader, gazetteer).reading(*described).certificates
    beside = place.with_suffix(".part")
    beside.write_bytes(_adapter().dump_json(Kept(raw, unseen, round(spent, 3))))
    beside.replace(place)  # whole or not at all
    return made


def _pages(path: Path, gazetteer: Gazetteer) -> tuple[_Reader, tuple[str, str, int, int, FileFacts]]:
    """As `extractors.read.read`, up to where pages become certificates, so that they can do so twice."""
    data = path.read_bytes()
    if not data:
        raise EmptyFile
    kind = media_type(path)
    reader = _Reader(gazetteer, ReadOptions(calibrated=False))
    with opened(path, kind, ReadOptions().limits) as document:
        for source in document.pages:
            reader.take(source)
        count = document.page_count
    return reader, (hashlib.sha256(data).hexdigest(), kind, len(data), count, facts_of(data, kind))


def _without_issuers(reader: _Reader, gazetteer: Gazetteer) -> _Reader:
    """The same pages, read by somebody who has never heard of any certification body."""
    other = copy.copy(reader)
    other._gazetteer = replace(gazetteer, certification_bodies=())
    other._issues = list(reader._issues)
    return other


def calibrated(raw: Reading) -> Reading:
    """The reading with probabilities in place of raw scores."""
    return replace(raw, certificates=tuple(assemble._calibrated(c) for c in raw.certificates))


def _cpu_seconds() -> float:
    """CPU seconds of this process and of the programs (Tesseract) that it has run."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime
