"""A crash, a hang or a leak costs one task, and never the pool."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from flows.workers import Done, Loss, Lost, WorkerLimits, Workers, WorkersBroken

LIMITS = WorkerLimits(processes=2, seconds=2.0, memory_bytes=4 << 30, tasks_each=3)


def work(task: str) -> str:
    word, _, rest = task.partition(" ")
    if word == "hang":
        subprocess.run(["sleep", rest], check=False)
    if word == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    if word == "once" and not Path(rest).exists():
        Path(rest).touch()
        os._exit(7)
    if word == "eat":
        try:
            return str(len(bytearray(8 << 30)))
        except MemoryError:
            return "out of memory"
    return f"{task} by {os.getpid()}"


def run(*tasks: str, limits: WorkerLimits = LIMITS) -> dict[str, Done[str, str]]:
    with Workers(work, limits) as workers:
        return {done.task: done for done in workers.run(tasks)}


def test_every_task_is_done_once_whatever_happens_to_the_others(tmp_path: Path) -> None:
    good = [f"good {n}" for n in range(8)]
    started = time.monotonic()
    done = run("hang 60", *good[:4], "crash", f"once {tmp_path / 'mark'}", "eat", *good[4:])
    assert time.monotonic() - started < 30
    assert len(done) == 12
    assert done["hang 60"].result == Lost(Loss.TIMED_OUT, "Stopped after 2 s.")
    assert done["crash"].result == Lost(Loss.CRASHED, "The process that read it was ended by SIGSEGV.")
    assert isinstance(done[f"once {tmp_path / 'mark'}"].result, str)  # tried again, in case it was bad luck
    assert done["eat"].result == "out of memory"
    assert all(str(done[task].result).startswith(task) for task in good)
    assert 2.0 <= done["hang 60"].seconds < 10


def test_what_a_killed_child_had_started_is_killed_too() -> None:
    run("hang 61.25")
    listed = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert "sleep 61.25" not in listed


def test_children_are_replaced_after_their_share() -> None:
    done = run(*[f"good {n}" for n in range(7)], limits=WorkerLimits(1, 10.0, 4 << 30, 3))
    assert len({str(d.result).rpartition(" ")[2] for d in done.values()}) == 3


def test_a_pool_outlives_its_batches() -> None:
    with Workers(work, LIMITS) as workers:
        first = {d.task for d in workers.run(["a", "b"])}
        for worker in workers._workers:
            worker.process.kill()
        second = {d.task for d in workers.run(["c", "d"])}
    assert (first, second) == ({"a", "b"}, {"c", "d"})


def test_work_that_cannot_be_imported_is_our_mistake_and_said_aloud() -> None:
    with Workers(_Unimportable(), LIMITS) as workers, pytest.raises(WorkersBroken, match="no_such_module"):
        list(workers.run(["a"]))


class _Unimportable:
    def __call__(self, task: str) -> str:
        return task

    def __reduce__(self) -> tuple[object, ...]:
        return __import__, ("no_such_module",)
