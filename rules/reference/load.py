"""Reads the reference data, checks all of it, and answers look-ups.

Faults are gathered and thrown together, so that whoever edits rows sees them in one go. A user's folder has the
same subfolders: a row with a known id changes only the keys that it gives, a row with a new id is added.
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from rules.errors import DataError, describe, label, read_yaml
from rules.reference.bodies import Accreditation, AccreditationBody, CertificationBody
from rules.reference.check import cross_check
from rules.reference.marks import RecognitionMark, Statement, VerificationHost
from rules.reference.row import Row
from rules.reference.standard import Adoption, AdoptionPrefix, Standard

HERE = Path(__file__).parent
ROW_FILES = {
    "standards/*.y*ml": "id",
    "certification_bodies/*.y*ml": "id",
    "accreditation_bodies/*.y*ml": "acronym",
    "adoption_prefixes.y*ml": "template",
    "recognition_marks.y*ml": "id",
    "verification_hosts.y*ml": "id",
    "statements.y*ml": "id",
}
"""Where rows lie in a folder, and the key that tells one row of a kind from another."""
PROVENANCE = {"source", "as_of", "confidence"}

R = TypeVar("R", bound=Row)
Raw = dict[str, dict[str, Any]]


@functools.lru_cache(maxsize=65_536)  # the same names come again on thousands of certificates
def fold(text: str) -> str:
    """A name without case, accents, spaces and punctuation, so that `TURKAK` finds `TÜRKAK`.

    >>> fold("TÜRKAK") == fold("Turkak"), fold("JAS-ANZ")
    (True, 'jasanz')
    """
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in plain if c.isalnum())


def bare_number(number: str) -> str:
    """What tells one body from another in an accreditation number: its longest run of digits, without zeros in front.

    Printers add the rest: the accreditation body's name, the scheme's letters, the annex.

    >>> bare_number("UKAS 0005"), bare_number("005"), bare_number("C046-M"), bare_number("D-ZM-16006-05-04")
    ('5', '5', '46', '16006')
    """
    runs = re.findall(r"\d+", number)
    return max(runs, key=len).lstrip("0") if runs else fold(number)


@dataclass(frozen=True, eq=False)
class Reference:
    """All that is known of the world outside the page, on the dates that its rows give. Equal to itself alone."""

    standards: tuple[Standard, ...]
    certification_bodies: tuple[CertificationBody, ...]
    accreditation_bodies: tuple[AccreditationBody, ...]
    adoption_prefixes: tuple[AdoptionPrefix, ...]
    recognition_marks: tuple[RecognitionMark, ...]
    verification_hosts: tuple[VerificationHost, ...]
    statements: tuple[Statement, ...]
    version: str
    """Short hash of the data; the same rows always have the same one."""

    def standard(self, number: str) -> Standard | None:
        """The standard of that designation (`ISO 9001`), or of a name that it is printed under."""
        return self._standards.get(fold(number))

    def certification_body(self, id: str) -> CertificationBody | None:
        """The certification body of that id."""
        return self._certification_bodies.get(id)

    def certification_bodies_named(self, name: str) -> tuple[CertificationBody, ...]:
        """The certification bodies that print this name; several where a group shares it."""
        return self._certification_bodies_named.get(fold(name), ())

    def accreditation_body(self, acronym: str) -> AccreditationBody | None:
        """The accreditation body of that acronym, or of a name that only one of them has."""
        return self._accreditation_bodies.get(fold(acronym))

    def recognition_mark(self, name: str) -> RecognitionMark | None:
        """The arrangement's mark of that name, or of another that it is printed under."""
        return self._recognition_marks.get(fold(name))

    def notified_body(self, number: str) -> CertificationBody | None:
        """The certification body that is designated under that number in the European Union."""
        return self._notified_bodies.get(number)

    def holders(self, acronym: str, number: str, day: dt.date) -> tuple[CertificationBody, ...]:
        """The certification bodies for whom this number with that accreditation body is on record on that day."""
        rows = self._numbers.get((acronym, bare_number(number)), ())
        return tuple(body for body, accreditation in rows if accreditation.holds_on(day))

    def group(self, body: CertificationBody) -> tuple[CertificationBody, ...]:
        """The body and its sister companies: those of one parent, or with a domain in common."""
        kin = (other for key in _group_keys(body) for other in self._groups.get(key, ()))
        return tuple({other.id: other for other in (body, *kin)}.values())

    def adoption(self, printed: str) -> tuple[Standard, Adoption] | None:
        """The national adoption printed so, with its own year, and the standard that it adopts."""
        return self._adoptions.get(fold(printed))

    @functools.cached_property
    def shared_domains(self) -> tuple[str, ...]:
        """Where certificates of many bodies are looked up: registers, accreditation bodies, associations of bodies."""
        associations = [b for b in self.certification_bodies if b.accreditation_status == "association"]
        domains = [*(b.domains for b in self.accreditation_bodies), *(b.domains for b in associations)]
        return (*(row.host for row in self.verification_hosts), *itertools.chain.from_iterable(domains))

    def printed_names(self, standard: Standard) -> tuple[str, ...]:
        """Every way in which the standard is printed, without years, its designation first."""
        adopted = (a.name for a in standard.adoptions)
        return tuple(dict.fromkeys((standard.designation, *standard.names, *adopted, *self._prefixed(standard))))

    def national_editions(self, standard: Standard) -> tuple[tuple[str, int], ...]:
        """Adoptions as printed with their own years, and the international years that they stand for.

        A European year (`EN ISO 45001:2023`) is also that of every European country's print of it.
        """
        pairs = {a.printed: a.edition for a in standard.adoptions if a.edition}
        for adoption in standard.adoptions:
            year = adoption.printed.removeprefix(adoption.name)
            if adoption.edition and adoption.name == standard.designation.replace("ISO", "EN ISO", 1):
                for name in self._prefixed(standard, "EN"):
                    pairs.setdefault(name + year, adoption.edition)
        return tuple(pairs.items())

    def versions(self, standard: Standard) -> tuple[str, ...]:
        """What its editions are called that go without their year."""
        return tuple(e.version for e in standard.editions if e.version)

    def _versioned_names(self, standard: Standard) -> Iterator[str]:
        for version, word in itertools.product(self.versions(standard), ("", " Rev ", " Version ", " Issue ")):
            yield f"{standard.designation}{word}{version}"

    def _prefixed(self, standard: Standard, *groups: str) -> Iterator[str]:
        head, _, tail = standard.designation.partition("ISO")
        if head:
            return
        for prefix in self.adoption_prefixes:
            if prefix.group in (groups or standard.adoption_groups):
                yield prefix.template.format(tail=tail, number=tail.removeprefix("/IEC").strip())

    @functools.cached_property
    def _standards(self) -> dict[str, Standard]:
        return _index((s, (*self.printed_names(s), *self._versioned_names(s))) for s in self.standards)

    @functools.cached_property
    def _certification_bodies(self) -> dict[str, CertificationBody]:
        return {body.id: body for body in self.certification_bodies}

    @functools.cached_property
    def _certification_bodies_named(self) -> dict[str, tuple[CertificationBody, ...]]:
        named: dict[str, tuple[CertificationBody, ...]] = {}
        for body in self.certification_bodies:
            for key in {fold(name) for name in body.names}:
                named[key] = (*named.get(key, ()), body)
        return named

    @functools.cached_property
    def _accreditation_bodies(self) -> dict[str, AccreditationBody]:
        return _index((b, b.names) for b in self.accreditation_bodies)

    @functools.cached_property
    def _recognition_marks(self) -> dict[str, RecognitionMark]:
        return _index((m, (m.name, *m.names)) for m in self.recognition_marks)

    @functools.cached_property
    def _notified_bodies(self) -> dict[str, CertificationBody]:
        return {b.eu_notified_body.number: b for b in self.certification_bodies if b.eu_notified_body}

    @functools.cached_property
    def _numbers(self) -> dict[tuple[str, str], list[tuple[CertificationBody, Accreditation]]]:
        numbers: dict[tuple[str, str], list[tuple[CertificationBody, Accreditation]]] = {}
        for body in self.certification_bodies:
            for row in body.accreditations:
                if row.number:
                    numbers.setdefault((row.accreditation_body, bare_number(row.number)), []).append((body, row))
        return numbers

    @functools.cached_property
    def _groups(self) -> dict[str, list[CertificationBody]]:
        groups: dict[str, list[CertificationBody]] = {}
        for body in self.certification_bodies:
            for key in _group_keys(body):
                groups.setdefault(key, []).append(body)
        return groups

    @functools.cached_property
    def _adoptions(self) -> dict[str, tuple[Standard, Adoption]]:
        return {fold(adoption.printed): (s, adoption) for s in self.standards for adoption in s.adoptions}


def _group_keys(body: CertificationBody) -> tuple[str, ...]:
    """What a body has in common with its sisters: a parent, or a domain."""
    return (body.parent or body.id, *body.domains)


def _index(rows: Iterable[tuple[R, tuple[str, ...]]]) -> dict[str, R]:
    """Rows by folded name; a name of two rows finds neither, except as the chief name of one."""
    chief: dict[str, R] = {}
    others: dict[str, R | None] = {}
    for row, names in rows:
        chief.setdefault(fold(names[0]), row)
        for key in {fold(name) for name in names}:
            others[key] = row if others.get(key, row) is row else None
    return {key: row for key, row in others.items() if row is not None} | chief


@functools.cache
def load_reference(extra: Path | None = None) -> Reference:
    """The project's reference data, with a user's own rows laid over it.

    Args:
        extra: a folder with `standards/`, `certification_bodies/` or `accreditation_bodies/` of YAML files.

    Raises:
        DataError: rows are wrong; the message lists every fault.
    """
    if extra is None:
        return read_reference(HERE)
    if not any(path.is_file() for pattern in ROW_FILES for path in extra.glob(pattern)):
        raise DataError([f"{extra}: holds no rows; they lie in {', '.join(ROW_FILES)}"])
    return read_reference(HERE, extra)


def read_reference(*folders: Path) -> Reference:
    """The reference data of these folders, each laid over those before it.

    Raises:
        DataError: rows are wrong; the message lists every fault.
    """
    faults: list[str] = []
    digest = hashlib.sha256()
    standards, certification_bodies, accreditation_bodies, prefixes, marks, hosts, statements = (
        _gather(folders, pattern, key, faults, digest) for pattern, key in ROW_FILES.items()
    )
    reference = Reference(
        _validate(Standard, standards, faults),
        _validate(CertificationBody, certification_bodies, faults),
        _validate(AccreditationBody, accreditation_bodies, faults),
        _validate(AdoptionPrefix, prefixes, faults),
        _validate(RecognitionMark, marks, faults),
        _validate(VerificationHost, hosts, faults),
        _validate(Statement, statements, faults),
        digest.hexdigest()[:12],
    )
    faults += cross_check(reference)
    if faults:
        raise DataError(faults)
    return reference


def _gather(folders: tuple[Path, ...], pattern: str, key: str, faults: list[str], digest: hashlib._Hash) -> Raw:
    """Rows by key; those of later folders change the keys that they give."""
    rows: Raw = {}
    for folder in folders:
        own: Raw = {}
        for path in sorted(folder.glob(pattern)):
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
            _read_rows(path, key, own, faults)
        for name, row in own.items():
            if name in rows and not row.keys() >= PROVENANCE:
                faults.append(f"{name}: a row that changes another gives its own {', '.join(sorted(PROVENANCE))}")
            rows[name] = {**rows.get(name, {}), **row}
    return rows


def _read_rows(path: Path, key: str, rows: Raw, faults: list[str]) -> None:
    """Adds the rows of one file: a list of them, or a single one."""
    content = read_yaml(path, faults)
    for row in content if isinstance(content, list) else [content] if content else []:
        if not isinstance(row, dict):
            faults.append(f"{path.name}: a row must be keys and values, not {row!r}")
            continue
        name = str(row.get(key, f"a row without {key}, the {len(rows) + 1}th"))
        if name in rows:
            faults.append(f"{path.name}: {name}: is there twice")
        rows[name] = row


def _validate(model: type[R], rows: Mapping[str, dict[str, Any]], faults: list[str]) -> tuple[R, ...]:
    valid: list[R] = []
    for row in rows.values():
        try:
            valid.append(model.model_validate(row))
        except ValidationError as error:
            faults.extend(describe(error, label(row)))
    return tuple(valid)
