"""Text from a file's own properties, which anybody can write: short, on one line, without control characters."""

from __future__ import annotations

_MOST_LETTERS = 200


def printable(text: object) -> str | None:
    r"""At most 200 letters of `text` that can be printed; None where there are none, or it is no text.

    >>> printable("Adobe\x00 Photoshop \n 21.0 ")
    'Adobe Photoshop 21.0'
    >>> printable(b"\x00") is None
    True
    """
    if isinstance(text, bytes):
        text = text.decode("utf-8", errors="ignore")
    if not isinstance(text, str):
        return None
    kept = "".join(c if c.isprintable() else " " if c.isspace() else "" for c in text[: 4 * _MOST_LETTERS])
    return " ".join(kept.split())[:_MOST_LETTERS] or None
