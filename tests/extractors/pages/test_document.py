"""Files to pages: every format, what a page's size is, and what is refused before it costs anything."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pillow_heif
import pytest
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption

from extractors.errors import BrokenDocument, DocumentError, EncryptedDocument, TooLarge, UnsupportedType
from extractors.pages.document import A4_LONG_SIDE, Limits, opened
from extractors.pages.triage import media_type
from tests.extractors.pages.pdfs import broken, pdf, picture, text, together

RED, WHITE = (255, 0, 0), (255, 255, 255)


def sheet(width: int = 300, height: int = 400) -> Image.Image:
    """A white picture whose top left quarter is red."""
    image = Image.new("RGB", (width, height), WHITE)
    image.paste(RED, (0, 0, width // 2, height // 2))
    return image


def is_red(image: Image.Image, x: float, y: float) -> bool:
    """Is the picture red at this share of its width and height? JPEG may be off by a little."""
    pixel = image.getpixel((int(x * image.width), int(y * image.height)))
    assert isinstance(pixel, tuple)
    return all(abs(a - b) < 30 for a, b in zip(pixel, RED, strict=True))


def only_page(path: Path, limits: Limits | None = None) -> tuple[float, float, Image.Image]:
    with opened(path, media_type(path), limits or Limits()) as document:
        (page,) = document.pages
        return page.width, page.height, page.picture()


@pytest.mark.parametrize("suffix", ["png", "jpg", "webp", "heic", "tiff", "gif", "bmp"])
def test_every_picture_format_is_a_page(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"
    if suffix == "heic":
        pillow_heif.from_pillow(sheet()).save(path)
    else:
        sheet().save(path)
    width, height, image = only_page(path)
    assert height == A4_LONG_SIDE
    assert width == pytest.approx(A4_LONG_SIDE * 3 / 4)
    assert is_red(image, 0.2, 0.2)
    assert not is_red(image, 0.8, 0.8)


@pytest.mark.parametrize(
    ("orientation", "red_at"),
    [(1, (0.2, 0.2)), (3, (0.8, 0.8)), (6, (0.8, 0.2)), (8, (0.2, 0.8))],
)
def test_a_phone_held_sideways_says_so_in_exif(tmp_path: Path, orientation: int, red_at: tuple[float, float]) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    sheet().save(tmp_path / "a.jpg", exif=exif)
    width, height, image = only_page(tmp_path / "a.jpg")
    assert (width > height) == (orientation in (6, 8))
    assert is_red(image, *red_at)
    assert not is_red(image, 1 - red_at[0], 1 - red_at[1])


def test_a_transparent_picture_is_printed_on_white(tmp_path: Path) -> None:
    Image.new("RGBA", (300, 400), (0, 0, 0, 0)).save(tmp_path / "a.png")
    assert only_page(tmp_path / "a.png")[2].getpixel((10, 10)) == WHITE


def test_a_bilevel_fax_is_a_page(tmp_path: Path) -> None:
    Image.new("1", (300, 400), 1).save(tmp_path / "a.tiff", compression="group4")
    assert only_page(tmp_path / "a.tiff")[2].getpixel((10, 10)) == WHITE


@pytest.mark.parametrize(("size", "long_side"), [((300, 400), 800), ((3000, 4000), 2000)])
def test_small_pictures_are_enlarged_and_large_ones_reduced(
    tmp_path: Path, size: tuple[int, int], long_side: int
) -> None:
    Image.new("RGB", size, WHITE).save(tmp_path / "a.png")
    assert max(only_page(tmp_path / "a.png")[2].size) == long_side


def test_a_fax_of_many_pages_is_one_document(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (300, 400 + 100 * n), (n, n, n)) for n in range(3)]
    frames[0].save(tmp_path / "a.tiff", save_all=True, append_images=frames[1:])
    with opened(tmp_path / "a.tiff", "image/tiff", Limits()) as document:
        pages = [(page.number, page.picture().getpixel((0, 0)), round(page.width)) for page in document.pages]
    assert document.page_count == 3
    assert pages == [(1, (0, 0, 0), 632), (2, (1, 1, 1), 505), (3, (2, 2, 2), 421)]  # each by its own long side


def test_every_page_of_a_fax_is_held_to_the_limit(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (300, 400)), Image.new("RGB", (3000, 4000))]
    frames[0].save(tmp_path / "a.tiff", save_all=True, append_images=frames[1:])
    with opened(tmp_path / "a.tiff", "image/tiff", Limits(pixels=200_000)) as document:
        first, second = document.pages
        assert max(first.picture().size) == 800
        with pytest.raises(TooLarge, match="3000 x 4000"):
            second.picture()


def test_a_moving_picture_is_one_page(tmp_path: Path) -> None:
    frames = [Image.new("P", (300, 400), n) for n in range(3)]
    frames[0].save(tmp_path / "a.gif", save_all=True, append_images=frames[1:])
    with opened(tmp_path / "a.gif", "image/gif", Limits()) as document:
        assert document.page_count == len(list(document.pages)) == 1


def test_only_the_pages_that_the_limit_allows_are_given(tmp_path: Path) -> None:
    path = pdf(tmp_path / "a.pdf", *(text(f"page {n}", 72, 100) for n in range(1, 6)))
    with opened(path, "application/pdf", Limits(pages=2)) as document:
        assert [page.text_lines()[0].text for page in document.pages] == ["page 1", "page 2"]
        assert document.page_count == 5  # the document is as long as it is


def test_a_picture_over_the_limit_is_refused_undecoded(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    sheet().save(path)
    path.write_bytes(path.read_bytes()[:60])  # the head alone: whoever decodes it fails otherwise
    with pytest.raises(TooLarge, match="300 x 400"):
        only_page(path, Limits(pixels=300 * 400 - 1))


def test_a_huge_pdf_page_costs_no_more_than_a_small_one(tmp_path: Path) -> None:
    path = pdf(tmp_path / "a.pdf", text("poster", 72, 100))
    path.write_bytes(path.read_bytes().replace(b"[ 0 0 595 842 ]", b"[ 0 0 14000 14400 ]"))
    with opened(path, "application/pdf", Limits()) as document:
        (page,) = document.pages
        assert page.height == 14400
        assert max(page.picture().size) <= 2001


def test_a_page_may_hold_more_than_its_text(tmp_path: Path) -> None:
    words = text("Certificate", 72, 100)
    for draw, artwork in ((words, False), (together(words, picture(0, 0, 50, 50)), True)):
        with opened(pdf(tmp_path / "a.pdf", draw), "application/pdf", Limits()) as document:
            (page,) = document.pages
            assert page.has_artwork() is artwork


def test_a_form_that_is_filled_in_holds_more_than_its_text(tmp_path: Path) -> None:
    def draw(canvas: Any) -> None:
        text("This certificate has been issued to the organization named below", 72, 100)(canvas)
        canvas.acroForm.textfield(name="a", x=150, y=500, width=200, height=20, value="Filled Value Ltd")

    with opened(pdf(tmp_path / "a.pdf", draw), "application/pdf", Limits()) as document:
        (page,) = document.pages
        assert page.has_artwork()


def test_a_page_that_breaks_leaves_the_others_whole(tmp_path: Path) -> None:
    path = pdf(tmp_path / "a.pdf", *(text(f"page {n}", 72, 100) for n in (1, 2, 3)))
    broken(path, 2)
    with opened(path, "application/pdf", Limits()) as document:
        one, two, three = document.pages
        with pytest.raises(BrokenDocument, match="page 2"):
            two.text_lines()
        assert [page.text_lines()[0].text for page in (one, three)] == ["page 1", "page 3"]


def test_a_pdf_that_needs_a_password_is_encrypted(tmp_path: Path) -> None:
    path = pdf(tmp_path / "a.pdf", text("secret", 72, 100), encrypt=StandardEncryption("user", "owner", strength=128))
    with pytest.raises(EncryptedDocument):
        only_page(path)


def test_a_pdf_that_only_forbids_printing_is_read(tmp_path: Path) -> None:
    encryption = StandardEncryption("", "owner", canPrint=0, strength=128)
    with opened(pdf(tmp_path / "a.pdf", text("open", 72, 100), encrypt=encryption), "application/pdf", Limits()) as d:
        assert [line.text for page in d.pages for line in page.text_lines()] == ["open"]


NO_PAGES = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>"
REFUSED: list[tuple[str, str, bytes, type[DocumentError]]] = [
    ("a PDF's first line and nothing else", "application/pdf", b"%PDF-1.7\n", BrokenDocument),
    ("a download that is an error page", "application/pdf", b"<html>not found</html>", BrokenDocument),
    ("a PDF without a page: pdfium does not open it", "application/pdf", NO_PAGES, BrokenDocument),
    ("noise under a picture's first bytes", "image/jpeg", b"\xff\xd8\xff" + bytes(range(256)), BrokenDocument),
    ("a PNG's first bytes", "image/png", b"\x89PNG\r\n\x1a\n", BrokenDocument),
    ("HEIC in name only", "image/heic", b"\x00\x00\x00\x18ftypheic" + b"\x00" * 40, BrokenDocument),
    ("TIFF whose list of frames leads nowhere", "image/tiff", b"II*\x00\xff\xff\xff\x7f", BrokenDocument),
    ("a spreadsheet", "application/vnd.ms-excel", b"PK", UnsupportedType),
    ("a text", "text/plain", b"ISO 9001", UnsupportedType),
]


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data:UserWarning")  # Pillow's word for a bad list of frames
@pytest.mark.parametrize(("kind", "data", "error"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_what_cannot_be_read_is_refused_by_name(
    tmp_path: Path, kind: str, data: bytes, error: type[DocumentError]
) -> None:
    path = tmp_path / "a"
    path.write_bytes(data)
    with pytest.raises(DocumentError) as caught, opened(path, kind, Limits()) as document:
        list(document.pages)
    assert type(caught.value) is error
    assert caught.value.code
    assert caught.value.remedy


@pytest.mark.parametrize("suffix", ["png", "jpg", "webp", "tiff"])
def test_a_picture_cut_short_is_broken_or_read_but_never_a_crash(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"
    Image.effect_noise((300, 400), 90).convert("RGB").save(path)
    path.write_bytes(path.read_bytes()[:-2000])
    with pytest.raises(BrokenDocument):
        only_page(path)


@pytest.mark.filterwarnings("ignore:.*:UserWarning")  # Pillow says what it misses, too
def test_a_tiff_cut_off_anywhere_is_broken_and_nothing_else(tmp_path: Path) -> None:
    """Pillow raises one thing or another, depending on where in its lists of tags the file ends."""
    frames = [Image.new("L", (64, 64), n * 40) for n in range(3)]
    frames[0].save(tmp_path / "whole.tiff", save_all=True, append_images=frames[1:])
    data = (tmp_path / "whole.tiff").read_bytes()
    broken = 0
    for end in range(8, len(data), 11):
        (tmp_path / "cut.tiff").write_bytes(data[:end])
        try:
            with opened(tmp_path / "cut.tiff", "image/tiff", Limits()) as document:
                for page in document.pages:
                    page.picture()
        except BrokenDocument:
            broken += 1
    assert broken > 100
