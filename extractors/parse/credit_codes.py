"""The number under which a Chinese organization is registered: 18 characters, or nine on older papers.

GB 32100 (unified social credit code): kind and authority, six digits of a region, the nine characters of the older
organization code (GB 11714), and a check character. Both standards are checked here: a misread character shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The 31 characters of GB 32100: I, O, S, V and Z are not used, because they look like digits."""
_WEIGHTS = tuple(3**n % 31 for n in range(17))
_ALL = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_OLD_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_NOT_USED = str.maketrans("OISZ", "0152")
_NO_DIGITS = str.maketrans("BDQGU", "80060")
_ALIKE = {
    "8": "B3",
    "B": "8",
    "3": "8",
    "0": "DQ",
    "D": "0",
    "Q": "0",
    "5": "6",
    "6": "5G",
    "G": "6",
    "1": "7",
    "7": "1",
}
_KIND, _REGION, _OWN = slice(0, 2), slice(2, 8), slice(8, 17)
"""Kind and authority, the region's six digits, and the organization code with a check character of its own."""
_CODE = re.compile(r"(?<![0-9A-Z])[1-9ANY][0-9A-Z](?: ?[0-9OISZBDQGU]){6}(?: ?[0-9A-Z]){10}(?![0-9A-Z])")
_OLD_CODE = re.compile(r"(?<![0-9A-Z\-])[0-9A-Z]{8}[-－—]?[0-9X](?![0-9A-Z\-])")
_LOOKS_LIKE = re.compile(r"(?<![0-9A-Z])[159][1-9][0-9OI]{4,6}[0-9A-Z]{8,13}(?![0-9A-Z])")


@dataclass(frozen=True, slots=True)
class CreditCode:
    """A code found in `text[start:end]`; `is_exact` unless letters that look alike had to be taken for each other."""

    start: int
    end: int
    code: str
    is_exact: bool


def is_valid(code: str) -> bool:
    """Does the check character of an 18-character code fit?

    >>> is_valid("91350100M000100Y43"), is_valid("91350100M000100Y48")
    (True, False)
    """
    if len(code) != 18 or any(c not in _LETTERS for c in code):
        return False
    total = sum(weight * _LETTERS.index(c) for weight, c in zip(_WEIGHTS, code, strict=False))
    return _LETTERS[-total % 31] == code[17]


def is_valid_old(code: str) -> bool:
    """Does the check character of a nine-character organization code fit, with or without its hyphen?

    >>> is_valid_old("M000100Y4"), is_valid_old("M000100Y-4"), is_valid_old("M000100Y5")
    (True, True, False)
    """
    code = code.replace("-", "")
    if len(code) != 9 or any(c not in _ALL for c in code):
        return False
    total = sum(weight * _ALL.index(c) for weight, c in zip(_OLD_WEIGHTS, code, strict=False))
    return "0123456789X0"[11 - total % 11] == code[8]


def find(text: str) -> Iterator[CreditCode]:
    """Codes of 18 characters whose check characters fit, exactly or as OCR may have misread them.

    >>> [(c.code, c.is_exact) for c in find("信用代码:9135O1OOM000100Y43")]
    [('91350100M000100Y43', False)]
    """
    for match in _CODE.finditer(text):
        read = match.group().replace(" ", "")
        code = _readable(read)
        if code:
            yield CreditCode(*match.span(), code, code == read)


def find_old(text: str) -> Iterator[CreditCode]:
    """Codes of nine characters whose check character fits. One number in eleven does: ask behind a label only."""
    for match in _OLD_CODE.finditer(text):
        code = re.sub("[－—-]", "", match.group())
        if is_valid_old(code):
            yield CreditCode(*match.span(), code, True)


def looks_like_code(text: str) -> bool:
    """Is a credit code in `text`, however badly it was read? For keeping it out of other values.

    >>> looks_like_code("统一社会信用代码9135010M000100Y43,"), looks_like_code("No. 618 Fenghua Road 315200")
    (True, False)
    """
    return _LOOKS_LIKE.search(text) is not None


def _readable(read: str) -> str | None:
    """The code that `read` must be, or None: letters that no code has are digits, and one other may be misread.

    Only characters that both check characters speak for are set right: chance alone fits once in 300 times.
    """
    plain = read.translate(_NOT_USED)
    plain = plain[_KIND] + plain[_REGION].translate(_NO_DIGITS) + plain[_OWN] + plain[17]
    near = [plain]
    for place in range(_OWN.start, _OWN.stop):
        near += [plain[:place] + other + plain[place + 1 :] for other in _ALIKE.get(plain[place], "")]
    fits = [code for code in near if is_valid(code) and is_valid_old(code[_OWN])]
    return fits[0] if len(set(fits)) == 1 else None
