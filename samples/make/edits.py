"""What was done to a file after it was made: `{sign: …}`, `{write_over: …}`, `{saved_with: …}`."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

from PIL import Image

from samples.make import signing

AT = dt.datetime(2026, 2, 3, 9, 30, tzinfo=dt.UTC)
"""When all of it was done."""


def edited(content: bytes, edit: dict[str, Any]) -> bytes:
    """The file's bytes after one step; its first key names it."""
    ((name, options),) = edit.items()
    return STEPS[name](content, options)


def laid_over(edit: dict[str, Any]) -> dict[str, Any]:
    """What a step changes in the truth: the value of the field that it writes over, and that the page disagrees."""
    options = edit.get("write_over", {})
    return {options["field"]: options["value"], "disagreements": [options["field"]]} if "field" in options else {}


def sign(content: bytes, _: bool) -> bytes:
    """A digital signature over the whole file."""
    return signing.sign(content, AT)


def write_over(content: bytes, options: dict[str, Any]) -> bytes:
    """`text` on a white box, `x` and `y` points from the top left, in letters of `size`, by a PDF editor.

    Where it is a `field` of the certificate that is written over, its `value` in the truth says so.
    """
    words, x, y, size = (options[name] for name in ("text", "x", "y", "size"))
    return signing.write_over(content, AT, words, x, y, size, "Sample PDF Editor 12")


def saved_with(content: bytes, program: str) -> bytes:
    """A JPEG whose properties name the program that saved it; the picture itself stays as it is."""
    exif = Image.Exif()
    exif[0x0131], exif[0x0132] = program, AT.strftime("%Y:%m:%d %H:%M:%S")
    packed = io.BytesIO()
    with Image.open(io.BytesIO(content)) as image:
        image.save(packed, "JPEG", quality="keep", exif=exif)
    return packed.getvalue()


STEPS: dict[str, Callable[[bytes, Any], bytes]] = {step.__name__: step for step in (sign, write_over, saved_with)}
