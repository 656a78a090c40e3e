"""Numbers written in Chinese characters, as dates on East Asian papers have them: 二〇二四, 十二, 廿一, 贰零贰肆."""

from __future__ import annotations

_DIGITS = {char: value for value, chars in enumerate((
    "〇○◯零Oo0", "一壹壱1", "二贰貳弐2", "三叁參参3", "四肆4", "五伍5", "六陆陸6", "七柒7", "八捌8", "九玖9",
)) for char in chars}  # fmt: skip
_TENS = {"十": 10, "拾": 10, "廿": 20, "卅": 30}
_HUNDREDS = {"百": 100, "佰": 100}

DIGIT = "".join(char for char in _DIGITS if not char.isascii())
"""Characters for one digit."""
CHARACTERS = DIGIT + "".join(_TENS) + "".join(_HUNDREDS)
"""All characters that such a number is written with."""


def number_of(text: str) -> int | None:
    """The number that `text` writes, digit by digit or with tens and hundreds; None where it writes none.

    >>> [number_of(t) for t in ("二〇二四", "十二", "二十一", "廿九", "一百一十三", "拾", "贰O贰肆", "年")]
    [2024, 12, 21, 29, 113, 10, 2024, None]
    """
    if text and all(char in _DIGITS for char in text):
        return int("".join(str(_DIGITS[char]) for char in text))
    total, digit = 0, None
    for char in text:
        if char in _DIGITS and digit in (None, 0):
            digit = _DIGITS[char]
        elif char in _TENS or char in _HUNDREDS:
            worth = _TENS.get(char) or _HUNDREDS[char]
            total += worth * (1 if digit is None else digit)
            digit = None
        else:
            return None
    return total + (digit or 0) or None
