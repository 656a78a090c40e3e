"""A crash, a hang, a leak or a flood costs one task, and never the pool."""

from __future__ import annotations

import ctypes
import errno
import mmap
import multiprocessing
import os
import platform
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from flows.confine import Confines
from flows.workers import Done, Loss, Lost, WorkerLimits, Workers, WorkersBroken

MIB = 1 << 20
CONFINES = Confines(cpu_seconds=60, memory_bytes=512 * MIB, file_bytes=MIB, open_files=64)
LIMITS = WorkerLimits(processes=2, seconds=2.0, output_bytes=MIB, tasks_each=3, confines=CONFINES)


def work(task: str, reached: Callable[[int], None]) -> bytes:
    word, _, rest = task.partition(" ")
    return str(WORDS[word](rest, reached)).encode()


def hang(rest: str, reached: Callable[[int], None]) -> None:
    reached(7)
    subprocess.run(["sleep", rest], check=False)


def escape(rest: str, reached: Callable[[int], None]) -> None:
    """Starts something that leaves the group and the session of whoever kills them."""
    subprocess.Popen(["setsid", "setsid", "sleep", rest], start_new_session=True)
    time.sleep(60)


def crash(rest: str, reached: Callable[[int], None]) -> None:
    reached(3)
    os.kill(os.getpid(), signal.SIGSEGV)


def once(rest: str, reached: Callable[[int], None]) -> str:
    if not Path(rest).exists():
        Path(rest).touch()
        os._exit(7)
    return "once"


def eat(rest: str, reached: Callable[[int], None]) -> str:
    try:
        return str(len(bytearray(int(rest) * MIB)))
    except MemoryError:
        return "out of memory"


def talk(rest: str, reached: Callable[[int], None]) -> None:
    while True:
        reached(1)


def half(rest: str, reached: Callable[[int], None]) -> None:
    """Begins a message and never ends it."""
    for handle in range(3, 64):
        try:
            socket.socket(fileno=os.dup(handle)).send(b"R\0\0\0\0\0\0\0\x09half")
        except OSError:
            continue
    time.sleep(60)


def write(rest: str, reached: Callable[[int], None]) -> str:
    try:
        Path(rest).write_bytes(bytes(2 * MIB))
    except OSError as error:
        return errno.errorcode[error.errno or 0]
    return "written"


def connect(rest: str, reached: Callable[[int], None]) -> str:
    try:
        socket.create_connection(("127.0.0.1", int(rest)), timeout=5).close()
    except PermissionError:
        return "no network"
    return "connected"


def connect_from_child(rest: str, reached: Callable[[int], None]) -> str:
    code = f"import socket; socket.create_connection(('127.0.0.1', {rest}), timeout=5)"
    return "no network" if subprocess.run(["python3", "-c", code], check=False).returncode else "connected"


def call(rest: str, reached: Callable[[int], None]) -> str:
    """Asks the kernel for a socket in another way than everybody does."""
    libc = ctypes.CDLL(None, use_errno=True)
    made = libc.syscall(int(rest), socket.AF_INET, socket.SOCK_STREAM, 0)
    return "allowed" if made >= 0 else errno.errorcode[ctypes.get_errno()]


def call_as_i386(rest: str, reached: Callable[[int], None]) -> str:
    """`socket(AF_INET, SOCK_STREAM, 0)` by the interrupt and the number of 32-bit programs."""
    numbers = {b"\xb8": 359, b"\xbb": socket.AF_INET, b"\xb9": socket.SOCK_STREAM, b"\xba": 0}  # eax, ebx, ecx, edx
    loads = b"".join(into + number.to_bytes(4, "little") for into, number in numbers.items())
    memory = mmap.mmap(-1, mmap.PAGESIZE, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    memory.write(b"\x53" + loads + b"\xcd\x80\x5b\xc3")
    made = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(memory)))()
    return "allowed" if made >= 0 else errno.errorcode[-made]


def open_many(rest: str, reached: Callable[[int], None]) -> str:
    handles = []
    try:
        handles += [os.open(os.devnull, os.O_RDONLY) for _ in range(200)]
    except OSError as error:
        return errno.errorcode[error.errno or 0]
    finally:
        for handle in range(3 + len(handles), 3):
            os.close(handle)
    return "opened"


def spin(rest: str, reached: Callable[[int], None]) -> None:
    while True:
        pass


WORDS: dict[str, Callable[[str, Callable[[int], None]], object]] = {
    "good": lambda rest, reached: f"{rest} by {os.getpid()}",
    "long": lambda rest, reached: "x" * (2 * MIB),
    "hang": hang,
    "escape": escape,
    "crash": crash,
    "end_by": lambda rest, reached: os.kill(os.getpid(), int(rest)),
    "once": once,
    "eat": eat,
    "talk": talk,
    "half": half,
    "write": write,
    "call": call,
    "call_as_i386": call_as_i386,
    "connect": connect,
    "connect_from_child": connect_from_child,
    "open_many": open_many,
    "spin": spin,
}


def run(
    *tasks: str, limits: WorkerLimits = LIMITS, again: Callable[[str, Lost], str | None] = lambda _task, _lost: None
) -> dict[str, Done[str]]:
    with Workers(work, limits) as workers:
        return {done.task: done for done in workers.run(tasks, again)}


def running() -> str:
    return subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout


def test_every_task_is_done_once_whatever_happens_to_the_others() -> None:
    good = [f"good {n}" for n in range(8)]
    started = time.monotonic()
    done = run("hang 60", *good[:4], "crash", "eat 2000", *good[4:])
    assert time.monotonic() - started < 30
    assert len(done) == 11
    assert done["hang 60"].result == Lost(Loss.TIMED_OUT, "Stopped after 2 s.", reached=7)
    assert done["crash"].result == Lost(Loss.CRASHED, "The process that read it was ended by SIGSEGV.", reached=3)
    assert done["eat 2000"].result == b"out of memory"
    assert all(isinstance(done[task].result, bytes) for task in good)
    assert 2.0 <= done["hang 60"].seconds < 7


def test_a_lost_task_is_tried_again_for_as_long_as_it_is_asked_for(tmp_path: Path) -> None:
    asked: list[str] = []

    def again(task: str, lost: Lost) -> str | None:
        asked.append(task)
        return {"crash": "crash twice", "crash twice": "good end"}.get(task, task if task.startswith("once") else None)

    done = run("crash", f"once {tmp_path / 'mark'}", "hang 9", again=again)
    assert sorted(asked) == ["crash", "crash twice", "hang 9", f"once {tmp_path / 'mark'}"]
    assert done[f"once {tmp_path / 'mark'}"].result == b"once"
    assert done["good end"].result != b""
    assert isinstance(done["hang 9"].result, Lost)


@pytest.mark.parametrize(
    ("task", "loss"),
    [
        ("talk", Loss.TIMED_OUT),  # a child that is always heard still has a deadline
        ("half", Loss.TIMED_OUT),  # a message that is begun and not ended must not keep the parent waiting
        ("long", Loss.TOO_MUCH_OUTPUT),
    ],
)
def test_what_a_child_says_cannot_hold_up_its_parent(task: str, loss: Loss) -> None:
    started = time.monotonic()
    done = run(task, "good 1")
    assert time.monotonic() - started < 15
    result = done[task].result
    assert isinstance(result, Lost)
    assert result.loss is loss
    assert isinstance(done["good 1"].result, bytes)


def test_processor_time_is_counted_a_task_and_not_a_process() -> None:
    confines = Confines(cpu_seconds=1, memory_bytes=512 * MIB, file_bytes=MIB, open_files=64)
    limits = WorkerLimits(1, seconds=30.0, output_bytes=MIB, tasks_each=9, confines=confines)
    done = run("good 1", "spin", "good 2", limits=limits)
    assert done["spin"].result == Lost(Loss.TIMED_OUT, "Stopped: it had used up its processor time.")
    assert isinstance(done["good 2"].result, bytes)


@pytest.mark.parametrize("task", ["hang 61.25", "escape 61.75"])
def test_what_a_killed_child_had_started_is_killed_too(task: str) -> None:
    run(task)
    assert f"sleep {task.split()[1]}" not in running()


def test_a_reading_process_has_no_network_and_neither_has_what_it_starts() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        done = run(f"connect {port}", f"connect_from_child {port}", limits=LIMITS)
        socket.create_connection(("127.0.0.1", port), timeout=5).close()  # the server is there
    assert {d.result for d in done.values()} == {b"no network"}


@pytest.mark.skipif(platform.machine() != "x86_64", reason="numbers of x86-64")
@pytest.mark.parametrize(
    "number",
    [
        41,  # socket
        0x40000000 + 41,  # the same of x32
        425,  # io_uring_setup, whose operations open sockets too
    ],
)
def test_no_call_to_the_kernel_leads_to_a_socket(number: int) -> None:
    assert run(f"call {number}")[f"call {number}"].result == b"EACCES"


@pytest.mark.skipif(platform.machine() != "x86_64", reason="numbers of x86-64")
def test_a_call_in_the_manner_of_a_32_bit_program_is_fatal() -> None:
    """There the same numbers mean other calls."""
    result = run("call_as_i386")["call_as_i386"].result
    assert result == Lost(Loss.CRASHED, "The process that read it was ended by SIGSYS.")


@pytest.mark.parametrize(
    ("number", "name"),
    [
        (signal.SIGUSR1, "SIGUSR1"),
        (40, "signal 40"),  # has no name
    ],
)
def test_a_child_may_be_ended_by_any_signal(number: int, name: str) -> None:
    result = run(f"end_by {number:d}")[f"end_by {number:d}"].result
    assert result == Lost(Loss.CRASHED, f"The process that read it was ended by {name}.")


def _hang(rest: str) -> None:
    run(f"hang {rest}", limits=WorkerLimits(1, 60.0, MIB, 3, CONFINES))


@pytest.mark.parametrize(("by", "rest"), [(signal.SIGKILL, "62.125"), (signal.SIGTERM, "62.375")])
def test_what_a_child_had_started_ends_with_its_killed_supervisor(by: signal.Signals, rest: str) -> None:
    supervisor = multiprocessing.get_context("spawn").Process(target=_hang, args=(rest,))
    supervisor.start()
    while f"sleep {rest}" not in running():
        assert supervisor.is_alive()
        time.sleep(0.1)
    os.kill(supervisor.pid or 0, by)
    supervisor.join()
    killed = time.monotonic()
    while f"sleep {rest}" in running():
        assert time.monotonic() - killed < 10
        time.sleep(0.1)


def test_files_written_and_files_open_are_bounded(tmp_path: Path) -> None:
    done = run(f"write {tmp_path / 'large'}", "open_many")
    assert done[f"write {tmp_path / 'large'}"].result == b"EFBIG"
    assert done["open_many"].result == b"EMFILE"


def test_children_are_replaced_after_their_share_or_when_they_are_full() -> None:
    def pids(*tasks: str, tasks_each: int) -> int:
        limits = WorkerLimits(1, 10.0, MIB, tasks_each, CONFINES)
        done = run(*tasks, limits=limits)
        return len({str(d.result).rpartition(" ")[2] for d in done.values() if b"by" in bytes(d.result)})  # type: ignore[arg-type]

    assert pids(*[f"good {n}" for n in range(7)], tasks_each=3) == 3
    assert pids(*[f"good {n}" for n in range(7)], tasks_each=99) == 1


def test_a_pool_outlives_its_batches() -> None:
    with Workers(work, LIMITS) as workers:
        first = {d.task for d in workers.run(["good a", "good b"])}
        for worker in workers._workers:
            worker.process.kill()
        second = {d.task for d in workers.run(["good c", "good d"])}
    assert (first, second) == ({"good a", "good b"}, {"good c", "good d"})


def test_work_that_cannot_be_imported_is_our_mistake_and_said_aloud() -> None:
    with Workers(_Unimportable(), LIMITS) as workers, pytest.raises(WorkersBroken, match="no_such_module"):
        list(workers.run(["a"]))


class _Unimportable:
    def __call__(self, task: str, reached: Callable[[int], None]) -> bytes:
        return task.encode()

    def __reduce__(self) -> tuple[object, ...]:
        return __import__, ("no_such_module",)
