"""A compound file of old Word, Excel or PowerPoint, or an object out of a newer one: the files embedded in it.

Pictures that are drawn in the old formats are not taken out: they stand in streams that only those programs know.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast

import olefile

from extractors.errors import DocumentError
from flows.sources.errors import BrokenArchive, EncryptedArchive
from flows.sources.incoming import Bounds, Member

_PACKED = "\x01Ole10Native"
"""A file that was dropped into a document, with its name before it."""
_WHOLE = {"Package", "CONTENTS"}
"""Streams that are a file: a newer office document; a PDF that Acrobat put there."""


def members(path: Path, bounds: Bounds) -> Iterator[Member]:
    """Every embedded file, numbered from 1.

    Raises:
        BrokenArchive: the file is damaged.
        EncryptedArchive: it is an office document with a password.
    """
    with _breaking():
        held = olefile.OleFileIO(path)
    with held:
        with _breaking():
            streams = [stream for stream in held.listdir() if stream[-1] in {_PACKED, *_WHOLE}]
            if held.exists("EncryptedPackage"):
                raise EncryptedArchive("An office document with a password.")
        for number, stream in enumerate(streams, start=1):
            name, at = _packed(held, stream) if stream[-1] == _PACKED else (stream[-1], 0)
            yield Member(f"{number}/{name}", partial(_open, held, stream, at))


def _packed(held: olefile.OleFileIO, stream: list[str]) -> tuple[str, int]:
    """The name of a dropped file, and where its content begins ([MS-OLEDS] 2.3.6, and what Windows' packager adds)."""
    try:
        with _breaking():
            head = held.openstream(stream).read(4096)
        label_end = head.index(b"\0", 6)
        path_end = head.index(b"\0", label_end + 1)
        temporary = struct.unpack_from("<I", head, path_end + 5)[0]
        content = path_end + 9 + temporary + 4
        return head[6:label_end].decode("cp1252", "replace"), content
    except (ValueError, struct.error, DocumentError):
        return "object", 4


@contextmanager
def _open(held: olefile.OleFileIO, stream: list[str], at: int) -> Iterator[BinaryIO]:
    with _breaking():
        opened = held.openstream(stream)
        opened.seek(max(0, at - 4))
        size = struct.unpack("<I", opened.read(4).ljust(4, b"\0"))[0] if at else -1
        yield cast(BinaryIO, io.BytesIO(opened.read(size)))


@contextmanager
def _breaking() -> Iterator[None]:
    try:
        yield
    except (DocumentError, MemoryError):
        raise
    except Exception as error:  # whatever a damaged table makes of it
        raise BrokenArchive(f"The compound file is damaged: {type(error).__name__}: {error}.") from error
