"""The contract of a source: it lists the files that it holds, each as an `Incoming`, and is told what was published.

A source never decides what a file is worth; `flows/intake.py` opens each, stores it and gives it its row. A file
that a source knows about and cannot hand over (an encrypted member, a symbolic link) is listed too, with the
error that opening it would have raised, so that every file in gets its row out. A source that cannot be reached
is no file and gets no row: it raises `SourceLost`, and what it holds comes in with the next sweep. A container is a
file that holds others, and lists them as `Member`s.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from extractors.errors import DocumentError
from flows.sources.errors import ExpandsTooMuch

CHUNK_BYTES = 1024 * 1024
NAME_LETTERS = 255
"""Longest `file_name`; file systems and mail programs stop there too."""
PATH_LETTERS = 1000
"""Longest path of a member in a `source_uri`; Windows stops at 260, and a longer one is no accident."""

_BESIDE_LETTERS = frozenset("-._~/()[]{},+=&$;@':")

Published = Callable[[str, str], bool]
"""Whether the file of this `source_uri` and SHA-256 is in the tables, with everything that was in it."""


class SourceLost(Exception):
    """A source that cannot be reached, or not any more. The message says why and holds no secret."""


class SourceBroken(SourceLost):
    """A source that certsweep itself tripped over."""


class Source(Protocol):
    """Where files come from; `str` of it is its address, without anything secret."""

    def files(self) -> Iterator[Incoming]:
        """Every file that is there and was not acknowledged, in one order; each is opened before the next is asked for.

        Raises:
            SourceLost: it cannot be reached.
        """
        ...

    def acknowledge(self, published: Published) -> None:
        """Files away what `files` gave out and is published now, so that it is not given out again.

        Called after the tables are in place and safe on the disk. May be called again, and may do nothing: a file
        that comes in twice makes no second row.

        Raises:
            SourceLost: it cannot be reached; what is left comes in again and is acknowledged then.
        """
        ...


class Lost:
    """A source that was there when it was named, and is not now."""

    def __init__(self, address: str, why: str) -> None:
        self._address = address
        self._why = why

    def files(self) -> Iterator[Incoming]:
        """Nothing, but why."""
        raise SourceLost(f"{self._address}: {self._why}")

    def acknowledge(self, published: Published) -> None:
        """Nothing: nothing came in."""

    def __str__(self) -> str:
        return self._address


@contextmanager
def blamed_on(source: Source) -> Iterator[None]:
    """Whatever goes wrong with a source is `SourceLost`, so that it costs no other source anything."""
    try:
        yield
    except SourceLost:
        raise
    except OSError as error:
        raise SourceLost(f"{source}: {error.strerror or error}.") from error
    except Exception as error:
        what = f"{type(error).__name__}: {error}"
        raise SourceBroken(f"{source}: certsweep tripped over it, please report this: {what}.") from error


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file that came in, not yet opened.

    `source_uri` shows the whole way to it: `file:///in/a.zip!/b/c.pdf`, `file:///in/mail.eml!/2/name.pdf`.

    `supplier_id` is the buyer's word for whom it came from: the name of the top folder below the source folder;
    failing that, the address of the mail's sender (the innermost mail, as buyers forward what suppliers sent);
    failing that, nothing. A top folder whose name begins with `_` or `.` is the buyer's own (`_mail`, `_inbox`) and
    names nobody. An archive that is itself the source counts as a source folder; one further down does not, as the
    folders in it are as often years as names.

    `open` may raise `DocumentError` or `OSError`.
    """

    source_uri: str
    container_uri: str | None
    file_name: str
    supplier_id: str | None
    open: Callable[[], AbstractContextManager[BinaryIO]]
    is_source: bool = False
    """Named by the user, not found in a folder or a container."""
    media_type: str | None = None
    """What the source knows it to be, whatever it looks like; None where its content has to tell."""
    is_from_sender: bool = False
    """`supplier_id` is the sender of a mail, and not a folder that the buyer made."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file in a container, under the name that the container gives it: never used as a path, only shown.

    Members are opened at most once, in the order in which they are listed and before the next is asked for.
    `open` may raise `DocumentError`, and so may reading what it opened.
    """

    name: str
    open: Callable[[], AbstractContextManager[BinaryIO]]
    sender: str | None = None
    """The address of whoever wrote the mail that it is in."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How far taking a container apart may go; see `Settings` for the reasons."""

    archive_entries: int
    archive_ratio: int
    mail_parts: int


class Measured:
    """A stream that stops when it has grown beyond the ratio: what an archive claims to hold is not believed."""

    def __init__(self, read: Callable[[int], bytes], packed: int, ratio: int) -> None:
        self._read = read
        self._ratio = ratio
        # text of a few kilobytes may well shrink a thousandfold, and harms nobody
        self._left = max(packed * ratio, CHUNK_BYTES)

    def read(self, size: int = CHUNK_BYTES) -> bytes:
        """At most `size` bytes, or `ExpandsTooMuch`."""
        data = self._read(size)
        self._left -= len(data)
        if self._left < 0:
            raise ExpandsTooMuch(f"More than {self._ratio} times its packed size (CERTSWEEP_ARCHIVE_RATIO).")
        return data


def refuse(error: DocumentError) -> Callable[[], AbstractContextManager[BinaryIO]]:
    """The `open` of a file that is known about and cannot be handed over."""

    def fail() -> AbstractContextManager[BinaryIO]:
        raise error

    return fail


def quote(name: str) -> str:
    r"""A name as part of a URI, still readable: letters of any script stay, what is hidden or has a meaning does not.

    >>> quote("证书 №1!.pdf")
    '证书%20№1%21.pdf'
    >>> quote("a\u202efdp.exe")
    'a%E2%80%AEfdp.exe'
    """
    return "".join(c if _is_plain(c) else _percent(c) for c in name)


def _is_plain(character: str) -> bool:
    if character.isascii():
        return character.isalnum() or character in _BESIDE_LETTERS
    return character.isprintable()


def _percent(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "surrogatepass"))


def shortened(name: str, letters: int = PATH_LETTERS) -> str:
    """An endless name cut down to its beginning, a hash of all of it (so that two stay two) and its end.

    >>> shortened("a" * 2000 + ".pdf", 60)
    'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…ba4ed06f1c3f…aaaaaaaaaaa.pdf'
    """
    if len(name) <= letters:
        return name
    mark = f"…{hashlib.sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}…"
    end = min(15, letters // 4)
    return name[: letters - end - len(mark)] + mark + name[-end:]


def supplier_folder(name: str) -> str | None:
    """The supplier that a top folder is named after; None where it is one of the buyer's own."""
    return None if name.startswith(("_", ".")) else last_name(name)


def last_name(name: str) -> str:
    r"""The last part of a path in whatever style, without characters that a reader cannot see, and not endless.

    >>> last_name("..\\..\\windows\\cert\u202e.pdf")
    'cert.pdf'
    """
    tail = name.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
    return shortened("".join(c for c in tail if c.isprintable()), NAME_LETTERS) or "unnamed"
