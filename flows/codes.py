"""Every code that a row of `intake` or `documents` may have: with which status, and what a person can do."""

from __future__ import annotations

from typing import NamedTuple

from extractors.errors import DocumentError
from flows.reading import REMEDIES
from flows.sources.errors import status_of

_PARTIAL = {
    "page_left_out": "A page broke its reader; the others were read. Open that page by hand.",
    "pages_left_out": "More pages than one document may have; the first ones were read. Raise CERTSWEEP_DOCUMENT_PAGES.",
    "out_of_time": "There was time for the first pages only. Raise CERTSWEEP_DOCUMENT_SECONDS.",
    "ocr_off": "Pages that are pictures were not looked at, as OCR was off. Sweep again with OCR.",
    "no_text": "No text could be read on it. Look at it, or ask for a better copy.",
}
"""Codes of documents of which something was read, or might have been."""


class Code(NamedTuple):
    """A stable word for a problem; it never changes meaning."""

    word: str
    status: str
    remedy: str


def codes() -> list[Code]:
    """All of them, by word. One that can befall a document as well as a container has a row for the document."""
    found = {word: Code(word, "partial", remedy) for word, remedy in _PARTIAL.items()}
    found |= {cause.code: Code(cause.code, status_of(cause.code), cause.remedy) for cause in _causes(DocumentError)}
    found |= {word: Code(word, status_of(word), remedy) for word, remedy in REMEDIES.items()}
    return sorted(found.values())


def _causes(cause: type[DocumentError]) -> list[type[DocumentError]]:
    below = cause.__subclasses__()
    return [*below, *(deeper for one in below for deeper in _causes(one))]
