"""A drop folder: what people put there comes in once, and is moved to an archive when its rows are published."""

from __future__ import annotations

import hashlib
import io
import os
import time
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import cast

from extractors.errors import DocumentError
from flows.files import sync_folder
from flows.settings import Settings
from flows.sources.folder import open_file, walk
from flows.sources.incoming import Incoming, Published, SourceLost

ARCHIVE = "_archive"
"""The archive inside a drop folder; like every name with `_` it names no supplier."""


_NAME_BYTES = 255
_LONGEST_SUFFIX = 20


class Drop:
    """The folder. Files that are still being written are left for the next sweep."""

    def __init__(self, folder: Path, archive: Path, skip: Collection[Path], settings: Settings) -> None:
        self._folder = folder
        self._archive = archive
        self._skip = (*skip, archive)
        self._settle = settings.settle_seconds
        self._given: dict[Path, str] = {}

    def __str__(self) -> str:
        return str(self._folder)

    def files(self) -> Iterator[Incoming]:
        """Every file that was left alone for `settle_seconds`, sorted by path; fresh ones last, after a wait."""
        fresh = []
        for path, incoming in walk(self._folder, self._skip):
            if self._is_fresh(path):
                fresh.append((path, incoming))
            else:
                yield self._give(path, incoming)
        if fresh:
            time.sleep(self._settle)
        for path, incoming in fresh:
            if not self._is_fresh(path):
                yield self._give(path, incoming)

    def _give(self, path: Path, incoming: Incoming) -> Incoming:
        self._given[path] = incoming.source_uri
        return incoming

    def _is_fresh(self, path: Path) -> bool:
        try:
            changed = path.lstat().st_ctime  # copying tools set the other time back to that of the original
        except OSError:
            return False  # opening it will say why
        return abs(time.time() - changed) < self._settle

    def acknowledge(self, published: Published) -> None:
        """Moves each file to the archive whose content, as it is now, is published.

        Raises:
            SourceLost: some cannot be moved; all others are.
        """
        stuck = []
        for path, source_uri in self._given.items():
            try:
                self._file_away(path, source_uri, published)
            except OSError as error:
                stuck.append(f"{path} cannot be moved to {self._archive}: {error.strerror or error}.")
        if stuck:
            more = f" Nor can {len(stuck) - 1} more." if stuck[1:] else ""
            raise SourceLost(stuck[0] + more)

    def _file_away(self, path: Path, source_uri: str, published: Published) -> None:
        try:
            with open_file(path) as stream:
                before = os.fstat(stream.fileno())
                sha256 = hashlib.file_digest(cast("io.BufferedReader", stream), "sha256").hexdigest()
        except (FileNotFoundError, PermissionError, DocumentError):
            return  # gone, or never taken: what is published stays published
        if published(source_uri, sha256):
            self._move(path, before, sha256)

    def _move(self, path: Path, before: os.stat_result, sha256: str) -> None:
        place = self._place_of(path.parent) / path.name
        if place.exists():  # the same name as last month
            place = place.with_name(_marked(place, sha256[:12]))
        place.parent.mkdir(parents=True, exist_ok=True)
        path.rename(place)
        if _mark(place.stat()) != _mark(before):  # replaced or written to a moment ago
            place.rename(path)
        sync_folder(place.parent)

    def _place_of(self, folder: Path) -> Path:
        place = self._archive
        for name in folder.relative_to(self._folder).parts:
            place = place / name
            if place.exists() and not place.is_dir():  # a file of this name was archived before there was the folder
                place = place.with_name(_marked(place, "folder"))
        return place


def _marked(path: Path, mark: str) -> str:
    """`a.pdf` as `a.MARK.pdf`, cut down to what file systems take."""
    ending = f".{mark}{path.suffix if len(path.suffix) <= _LONGEST_SUFFIX else ''}"
    stem = os.fsencode(path.stem)[: _NAME_BYTES - len(os.fsencode(ending))]
    return stem.decode(errors="ignore") + ending


def _mark(stat: os.stat_result) -> tuple[int, int, int, int]:
    return stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime_ns
