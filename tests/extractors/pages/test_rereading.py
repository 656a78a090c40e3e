"""Lines read a second time: accents restored and nothing else, other scripts read line by line."""

from __future__ import annotations

import dataclasses
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from extractors.pages import rereading, scan
from extractors.pages.document import Limits, opened
from extractors.pages.ocr import strip, tesseract
from extractors.pages.ocr.engine import Heard, Pixels, TextLine
from extractors.pages.triage import media_type
from extractors.parse.fold import folded
from tests.extractors.pages.test_engines import SAMPLES, truth
from tests.extractors.pages.test_scan import Fake, text_line

TURKISH = rereading.languages()["tr"]
VIETNAMESE = rereading.languages()["vi"]


@dataclass
class Reader:
    """A second engine that knows what is printed, from the top of the page down."""

    printed: Sequence[tuple[str, float]]
    shown: list[Pixels] = field(default_factory=list)
    name: str = "second"
    version: str = "2"

    def read_lines(self, pieces: Sequence[Pixels]) -> list[Heard]:
        self.shown += pieces
        return [Heard(text, confidence) for text, confidence in self.printed]


@pytest.mark.parametrize(
    ("read", "spelled", "wanted"),
    [
        ("GIDA SANAYI LTD. STI.", "GIDA SANAYİ LTD. ŞTİ.", "GIDA SANAYİ LTD. ŞTİ."),
        ("TICARET A.$.", "TİCARET A.Ş.", "TİCARET A.Ş."),
        ("EČITIM HIZMETLERI", "EĞİTİM HİZMETLERİ", "EĞİTİM HİZMETLERİ"),  # there is no Č in Turkish
        ("ÇEVRE YÖNETIM", "CEVRE YONETİM", "ÇEVRE YÖNETİM"),  # an accent that one of the two saw is there
        ("No: 1O1 STI", "No: 101 ŞTİ", "No: 1O1 ŞTİ"),  # whose digits are right is asked elsewhere
        ("www.example.com", "www.exampleğ.çom", "www.example.çom"),  # a letter that the first can read is not added
        ("CERTIFICATE", "ŞİRKETİ", "CERTIFICATE"),  # not the same line
    ],
)
def test_turkish_accents_are_restored_and_no_letter_is_taken(read: str, spelled: str, wanted: str) -> None:
    assert rereading.restored(read, spelled, TURKISH) == wanted


@pytest.mark.parametrize(
    ("read", "spelled", "wanted"),
    [
        ("Khu công nghip, thi trn", "Khu công nghiệp, thị trấn", "Khu công nghiệp, thị trấn"),
        ("CÔNG TY DU'O'C PHÂM", "CÔNG TY DƯỢC PHẨM", "CÔNG TY DƯỢC PHẨM"),  # a horn looks like an apostrophe
        ("CHT LUQNG", "CHẤT LƯỢNG", "CHẤT LƯỢNG"),
        ("đa chỉ n", "địa chỉ ẩn", "địa chỉ ẩn"),  # a letter that begins a word goes to that word
        ("Mã s: 402-19-77/08", "Mã số: 462-19-17/08", "Mã số: 402-19-77/08"),
    ],
)
def test_vietnamese_letters_that_the_first_engine_has_no_sign_for_are_added(
    read: str, spelled: str, wanted: str
) -> None:
    assert rereading.restored(read, spelled, VIETNAMESE) == unicodedata.normalize("NFC", wanted)


@given(st.text(alphabet="aıiIİsŞgĞČ 19.'", max_size=20), st.text(alphabet="aıiIİsŞgĞ 19.'", max_size=20))
def test_whatever_the_second_engine_says_letters_and_digits_stay(read: str, spelled: str) -> None:
    new = rereading.restored(read, spelled, TURKISH)
    assert len(new) == len(read)
    changed = [(a, b) for a, b in zip(read, new, strict=True) if a != b]
    assert all(folded(a) == folded(b) or a == "Č" for a, b in changed)
    assert rereading.restored(read, read, TURKISH) == read


def page_of(*texts: str, confidence: float = 0.95) -> list[TextLine]:
    return [
        text_line(text, 40, 40 * n, 40 + 14 * len(text), 40 * n + 24, confidence) for n, text in enumerate(texts, 1)
    ]


def test_the_language_of_a_page_is_told_by_its_words() -> None:
    turkish = page_of(
        "Kalite Yonetim Sistemi", "ISO 9001", "Uretimi ve satisi", "Belge Tarihi", "Ticaret Limited Sirketi"
    )
    assert rereading.language_of(turkish) is TURKISH
    english = page_of(
        "This is to certify that", "the quality management system", "of Example Limited", "is in conformity"
    )
    assert rereading.language_of(english) is None
    address = page_of("This is to certify that the system of", "Şimşek Gıda A.Ş.", "is in conformity with ISO 9001")
    assert rereading.language_of(address) is None


def test_accents_go_to_the_line_that_was_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    found = page_of("Yonetim Sistemi", "2027-01-31", "uretimi ve satisi", "SALE OF SERVICES", "Belge Tarihi")
    second = Reader([("Yönetim Sistemi", 0.9), ("üretimi ve satışı", 0.9), ("Belge Tarihi", 0.9)])
    monkeypatch.setattr(tesseract, "for_language", lambda _: second)
    new = rereading.reread(found, Image.new("RGB", (600, 300), "white"), Fake(lambda _: found))
    assert [line.text for line in new] == [
        "Yönetim Sistemi",
        "2027-01-31",
        "üretimi ve satışı",
        "SALE OF SERVICES",
        "Belge Tarihi",
    ]
    assert [line.read_by for line in new] == [None] * 5  # the words are still the first engine's
    assert len(second.shown) == 3  # there are no accents on digits and on English


CYRILLIC = ["СЕРТИФИКАТ СООТВЕТСТВИЯ", "ISO 9001:2015", "Дата выдачи: 12.09.2025", "подпись", "ООО «Пример»", "No 17"]


def test_a_page_in_another_script_is_read_line_by_line(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = page_of(*CYRILLIC)
    texts = ["CEPT C", "ISO 9001:2015", ": 12.09.2025", "", "", "No 17"]
    found = [TextLine(text, line.corners, 0.9) for text, line in zip(texts, lines, strict=True)]
    heard = [
        (CYRILLIC[0], 0.9),
        ("150 9001:2015", 0.8),
        (CYRILLIC[2], 0.9),
        ("подпнсь", 0.2),
        (CYRILLIC[4], 0.9),
        ("", 0),
    ]
    monkeypatch.setattr(tesseract, "for_script_of", lambda _: Reader(heard))
    page = Image.new("RGB", (600, 300), "white")
    new = scan.read(page, Fake(lambda _: found), 600, 300, rereading.reread)
    wanted = [CYRILLIC[0], "ISO 9001:2015", CYRILLIC[2], CYRILLIC[4], "No 17"]  # a signature is no text
    assert [line.text for line in new] == wanted
    assert [line.method for line in new] == [
        f"ocr:{by}" for by in ("second@2", "fake@7", "second@2", "second@2", "fake@7")
    ]


GREEK = ["Πιστοποιείται ότι", "σύμφωνα με το Πρότυπο", "ISO 9001:2015", "Ημερομηνία λήξης: 03/07/2028", "EXAMPLE S.A."]


def test_greek_is_read_again_although_the_first_engine_knows_half_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["ιστοοιεται τι", "σφωνα ε το ρτυο", "ISO 9001:2015", "Hμερομηνα ληξη: 03/07/2028", "EXAMPLE S.A."]
    found = [dataclasses.replace(line, text=text) for line, text in zip(page_of(*GREEK), texts, strict=True)]
    heard = [*GREEK[:1], GREEK[1].replace("μ", "\u00b5"), *GREEK[2:]]  # Tesseract writes the micro sign
    monkeypatch.setattr(tesseract, "for_script_of", lambda _: Reader([(text, 0.9) for text in heard]))
    new = rereading.reread(found, Image.new("RGB", (600, 300), "white"), Fake(lambda _: found))
    assert [line.text for line in new] == GREEK


def test_lines_that_were_seen_but_not_read_tell_an_unknown_script() -> None:
    latin = page_of(*["a line of English text"] * 6)
    assert not rereading.in_unknown_script(latin)
    unread = [dataclasses.replace(line, text="", confidence=0.0) for line in latin]
    assert rereading.in_unknown_script([*latin[:1], *unread[1:]])


def test_unsure_lines_without_words_tell_an_unknown_script() -> None:
    thai = page_of("eaauvglla", "lusuvlau 08021/412", "vi aι uaa 73160", "su n uauiv", "wavuciu", confidence=0.7)
    assert rereading.in_unknown_script(thai)
    faint = page_of(
        "this is to certify that", "the quality management system of", "is in order", "for", "by", confidence=0.7
    )
    assert not rereading.in_unknown_script(faint)


def test_without_data_for_the_language_the_page_stays_as_it_was_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tesseract, "_installed_languages", lambda: frozenset({"eng"}))
    tesseract.for_language.cache_clear()
    found = page_of("Yonetim Sistemi", "uretimi ve satisi", "Belge Tarihi")
    assert rereading.reread(found, Image.new("RGB", (600, 300), "white"), Fake(lambda _: found)) == found
    tesseract.for_language.cache_clear()


def test_a_line_is_cut_out_level_and_black_on_white() -> None:
    """A dark band that leans by 10 degrees, with a light mark at its end."""
    picture = np.full((300, 400, 3), 255, dtype=np.uint8)
    corners = np.array([[50, 50], [247, 84.7], [243, 104.4], [46.5, 69.7]], dtype=np.float64)
    for across in np.linspace(0.02, 0.98, 400):
        for down in np.linspace(0.05, 0.95, 40):
            x, y = corners[0] + across * (corners[1] - corners[0]) + down * (corners[3] - corners[0])
            picture[int(y), int(x)] = (220, 230, 240) if 0.8 < across < 0.9 else (20, 30, 90)
    piece = strip.cut(picture, corners)
    assert piece.shape == (strip.HEIGHT, pytest.approx(400, abs=2))
    middle = piece[strip.HEIGHT // 2]
    assert middle[40:300].mean() > 230  # the band has become paper
    assert middle[325:355].mean() < 60  # and the mark ink


@given(st.lists(st.tuples(st.floats(-50, 500), st.floats(-50, 500)), min_size=4, max_size=4))
def test_whatever_corners_an_engine_gives_something_is_cut(corners: list[tuple[float, float]]) -> None:
    piece = strip.cut(np.zeros((300, 400, 3), dtype=np.uint8), np.array(corners))
    assert piece.shape[0] == strip.HEIGHT
    assert piece.shape[1] >= 1


@pytest.mark.skipif(not tesseract.is_installed(), reason="Tesseract is not installed")
def test_a_page_of_very_many_lines_is_no_picture_too_high() -> None:
    blank = np.full((strip.HEIGHT, 60), 255, dtype=np.uint8)
    assert len(tesseract.TesseractEngine().read_lines([blank] * 700)) == 700


def test_lines_stand_where_they_are_looked_for() -> None:
    pieces = [np.full((strip.HEIGHT, 100 + 50 * n), n, dtype=np.uint8) for n in range(5)]
    sheet = np.asarray(strip.stacked(pieces))
    for y in np.nonzero((sheet < 255).any(axis=1))[0]:
        assert strip.line_at(float(y)) == sheet[y].min()


@pytest.mark.skipif("tur" not in tesseract._installed_languages(), reason="Tesseract's Turkish data are not installed")
def test_turkish_is_read_as_printed_line_by_line() -> None:
    path = SAMPLES / "belge-clean.pdf"
    with opened(path, media_type(path), Limits()) as document:
        page = next(document.pages)
        lines = [line for line in page.text_lines() if sum(c.isalpha() for c in line.text) > 12]
        pixels = np.asarray(page.picture())
        scale = pixels.shape[1] / page.width
    grown = [(b.x0 - 1, b.y0 - 1, b.x1 + 1, b.y1 + 1) for b in (line.box for line in lines)]
    corners = [np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]]) * scale for x0, y0, x1, y1 in grown]
    reader = tesseract.for_language("tur")
    assert reader is not None
    heard = reader.read_lines([strip.cut(pixels, c) for c in corners])
    same = [line.text == one.text for line, one in zip(lines, heard, strict=True)]
    assert len(same) > 10
    assert sum(same) > 0.8 * len(same)
    assert truth("belge-clean.pdf")["certified_organization"][0] in [one.text for one in heard]
