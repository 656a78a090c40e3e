"""Findings of many certificates as columns: what is said often is kept once, and rows only point to it.

A hundred thousand certificates make millions of findings, of which most say the same words and name the same places.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

import pyarrow as pa

from extractors.certificate import Certificate, FieldValue
from flows.publish import to_arrow
from flows.rows import Judged, Row
from flows.tables import FINDINGS
from rules.finding import Finding

_BY_RULE = attrgetter("rule_id")
_ABOUT = ("certificate_id", "supplier_id", "reference_version", "reader_version")
_SAID = tuple(name for name in FINDINGS.schema.names if name not in {*_ABOUT, "evidence"})


@dataclass(slots=True)
class Findings:
    """Findings being gathered; `table` makes rows of them. Goes to another process at a fraction of the rows' size."""

    certificates: list[Row] = field(default_factory=list)
    words: list[Row] = field(default_factory=list)
    places: list[list[Row]] = field(default_factory=list)
    rows: tuple[list[int], list[int], list[int]] = field(default_factory=lambda: ([], [], []))
    """For each finding which certificate it is about, which words it says and which places it names."""
    _known: dict[int, tuple[int, Finding]] = field(default_factory=dict)

    def add(self, judged: Judged) -> None:
        """Adds every rule's word on a certificate, in order of rule."""
        about, said, at = self.rows
        places: dict[tuple[str, ...], int] = {}
        for finding in sorted(judged.verdict.findings, key=_BY_RULE):
            about.append(len(self.certificates))
            said.append(self._words(finding))
            place = places.get(finding.inputs)
            if place is None:
                place = places[finding.inputs] = len(self.places)
                self.places.append(list(_places(judged.certificate, finding.inputs)))
            at.append(place)
        self.certificates.append(_about(judged))

    def _words(self, finding: Finding) -> int:
        known = self._known.get(id(finding))  # equal findings are one object, and hashing ten texts is slow
        if known is None:
            known = self._known[id(finding)] = len(self.words), finding
            self.words.append(_said(finding))
        return known[0]

    def packed(self) -> PackedFindings:
        """The same as Arrow, to be sent."""
        places = pa.array(self.places, FINDINGS.schema.field("evidence").type)
        about, said, at = (pa.array(numbers, pa.int32()) for numbers in self.rows)
        certificates = to_arrow(self.certificates, _schema(_ABOUT))
        return PackedFindings(certificates, to_arrow(self.words, _schema(_SAID)), places, about, said, at)


@dataclass(frozen=True, slots=True)
class PackedFindings:
    """Findings as Arrow, each thing once."""

    certificates: pa.Table
    words: pa.Table
    places: pa.Array
    about: pa.Array
    said: pa.Array
    at: pa.Array

    def table(self) -> pa.Table:
        """One row a finding, with the columns of `findings`."""
        columns: dict[str, Any] = {"evidence": self.places.take(self.at)}
        for source, numbers in ((self.certificates, self.about), (self.words, self.said)):
            taken = source.take(numbers)
            columns |= {name: taken[name] for name in taken.column_names}
        return pa.table([columns[name] for name in FINDINGS.schema.names], schema=FINDINGS.schema)


def finding_rows(judged: Judged) -> Iterator[Row]:
    """Every rule's word on one certificate as rows, in order of rule."""
    findings = Findings()
    findings.add(judged)
    yield from findings.packed().table().to_pylist()


def _about(judged: Judged) -> Row:
    return {
        "certificate_id": judged.verdict.certificate_id,
        "supplier_id": judged.supplier_id,
        "reference_version": judged.reference_version,
        "reader_version": judged.reader_version,
    }


def _said(finding: Finding) -> Row:
    return {
        "rule_id": finding.rule_id,
        "outcome": finding.outcome.value,
        "severity": finding.severity.value,
        "message": finding.message,
        "basis": finding.basis,
        "inputs": list(finding.inputs),
        "as_of": finding.as_of,
        "rulebook_version": finding.rulebook_version,
        "remedy": finding.remedy,
        "reference_rows": list(finding.reference_rows),
    }


def _places(certificate: Certificate, fields: Sequence[str]) -> Iterator[Row]:
    """Where fields stand on the pages; nowhere if they are absent."""
    for name in fields:
        value = certificate.field(name)
        for e in value.evidence if isinstance(value, FieldValue) else ():
            box = e.box
            yield {"field": name, "page": e.page, "x0": box.x0, "y0": box.y0, "x1": box.x1, "y1": box.y1}


def _schema(names: Sequence[str]) -> pa.Schema:
    return pa.schema([FINDINGS.schema.field(name) for name in names])
