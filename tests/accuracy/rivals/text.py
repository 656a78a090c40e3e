"""What a script of an afternoon reads: the text layer if there is one, else the whole page through Tesseract at 200 dpi."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

import pypdfium2
from PIL import Image, ImageOps

_DPI = 200
_PAGES = 10
"""Certificates rarely have more; the brochures among the near-misses do."""
_ENOUGH_LETTERS = 100
_LANGUAGES = ("eng", "chi_sim")


def has_text_layer(path: Path) -> bool:
    """Is it a PDF with a text layer worth the name?"""
    return path.suffix.lower() == ".pdf" and len("".join(_text_layer(path).split())) >= _ENOUGH_LETTERS


def text_of(path: Path) -> str:
    """The text of a PDF or a picture."""
    return _text_layer(path) if has_text_layer(path) else "\n\n".join(_tesseract(page) for page in _pages(path))


def _text_layer(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as pdf:
        pages = [pdf[n].get_textpage().get_text_range() for n in range(min(len(pdf), _PAGES))]
    return "\n\n".join(pages).replace("\r\n", "\n")


def _pages(path: Path) -> list[Image.Image]:
    if path.suffix.lower() != ".pdf":
        with Image.open(path) as image:
            return [ImageOps.exif_transpose(image).convert("RGB")]
    with pypdfium2.PdfDocument(path) as pdf:
        return [pdf[n].render(scale=_DPI / 72).to_pil().convert("RGB") for n in range(min(len(pdf), _PAGES))]


def _tesseract(page: Image.Image) -> str:
    with tempfile.TemporaryDirectory() as folder:
        picture = Path(folder) / "page.png"
        page.save(picture)
        one_core = os.environ | {"OMP_THREAD_LIMIT": "1"}
        command = ["tesseract", str(picture), "-", "-l", "+".join(_LANGUAGES), "--dpi", str(_DPI)]
        done = subprocess.run(command, capture_output=True, check=False, env=one_core)
    return done.stdout.decode("utf-8", "replace")
