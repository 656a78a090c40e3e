"""`certsweep serve`: sweeps a mailbox or a drop folder again and again, by Prefect's own clock."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from flows.commands import options
from flows.commands.options import Exit, epilog

_INTERVAL = 900
_WAIT = 3600.0
"""Seconds that a run waits for another of the same output folder, as the inbox flow does by itself."""
_SERVED = ".serving"
"""Folder in an output folder whose lock is held as long as it is served; sweeps hold that of the output folder."""
_ONE_EACH = "Each needs an --out and a CERTSWEEP_CACHE of its own, or one server for all at PREFECT_API_URL."
_MAILBOX = "imaps://certificates@mail.example/INBOX"


@click.command(
    epilog=epilog(
        f"certsweep serve {_MAILBOX} --out out --interval 900",
        "certsweep serve drop:///srv/drop --out out --cron '0 6 * * mon-fri' --timezone Europe/Berlin",
        f"certsweep serve '{_MAILBOX}?password=block:mail' --out out --notify slack-webhook/buyers",
        "certsweep serve drop:///srv/drop --out out --suppliers suppliers.xlsx --rejudge-cron ''",
    )
)
@options.sources
@options.out
@click.option("--cron", metavar="CRON", help="When to sweep, as five fields: '0 6 * * mon-fri'.")
@click.option(
    "--interval", type=click.IntRange(min=10), metavar="SECONDS", help="How often, beginning at once. [default: 900]"
)
@click.option("--timezone", default="UTC", show_default=True, metavar="NAME", help="Time zone of both CRONs.")
@click.option(
    "--rejudge-cron",
    default="0 4 * * *",
    show_default=True,
    metavar="CRON",
    help="When to judge everything again, as of that day, though nothing comes in; '' for never.",
)
@options.suppliers
@options.profile
@options.reference
@options.ocr
@click.option("--notify", metavar="TYPE/NAME", help="A Prefect notification block that is told what needs a person.")
@click.option(
    "--port",
    type=click.IntRange(1, 65_535),
    default=4200,
    show_default=True,
    help="Port of the Prefect server, if one is started.",
)
def serve(
    sources: tuple[str, ...],
    out: Path,
    cron: str | None,
    interval: int | None,
    timezone: str,
    rejudge_cron: str,
    suppliers: Path | None,
    profile: str | None,
    reference: Path | None,
    ocr: str,
    notify: str | None,
    port: int,
) -> None:
    """Sweeps the sources into DIR on a schedule, until it is stopped.

    Runs, what came in and what needs a person are shown in Prefect: by the server at PREFECT_API_URL, or else by one
    that is started here and ends with this command. One sweep of DIR runs at a time; a run that is due while another
    is at work is left out.
    """
    if cron and interval:
        options.stop(Exit.USAGE, "Give --cron or --interval, not both.")
    from flows.files import Locked, hold
    from flows.prefect_home import NoServer, server, settle_prefect
    from flows.settings import Settings
    from rules.reference.load import load_reference

    options.check_sources(sources, out)  # so that a fault shows now, and not at six in the morning
    options.opened(None, suppliers, profile)
    load_reference(reference)
    settle_prefect(Settings().cache, talks=True)
    terms = {"out": out, "suppliers": suppliers, "profile": profile, "reference": reference}
    given: dict[str, Any] = {name: None if value is None else str(value) for name, value in terms.items()}
    incoming = {**given, "sources": list(sources), "ocr": ocr, "notify": notify}
    when, again = _schedule(cron, interval, timezone), _cron(rejudge_cron, timezone) if rejudge_cron else None
    try:
        with hold(out / _SERVED), server(port) as url:
            from flows.inbox import inbox
            from flows.serving import serve as serve_deployments
            from flows.sweep import rejudge

            due = [
                _deployment(inbox, incoming, when),
                *([_deployment(rejudge, given | {"wait": _WAIT}, again)] if again else []),
            ]
            often = f"by {cron!r}, {timezone}" if cron else f"every {interval or _INTERVAL} s"
            click.echo(f"certsweep: sweeps into {out} {often}. What came in: {url}", err=True)
            serve_deployments(due, at_once=cron is None)
    except Locked as lock:
        folder = str(Path(str(lock)).parent).removesuffix(f"/{_SERVED}")
        options.stop(Exit.LOCKED, f"Another `certsweep serve` is at work in {folder}. {_ONE_EACH}")
    except NoServer as error:
        options.stop(Exit.FAULT, str(error))


def _deployment(flow: Any, parameters: dict[str, Any], schedule: Any) -> Any:
    from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
    from prefect.types.entrypoint import EntrypointType

    from flows.prefect_home import name_of

    return flow.to_deployment(
        name_of(Path(parameters["out"])),  # the whole path, as one server may know several folders `out`
        schedule=schedule,
        parameters=parameters,
        concurrency_limit=ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW),
        entrypoint_type=EntrypointType.MODULE_PATH,  # found from whatever folder this was started in
    )


def _schedule(cron: str | None, interval: int | None, timezone: str) -> Any:
    from prefect.schedules import Interval

    return _cron(cron, timezone) if cron else Interval(interval or _INTERVAL, timezone=timezone)


def _cron(cron: str, timezone: str) -> Any:
    from prefect.schedules import Cron

    try:
        ZoneInfo(timezone)
        return Cron(cron, timezone=timezone)
    except (ValueError, ZoneInfoNotFoundError) as error:
        options.stop(Exit.USAGE, str(error))
