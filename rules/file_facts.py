"""What the file itself says of its making, as facts. It is read as it is, so its confidence is 1; true it need not be."""

from __future__ import annotations

from extractors.certificate import FileFacts
from rules.fact import Fact, Known, Missing


def programs(file: FileFacts) -> Fact:
    """The programs that the file names as its makers."""
    named = tuple(name for name in (file.producer, file.creator) if name)
    if not named:
        return Missing("the file does not say which program made it", True, ())
    if not any(c.isalnum() for name in named for c in name):
        return Missing("the file names its program in letters that cannot be read", False, ())
    return Known(named, 1.0, ())


def signatures(file: FileFacts) -> Fact:
    """The digital signatures in the file."""
    return Known(file.signatures, 1.0, ()) if file.signatures else Missing("the file is not signed", True, ())


def file_created(file: FileFacts) -> Fact:
    """The day on which the file says that it was made."""
    return (
        Known(file.created_at.date(), 1.0, ())
        if file.created_at
        else Missing("the file does not say when it was made", True, ())
    )
