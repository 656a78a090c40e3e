"""How sources are named: a plain path, or an address such as `imaps://user@host/INBOX` or `drop:///path`.

What may be said after `?` belongs to each kind of source and is listed in `KINDS`. Passwords are never part of an
address, as addresses are seen in process lists, logs and Prefect's database.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from flows.settings import Settings
from flows.sources.file import File
from flows.sources.folder import Folder
from flows.sources.incoming import Lost, Source


class BadAddress(ValueError):
    """The name of a source that is not understood; the message says what to write instead."""


class NotThere(BadAddress):
    """There is nothing at a path, or not any more."""


@dataclass(frozen=True, slots=True)
class Address:
    """The parts of an address, decoded; `scheme` is empty for a plain path, and `path` keeps its first slash."""

    scheme: str
    path: str
    host: str = ""
    port: int | None = None
    user: str | None = None
    options: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of source: an example, the options that it knows, and how it is opened."""

    example: str
    options: frozenset[str]
    open: Callable[[Address, Settings, Collection[Path]], Source]
    has_user: bool = False


def local(path: Path, skip: Collection[Path] = ()) -> Source:
    """A folder or a file on this machine; folders in `skip` are not entered."""
    return Folder(path, skip) if path.is_dir() else File(path)


def open_source(text: str, settings: Settings, out: Path) -> Source:
    """The source of this name. Nothing is connected yet.

    Args:
        text: a path or an address.
        settings: limits and times.
        out: the output folder, which is never swept.

    Raises:
        BadAddress: it is not understood, there is nothing at a path, or it is inside the output folder.
    """
    address = parse(text)
    source = KINDS[address.scheme].open(address, settings, (out,))
    if address.scheme in _LOCAL and Path(address.path).is_relative_to(out):
        raise BadAddress(f"The source is inside the output folder {out}. Choose another --out.")
    return source


def open_sources(texts: Iterable[str], settings: Settings, out: Path) -> list[Source]:
    """The sources of these names; a path that has gone, as that of a share has that is not mounted, is a lost source.

    Raises:
        BadAddress: one is not understood, or is inside the output folder.
    """
    return [_open_or_lost(text, settings, out) for text in texts]


def _open_or_lost(text: str, settings: Settings, out: Path) -> Source:
    try:
        return open_source(text, settings, out)
    except NotThere as error:
        return Lost(text, str(error))


def parse(text: str) -> Address:
    """Takes an address apart; a plain path becomes an absolute one.

    Raises:
        BadAddress: it is not understood, or there is nothing at a path.
    """
    scheme, colon, rest = text.partition(":")
    if not colon or (scheme not in KINDS and not rest.startswith("//")):
        return Address("", _existing(Path(text)))
    if scheme not in KINDS:
        raise BadAddress(f"{scheme}:// is not known. Sources are paths, or {', '.join(k.example for k in _named())}.")
    try:
        kind, parts = KINDS[scheme], urlsplit(text)
    except ValueError as error:  # brackets that open and do not close, as those of an IPv6 address do
        raise BadAddress(f"{error}. Write it as {KINDS[scheme].example}.") from error
    if parts.password is not None:
        raise BadAddress("Leave the password out of the address; the help of the command says where it goes.")
    if "#" in text:
        raise BadAddress("Write # as %23 in an address.")
    if kind.has_user and not (parts.hostname and parts.username):
        raise BadAddress(f"The address has no user or no host. Write it as {kind.example}.")
    if scheme == "drop" and parts.netloc:
        raise BadAddress(
            f"A drop folder is on this machine, and {parts.netloc!r} would be another. Write {kind.example}."
        )
    address = _address(parts, kind)
    return address if scheme != "drop" else Address("drop", _existing(Path(address.path)), options=address.options)


def _address(parts: SplitResult, kind: Kind) -> Address:
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    if options.keys() - kind.options:
        known = ", ".join(sorted(kind.options)) or "none"
        raise BadAddress(f"?{sorted(options.keys() - kind.options)[0]}= is not known here (known: {known}).")
    try:
        port = parts.port
    except ValueError as error:
        raise BadAddress(f"{error}.") from error
    user = unquote(parts.username) if parts.username else None
    return Address(parts.scheme, unquote(parts.path), parts.hostname or "", port, user, options)


def _existing(path: Path) -> str:
    try:
        found = str(path.resolve(strict=True))
        found.encode()
    except UnicodeEncodeError as error:
        raise BadAddress(
            f"The name {str(path)!r} is not UTF-8. Rename it, or sweep the folder that it is in."
        ) from error
    except (OSError, ValueError) as error:  # not there, too long to be there, or with a character that no name has
        raise NotThere(f"There is no {str(path)!r}.") from error
    return found


def _named() -> list[Kind]:
    return [kind for scheme, kind in KINDS.items() if scheme]


def _local(address: Address, settings: Settings, skip: Collection[Path]) -> Source:
    return local(Path(address.path), skip)


def _drop(address: Address, settings: Settings, skip: Collection[Path]) -> Source:
    from flows.sources.drop import ARCHIVE, Drop

    folder = Path(address.path)
    archive = (folder / address.options.get("archive", ARCHIVE)).resolve()
    if archive == folder or any(archive.is_relative_to(place) for place in skip):
        raise BadAddress(f"?archive= is the drop folder itself, or inside the output folder: {str(archive)!r}.")
    return Drop(folder, archive, skip, settings)


def _mailbox(address: Address, settings: Settings, skip: Collection[Path]) -> Source:
    from flows.sources.mailbox import open_mailbox

    return open_mailbox(address, settings)


def _s3(address: Address, settings: Settings, skip: Collection[Path]) -> Source:
    from flows.sources.s3 import open_s3

    return open_s3(address, settings)


def _sftp(address: Address, settings: Settings, skip: Collection[Path]) -> Source:
    from flows.sources.sftp import open_sftp

    return open_sftp(address, settings)


_LOCAL = frozenset({"", "drop"})
_MAILBOX_OPTIONS = frozenset({"password", "move", "login"})
KINDS = {
    "": Kind("folder/", frozenset(), _local),
    "drop": Kind("drop:///path/of/folder", frozenset({"archive"}), _drop),
    "imap": Kind("imap://user@host/INBOX", _MAILBOX_OPTIONS, _mailbox, has_user=True),
    "imaps": Kind("imaps://user@host/INBOX", _MAILBOX_OPTIONS, _mailbox, has_user=True),
    "s3": Kind("s3://bucket/folder", frozenset(), _s3),
    "sftp": Kind("sftp://user@host/folder", frozenset({"password", "key"}), _sftp, has_user=True),
}
"""Every kind of source by its scheme."""
