"""Every figure of `docs/accuracy.md`, stage by stage; each stage's are kept as JSON, so that one can be made alone."""

from __future__ import annotations

import multiprocessing
import os
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from babel import Locale

from extractors.certificate import Certificate, Reading
from extractors.read import READER_VERSION
from tests.accuracy import evidence, tables, values
from tests.accuracy.calibrate import rows
from tests.accuracy.causes import counted
from tests.accuracy.corpus import Corpus, Score
from tests.accuracy.reading import Readings
from tests.accuracy.rivals import run as rivals

Figures = dict[str, Any]
_PROCESSES = 2
_OTHER_GROUPINGS = 5
"""Other ways to part the bodies, to show how much depends on it."""
_SOURCES = {
    "text_layer": "PDF, all in its text layer",
    "mixed": "PDF, text layer and artwork",
    "ocr": "PDF, scanned",
    "none": "nothing to read",
}
_PICTURE = "picture file (scan or photo)"


class Run:
    """One run: the corpus, and the folder that everything is kept in."""

    def __init__(self, corpus: Corpus, readings: Readings, invoice2data: Path) -> None:
        self.corpus, self.readings, self.invoice2data = corpus, readings, invoice2data

    @cached_property
    def documents(self) -> pd.DataFrame:
        """The sweep's own table, by document."""
        return pd.read_parquet(self.readings.tables / "documents").set_index("document_id")

    @cached_property
    def sources(self) -> dict[str, str]:
        """Where each document's text is from."""
        table = self.documents
        return {
            sha: _PICTURE if kind.startswith("image/") else _SOURCES[source]
            for sha, kind, source in zip(table.index, table.media_type, table.text_source.fillna("none"), strict=True)
        }

    def scored(self) -> Figures:
        """The headline: the sweep's tables, as `score.py` sees them, and the versions of all that made them."""
        score = self.corpus.score(self.readings.tables)
        methods = pd.read_parquet(self.readings.tables / "fields", columns=["method"]).method
        return {
            "score": score.figures,
            "certificates": sum(len(truth["certificates"]) for truth in self.corpus.certificates.values()),
            "values": len(methods),
            "documents": len(self.documents),
            "pages": int(self.documents.page_count.sum()),
            "version": _own_version(),
            "reader": READER_VERSION,
            "engines": sorted({m.partition(":")[2] for m in methods if m.startswith("ocr:")}),
            "misses": counted(score.misses),
            "misses_by_source": counted(score.misses, self.sources),
        }

    def grouped(self) -> Figures:
        """The same score on parts of the corpus."""
        of = self.corpus.certificates
        languages = {sha: _language(self.documents.languages.get(sha)) for sha in of}
        families = Counter(str(truth["family"]) for truth in of.values())
        alone = f"{sum(n == 1 for n in families.values())} bodies with one paper each"
        return {
            "source": self._parts({sha: self.sources[sha] for sha in of}, ranked=list(_SOURCES.values())),
            "look": self._parts({sha: str(truth["quality"]) for sha, truth in of.items()}),
            "language": self._parts(languages),
            "body": self._parts({sha: f if families[f := str(t["family"])] > 1 else alone for sha, t in of.items()}),
        }

    def _parts(self, part_of: dict[str, str], ranked: Sequence[str] = ()) -> list[Figures]:
        members: dict[str, list[str]] = defaultdict(list)
        for sha, part in part_of.items():
            members[part].append(sha)
        order = sorted(members, key=lambda part: (part not in ranked, -len(members[part]), part))
        return [self._part(part, members[part]) for part in order]

    def _part(self, name: str, documents: list[str]) -> Figures:
        score = self.corpus.score(self.readings.tables, documents)
        certificates = sum(len(self.corpus.truths[sha]["certificates"]) for sha in documents)
        return {"name": name, "papers": len(documents), "certificates": certificates, **_brief(score)}

    def left_out(self) -> Figures:
        """Confidence shown on certification bodies left out of its fit: bins, curve, and what can be taken unseen."""
        known = list(rows(self.corpus, self.readings))
        chance, right = values.left_out(known)
        confidence = {(row.certificate_id, row.field): float(c) for row, c in zip(known, chance, strict=True)}
        score = self._tables("left-out", [kept.raw.certificates for kept in self.readings], confidence)
        coverage, risk = values.curve(chance, right)
        return {
            "values": len(known),
            "right": float(right.mean()),
            "families": len({row.family for row in known}),
            "groups": values.GROUPS,
            "error": values.error(chance, right),
            "straight": score.figures["straight_through_at_99"],
            "straight_otherwise": [values.straight(*values.left_out(known, seed)) for seed in range(_OTHER_GROUPINGS)],
            "bins": [asdict(b) for b in values.bins(chance, right)],
            "curve": [[round(float(x), 5), round(float(y), 5)] for x, y in zip(coverage, risk, strict=True)],
        }

    def unseen(self) -> Figures:
        """The same pages, read without any reference row of a certification body."""
        score = self._tables("unseen", [kept.unseen for kept in self.readings])
        return {**_brief(score), "f1": score.f1}

    def _tables(
        self,
        name: str,
        readings: Iterable[Sequence[Certificate]],
        confidence: Mapping[tuple[str, str], float] | None = None,
    ) -> Score:
        """The score of other certificates than the sweep's, or of others' confidences."""
        folder = self.readings.out / name
        made = [tables.row_of(certificate) for certificates in readings for certificate in certificates]
        tables.write(folder, self.documents.index, made, confidence)
        return self.corpus.score(folder)

    def evidence(self) -> Figures:
        """Whether each value's box holds its text, by the way it was read; the misses go to a file of their own."""
        tasks = [(self.corpus.path(kept.raw.document_id), kept.raw) for kept in self.readings if kept.raw.certificates]
        with multiprocessing.get_context("spawn").Pool(_PROCESSES) as pool:
            checks = [check for found in pool.imap(_checked, tasks, chunksize=4) for check in found]
        lost = [check for check in checks if check.cause != evidence.Cause.HELD]
        pd.DataFrame(map(asdict, lost), columns=list(evidence.Check.__slots__)).to_json(
            self.readings.out / "evidence-misses.json", orient="records", force_ascii=False, indent=1
        )
        return evidence_counts(checks)

    def cost(self) -> Figures:
        """CPU seconds of reading documents that had to be looked at whole: scans and photos."""
        scans = [kept for kept in self.readings if kept.raw.text_source == "ocr"]
        papers = [kept for kept in scans if kept.raw.certificates]
        return {
            "documents": len(scans),
            "pages": sum(kept.raw.page_count for kept in scans),
            "document": _spread([kept.cpu_seconds for kept in scans]),
            "page": _spread([kept.cpu_seconds / max(1, kept.raw.page_count) for kept in scans]),
            "certificate": _spread([kept.cpu_seconds for kept in papers]),
            "certificates": len(papers),
            "processor": _processor(),
        }

    def rivals(self) -> Figures:
        """What others read on the same files."""
        scores = rivals.scores(self.corpus, self.readings.out / "rivals", self.invoice2data)
        return {
            rivals.NAMES[name]: {**_brief(score), "f1": score.f1, "kinds": score.figures["document_type"]}
            for name, score in scores.items()
        }

    @property
    def stages(self) -> dict[str, Callable[[], Figures]]:
        """All stages after the sweep, in order."""
        names = ("scored", "grouped", "left_out", "unseen", "evidence", "cost", "rivals")
        return {name: getattr(self, name) for name in names}


def evidence_counts(checks: Sequence[evidence.Check]) -> Figures:
    """Values held (all of their lines), and lines held by method and missed by cause."""
    held: dict[tuple[str, str], bool] = {}
    by_method: dict[str, Counter[str]] = defaultdict(Counter)
    for check in checks:
        value = (check.certificate_id, check.field)
        held[value] = held.get(value, True) and check.cause == evidence.Cause.HELD
        by_method[check.method.partition("@")[0]][check.cause] += 1
    methods = {
        method: {"lines": sum(causes.values()), "held": causes[evidence.Cause.HELD]}
        | {cause.value: causes[cause] for cause in evidence.Cause if cause is not evidence.Cause.HELD}
        for method, causes in sorted(by_method.items())
    }
    return {"values": len(held), "held": sum(held.values()), "methods": methods}


def _checked(task: tuple[Path, Reading]) -> list[evidence.Check]:
    os.environ["OMP_THREAD_LIMIT"] = "1"  # a process a core is the parallelism
    return evidence.checked(*task)


def _brief(score: Score) -> Figures:
    return {"micro_f1": score.micro_f1, "key": score.key_fields_right}


def _own_version() -> str:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))["project"]
    return str(project["version"])


def _language(codes: Any) -> str:
    found = list(codes) if codes is not None else []
    return str(Locale("en").languages.get(found[0], found[0])) if found else "not told"


def _spread(seconds: Sequence[float]) -> Figures:
    if not seconds:
        return {"median": 0.0, "p90": 0.0}
    return {"median": float(np.median(seconds)), "p90": float(np.quantile(seconds, 0.9))}


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines() if Path("/proc/cpuinfo").exists() else ():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return "an unnamed processor"
