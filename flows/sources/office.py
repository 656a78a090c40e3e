"""A Word, Excel or PowerPoint file, or OpenDocument: the pictures and files in it, which may be scans of certificates.

Its own text is not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from flows.sources import zips
from flows.sources.incoming import Bounds, Member

_HELD = re.compile(r"(?:(?:word|xl|ppt)/(?:media|embeddings)|Pictures)/[^/]+|Object [^/]+")
"""Where office programs keep what was put into a document, in Office Open XML and OpenDocument."""


def members(path: Path, bounds: Bounds) -> Iterator[Member]:
    """Every picture and embedded file.

    Raises:
        BrokenArchive: the file is damaged.
        TooManyEntries: it is made of more parts than `archive_entries`.
    """
    for entry, opener in zips.entries(path, bounds):
        if _HELD.fullmatch(entry.filename):
            yield Member(entry.filename, opener)
