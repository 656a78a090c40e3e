"""The reading room's door: one file in, what it says out.

The text layer is read first, because it is exact and quick. A page without one,
or one whose artwork must hold what the text lacks (the issuer's name, the
accreditation mark, the standard), is also looked at, and both are read together.
"""

from __future__ import annotations

import functools
import hashlib
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from extractors import assemble
from extractors.certificate import Box, DocumentType, FieldValue, FileFacts, Issue, Reading
from extractors.errors import BrokenDocument, DocumentError, EmptyFile, OcrUnavailable, is_out_of_memory
from extractors.fields import accreditation_body, accreditation_number
from extractors.fields._paper import Paper, Sheet, sheet_of
from extractors.gazetteer import Gazetteer
from extractors.pages import rereading, scan
from extractors.pages.document import Limits, PageSource, opened
from extractors.pages.file_facts import facts_of
from extractors.pages.layout import Barcode, Line, Page, hull, reading_order
from extractors.pages.ocr import tesseract
from extractors.pages.ocr.engine import Engine, LineReader
from extractors.pages.triage import media_type
from extractors.parse.standard_numbers import StandardFinder

READER_VERSION = "16"
"""Raised whenever the same file may read differently; stored readings of another version are read again."""

_ENOUGH_LETTERS = 60
"""A page with fewer letters in its text layer is a picture with a caption."""

_LAID_OVER = 0.25
"""A text layer with less than this share of the letters that are seen is laid over a scan, and does not replace it."""

_CORNERS = ((0.0, 0.68, 1.0), (0.45, 0.68, 1.0), (0.45, 0.0, 0.22), (0.0, 0.0, 0.22))
"""Where accreditation marks stand, most often first: left edge, top and bottom as shares of the page."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How to read: `ocr` is `auto` (RapidOCR, else Tesseract), `rapidocr`, `tesseract` or `none`."""

    ocr: str = "auto"
    calibrated: bool = True
    """False leaves the finders' raw scores in place of probabilities, for fitting them."""
    limits: Limits = field(default_factory=Limits)
    skip: frozenset[int] = frozenset()
    """Pages to leave out: they hung or crashed a reader before."""
    may_begin: Callable[[int], bool] = lambda _page: True
    """Told each page's number before it is read; False leaves it out with all that follow."""


@dataclass
class _LookedAt:
    """One page while it is being read: its text layer, and its picture's lines once they are needed."""

    number: int
    width: float
    height: float
    text: tuple[Line, ...]
    artwork: bool
    seen: tuple[Line, ...] = ()
    barcodes: tuple[Barcode, ...] = ()
    cells: tuple[Box, ...] = ()
    aslant: tuple[Line, ...] = ()
    hidden: tuple[Line, ...] = ()
    comments: tuple[Box, ...] = ()
    beneath: tuple[Line, ...] | None = None

    def page(self) -> Page:
        return Page(
            self.number,
            self.width,
            self.height,
            merged(self.text, self.seen),
            self.barcodes,
            self.cells,
            self.aslant,
            self.hidden,
            self.comments,
            self.beneath,
        )


def read(path: Path, gazetteer: Gazetteer, options: ReadOptions | None = None) -> Reading:
    """Everything that the file at `path` says.

    Raises:
        DocumentError: the file cannot be read at all; the subclass says why and what to do.
    """
    options = options or ReadOptions()
    data = path.read_bytes()
    if not data:
        raise EmptyFile
    kind = media_type(path)
    reader = _Reader(gazetteer, options)
    with opened(path, kind, options.limits) as document:
        for source in document.pages:
            reader.take(source)
        count = document.page_count
    return reader.reading(hashlib.sha256(data).hexdigest(), kind, len(data), count, facts_of(data, kind))


class _Reader:
    """Reads the pages of one document as they come; pictures are dropped as soon as they are read."""

    def __init__(self, gazetteer: Gazetteer, options: ReadOptions) -> None:
        self._gazetteer = gazetteer
        self._options = options
        self._standards = standard_finder(gazetteer)
        self._pages: list[_LookedAt] = []
        self._issues: list[Issue] = []
        self._unseen: list[int] = []
        self._out_of_time = False

    def take(self, source: PageSource) -> None:
        """Read one page; one that breaks is an issue, and the others go on."""
        if self._out_of_time or not self._options.may_begin(source.number):
            self._out_of_time = True
            return
        if source.number in self._options.skip:
            self._issues.append(Issue("page_left_out", f"page {source.number} broke its reader", source.number))
            return
        try:
            page = _LookedAt(source.number, source.width, source.height, source.text_lines(), source.has_artwork())
            page.aslant, page.hidden, page.comments = source.aslant_lines(), source.hidden_lines(), source.comments()
            if page.text:
                page.cells = source.cells()
            picture = source.picture() if page.artwork or not page.text else None
            if picture is not None:
                page.barcodes = scan.barcodes(picture, page.width)
            if picture is not None and not self._says_all(page):
                self._look(page, source, picture)
            self._pages.append(page)
        except OcrUnavailable:
            raise
        except DocumentError as error:
            self._issues.append(Issue(error.code, error.detail or error.remedy, source.number))
        except Exception as error:  # a slip of ours on one page must not cost the others; the sweep reports it as such
            if is_out_of_memory(error):
                detail = f"page {source.number} takes more memory than there is"
                self._issues.append(Issue("out_of_memory", detail, source.number))
                return
            where = traceback.extract_tb(error.__traceback__)[-1]
            detail = f"{type(error).__name__} in {where.name}, line {where.lineno}: {error}"
            self._issues.append(Issue("reader_error", detail, source.number))

    def _says_all(self, page: _LookedAt) -> bool:
        """Does the text layer hold all that a certificate shows? A page of prose without artwork does, too."""
        if _letters(page.text) < _ENOUGH_LETTERS:
            return False
        paper = Paper((sheet_of(page.page(), self._standards),), self._gazetteer)
        if not assemble.could_be_certificate(paper):
            return True
        return not assemble.missing(paper)

    def _look(self, page: _LookedAt, source: PageSource, picture: Image.Image) -> None:
        engine = engine_for(self._options.ocr)
        if engine is None:
            if not page.text:
                if self._options.ocr != "none":
                    raise OcrUnavailable
                self._unseen.append(page.number)
            return
        revise = rereading.reread if self._options.ocr == "auto" else None
        page.seen, across = scan.read_all(picture, engine, page.width, page.height, revise)
        page.aslant += across
        page.beneath = self._beneath(page, source, engine)
        looked: list[Box] = []
        while region := self._unread_mark(page, looked):
            looked.append(region)
            near = scan.read_close_up(source.close_up(region), engine, region, (page.width, page.height))
            page.seen = scan.with_close_up(page.seen, near, region)
        witness = witness_for(self._options.ocr)
        if witness is not None:
            page.seen = scan.with_witness(page.seen, picture, page.width, witness)

    def _beneath(self, page: _LookedAt, source: PageSource, engine: Engine) -> tuple[Line, ...] | None:
        """What the picture of a scanned page says in the places where the file lays digits or a comment over it."""
        over = [line.box for line in page.text if any(c.isdigit() for c in line.text)]
        over += page.comments
        if not over or _letters(page.text) > _LAID_OVER * _letters(page.seen):
            return None
        places = hull(over)
        region = _within(Box(places.x0 - 40, places.y0 - 20, places.x1 + 40, places.y1 + 20), page.width, page.height)
        picture = source.beneath(region)
        return None if picture is None else scan.read_close_up(picture, engine, region, (page.width, page.height))

    def _unread_mark(self, page: _LookedAt, looked: Sequence[Box]) -> Box | None:
        """Where a closer look may show an accreditation mark's small print: round the mark, or where marks stand."""
        paper = Paper((sheet_of(page.page(), self._standards),), self._gazetteer)
        if not assemble.could_be_certificate(paper):
            return None
        body, number = accreditation_body.find(paper), accreditation_number.find(paper)
        wide, high = page.width, page.height
        corners = [Box(x * wide, y0 * high, (x + 0.55) * wide, y1 * high) for x, y0, y1 in _CORNERS]
        if not isinstance(body, FieldValue):
            return next((corner for corner in corners if corner not in looked), None)
        if isinstance(number, FieldValue):
            return None
        mark = body.evidence[0].box
        round_it = _within(Box(mark.x0 - 70, mark.y0 - 60, mark.x1 + 70, mark.y1 + 60), wide, high)
        return None if any(place not in corners for place in looked) else round_it

    def reading(self, document_id: str, kind: str, size: int, count: int, file: FileFacts) -> Reading:
        """What all pages together say."""
        if not self._pages and self._issues:
            raise _as_error(self._issues[0])
        begun = len(self._pages) + len(self._issues)
        if self._out_of_time:
            self._issues.append(Issue("out_of_time", f"there was time for the first {begun} of {count} pages only"))
        elif count > begun:
            self._issues.append(Issue("pages_left_out", f"only the first {begun} of {count} pages were read"))
        sheets = [sheet_of(p.page(), self._standards) for p in self._pages]
        found = assemble.papers(sheets, self._gazetteer)
        made = assemble.certificates(found, document_id, file, calibrated=self._options.calibrated)
        methods = {line.method for page in self._pages for line in page.seen}
        document_type = DocumentType.CERTIFICATE if made else assemble.document_type(found)
        if self._unseen:
            pages = ", ".join(map(str, self._unseen))
            self._issues.append(Issue("ocr_off", f"OCR was off, and these pages have no text layer: {pages}"))
        elif document_type is DocumentType.UNREADABLE and not self._issues:
            self._issues.append(Issue("no_text", "no text could be read on it: look at it, or ask for a better copy"))
        return Reading(
            document_id=document_id,
            media_type=kind,
            byte_size=size,
            page_count=count,
            document_type=document_type,
            text_source=_text_source(self._pages),
            ocr_engine="+".join(sorted(m.removeprefix("ocr:") for m in methods)) or None,
            languages=_languages(sheets),
            certificates=made,
            issues=tuple(self._issues),
            file=file,
        )


def _letters(lines: Sequence[Line]) -> int:
    return sum(c.isalnum() for line in lines for c in line.text)


def _as_error(issue: Issue) -> Exception:
    """What went wrong with every page went wrong with the document."""
    if issue.code == "out_of_memory":
        return MemoryError(issue.detail)
    return RuntimeError(issue.detail) if issue.code == "reader_error" else BrokenDocument(issue.detail)


def _within(box: Box, width: float, height: float) -> Box:
    return Box(max(0.0, box.x0), max(0.0, box.y0), min(width, box.x1), min(height, box.y1))


def merged(text: tuple[Line, ...], seen: tuple[Line, ...]) -> tuple[Line, ...]:
    """The text layer's lines, and of the picture's those that the text layer does not have."""
    if not text or not seen:
        return text or seen
    extra = [line for line in seen if _covered(line, text) < 0.35]
    return reading_order([*text, *extra])


def _covered(line: Line, text: Sequence[Line]) -> float:
    """The share of a line's box that the text layer's words fill."""
    box = line.box
    area = 0.0
    for other in text:
        wide = min(box.x1, other.box.x1) - max(box.x0, other.box.x0)
        high = min(box.y1, other.box.y1) - max(box.y0, other.box.y0)
        if wide > 0 and high > 0.3 * min(box.height, max(other.box.height, 0.7 * other.size)):
            area += wide
    return area / max(1.0, box.width)


_ENGINES: dict[str, Engine | None] = {}


@functools.lru_cache(maxsize=4)
def standard_finder(gazetteer: Gazetteer) -> StandardFinder:
    """The finder of a gazetteer's standards, made once."""
    return StandardFinder(gazetteer.standards)


def engine_for(choice: str) -> Engine | None:
    """The OCR engine for a choice, started once; None for `none`.

    Raises:
        OcrUnavailable: the engine that was asked for by name is not installed.
    """
    if choice not in _ENGINES:
        _ENGINES[choice] = _started(choice)
    return _ENGINES[choice]


def witness_for(choice: str) -> LineReader | None:
    """Tesseract as the second reader of doubtful lines, where RapidOCR reads first and Tesseract is installed."""
    if choice == "auto" and tesseract.is_installed() and getattr(engine_for(choice), "name", "") == "rapidocr":
        engine = engine_for("tesseract")
        return engine if isinstance(engine, tesseract.TesseractEngine) else None
    return None


def _started(choice: str) -> Engine | None:
    if choice == "none":
        return None
    if choice in ("auto", "rapidocr"):
        try:
            from extractors.pages.ocr.rapid import RapidEngine

            return RapidEngine()
        except ImportError as error:
            if choice == "rapidocr":
                raise OcrUnavailable(f"RapidOCR cannot be started: {error}") from error
    if tesseract.is_installed():
        return tesseract.TesseractEngine()
    raise OcrUnavailable("neither RapidOCR nor Tesseract can be started")


def _text_source(pages: Sequence[_LookedAt]) -> str:
    text, seen = any(p.text for p in pages), any(p.seen for p in pages)
    return {(True, True): "mixed", (True, False): "text_layer", (False, True): "ocr", (False, False): "none"}[
        text, seen
    ]


def _languages(sheets: Sequence[Sheet]) -> tuple[str, ...]:
    """Languages by the phrases found, most used first; a language seen once or twice beside others is chance."""
    counts = Counter(hit.language for sheet in sheets for hit in sheet.hits if hit.strong)
    most = max(counts.values(), default=0)
    return tuple(language for language, n in counts.most_common() if n >= max(2, 0.25 * most))
