"""Every sample read from end to end and held against its truth.

What is read once is shared: reading all of them takes most of a minute, nearly all of it OCR.
"""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pdfplumber
import pytest

from extractors.certificate import FIELD_NAMES, Box, Certificate, Evidence, FieldValue, Reading
from extractors.gazetteer import Gazetteer
from extractors.pages.document import Limits, opened
from extractors.parse.fold import folded
from extractors.read import read
from tests.extractors.scorer import FIELDS, Truth, report, score

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "samples" / "certificates"
TRUTHS: dict[str, Truth] = {
    truth["file"]: truth
    for truth in (json.loads(path.read_text("utf-8")) for path in sorted(SAMPLES.glob("*.truth.json")))
}
CERTIFICATES = [name for name, truth in TRUTHS.items() if truth["document_type"] == "certificate"]
OTHERS = [name for name in TRUTHS if name not in CERTIFICATES]
CLEAN = [name for name in CERTIFICATES if TRUTHS[name]["quality"] == "born-digital"]
WORN = [name for name in CERTIFICATES if name not in CLEAN]
"""Scans, photos, low resolution, stamps: everything that only OCR can read."""


class Readings:
    """Reads each sample once for all tests, and with several workers once for all of them."""

    def __init__(self, gazetteer: Gazetteer, shared: Path) -> None:
        self._gazetteer = gazetteer
        self._shared = shared
        self._read: dict[str, Reading] = {}

    def of(self, name: str) -> Reading:
        if name not in self._read:
            path = self._shared / f"{name}.pickle"
            if path.exists():
                self._read[name] = pickle.loads(path.read_bytes())  # noqa: S301  # written by a worker of this run
            else:
                self._read[name] = self.again(name)
                path.with_suffix(f".{os.getpid()}").write_bytes(pickle.dumps(self._read[name]))
                path.with_suffix(f".{os.getpid()}").replace(path)
        return self._read[name]

    def again(self, name: str) -> Reading:
        return read(SAMPLES / name, self._gazetteer)

    def with_truths(self, names: list[str]) -> list[tuple[Truth, Reading]]:
        return [(TRUTHS[name], self.of(name)) for name in names]


@pytest.fixture(scope="session")
def readings(gazetteer: Gazetteer, tmp_path_factory: pytest.TempPathFactory) -> Readings:
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "readings"
    shared.mkdir(exist_ok=True)
    return Readings(gazetteer, shared)


def values(reading: Reading) -> Iterator[tuple[Certificate, str, FieldValue[object]]]:
    for certificate in reading.certificates:
        for name in FIELD_NAMES:
            value = certificate.field(name)
            if isinstance(value, FieldValue):
                yield certificate, name, value


@pytest.mark.parametrize("name", CERTIFICATES)
def test_every_certificate_is_taken(readings: Readings, name: str) -> None:
    found = {(c.standard.value) for c in readings.of(name).certificates}
    assert found == {s["number"] for c in TRUTHS[name]["certificates"] for s in c["standards"]}


@pytest.mark.parametrize("name", OTHERS)
def test_every_near_miss_is_kept_out(readings: Readings, name: str) -> None:
    assert readings.of(name).certificates == ()


# What the fields gain (see `scorer`): measured, and then a little below. Clean first, worn second.
FLOORS = {
    "standard": (0.91, 0.81),
    "standard_edition": (0.91, 0.81),
    "certificate_number": (0.82, 0.81),
    "certified_organization": (0.91, 0.81),
    "organization_address": (0.91, 0.81),
    "scope": (0.91, 0.81),
    "certification_body": (0.74, 0.26),
    "organization_country": (0.91, 0.81),
    "accreditation_body": (0.86, 0.70),
    "accreditation_number": (0.86, 0.70),
    "initial_certification_date": (0.91, 0.81),
    "issue_date": (0.87, 0.71),
    "effective_date": (0.91, 0.81),
    "expiry_date": (0.87, 0.81),
    "surveillance_dates": (0.91, 0.81),
    "verification_url": (0.91, 0.81),
    "organization_registration_number": (0.91, 0.81),
    "sites": (0.91, 0.81),
    "national_standard": (0.91, 0.81),
    "certificate_revision": (0.91, 0.81),
    "recertification_date": (0.91, 0.81),
    "statement_of_applicability": (0.91, 0.81),
    "notified_body_number": (0.91, 0.81),
    "recognition_marks": (0.91, 0.81),
    "copy_words": (0.91, 0.81),
    "disagreements": (0.91, 0.81),
}


@pytest.mark.parametrize(("quality", "names"), [("clean", CLEAN), ("worn", WORN)])
def test_fields_are_read_as_well_as_they_have_been(readings: Readings, quality: str, names: list[str]) -> None:
    tallies = score(readings.with_truths(names))
    table = report(quality, tallies)
    print(table)
    floors = {name: FLOORS[name][quality == "worn"] for name in FIELDS}
    assert not [name for name, tally in tallies.items() if tally.gain < floors[name]], table


INK = 1.0
"""Points that a letter's middle may stand outside its word's box."""


def letters_in(box: Box, letters: list[dict[str, Any]]) -> str:
    """What stands in a box of one line, read by another library, from left to right."""
    inside = [
        (letter["x0"], letter["text"])
        for letter in letters
        if box.x0 - INK <= (letter["x0"] + letter["x1"]) / 2 <= box.x1 + INK
        and box.y0 - INK <= (letter["top"] + letter["bottom"]) / 2 <= box.y1 + INK
    ]
    return "".join(text for _, text in sorted(inside))


def evidence_of(reading: Reading) -> set[tuple[str, Evidence]]:
    return {(name, evidence) for _, name, value in values(reading) for evidence in value.evidence}


@pytest.mark.parametrize("name", CLEAN)
def test_a_text_layer_says_in_the_box_what_was_read_there(readings: Readings, name: str) -> None:
    level = evidence_of(readings.of(name))
    level = {(field, e) for field, e in level if field != "copy_words"}  # a word across the page lies on others
    found = [(field, e) for field, e in level if e.method == "text_layer"]
    assert found
    with pdfplumber.open(SAMPLES / name) as document:
        letters = [page.chars for page in document.pages]
    wrong = [
        f"{field}: {e.as_read!r} is {inside!r} in its box"
        for field, e in found
        if folded(inside := letters_in(e.box, letters[e.page - 1])) != folded(e.as_read)
    ]
    assert not wrong


@pytest.mark.parametrize("name", CERTIFICATES)
def test_every_value_has_words_and_a_place_on_its_page(readings: Readings, name: str) -> None:
    reading = readings.of(name)
    with opened(SAMPLES / name, reading.media_type, Limits()) as document:
        sizes = {page.number: (page.width, page.height) for page in document.pages}
    assert reading.certificates
    for certificate, _, value in values(reading):
        for evidence in value.evidence:
            assert certificate.page_first <= evidence.page <= certificate.page_last
            assert evidence.as_read.strip()
            width, height = sizes[evidence.page]
            box = evidence.box
            assert -1 <= box.x0 < box.x1 <= width + 1
            assert -1 <= box.y0 < box.y1 <= height + 1


READ_AGAIN = """
import sys
from pathlib import Path
from typing import Any
from extractors.read import read
from flows.gazetteer import build_gazetteer
from rules.reference.load import load_reference

gazetteer = build_gazetteer(load_reference())
for path in sys.argv[1:]:
    print(ascii(read(Path(path), gazetteer)))
"""
QUICK = [
    "diploma-scan-noise.pdf",
    "zh-en-photo.jpg",
    "logo-iso.png",
]


def read_in_another_process(names: list[str]) -> list[str]:
    """With another hash seed, so that no order of a set gets into what is read."""
    done = subprocess.run(
        [sys.executable, "-c", READ_AGAIN, *(str(SAMPLES / name) for name in names)],
        env={**os.environ, "PYTHONHASHSEED": "4711", "PYTHONPATH": str(ROOT)},
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.splitlines()


def test_what_was_read_once_is_read_again(readings: Readings) -> None:
    names = [*(n for n in TRUTHS if readings.of(n).text_source == "text_layer"), *QUICK]
    for name, again in zip(names, read_in_another_process(names), strict=True):
        assert again == ascii(readings.of(name)), name


@pytest.mark.slow
def test_all_samples_are_read_the_same_again(readings: Readings) -> None:
    names = list(TRUTHS)
    for name, again in zip(names, read_in_another_process(names), strict=True):
        assert again == ascii(readings.of(name)), name
