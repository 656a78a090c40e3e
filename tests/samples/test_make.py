"""The committed samples are the generator's, and the generator always makes the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from samples.make import folders, fonts, knowledge
from samples.make.damage import wear
from samples.make.draw import draw
from samples.make.files import make
from samples.make.model import Document
from samples.make.sheet import SAMPLE_NOTE
from samples.make.wording import Wording

DOCUMENTS = {document.name: document for document in knowledge.documents("certificates.yaml")}
LATIN = {"en", "de", "fr", "es", "it", "pt"}


def needs_no_package(document: Document) -> bool:
    """Clean and Latin: every machine draws it with the fonts that come with PDF and reportlab.

    Damaged ones go through picture codecs, whose versions may differ; `--check` compares those.
    """
    layouts = [knowledge.layouts()[paper.layout] for paper in document.papers]
    return not document.damage and all(set(layout.languages) <= LATIN for layout in layouts)


PORTABLE = [name for name, document in DOCUMENTS.items() if needs_no_package(document) and "artwork" not in name]


def test_enough_can_be_compared_without_extra_fonts() -> None:
    assert len(PORTABLE) >= 15


@pytest.fixture
def no_font_packages(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine without the Debian fonts, so that no sample comes to need them unnoticed."""
    for font, path in fonts.FILES.items():
        if path.is_relative_to(fonts.TRUETYPE):
            monkeypatch.setitem(fonts.FILES, font, Path("/nowhere") / path.relative_to(fonts.TRUETYPE))
    forget()
    yield
    forget()


def forget() -> None:
    fonts.font_for.cache_clear()
    fonts._glyphs.cache_clear()


@pytest.mark.usefixtures("no_font_packages")
@pytest.mark.parametrize("name", PORTABLE)
def test_committed_file_is_the_generators(name: str) -> None:
    content, _ = make(DOCUMENTS[name], f"{name}.pdf")
    assert content == (folders.SAMPLES / f"certificates/{name}.pdf").read_bytes()


def test_wear_is_the_same_every_time() -> None:
    pdf, _ = draw(DOCUMENTS["register-left-clean"])
    for name in ("two-column-photo", "register-stamped", "statement-skewed"):
        steps = ({"rasterise": 40}, *DOCUMENTS[name].damage[1:])
        document = DOCUMENTS[name].model_copy(update={"damage": steps})
        first, second = wear(document, pdf), wear(document, pdf)
        assert all((a == b).all() for a, b in zip(first, second, strict=True))


def test_every_page_says_that_it_is_a_sample() -> None:
    content, _ = draw(DOCUMENTS["annex-sites-clean"])
    assert content.count(f"({SAMPLE_NOTE})".encode()) == 2


@pytest.mark.usefixtures("no_font_packages")
def test_missing_font_names_its_package() -> None:
    with pytest.raises(fonts.FontMissing, match="apt-get install fonts-d"):
        draw(DOCUMENTS["zh-framed-clean"])


def test_truth_has_only_what_the_layout_prints() -> None:
    _, drawn = draw(DOCUMENTS["register-left-clean"])
    assert "certificate_number" in drawn[0].printed
    assert "effective_date" not in drawn[0].printed


def test_unknown_placeholder_is_refused() -> None:
    with pytest.raises(KeyError, match="expiry_dat"):
        Wording({"expiry_date": "1 May 2027"}).fill("Valid until {expiry_dat}")


def test_every_layout_is_used_by_a_sample() -> None:
    used = {paper.layout for document in DOCUMENTS.values() for paper in document.papers}
    assert used == set(knowledge.layouts())


def test_folder_holds_the_generators_documents_and_no_others() -> None:
    lying = {path.name for path in (folders.SAMPLES / "certificates").iterdir()}
    documents = {f"{name}.{document.format}" for name, document in DOCUMENTS.items()}
    assert lying == documents | {f"{name}.truth.json" for name in DOCUMENTS}
