"""Deployments that this process serves: cleared of what an earlier process left behind, and stopped in order.

Prefect takes a run that was killed for one that still runs, and as one run of a deployment is allowed at a time,
nothing would be swept ever after. Runs that were due meanwhile would all start at once.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, cast
from uuid import UUID

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterId,
    FlowRunFilter,
    FlowRunFilterExpectedStartTime,
    FlowRunFilterParentFlowRunId,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.exceptions import ObjectNotFound
from prefect.runner import Runner
from prefect.states import Crashed
from prefect.types import DateTime

_AT_WORK = [StateType.RUNNING, StateType.PENDING, StateType.CANCELLING]


def serve(due: Sequence[Any], at_once: bool) -> None:
    """Runs deployments by their schedules until the process is told to stop, by SIGTERM or Ctrl-C.

    No other process may serve them, here or elsewhere. The first one is run `at_once`, too.
    """
    runner = _Runner()
    for deployment in due:
        _clear(f"{deployment.flow_name}/{deployment.name}")
        added = runner.add_deployment(deployment)
        if at_once and deployment is due[0]:
            with get_client(sync_client=True) as client:
                client.create_flow_run_from_deployment(cast("UUID", added))
    with suppress(KeyboardInterrupt):
        asyncio.run(runner.start())


class _Runner(Runner):
    def handle_sigterm(self, *_args: Any, **_named: Any) -> None:
        """Cancels runs, pauses schedules, ends; as Prefect itself means to, but forgets to await it."""
        if self.started:
            self.execute_in_background(self.astop)
        else:
            signal.raise_signal(signal.SIGINT)


def _clear(name: str) -> None:
    """Ends the runs of a process that is no more, and forgets those that were due while there was none."""
    past = FlowRunFilterExpectedStartTime(before_=DateTime.now("UTC"))
    with get_client(sync_client=True) as client:
        try:
            known = client.read_deployment_by_name(name)
        except ObjectNotFound:
            return
        ours = DeploymentFilter(id=DeploymentFilterId(any_=[known.id]))
        dead = client.read_flow_runs(deployment_filter=ours, flow_run_filter=FlowRunFilter(state=_state(*_AT_WORK)))
        for run in [*_parts_of(client, dead), *dead]:
            client.set_flow_run_state(run.id, Crashed(message="The command that ran it ended."), force=True)
        late = FlowRunFilter(state=_state(StateType.SCHEDULED), expected_start_time=past)
        for run in client.read_flow_runs(deployment_filter=ours, flow_run_filter=late):
            client.delete_flow_run(run.id)


def _parts_of(client: SyncPrefectClient, runs: list[FlowRun]) -> list[FlowRun]:
    if not runs:
        return []
    below = FlowRunFilterParentFlowRunId(any_=[run.id for run in runs])
    return client.read_flow_runs(flow_run_filter=FlowRunFilter(parent_flow_run_id=below, state=_state(*_AT_WORK)))


def _state(*types: StateType) -> FlowRunFilterState:
    return FlowRunFilterState(type=FlowRunFilterStateType(any_=list(types)))
