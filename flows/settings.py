"""How much certsweep takes on: one frozen object, from the environment (`CERTSWEEP_FILE_BYTES=…`) or these defaults.

What decides about certificates is not here but in YAML under review (`rules/`, `extractors/`); these are facts
about machines, and limits against hostile or broken input. Whatever is over a limit gets a row that says so.
"""

from __future__ import annotations

import os
from pathlib import Path

from pydantic import Field, PositiveFloat, PositiveInt
from pydantic_settings import BaseSettings, SettingsConfigDict

MIB = 1024 * 1024


class Settings(BaseSettings):
    """Limits and machine facts, each with its reason."""

    model_config = SettingsConfigDict(env_prefix="CERTSWEEP_", frozen=True, extra="ignore")

    file_bytes: PositiveInt = Field(
        default=100 * MIB,
        description="Largest file read. A certificate scanned at 600 dpi in colour stays under 30 MiB a page.",
    )
    container_bytes: PositiveInt = Field(
        default=4096 * MIB,
        description="Largest zip opened. Zips are read member by member, so this bounds the disk, not the memory.",
    )
    mail_bytes: PositiveInt = Field(
        default=100 * MIB,
        description="Largest mail opened. A mail is held in memory while it is taken apart; mail servers refuse at 50.",
    )
    archive_depth: PositiveInt = Field(
        default=5,
        description="Containers inside containers. A zip in a mail in a zip is three; nobody sends six by accident.",
    )
    archive_entries: PositiveInt = Field(
        default=20_000,
        description="Names in one zip. A year of a large buyer's supplier files is about half of that.",
    )
    archive_ratio: PositiveInt = Field(
        default=200,
        description="Times a member may grow when unpacked. PDFs and pictures grow by 1 to 20, a bomb by 1000.",
    )
    expanded_bytes: PositiveInt = Field(
        default=16_384 * MIB,
        description="All that one file from outside may unpack to, containers inside it included.",
    )
    mail_parts: PositiveInt = Field(
        default=500,
        description="Parts in one mail. A mail with a hundred certificates attached has a few over a hundred.",
    )
    document_seconds: PositiveFloat = Field(
        default=180.0,
        description="Time to read one document. Forty scanned pages at 3 s a page need two minutes.",
    )
    document_memory_bytes: PositiveInt = Field(
        default=8192 * MIB,
        description="Address space of a reading process. OCR models map 2 to 3 GiB of it and use under one.",
    )
    documents_per_worker: PositiveInt = Field(
        default=200,
        description="Documents a reading process takes before a fresh one replaces it, so that leaks do not add up.",
    )
    batch_documents: PositiveInt = Field(
        default=64,
        description="Documents in one Prefect task. A task costs about 30 ms, so this makes it half a millisecond each.",
    )
    processes: PositiveInt = Field(
        default_factory=lambda: len(os.sched_getaffinity(0)),
        description="Reading processes. One per core that this process may use, each on one thread.",
    )
    cache: Path = Field(
        default_factory=lambda: Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "certsweep",
        description="Where Prefect keeps its own database when PREFECT_HOME is not set.",
    )
