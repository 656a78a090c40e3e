"""What members of containers are called in the tables, and whom they came from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from extractors.errors import DocumentError
from flows.sources.containers import Family
from flows.sources.incoming import Incoming, Member, last_name, quote, refuse, shortened, supplier_folder

_REST = "files inside"


def incoming(members: Iterable[Member], container: Incoming, family: Family) -> Iterator[Incoming]:
    """Each member as a file that came in: its address is the container's, `!/`, and its own name.

    Two members may have one name; the second gets its place as a mark, as it must not take the first one's row.
    """
    taken: set[str] = set()
    for place, member in enumerate(members, start=1):
        name = shortened(member.name) or _unpacked_name(container.file_name)
        while name in taken:
            name = f"{name}#{place}"
        taken.add(name)
        supplier, is_from_sender = _supplier(member, container, family)
        yield Incoming(
            source_uri=f"{container.source_uri}!/{quote(name)}",
            container_uri=container.source_uri,
            file_name=last_name(shortened(member.name) or name),
            supplier_id=supplier,
            open=member.open,
            is_from_sender=is_from_sender,
        )


def rest_of(document: Incoming) -> Incoming:
    """What a document may hold and did not let out."""
    lost = Member(_REST, refuse(DocumentError("not listed")))
    return next(incoming([lost], document, Family.OFFICE))


def address_of_rest(document: str) -> str:
    """The address of `rest_of` a document at this address."""
    return f"{document}!/{quote(_REST)}"


def _unpacked_name(name: str) -> str:
    """`c.pdf` for `c.pdf.gz`."""
    return PurePosixPath(name).stem or "unnamed"


def _supplier(member: Member, container: Incoming, family: Family) -> tuple[str | None, bool]:
    known, is_from_sender = container.supplier_id, container.is_from_sender
    if family is Family.MAIL and member.sender and (known is None or is_from_sender):
        return member.sender, True  # of two senders, the one inside wrote it and the one outside forwarded it
    if known is None and container.is_source and family is Family.ARCHIVE:
        return _top_folder(member.name), False
    return known, is_from_sender


def _top_folder(name: str) -> str | None:
    top, slash, _ = name.replace("\\", "/").lstrip("/").partition("/")
    return supplier_folder(top) if slash and top not in {".", ".."} else None
