"""Files written into the text of a mail (`begin 644 cert.pdf` … `end`), as programs did before MIME, and some still do."""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from io import BytesIO
from typing import BinaryIO

from flows.sources.errors import BrokenArchive
from flows.sources.incoming import refuse

_BEGIN = re.compile(rb"begin [0-7]{3,4} (\S.*)")


def files_in(text: bytes) -> Iterator[tuple[str, Callable[[], AbstractContextManager[BinaryIO]]]]:
    """Names of the files in a text, and how each is opened; one that breaks off is named and cannot be."""
    lines = iter(text.splitlines())
    line = next(lines, None)
    while line is not None:
        begin = _BEGIN.fullmatch(line)
        line = next(lines, None)
        if begin is None:
            continue
        data = bytearray()
        while line is not None and line.strip() != b"end" and (part := _decoded(line)) is not None:
            data += part
            line = next(lines, None)
        name = begin[1].decode("utf-8", "replace").strip()
        if line is not None and line.strip() == b"end":
            yield name, partial(BytesIO, bytes(data))
        elif data:  # else it is prose
            yield name, refuse(BrokenArchive("The uuencoded file in the mail's text is damaged or cut off."))


def _decoded(line: bytes) -> bytes | None:
    if not line.strip():  # the last one, whose only letter may have been a blank
        return b""
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        pass
    try:  # some programs put a check character behind what the first letter says
        return binascii.a2b_uu(line[: (((line[0] - 32) & 63) * 4 + 5) // 3])
    except binascii.Error:
        return None
