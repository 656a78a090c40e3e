"""Questions about the paper itself and its file: reasons to look. Anybody may save a file twice, for good reasons."""

from __future__ import annotations

import datetime as dt

from extractors.certificate import Disagreement, FileFacts, Seal, Signature
from rules.reference.load import fold


def says_one_of(copy_words: tuple[str, ...], words: list[str]) -> bool:
    """The paper says one of `words` of itself, across the page or beside the title.

    >>> says_one_of(("COPY", "DRAFT"), ["DRAFT", "SAMPLE"]), says_one_of(("COPY",), ["DRAFT"])
    (True, False)
    """
    return not set(words).isdisjoint(copy_words)


def was_made_with(programs: tuple[str, ...], names: list[str]) -> bool:
    """The file names one of these programs as its maker.

    >>> was_made_with(("Adobe Photoshop 21.0 (Windows)",), ["Photoshop"])
    True
    """
    return any(fold(name) in fold(program) for program in programs for name in names)


def was_changed_after_signing(signatures: tuple[Signature, ...]) -> bool:
    """Something other than a signature was added after one of the signatures."""
    return any(signature.is_changed_since for signature in signatures)


def has_seal(signatures: tuple[Signature, ...], seal: str) -> bool:
    """One of the signatures is `broken` or `unverifiable`."""
    return any(signature.seal is Seal(seal) for signature in signatures)


def was_saved_again(file_history: FileFacts) -> bool:
    """Saved oftener than its making and its signatures explain, or on a later day than that of its making.

    >>> was_saved_again(FileFacts(revisions=2)), was_saved_again(FileFacts())
    (True, False)
    """
    created, modified = file_history.created_at, file_history.modified_at
    is_later = created is not None and modified is not None and modified.date() > created.date()
    return is_later or file_history.revisions > 1 + len(file_history.signatures)


def is_older_than_its_paper(file_created: dt.date, issue_date: dt.date, slack_days: int) -> bool:
    """The file says that it was made before the paper that it shows was issued.

    >>> is_older_than_its_paper(dt.date(2020, 1, 1), dt.date(2025, 1, 1), slack_days=31)
    True
    """
    return file_created + dt.timedelta(days=slack_days) < issue_date


def halves_differ(between_languages: tuple[Disagreement, ...]) -> bool:
    """Its halves in two languages say different things."""
    return bool(between_languages)


def picture_differs(against_picture: tuple[Disagreement, ...]) -> bool:
    """The text in the file says something else than the page shows."""
    return bool(against_picture)
