"""Certificate numbers in the Chinese form, taken apart: `04625Q15304R1M`.

The register of the Chinese authority (CNCA) numbers management-system certificates so: the last three digits of the
issuer's approval, the year, letters for the system, a serial, `R` with how often it was renewed, the holder's size
(`S` up to 50 people, `M`, `L` above 1000), and perhaps a branch or a part (`/3502`, `-1`). Foreign-owned and some other
bodies put letters in place of the three digits (`ABCD19Q01001R0S`).

A pure function of the printed number, standard library and one table of letters only: rules may ask it, too.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

_PARTS = (
    r"(?P<body>\d{3}(?:[A-Z]{1,3})?|[A-Z]{2,5})", r"(?P<year>\d{2})", r"(?P<system>[A-Za-z]{1,5})",
    r"(?P<serial>\d{3,7}|\d \d{3,6})", r"R", r"(?P<renewals>\d{1,2})", r"(?P<size>[SML])",
)  # fmt: skip
_NUMBER = re.compile("-?".join(_PARTS) + r"?(?P<suffix>(?:[-/][A-Z0-9]{1,6})+)?", re.IGNORECASE)
_IN_TEXT = re.compile(rf"(?<![A-Z0-9]){' ?-? ?'.join(_PARTS)}(?:[-/]\d+)*(?![A-Z0-9])")
_SYSTEMS = Path(__file__).with_suffix(".yaml")


@dataclass(frozen=True, slots=True)
class ChineseNumber:
    """A decoded number. `year` is whole (2025); `system` are its letters as printed, in capitals.

    `body` are the approval's three digits, perhaps with an office's letters (`016ZB`), or letters alone.
    `size` and `suffix` are None where they are not printed.
    """

    body: str
    year: int
    system: str
    serial: str
    renewals: int
    size: str | None
    suffix: str | None

    @property
    def approval_digits(self) -> str | None:
        """The last three digits of the issuer's approval; None where letters stand in their place."""
        return self.body[:3] if self.body[:3].isdigit() else None

    @property
    def standards(self) -> tuple[str, ...]:
        """The standards that such letters stand for, without years; empty where nobody knows."""
        return systems().get(self.system, ())


def decode(number: str) -> ChineseNumber | None:
    """The parts of a number in the Chinese form; None for any other form.

    >>> decode("99923Q38001R2M/9900")
    ChineseNumber(body='999', year=2023, system='Q', serial='38001', renewals=2, size='M', suffix='9900')
    >>> decode("016 ZB24Q20123R2L").body, decode("11724E00123R0S-1").standards
    ('016ZB', ('ISO 14001',))
    >>> decode("01 100 999001")
    """
    match = _NUMBER.fullmatch(re.sub(r"\s", "", number))
    if match is None:
        return None
    parts = {name: (text or "").upper() for name, text in match.groupdict().items()}
    return ChineseNumber(
        body=parts["body"],
        year=2000 + int(parts["year"]),
        system=parts["system"],
        serial=parts["serial"],
        renewals=int(parts["renewals"]),
        size=parts["size"] or None,
        suffix=parts["suffix"][1:] or None,
    )


def find(text: str) -> Iterator[tuple[int, int]]:
    """Where numbers in the Chinese form stand in `text`.

    >>> [("证书编号：99923Q38001R2M/9900")[a:b] for a, b in find("证书编号：99923Q38001R2M/9900")]
    ['99923Q38001R2M/9900']
    """
    return (match.span() for match in _IN_TEXT.finditer(text))


@functools.cache
def systems() -> dict[str, tuple[str, ...]]:
    """The standards by the letters that stand for them."""
    table: dict[str, list[str]] = yaml.safe_load(_SYSTEMS.read_text("utf-8"))
    return {letters: tuple(standards) for letters, standards in table.items()}
