"""A small disk that is really full: a tmpfs in a mount namespace of its own, where only so many pages are left.

unshare --mount --map-root-user python -m tests.faults.conservation.full_disk FOLDER MOST
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from tests.faults.conservation.promises import Counts
from tests.faults.conservation.stand import Stand
from tests.faults.conservation.sweeping import sweep

_BYTES = 32 << 20
_PAGE = 4096


def disk_full(folder: Path, most: int | None = None) -> Counts:
    """Runs the series where it may mount something.

    Raises:
        PermissionError: this machine does not let its users have mount namespaces.
    """
    if not may_mount():
        raise PermissionError("no mount namespaces here")
    command = ["unshare", "--mount", "--map-root-user", sys.executable, "-m", __name__, str(folder), str(most or 0)]
    ran = subprocess.run(command, check=True, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(Path.cwd())})
    return Counts(**json.loads(ran.stdout))


def may_mount() -> bool:
    """Whether there can be a small disk here."""
    with contextlib.suppress(OSError):
        return subprocess.run(["unshare", "--mount", "--map-root-user", "true"], capture_output=True).returncode == 0
    return False


def _series(folder: Path, most: int) -> Counts:
    (folder / "now").mkdir(parents=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={_BYTES}", "certsweep", str(folder / "now")], check=True)
    stand, pages, in_a_row = Stand(folder, 24), 0, 0
    while in_a_row < 3 and (not most or stand.counts.faults < most):
        stand.restart()
        with stand.watched():
            if _sweep_with(stand, pages):
                stand.counts.faults += 1
                in_a_row = 0
            else:
                in_a_row += 1  # it had room enough
            stand.check_now()
            sweep(stand.job())
            stand.check_end()
        pages += 1
    return stand.counts


def _sweep_with(stand: Stand, pages: int) -> bool:
    """Sweeps with so many pages of the disk left, with readers of its own every fifth time. Whether it was stopped."""
    ballast = stand.now.parent / "now" / "ballast"
    free = os.statvfs(stand.now).f_bavail - pages
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(1, free) * _PAGE)
    try:
        summary = sweep(stand.job(processes=int(pages % 5 == 1)))
    except OSError as error:
        if error.errno != errno.ENOSPC:
            stand.counts.different_end += 1
            stand.counts.note(f"{pages} pages left: {error!r}")
        return True
    finally:
        ballast.unlink()
    return bool(summary.troubles)


if __name__ == "__main__":
    print(json.dumps(asdict(_series(Path(sys.argv[1]), int(sys.argv[2])))))
