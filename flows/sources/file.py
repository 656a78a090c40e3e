"""A single file that the user names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from flows.sources.incoming import Incoming, Published, last_name, quote


class File:
    """The file itself. A link is followed here: whoever names it means what it points to."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __str__(self) -> str:
        return str(self._path)

    def files(self) -> Iterator[Incoming]:
        """The one file."""
        yield Incoming(
            source_uri=f"file://{quote(self._path.as_posix())}",
            container_uri=None,
            file_name=last_name(self._path.name),
            supplier_id=None,
            open=lambda: self._path.open("rb"),
            is_source=True,
        )

    def acknowledge(self, published: Published) -> None:
        """Nothing: it is the user's, and stays where it is."""
