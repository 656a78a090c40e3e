"""Findings of many certificates as columns: what is said often is kept once, and rows only point to it.

A hundred thousand certificates make millions of findings, of which most say the same words and name the same places.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, TypeAlias

import pyarrow as pa

from extractors.certificate import Certificate, FieldValue
from flows.publish import to_arrow
from flows.rows import Judged, Row
from flows.tables import FINDINGS
from rules.finding import Finding

Spot: TypeAlias = tuple[str, int, float, float, float, float]
"""A field, a page, and a box."""

_BY_RULE = attrgetter("rule_id")
_ABOUT = ("certificate_id", "supplier_id", "reference_version", "reader_version")
_SAID = tuple(name for name in FINDINGS.schema.names if name not in {*_ABOUT, "evidence"})


@dataclass(slots=True)
class Findings:
    """Findings being gathered; `table` makes rows of them. Goes to another process at a fraction of the rows' size."""

    certificates: list[Row] = field(default_factory=list)
    words: list[Finding] = field(default_factory=list)
    """Findings that say something new, each once."""
    spots: list[Spot] = field(default_factory=list)
    """Every place that is named, once."""
    places: list[list[int]] = field(default_factory=list)
    """Spots, by their numbers, of each set of fields that a rule asked for."""
    rows: tuple[list[int], list[int], list[int]] = field(default_factory=lambda: ([], [], []))
    """For each finding which certificate it is about, which words it says and which places it names."""
    _known: dict[int, int] = field(default_factory=dict)

    def add(self, judged: Judged) -> None:
        """Adds every rule's word on a certificate, in order of rule."""
        about, said, at = self.rows
        known, places = self._known, _Places(self, judged.certificate)
        findings = sorted(judged.verdict.findings, key=_BY_RULE)
        for finding in findings:
            if id(finding) not in known:  # equal findings are one object, and hashing ten texts is slow
                known[id(finding)] = len(self.words)
                self.words.append(finding)
        said += [known[id(finding)] for finding in findings]
        at += [places[finding.inputs] for finding in findings]
        about += [len(self.certificates)] * len(findings)
        self.certificates.append(_about(judged))

    def packed(self) -> PackedFindings:
        """The same as Arrow, to be sent."""
        kind = FINDINGS.schema.field("evidence").type
        columns = zip(*self.spots, strict=True) if self.spots else [[]] * kind.value_type.num_fields
        parts = [pa.array(c, part.type) for c, part in zip(columns, kind.value_type, strict=True)]
        spots = pa.StructArray.from_arrays(parts, fields=list(kind.value_type))
        offsets = pa.array([0, *itertools.accumulate(map(len, self.places))], pa.int32())
        named = pa.array(list(itertools.chain.from_iterable(self.places)), pa.int32())
        places = pa.ListArray.from_arrays(offsets, spots.take(named), type=kind)
        about, said, at = (pa.array(numbers, pa.int32()) for numbers in self.rows)
        certificates = to_arrow(self.certificates, _schema(_ABOUT))
        return PackedFindings(
            certificates, to_arrow([_said(finding) for finding in self.words], _schema(_SAID)), places, about, said, at
        )


class _Places(dict[tuple[str, ...], int]):
    """Where fields of one certificate stand on its pages, by the fields: a number in `Findings.places`."""

    def __init__(self, findings: Findings, certificate: Certificate) -> None:
        super().__init__()
        self._findings, self._certificate = findings, certificate
        self._of_field: dict[str, list[int]] = {}

    def __missing__(self, fields: tuple[str, ...]) -> int:
        places = self._findings.places
        places.append([spot for name in fields for spot in self._spots(name)])
        number = self[fields] = len(places) - 1
        return number

    def _spots(self, name: str) -> list[int]:
        found = self._of_field.get(name)
        if found is None:
            spots, value = self._findings.spots, self._certificate.field(name)
            evidence = value.evidence if isinstance(value, FieldValue) else ()  # what is absent stands nowhere
            found = self._of_field[name] = list(range(len(spots), len(spots) + len(evidence)))
            spots += [(name, e.page, e.box.x0, e.box.y0, e.box.x1, e.box.y1) for e in evidence]
        return found


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


def _schema(names: Sequence[str]) -> pa.Schema:
    return pa.schema([FINDINGS.schema.field(name) for name in names])
