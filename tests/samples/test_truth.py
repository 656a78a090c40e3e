"""Every sample has a truth in the agreed form, and what the truth says stands on the page."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pytest
import zxingcpp

from samples.make import knowledge
from samples.make.wording import DATES

SAMPLES = Path(__file__).parents[2] / "samples"
CERTIFICATES = sorted((SAMPLES / "certificates").glob("*.truth.json"))
DUMP = sorted((SAMPLES / "dump.truth").glob("*.truth.json"))

DOCUMENT_KEYS = {
    "sha256", "file", "document_type", "quality", "languages", "certificates", "notes", "family", "layouts",
}  # fmt: skip
CERTIFICATE_KEYS = {
    "pages", "standards", "certificate_number", "certified_organization", "organization_address",
    "organization_country", "scope", "certification_body", "accreditation_body", "accreditation_number", *DATES,
    "surveillance_dates", "verification_url", "organization_registration_number", "sites", "illegible",
    "national_standard", "certificate_revision", "statement_of_applicability", "notified_body_number",
    "recognition_marks", "copy_words", "disagreements",
}  # fmt: skip
IN_TEXT = ("certificate_number", "certified_organization", "organization_address", "scope", "certification_body")
SYSTEMS = set(knowledge.system_names())


def read(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return content


def every_certificate() -> list[dict[str, Any]]:
    return [certificate for path in CERTIFICATES + DUMP for certificate in read(path)["certificates"]]


@pytest.mark.parametrize("path", CERTIFICATES, ids=lambda path: path.name)
def test_truth_is_about_the_file_beside_it(path: Path) -> None:
    truth = read(path)
    content = (path.parent / truth["file"]).read_bytes()
    assert hashlib.sha256(content).hexdigest() == truth["sha256"]


def test_every_document_has_its_truth() -> None:
    documents = {p.name for p in (SAMPLES / "certificates").iterdir() if not p.name.endswith(".truth.json")}
    assert documents == {read(path)["file"] for path in CERTIFICATES}


@pytest.mark.parametrize("path", CERTIFICATES + DUMP, ids=lambda path: path.name)
def test_truth_is_complete_and_well_formed(path: Path) -> None:
    truth = read(path)
    assert truth.keys() == DOCUMENT_KEYS
    assert bool(truth["certificates"]) == (truth["document_type"] == "certificate")
    for certificate in truth["certificates"]:
        assert certificate.keys() == CERTIFICATE_KEYS
        assert certificate["pages"]
        assert certificate["certified_organization"]
        assert {standard["number"] for standard in certificate["standards"]} <= SYSTEMS
        days = [certificate[name] for name in DATES] + certificate["surveillance_dates"]
        assert all(dt.date.fromisoformat(day) for day in days if day is not None)


def test_samples_cover_what_they_promise() -> None:
    truths = [read(path) for path in CERTIFICATES]
    certificates = [truth for truth in truths if truth["certificates"]]
    assert len(certificates) >= 20
    assert len(truths) - len(certificates) >= 10
    assert len({layout for truth in certificates for layout in truth["layouts"]}) >= 12
    languages = {language for truth in certificates for language in truth["languages"]}
    assert languages >= {"en", "zh", "de", "fr", "es", "it", "pt", "tr"}
    assert {truth["quality"] for truth in certificates} == {"born-digital", "scan", "photo", "low-res"}
    assert any(len(truth["certificates"]) > 1 for truth in certificates)
    assert any(len(c["standards"]) == 3 for truth in certificates for c in truth["certificates"])


@pytest.mark.parametrize("name", sorted(CERTIFICATE_KEYS - {"illegible", "pages", "standards"}))
def test_every_field_is_printed_somewhere(name: str) -> None:
    assert any(certificate[name] for certificate in every_certificate())


ALWAYS_PRINTED = {"certified_organization", "scope", "certification_body", "expiry_date", "illegible", "pages"}


@pytest.mark.parametrize("name", sorted(CERTIFICATE_KEYS - ALWAYS_PRINTED - {"standards"}))
def test_every_field_that_may_be_absent_is_absent_somewhere(name: str) -> None:
    assert any(not certificate[name] for certificate in every_certificate())


def tight(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


@pytest.mark.parametrize(
    "path",
    [p for p in CERTIFICATES if read(p)["quality"] == "born-digital" and "artwork" not in read(p)["layouts"]],
    ids=lambda path: path.name,
)
def test_what_truth_says_stands_in_the_text_layer(path: Path) -> None:
    truth = read(path)
    if not truth["certificates"]:
        return
    with pdfium.PdfDocument(path.parent / truth["file"]) as document:
        pages = [tight(page.get_textpage().get_text_range()) for page in document]
    for certificate in truth["certificates"]:
        text = "".join(pages[number - 1] for number in certificate["pages"])
        for name in IN_TEXT:
            values = certificate[name] or []
            for value in [values] if isinstance(values, str) else values:
                assert tight(value) in text
        for name in DATES:
            if certificate[name]:
                assert certificate[name][:4] in text


def test_artwork_keeps_the_standard_out_of_the_text_layer() -> None:
    with pdfium.PdfDocument(SAMPLES / "certificates" / "artwork-clean.pdf") as document:
        text = document[0].get_textpage().get_text_range()
    assert "TWK-20418/01" in text
    assert "9001" not in text
    assert "Tarnwick" not in text


@pytest.mark.parametrize("name", ["artwork-clean", "zh-framed-clean", "zh-en-clean"])
def test_qr_code_holds_the_verification_address(name: str) -> None:
    truth = read(SAMPLES / f"certificates/{name}.truth.json")
    with pdfium.PdfDocument(SAMPLES / f"certificates/{name}.pdf") as document:
        picture = document[0].render(scale=3).to_numpy()
    codes = [code.text for code in zxingcpp.read_barcodes(picture)]
    assert codes == [truth["certificates"][0]["verification_url"]]
