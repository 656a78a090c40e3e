"""A single file that the user names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from flows.sources.incoming import Incoming, last_name, quote


def list_file(path: Path) -> Iterator[Incoming]:
    """The file itself. A link is followed here: whoever names it means what it points to."""
    yield Incoming(
        source_uri=f"file://{quote(path.as_posix())}",
        container_uri=None,
        file_name=last_name(path.name),
        supplier_id=None,
        open=lambda: path.open("rb"),
        is_source=True,
    )
