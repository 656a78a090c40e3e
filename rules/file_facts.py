"""What the file itself says of its making, as facts. It is read as it is, so its confidence is 1; true it need not be."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from extractors.certificate import FileFacts
from rules.fact import Fact, Known, Missing

if TYPE_CHECKING:
    from rules.facts import Facts


_NEVER_SET = {1601, 1904, 1970, 1980, 2000}
"""Years on whose first day clocks begin to count; programs that must make the same file twice write such a day, too."""


def _programs(file: FileFacts) -> Fact:
    """The programs that the file names as its makers."""
    named = tuple(dict.fromkeys(name for name in (file.producer, file.creator) if name))
    return Known(named, 1.0, ()) if named else Missing("the file does not say which program made it", True, ())


def _signatures(file: FileFacts) -> Fact:
    """The digital signatures in the file."""
    return Known(file.signatures, 1.0, ()) if file.signatures else Missing("the file is not signed", True, ())


def _file_created(file: FileFacts) -> Fact:
    """The day on which the file says that it was made."""
    if file.created_at is None:
        return Missing("the file does not say when it was made", True, ())
    created = file.created_at.date()
    if (created.month, created.day) == (1, 1) and created.year in _NEVER_SET:
        return Missing(f"the file was made by a clock that was never set ({created})", True, ())
    return Known(created, 1.0, ())


def _file_history(file: FileFacts) -> Fact:
    """All that the file says of its making."""
    return Missing("the file says nothing of its making", True, ()) if file == FileFacts() else Known(file, 1.0, ())


def _of_file(say: Callable[[FileFacts], Fact]) -> Callable[[Facts], Fact]:
    return lambda facts: say(facts.certificate.file)


FILE_FACTS: dict[str, Callable[[Facts], Fact]] = {
    "file_created": _of_file(_file_created),
    "file_history": _of_file(_file_history),
    "programs": _of_file(_programs),
    "signatures": _of_file(_signatures),
}
"""By the name under which a rule asks for them."""
