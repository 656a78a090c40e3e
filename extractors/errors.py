"""Why a document could not be read: one class a cause, each with a stable code and a remedy."""

from __future__ import annotations

import re
from typing import ClassVar


class DocumentError(Exception):
    """A document that cannot be read. `code` never changes meaning; `remedy` says what a person can do."""

    code: ClassVar[str] = "document_error"
    remedy: ClassVar[str] = "Open the file by hand."

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail or self.remedy)
        self.detail = detail


class EmptyFile(DocumentError):
    """The file holds no bytes."""

    code = "empty_file"
    remedy = "Ask the supplier to send the file again."


class UnsupportedType(DocumentError):
    """Neither a PDF nor an image that certsweep reads."""

    code = "unsupported_type"
    remedy = "Ask the supplier for the certificate as a PDF or a picture."


class EncryptedDocument(DocumentError):
    """A PDF that needs a password."""

    code = "encrypted"
    remedy = "Ask the supplier for a copy without a password."


class BrokenDocument(DocumentError):
    """Damaged beyond what its library can open."""

    code = "broken"
    remedy = "Ask the supplier to send the file again; this copy is damaged."


class TooLarge(DocumentError):
    """Over a limit on bytes, pages or pixels."""

    code = "too_large"
    remedy = "Split the file, or raise the limit that the detail names."


class NoPages(DocumentError):
    """A document without a page."""

    code = "no_pages"
    remedy = "Ask the supplier to send the file again; this copy is empty."


class OcrUnavailable(DocumentError):
    """No OCR engine can be started, and the document has no text of its own."""

    code = "ocr_unavailable"
    remedy = "Install RapidOCR or Tesseract, as README says."


_SHORT_OF_MEMORY = re.compile(
    r"bad[ _]alloc|insufficient memory|(?:cannot|failed to|unable to) allocate|out of memory", re.IGNORECASE
)
"""How libraries written in C++ say what Python calls MemoryError."""


def is_out_of_memory(error: Exception) -> bool:
    """Did a library fail for want of memory, by whatever name?"""
    return isinstance(error, MemoryError) or _SHORT_OF_MEMORY.search(str(error)) is not None
