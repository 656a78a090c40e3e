"""Why a file that came in was not taken apart or stored: the causes that the reading room does not know.

They are `DocumentError`s, so that whoever handles a file handles one kind of error; codes never change meaning.
A container that met a limit is filed away like any other, as fetching and unpacking it each time could cost hours; so
the remedy of each says where it is then.
"""

from __future__ import annotations

from extractors.errors import DocumentError

_SWEEP_AGAIN = (
    "and sweep it again (from the archive of its drop folder; from its mailbox, without the keyword $CertsweepDone)."
)


class CannotOpen(DocumentError):
    """The operating system would not let it be read."""

    code = "cannot_open"
    remedy = "Check that the file still exists and that certsweep may read it, then sweep again."


class SymbolicLink(DocumentError):
    """A link, which may point anywhere on this machine."""

    code = "symbolic_link"
    remedy = "Put the file itself in place of the link, or sweep the folder that it points to."


class EncryptedArchive(DocumentError):
    """An archive, or a file in one, that needs a password."""

    code = "encrypted_archive"
    remedy = "Ask the supplier for the files without a password, or unpack them by hand and sweep them."


class BrokenArchive(DocumentError):
    """An archive or a mail that cannot be taken apart."""

    code = "broken_archive"
    remedy = "Ask the supplier to send it again; this copy is damaged."


class TooDeep(DocumentError):
    """Containers in containers, more than the limit."""

    code = "too_deep"
    remedy = "Unpack it by hand and sweep what is in it, or raise CERTSWEEP_ARCHIVE_DEPTH " + _SWEEP_AGAIN


class TooManyEntries(DocumentError):
    """A container that holds more files than the limit."""

    code = "too_many_entries"
    remedy = "Unpack it by hand and sweep what is in it, or raise the limit that the detail names " + _SWEEP_AGAIN


class ExpandsTooMuch(DocumentError):
    """A member that grows beyond measure when unpacked, as bombs do."""

    code = "expands_too_much"
    remedy = "Do not unpack it by hand. If it is trusted, raise the limit that the detail names " + _SWEEP_AGAIN


class TookTooLong(DocumentError):
    """A container that could not be taken apart in time."""

    code = "timed_out"
    remedy = "Unpack it by hand and sweep what is in it, or raise the limit that the detail names " + _SWEEP_AGAIN


class TookTooMuchMemory(DocumentError):
    """A container that would have needed more memory than it may have."""

    code = "out_of_memory"
    remedy = (
        "Unpack it by hand, with care, and sweep what is in it, or raise CERTSWEEP_CONTAINER_MEMORY_BYTES "
        + _SWEEP_AGAIN
    )


class BrokeItsReader(DocumentError):
    """A container that ended the process that took it apart."""

    code = "reader_crashed"
    remedy = "Unpack it by hand, with care: it broke the program that took it apart. Then sweep what is in it."


class NoExtractor(DocumentError):
    """A packed file for which no program to unpack it is installed."""

    code = "no_extractor"
    remedy = "Install a program that unpacks it (Debian: apt-get install unar); the next sweep then does. Or unpack it by hand."


class Unforeseen(DocumentError):
    """certsweep itself tripped over the file."""

    code = "intake_error"
    remedy = "This is a fault of certsweep's: please report it with the detail. The other files are not affected."


QUARANTINED = frozenset({"reader_crashed"})
"""Codes of documents that broke every process that tried to read them."""
REFUSED = frozenset({"too_large", "too_deep", "too_many_entries", "expands_too_much", "symbolic_link"})
"""Codes of files that certsweep could have taken and would not: over a limit, or not safe."""


def status_of(code: str) -> str:
    """The status that a code stands for: `unsupported`, `refused`, `quarantined` or `failed`."""
    if code in QUARANTINED:
        return "quarantined"
    if code == "unsupported_type":
        return "unsupported"
    return "refused" if code in REFUSED else "failed"


def explain(error: DocumentError) -> str:
    """What happened and what to do about it, in plain English."""
    what = (error.detail or _first_line(error)).strip()
    stop = "" if what.endswith((".", "!", "?")) else "."
    return f"{what[:1].upper()}{what[1:]}{stop} {error.remedy}"


def _first_line(error: DocumentError) -> str:
    return (type(error).__doc__ or "").strip().split("\n")[0]
