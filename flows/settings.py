"""How much certsweep takes on: one frozen object, from the environment (`CERTSWEEP_FILE_BYTES=…`) or these defaults.

What decides about certificates is not here but in YAML under review (`rules/`, `extractors/`); these are facts
about machines, and limits against hostile or broken input. Whatever is over a limit gets a row that says so.
"""

from __future__ import annotations

import os
from pathlib import Path

from pydantic import Field, NonNegativeFloat, PositiveFloat, PositiveInt
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
        description="Largest archive or mailbox opened. Both are read member by member: this bounds disk, not memory.",
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
        description="Files in one archive. A year of a large buyer's supplier files is about half of that.",
    )
    archive_ratio: PositiveInt = Field(
        default=200,
        description="Times a member may grow when unpacked. PDFs and pictures grow by 1 to 20, a bomb by 1000.",
    )
    expanded_bytes: PositiveInt = Field(
        default=16_384 * MIB,
        description="All that one file from outside may unpack to, containers inside it included.",
    )
    expanded_entries: PositiveInt = Field(
        default=100_000,
        description="Files in one file from outside, containers inside it included. Empty files weigh nothing, but each"
        " has its row.",
    )
    container_seconds: PositiveFloat = Field(
        default=300.0,
        description="Time to unpack one file from outside with all in it. 7z gives 24 MB a second on a busy core: 4 GiB in 180 s.",
    )
    container_memory_bytes: PositiveInt = Field(
        default=1024 * MIB,
        description="Memory of an unpacking process's own. 7z and xz pack with dictionaries of 64 MiB, seldom of 1 GiB;"
        " a mail of 100 MiB takes five times that while it is taken apart.",
    )
    mail_parts: PositiveInt = Field(
        default=500,
        description="Parts in one mail. A mail with a hundred certificates attached has a few over a hundred.",
    )
    document_seconds: PositiveFloat = Field(
        default=180.0,
        description="Time to read one document. Forty scanned pages at 3 s a page need two minutes.",
    )
    document_cpu_seconds: PositiveFloat = Field(
        default=180.0,
        description="Processor time to read one document, for a machine that is busy with other things.",
    )
    document_pages: PositiveInt = Field(
        default=40,
        description="Pages read of one document. Certificates with annexes rarely pass 20; a catalogue of 600 is not one.",
    )
    document_pixels: PositiveInt = Field(
        default=120_000_000,
        description="Largest picture. A 600 dpi A4 scan has 35 million, phones stop at 108 million.",
    )
    document_output_bytes: PositiveInt = Field(
        default=64 * MIB,
        description="What may be said of one document, or written to a temporary file. A reading has 10 to 500 KiB.",
    )
    reader_open_files: PositiveInt = Field(
        default=256,
        description="Files that a reading process may have open at once; it needs about 40.",
    )
    document_memory_bytes: PositiveInt = Field(
        default=1504 * MIB,
        description=(
            "Memory that a reading process may ask for. With OCR it holds 700 to 1050 MiB, and a page takes up to 400 "
            "more while it is read. What is mapped from files comes on top: 25 MiB, with OCR 125, where as much is asked "
            "for and never touched. So none holds more than 1.5 GiB."
        ),
    )
    documents_per_worker: PositiveInt = Field(
        default=200,
        description="Documents a reading process takes before a fresh one replaces it, so that leaks do not add up.",
    )
    batch_documents: PositiveInt = Field(
        default=64,
        description="Documents in one Prefect task. A task costs about 30 ms, so this makes it half a millisecond each.",
    )
    source_seconds: PositiveFloat = Field(
        default=60.0,
        description="Time for one answer of a mail server or a remote folder. A slow one takes some 20 s under load.",
    )
    source_tries: PositiveInt = Field(
        default=5,
        description="Tries in a row when a connection breaks or does not come about, before a source is given up.",
    )
    source_pause_seconds: NonNegativeFloat = Field(
        default=2.0,
        description="Pause before the second try, doubled each time: 2, 4, 8, 16 s outlive the restart of a server.",
    )
    settle_seconds: NonNegativeFloat = Field(
        default=5.0,
        description="How long a file in a drop folder must have been left alone: what is still being copied is not whole.",
    )
    imap_plain: bool = Field(
        default=False,
        description="Whether a mailbox may be opened without TLS on another machine. Its password then goes in clear.",
    )
    processes: PositiveInt = Field(
        default_factory=lambda: len(os.sched_getaffinity(0)),
        description="Reading processes. One per core that this process may use, each on one thread.",
    )
    cache: Path = Field(
        default_factory=lambda: Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "certsweep",
        description="Where Prefect keeps its own database when PREFECT_HOME is not set.",
    )
