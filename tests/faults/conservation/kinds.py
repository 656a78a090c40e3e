"""Every kind of fault: what it is in words, how it is put in, and how often when all is measured and when it is quick."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from tests.faults.conservation import mails, series, with_prefect
from tests.faults.conservation.full_disk import disk_full, may_mount
from tests.faults.conservation.promises import Counts
from tests.flows.mailserver import has_dovecot

_MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108
"""Where there is one, a disk in memory: a thousand sweeps there cost nobody's disk anything."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of fault."""

    name: str
    put_in: Callable[[Path, Any], Counts]
    most: int | None
    """How many; where it is None, one at every place that there is for it."""
    lacking: Callable[[], str] = lambda: ""
    """What this machine lacks for it; empty where nothing."""

    def run(self, most: int | None = None) -> Counts:
        """Puts the faults in, `most` of them where that is given, and counts."""
        with tempfile.TemporaryDirectory(prefix="certsweep-faults-", dir=_MEMORY) as folder:
            return self.put_in(Path(folder), most or self.most)


def _no_mounts() -> str:
    return "" if may_mount() else "mount namespaces (`unshare --mount`)"


def _no_server() -> str:
    return "" if has_dovecot() else "a mail server (`apt-get install dovecot-imapd`)"


KINDS = (
    Kind("`kill -9` of the sweep before each change of the disk", series.killed_at_every_change, None),
    Kind(
        "the same, into an empty output folder",
        partial(series.killed_at_every_change, with_tables=False),
        None,
    ),
    Kind("`kill -9` of the sweep at any moment", series.killed_at_any_moment, 180),
    Kind("`kill -9` of reading processes", series.workers_killed, 100),
    Kind("`kill -9` of the flow, with Prefect", with_prefect.flow_killed, 12),
    Kind("`kill -9` of Prefect's server", with_prefect.server_killed, 12),
    Kind("Ctrl-C, with Prefect", with_prefect.interrupted, 12),
    Kind("disk full: a small tmpfs, a page more each time", disk_full, None, _no_mounts),
    Kind("disk full, said at each change", series.full_at_every_change, None),
    Kind("read error of a source, at each read", series.read_errors, None),
    Kind("clock set back or forth, up to ten years", series.clock_jumps, 150),
    Kind("two sweeps of one output folder at once", series.two_at_once, 80),
    Kind("mail: connection cut before, after and within each command", mails.cut_at_every_command, None, _no_server),
    Kind("mail: server gone from each command on", mails.lost_from_every_command, None, _no_server),
    Kind("mail: `kill -9` of the sweep at each command", mails.killed_at_every_command, None, _no_server),
)
MAIL = [kind for kind in KINDS if kind.name.startswith("mail")]
