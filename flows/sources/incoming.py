"""The contract of a source: it lists the files that it holds, each as an `Incoming`, and is told what was published.

A source never decides what a file is worth; `flows/intake.py` opens each, stores it and gives it its row. A file
that a source knows about and cannot hand over (an encrypted member, a symbolic link) is listed too, with the
error that opening it would have raised, so that every file in gets its row out. A source that cannot be reached
is no file and gets no row: it raises `SourceLost`, and what it holds comes in with the next sweep.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

_BESIDE_LETTERS = frozenset("-._~/()[]{},+=&$;@':")

Published = Callable[[str, str], bool]
"""Whether the file of this `source_uri` and SHA-256 is in the tables, with everything that was in it."""


class SourceLost(Exception):
    """A source that cannot be reached, or not any more. The message says why and holds no secret."""


class Source(Protocol):
    """Where files come from."""

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


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file that came in, not yet opened.

    `source_uri` shows the whole way to it: `file:///in/a.zip!/b/c.pdf`, `file:///in/mail.eml!/2/name.pdf`.

    `supplier_id` is the buyer's word for whom it came from: the name of the top folder below the source folder;
    failing that, the address of the mail's sender (the innermost mail, as buyers forward what suppliers sent);
    failing that, nothing. A top folder whose name begins with `_` or `.` is the buyer's own (`_mail`, `_inbox`) and
    names nobody. A zip that is itself the source counts as a source folder; a zip further down does not, as the
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


@dataclass(frozen=True, slots=True)
class Container:
    """A stored file that holds others, and the file that it came in as."""

    path: Path
    incoming: Incoming

    def member_uri(self, name: str) -> str:
        """The address of a member: the container's, `!/`, and the member's name."""
        return f"{self.incoming.source_uri}!/{quote(name)}"


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


def supplier_folder(name: str) -> str | None:
    """The supplier that a top folder is named after; None where it is one of the buyer's own."""
    return None if name.startswith(("_", ".")) else last_name(name)


def last_name(name: str) -> str:
    r"""The last part of a path in whatever style, without characters that a reader cannot see.

    >>> last_name("..\\..\\windows\\cert\u202e.pdf")
    'cert.pdf'
    """
    tail = name.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
    return "".join(c for c in tail if c.isprintable()) or "unnamed"
