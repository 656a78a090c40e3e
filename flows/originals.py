"""Originals, kept by what is in them: `<folder>/<first two digits>/<sha256>.<ext>`.

No name from outside becomes a path here, so none can leave the folder; the same bytes are kept once, however
often and under whatever names they come in.
"""

from __future__ import annotations

import hashlib
import os
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from extractors.pages.triage import media_type
from flows.files import sync_folder
from flows.sources.incoming import CHUNK_BYTES

_EXTENSIONS = {
    "application/pdf": "pdf",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/tiff": "tif",
    "image/webp": "webp",
    "image/heic": "heic",
    "image/gif": "gif",
    "image/bmp": "bmp",
    "application/zip": "zip",
    "message/rfc822": "eml",
    "text/plain": "txt",
}


class OverLimit(Exception):
    """A stream went on past the bytes that a file of its kind may have."""

    def __init__(self, media_type: str, limit: int) -> None:
        super().__init__(f"more than {limit} bytes")
        self.media_type = media_type
        self.limit = limit


class NotReadable(Exception):
    """A stream that broke off while it was copied."""


@dataclass(frozen=True, slots=True)
class Original:
    """One content in the store."""

    sha256: str
    media_type: str
    byte_size: int
    path: Path


class Originals:
    """The store. Nothing in it is ever changed; a file appears whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def add(self, stream: BinaryIO, limit_of: Callable[[str], int], kind: str | None = None) -> Original:
        """Copies a stream into the store, a chunk at a time.

        Args:
            stream: where the bytes come from.
            limit_of: how many bytes a file of a media type may have.
            kind: its media type, where that is known; else its first bytes tell.

        Raises:
            OverLimit: the stream holds more than that; nothing is kept.
            NotReadable: the stream broke off; nothing is kept.
            OSError: the store cannot be written, which is no fault of the file.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        incoming = self._folder / f".incoming-{uuid.uuid4().hex}"
        try:
            with incoming.open("xb") as out:
                sha256, size = _copy(stream, out, limit_of, kind)
                out.flush()
                os.fsync(out.fileno())
            return self._keep(incoming, sha256, size, kind or media_type(incoming))
        finally:
            incoming.unlink(missing_ok=True)

    def _keep(self, incoming: Path, sha256: str, size: int, kind: str) -> Original:
        path = self.path(sha256, kind)
        if not path.exists():
            path.parent.mkdir(exist_ok=True)
            incoming.replace(path)
        return Original(sha256, kind, size, path)

    def path(self, sha256: str, kind: str) -> Path:
        """Where a content of this hash and media type is kept."""
        return self._folder / sha256[:2] / f"{sha256}.{_EXTENSIONS.get(kind, 'bin')}"

    def sync(self) -> None:
        """Makes the names of all contents last, as `add` does for the contents themselves."""
        if self._folder.exists():
            for folder in [*self._folder.iterdir(), self._folder, self._folder.parent]:
                if folder.is_dir():
                    sync_folder(folder)

    def clear_incoming(self) -> None:
        """Removes what a killed sweep left half copied. Only for the holder of the lock."""
        for left in self._folder.glob(".incoming-*"):
            left.unlink()


def _copy(stream: BinaryIO, out: BinaryIO, limit_of: Callable[[str], int], kind: str | None) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    chunk = _read(stream)
    kind = kind or media_type(chunk)
    limit = limit_of(kind)
    while chunk:
        size += len(chunk)
        if size > limit:
            raise OverLimit(kind, limit)
        digest.update(chunk)
        out.write(chunk)
        chunk = _read(stream)
    return digest.hexdigest(), size


def _read(stream: BinaryIO) -> bytes:
    try:
        return stream.read(CHUNK_BYTES)
    except OSError as error:
        raise NotReadable(error.strerror or str(error)) from error
