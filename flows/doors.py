"""The other two rooms as flows sees them: something that reads a file, and something that judges a certificate.

Opened once by a command or by the flow and handed down, so that a test can put others in their place.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from extractors.certificate import Certificate, Reading
from extractors.gazetteer import Gazetteer
from flows.gazetteer import build_gazetteer, gazetteer_version
from flows.reading import Plan, ReadDocument, ReaderKey
from rules.circumstances import Circumstances
from rules.finding import Decision, Finding, Outcome, Severity, Verdict
from rules.next_step import next_step
from rules.reference.load import Reference, load_reference
from rules.rulebook import Rulebook, load_rulebook

JUDGE_ERROR = "judge_error"
"""Stands where a rule's id would, when judging broke before any rule could say so itself."""

Judge = Callable[[Certificate, dt.date, Circumstances], Verdict]


@dataclass(frozen=True, slots=True)
class Doors:
    """How to read and how to judge, and the versions of both. Functions go to other processes by their names."""

    read_document: ReadDocument
    reader_key: ReaderKey
    judge: Judge
    reference_version: str


def open_doors(ocr: str, reference_folder: Path | None = None) -> Doors:
    """The real rooms, with the rules and the reference data that come with certsweep.

    Args:
        ocr: `auto`, `rapidocr`, `tesseract` or `none`.
        reference_folder: a user's own rows, laid over those of the reference data.

    Raises:
        DataError: a row is wrong; the message lists every fault.
    """
    from extractors.read import READER_VERSION

    reference, rulebook = load_reference(reference_folder), load_rulebook()
    gazetteer = build_gazetteer(reference)

    return Doors(
        read_document=partial(read_with, gazetteer=gazetteer, ocr=ocr),
        reader_key=ReaderKey(READER_VERSION, ocr, gazetteer_version(gazetteer)),
        judge=partial(judge_with, reference=reference, rulebook=rulebook),
        reference_version=reference.version,
    )


def read_with(path: Path, plan: Plan, gazetteer: Gazetteer, ocr: str) -> Reading:
    """Opens the reading room's door. A function of its own, as only what has a name can go to another process."""
    from extractors.pages.document import Limits
    from extractors.read import ReadOptions, read

    given = {"pages": plan.pages, "pixels": plan.pixels}
    limits = Limits(**{name: limit for name, limit in given.items() if limit is not None})
    return read(path, gazetteer, ReadOptions(ocr=ocr, limits=limits, skip=plan.skip, may_begin=plan.may_begin))


def judge_with(
    certificate: Certificate, as_of: dt.date, circumstances: Circumstances, reference: Reference, rulebook: Rulebook
) -> Verdict:
    """Opens the judging room's door, by name too."""
    from rules.judge import judge

    return judge(certificate, reference, as_of, circumstances, rulebook)


def judge_safely(judge: Judge, certificate: Certificate, as_of: dt.date, circumstances: Circumstances) -> Verdict:
    """The verdict; where judging itself breaks, a person has to look, and the sweep goes on."""
    try:
        return judge(certificate, as_of, circumstances)
    except Exception as error:
        finding = Finding(
            rule_id=JUDGE_ERROR,
            outcome=Outcome.ERROR,
            severity=Severity.REVIEW,
            message=f"Judging broke ({type(error).__name__}: {error}). Judge this certificate by hand and report it.",
            basis="",
            inputs=(),
            as_of=as_of,
            rulebook_version="",
        )
        reasons, findings = (JUDGE_ERROR,), (finding,)
        step = next_step(Decision.REVIEW, reasons, findings)
        return Verdict(certificate.certificate_id, Decision.REVIEW, reasons, findings, as_of, "", step)
