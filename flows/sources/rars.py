"""A RAR. Its names are read here; what is packed in it is unpacked by a program, as nobody else may pack or unpack RAR."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast

import rarfile

from extractors.errors import DocumentError
from flows.sources.errors import BrokenArchive, EncryptedArchive, NoExtractor, SymbolicLink
from flows.sources.incoming import Bounds, Measured, Member

_LOCKED = (rarfile.PasswordRequired, rarfile.NoCrypto, rarfile.RarWrongPassword)


def members(path: Path, bounds: Bounds) -> Iterator[Member]:
    """Every file in a RAR, in its order.

    Raises:
        BrokenArchive: it is damaged, or one part of several.
        EncryptedArchive: even its list of names needs a password.
    """
    damage: BrokenArchive | None = None
    try:
        archive = _opened(path, "strict")
    except BrokenArchive as error:
        damage = error
        archive = _opened(path, "stop")  # what stands before the damage can still be read
    with archive:
        if archive.needs_password() and not archive.infolist():
            raise EncryptedArchive("The RAR needs a password.")
        for entry in archive.infolist():
            if not entry.is_dir():
                yield Member(entry.filename or "", partial(_open, archive, entry, bounds.archive_ratio))
    if damage is not None:
        raise damage


def _opened(path: Path, errors: str) -> rarfile.RarFile:
    with _breaking():
        return rarfile.RarFile(path, errors=errors)


@contextmanager
def _open(archive: rarfile.RarFile, entry: rarfile.RarInfo, ratio: int) -> Iterator[BinaryIO]:
    if entry.needs_password():
        raise EncryptedArchive("The file in the RAR needs a password.")
    if entry.file_redir or entry.is_symlink():
        raise SymbolicLink("A link to another file.")
    with _breaking(), archive.open(entry) as stream:
        yield cast(BinaryIO, Measured(stream.read, entry.compress_size, ratio))


@contextmanager
def _breaking() -> Iterator[None]:
    try:
        yield
    except (DocumentError, MemoryError):
        raise
    except _LOCKED as error:
        raise EncryptedArchive("The RAR needs a password.") from error
    except rarfile.RarCannotExec as error:
        raise NoExtractor("No program that unpacks RAR is installed (unar, bsdtar, unrar or 7z).") from error
    except rarfile.NeedFirstVolume as error:
        raise BrokenArchive("One part of an archive in several; unpack all parts together by hand.") from error
    except Exception as error:  # whatever a damaged header makes of it
        raise BrokenArchive(f"The RAR cannot be unpacked: {type(error).__name__}: {error}.") from error
