"""Rivals on the same files: each reads them for real, writes tables, and is scored by the same score."""

from __future__ import annotations

import json
import multiprocessing
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from tests.accuracy import tables
from tests.accuracy.corpus import Corpus, Score
from tests.accuracy.rivals import script
from tests.accuracy.rivals.text import has_text_layer, text_of

NAMES = {"script": "an afternoon's script", "invoice2data": "invoice2data 1.0.1"}
_PROCESSES = 2
_SECONDS = 60
_DATES = ("initial_certification_date", "issue_date", "effective_date", "expiry_date")


def scores(corpus: Corpus, out: Path, invoice2data: Path) -> dict[str, Score]:
    """What each rival scores; `invoice2data` is its program, `out` keeps the texts that Tesseract read."""
    texts = _texts(corpus, out / "text")
    found = {}
    for name in NAMES:
        rows = _script_rows(texts) if name == "script" else _invoice2data_rows(corpus, texts, invoice2data)
        tables.write(out / name, corpus.truths, list(rows))
        found[name] = corpus.score(out / name)
    return found


def _texts(corpus: Corpus, folder: Path) -> dict[str, Path]:
    """Every document's text, read once."""
    folder.mkdir(parents=True, exist_ok=True)
    places = {sha: folder / f"{sha}.txt" for sha in corpus.truths}
    missing = [(corpus.path(sha), place) for sha, place in places.items() if not place.exists()]
    with multiprocessing.get_context("spawn").Pool(_PROCESSES) as pool:
        for _ in pool.imap_unordered(_keep_text, missing):
            pass
    return places


def _keep_text(task: tuple[Path, Path]) -> None:
    path, place = task
    place.write_text(text_of(path).encode("utf-8", "replace").decode("utf-8"), "utf-8")


def _script_rows(texts: dict[str, Path]) -> Iterator[dict[str, Any]]:
    for sha, place in texts.items():
        yield from _with_ids(sha, script.certificates(place.read_text("utf-8")))


def _with_ids(sha: str, rows: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for number, row in enumerate(rows, start=1):
        yield {"certificate_id": f"{sha[:16]}-{number:02d}", "document_id": sha, **row}


def _invoice2data_rows(corpus: Corpus, texts: dict[str, Path], program: Path) -> Iterator[dict[str, Any]]:
    """invoice2data takes its own text from PDFs that have one, and is handed Tesseract's for all else.

    Its own Tesseract reader would take every language installed at once; on these papers that is slower and no better.
    """
    with tempfile.TemporaryDirectory() as folder:
        templates = Path(folder) / "templates"
        templates.mkdir()
        (templates / "certificate.yml").write_text(yaml.safe_dump(template(), allow_unicode=True), "utf-8")
        for sha, text in texts.items():
            own_text = shutil.which("pdftotext") is not None and has_text_layer(corpus.path(sha))
            copy = Path(folder) / ("paper.pdf" if own_text else "paper.txt")
            shutil.copyfile(corpus.path(sha) if own_text else text, copy)
            yield from _with_ids(sha, rows_of(_asked(program, copy, "pdftotext" if own_text else "text")))


def template() -> dict[str, Any]:
    """One generic template, with the script's own expressions in the form that invoice2data asks for.

    Its own fields (amount, invoice number) mean nothing on a certificate, so none of them is required.
    """
    plain = {
        "standard": "(" + re.sub(r"\((?!\?)", "(?:", script.STANDARD) + ")",
        "says_certificate": f"(?i)({script.CERTIFICATE})",
        "certificate_number": f"(?i){script.NUMBER}",
        "certified_organization": f"(?i){script.HOLDER}",
        "organization_address": f"(?i){script.ADDRESS}",
        "scope": f"(?i){script.SCOPE}",
        "certification_body": f"({script.BODIES})",
        "accreditation_body": script.MARKS,
    }
    dates = {name: f"(?i)(?:{label}){script.TO_DATE}" for name, label in script.DATES.items()}
    fields: dict[str, Any] = {name: {"parser": "regex", "regex": regex} for name, regex in plain.items()}
    fields |= {name: {"parser": "regex", "regex": regex, "type": "date"} for name, regex in dates.items()}
    formats = [f"%d{sign}%m{sign}%Y" for sign in "-./"] + [f"%Y{sign}%m{sign}%d" for sign in "-./"]
    return {
        "issuer": "any certification body",
        "keywords": [""],  # stands in every text: each document is tried
        "required_fields": ["issuer"],
        "fields": fields,
        "options": {
            "languages": ["en", "de", "es", "fr", "it", "pt", "tr"],
            "date_formats": formats,
            "replace": [
                [r"(?<=[\u3000-\u9fff：]) +(?=[\u3000-\u9fff：\d])", ""],
                [r"(\d{4}) ?年 ?(\d{1,2}) ?月 ?(\d{1,2}) ?日?", r"\1-\2-\3"],
                [r"[ \t]{2,}", " "],
                [r"(\d)(?:st|nd|rd|th)\b", r"\1"],
            ],
        },
    }


def _asked(program: Path, paper: Path, reader: str) -> dict[str, Any]:
    answer = paper.with_name("answer.json")
    answer.unlink(missing_ok=True)
    command = [program, "--input-reader", reader, "--output-format", "json", "--output-name", answer]
    command += ["--exclude-built-in-templates", "--template-folder", paper.with_name("templates"), paper]
    environment = os.environ | {"PYTHONUTF8": "1"}
    subprocess.run([str(w) for w in command], capture_output=True, check=True, env=environment, timeout=_SECONDS)
    found = json.loads(answer.read_text("utf-8")) if answer.exists() else []
    return dict(found[0]) if found else {}


def rows_of(answer: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What invoice2data found as rows, one a standard; of several matches the first counts."""
    if not answer.get("standard") or not answer.get("says_certificate"):
        return
    row = {field: _first(answer.get(field)) for field in tables.FIELDS}
    row |= {field: _day(row[field]) for field in _DATES}
    standards: dict[str, int | None] = {}
    for printed in _all(answer["standard"]):
        name, _, year = re.sub(r"\s*[:：-]\s*(?=(?:19|20)\d\d$)", ":", str(printed).upper()).partition(":")
        name = re.sub(r"^(?:[I1LT|][S58][O0Q]|HCO)(?:/IEC|/TS)?[ -]*(?=\d)", "ISO ", name)
        standards[name] = standards.get(name) or (int(year) if year else None)
    for name, edition in standards.items():
        yield {**row, "standard": name, "standard_edition": edition}


def _all(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _first(value: Any) -> Any:
    found = next((item for item in _all(value) if item), None)
    return " ".join(found.split()).strip(" .,:;") if isinstance(found, str) else found


def _day(value: Any) -> Any:
    day = pd.to_datetime(value, errors="coerce") if value else pd.NaT
    return None if pd.isna(day) else day.date()
