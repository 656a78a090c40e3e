"""The scheduled sweep as a Prefect flow: sweeps, shows what came in and what needs a person, and tells somebody.

`certsweep serve` runs it on a schedule, and so do the deployments of `prefect.yaml`. Connections that break are taken up
again by the sources themselves; whatever is still lost comes in with the next run.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from prefect import flow, get_run_logger, task
from prefect.artifacts import create_table_artifact
from prefect.blocks.core import Block
from prefect.cache_policies import NO_CACHE
from prefect.tasks import exponential_backoff

from flows.doors import Doors
from flows.news import News, news
from flows.prefect_home import name_of, share_end_with_server
from flows.rows import Row
from flows.summary import Summary
from flows.sweep import sweep

_ROWS_SHOWN = 500
_LINES_TOLD = 20


class SourcesLost(RuntimeError):
    """The tables are published, and some source could not be reached or acknowledged: the run counts as failed."""


@flow(name="certsweep-inbox", validate_parameters=False)
def inbox(
    sources: list[str],
    out: str,
    ocr: str = "auto",
    suppliers: str | None = None,
    profile: str | None = None,
    wait: float = 3600.0,
    notify: str | None = None,
    reference: str | None = None,
    doors: Doors | None = None,
) -> Summary:
    """Sweeps what came in, as of today.

    Args:
        sources: folders, mailboxes and the like, as `certsweep sweep` takes them.
        out: the output folder; what is in it is added to.
        ocr: `auto`, `rapidocr`, `tesseract` or `none`.
        suppliers: the buyer's list of suppliers.
        profile: what is bought: the name of a profile, or the path of the buyer's own.
        wait: seconds to wait for another sweep of `out` to end.
        notify: a Prefect notification block, as `slack-webhook/buyers`, told if something needs a person.
        reference: a folder of the user's own rows, laid over the reference data.
        doors: what reads and judges; the real rooms where none are given.

    Raises:
        SourcesLost: a source could not be reached or acknowledged; all else is done.
        DataError: the list, the profile, a row of `reference` or a snapshot of a register is wrong.
        Locked: another sweep is still at work in `out`.
    """
    share_end_with_server()
    began = dt.datetime.now(dt.UTC)
    folder = Path(out).resolve()
    summary = sweep(
        sources, out, ocr=ocr, doors=doors, suppliers=suppliers, profile=profile, wait=wait, reference=reference
    )
    found = news(folder, began)
    get_run_logger().info("\n".join([*summary.lines(), *found.lines(_LINES_TOLD)]))
    show(folder, found)
    if notify and (found.for_a_person or summary.troubles):
        tell(notify, f"certsweep: {folder.name}", "\n".join([*summary.troubles, *found.lines(_LINES_TOLD)]))
    if summary.troubles:
        raise SourcesLost("\n".join(summary.troubles))
    return summary


@task(name="show", cache_policy=NO_CACHE)
def show(folder: Path, found: News) -> None:
    """Two Prefect artifacts: what came in, and what needs a person."""
    name = name_of(folder)
    _table(f"{name}-came-in", f"What came into {folder} with this sweep", found.came_in)
    _table(f"{name}-for-a-person", f"What of it needs a person, {folder}", found.for_a_person)


def _table(key: str, title: str, rows: list[Row]) -> None:
    shown = f" The first {_ROWS_SHOWN} are shown." if len(rows) > _ROWS_SHOWN else ""
    create_table_artifact(rows[:_ROWS_SHOWN], key=key, description=f"{title}: {len(rows)}.{shown}")


@task(name="tell", cache_policy=NO_CACHE, retries=3, retry_delay_seconds=exponential_backoff(10))
def tell(block: str, subject: str, body: str) -> None:
    """Sends a message through a Prefect notification block; its address and secrets are in the block."""
    loaded: Any = Block.load(block)  # typed as what async code gets
    loaded.notify(body, subject)
