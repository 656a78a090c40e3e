"""Names of the world that help to find things on a page.

The reading room knows no reference data; whoever opens its door passes these
plain records in (flows builds them from `rules/reference`). Standard library
only.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StandardName:
    """A standard, the ways it is printed, and how national editions map to its own.

    `names` holds the designation and its adoptions without years (`ISO 9001`, `GB/T 19001`, `NBR ISO 9001`).
    `editions` are the years published. `national_editions` maps an adoption as printed with its year
    (`GB/T 45001-2020`) to the international year (2018). `versions` is what editions are called that go
    without their year: `D`, `5.1`.
    """

    standard: str
    names: tuple[str, ...]
    editions: tuple[int, ...]
    national_editions: tuple[tuple[str, int], ...]
    versions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BodyName:
    """A certification or accreditation body: its id, printed names, web domains and country.

    `key` is the reference id of a certification body, the acronym of an accreditation body.
    `accreditations` are (accreditation body, number) pairs; `number_prefixes` start this body's
    certificate numbers (the Chinese rule: last three digits of the CNCA approval).
    """

    key: str
    names: tuple[str, ...]
    domains: tuple[str, ...]
    country: str | None
    accreditations: tuple[tuple[str, str | None], ...] = ()
    number_prefixes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """All names that a reading may use. An empty one works: then only what the paper says counts."""

    standards: tuple[StandardName, ...] = ()
    certification_bodies: tuple[BodyName, ...] = ()
    accreditation_bodies: tuple[BodyName, ...] = ()
