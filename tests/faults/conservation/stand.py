"""What is swept while faults are put in, as it was before each of them, and what has to hold afterwards."""

from __future__ import annotations

import hashlib
import shutil
from contextlib import AbstractContextManager
from pathlib import Path

from flows.sources.drop import ARCHIVE
from flows.sources.incoming import quote
from tests.faults.conservation.promises import Counts, Promises, load
from tests.faults.conservation.sweeping import Job, sweep
from tests.flows import fakes
from tests.flows.packing import zipped


class Stand:
    """A folder and a drop folder that are swept into one output folder, over and over from the same start.

    The start is an output folder with the tables of earlier files in it (`with_tables`), or nothing.
    """

    def __init__(self, folder: Path, count: int = 8, *, with_tables: bool = True, containers: bool = False) -> None:
        self.now, self.counts = folder / "now", Counts()
        self._promises = Promises(self.out, self.counts)
        self._came_in: set[str] = set()
        self._start = folder / "start"
        self._fill(range(count // 2), containers)
        if with_tables:
            sweep(self.job())
        self._fill(range(count // 2, count), containers)
        shutil.copytree(self.now, self._start, symlinks=True)
        self._in_drop = self._contents(self.drop)
        sweep(self.job())
        self._whole = load(self.out)

    @property
    def out(self) -> Path:
        return self.now / "out"

    @property
    def drop(self) -> Path:
        return self.now / "drop"

    def job(self, **more: object) -> Job:
        """A sweep of both folders; `more` is anything else of a `Job`."""
        return Job(self.out, (str(self.now / "in"), f"drop://{self.drop}"), **more)  # type: ignore[arg-type]

    def restart(self) -> None:
        """Puts everything back to what it was at the start."""
        self._clear()
        shutil.copytree(self._start, self.now, symlinks=True, dirs_exist_ok=True)

    def _clear(self) -> None:
        if self.now.exists():
            for path in self.now.iterdir():
                shutil.rmtree(path)

    def _fill(self, numbers: range, containers: bool) -> None:
        for place in (self.now / "in", self.drop):
            for n in numbers:
                self._add(place / f"Supplier {n % 3}" / f"{n:03}.txt", _content(n, place.name))
        if containers:
            self._add(self.drop / f"{numbers.start}.zip", zipped({f"{n}.txt": _content(n, "zip") for n in numbers}))

    def _add(self, path: Path, data: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        self._came_in.add(f"file://{quote(path.as_posix())}")

    # --- what has to hold ---------------------------------------------------------------------------------------------

    def watched(self) -> AbstractContextManager[None]:
        """Looks at the tables as long as the block runs."""
        return self._promises.watched()

    def check_now(self) -> None:
        """After a fault: nothing doubled, nothing lost, and nothing filed away that has no row."""
        frames = self._promises.tables()
        known = set(frames["intake"].document_id) if frames else set()
        if missing := self._contents(self.drop / ARCHIVE) - known:
            self.counts.acknowledged_without_rows += len(missing)
            self.counts.note(f"acknowledged without rows: {missing}")
        if lost := self._in_drop - self._contents(self.drop):
            self.counts.without_status += len(lost)
            self.counts.note(f"gone: {lost}")

    def check_end(self) -> None:
        """After an undisturbed sweep: everything is as if there had never been a fault."""
        intake = self._promises.compare(self._whole)["intake"]
        if lost := self._came_in - set(intake[intake.status.notna()].source_uri):
            self.counts.without_status += len(lost)
            self.counts.note(f"without a final status: {lost}")
        if litter := [str(p) for p in self.out.rglob(".*") if p.name != ".lock"]:
            self.counts.different_end += 1
            self.counts.note(f"left lying about: {litter}")
        if left := self._contents(self.drop) - self._contents(self.drop / ARCHIVE):
            self.counts.without_status += len(left)
            self.counts.note(f"never acknowledged: {left}")

    @staticmethod
    def _contents(folder: Path) -> set[str]:
        return {hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.rglob("*") if p.is_file()}


def _content(number: int, place: str) -> bytes:
    match number % 8:
        case 3:
            return f"!locked {number} {place}".encode()
        case 5:
            return f"dear buyer {number} {place}".encode()
        case 1 | 6:
            return fakes.paper(certificate_number="everywhere")  # copies, some of which come in later than others
        case _:
            return fakes.paper(certificate_number=f"N {number} {place}", expiry=f"20{20 + number % 12}-01-31")
