"""What a process that parses hostile input may do: so much memory, time and output, and no network at all.

Limits are the kernel's, set by the process on itself before it sees a byte, so that nothing that it parses, and no
program that it starts, can lift them. Linux only, as certsweep is.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import platform
import resource
import signal
import struct
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36
_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 38, 22, 2
_SOCKET_CALL = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
"""What the kernel calls a machine, and the number of the system call `socket` there."""
_IO_URING_SETUP, _X32 = 425, 0x40000000
"""A second way to a socket, and the first number of those by which x86-64 knows every call once more."""
_ADDRESS_SPACE = 3
"""Address space to memory: libraries and models are mapped in and mostly never touched."""
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_THREAD_LIMIT")


@dataclass(frozen=True, slots=True)
class Confines:
    """What one process may use."""

    cpu_seconds: float
    """Processor time a task."""
    memory_bytes: int
    """Memory of its own (heap, stacks, private mappings); asking for more fails."""
    file_bytes: int
    """Largest file that it may write."""
    open_files: int


def confine(confines: Confines) -> None:
    """Settles this process for good: one that can be killed as a whole, dies with its parent, and stays in its share."""
    os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    die_with_parent()
    at_our_end('kill -s KILL -- "-$0"', os.getpid())  # its group: our parent may be gone, and can kill nothing
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_CHILD_SUBREAPER, 1)  # what it starts stays below it, however often its parents exit
    for kind, limit in (
        (resource.RLIMIT_DATA, confines.memory_bytes),
        (resource.RLIMIT_AS, _ADDRESS_SPACE * confines.memory_bytes),
        (resource.RLIMIT_FSIZE, confines.file_bytes),
        (resource.RLIMIT_NOFILE, confines.open_files),
        (resource.RLIMIT_CORE, 0),
    ):
        _lower(kind, limit)
    # a process a core is the parallelism; more threads than that only wait for one another
    os.environ.update(dict.fromkeys(_THREADS, "1"))
    silence = os.open(os.devnull, os.O_WRONLY)  # engines print; the terminal belongs to the progress bar
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    if not _forbid_sockets(libc):
        sys.addaudithook(_refuse_connection)


def die_with_parent() -> None:
    """Ends this process when the one that started it ends, however that ends."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def at_our_end(script: str, pid: int) -> None:
    """Has a shell run `script` when this process has ended, however it did; `$0` in it is `pid`.

    A pipe is closed however a process ends, and the shell waits for that.
    """
    ours, _open_until_we_end = os.pipe()
    # a shell gives what it runs in the background an empty stdin, so the pipe needs a number of its own
    waiting = f"exec 3<&0; {{ read -r _ <&3; {script}; }} >/dev/null 2>&1 &"
    subprocess.run(["/bin/sh", "-c", waiting, str(pid)], stdin=ours, check=True)
    os.close(ours)


def allow_cpu(seconds: float) -> None:
    """Gives this process that much more processor time, whatever it used before; after that the kernel ends it."""
    used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used + seconds) + 1, hard))


def kill_tree(pid: int) -> None:
    """Ends a process and everything that it started, also what has left its group or its session since."""
    _signal(pid, signal.SIGSTOP)  # so that it starts nothing more while its children are looked for
    family = [pid, *_below(pid)]
    for member in family:
        _signal(member, signal.SIGKILL)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)  # what is left of its group, where it died before it could be looked at


def _below(pid: int) -> Iterator[int]:
    try:
        listed = [path.read_text().split() for path in Path(f"/proc/{pid}/task").glob("*/children")]
    except OSError:  # it is gone, and so the kernel has no list
        return
    for child in (int(number) for numbers in listed for number in numbers):
        _signal(child, signal.SIGSTOP)
        yield child
        yield from _below(child)


def _signal(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(pid, number)


def memory_of(pid: int) -> int:
    """Bytes of its own that a process holds, as `Confines.memory_bytes` counts them; 0 where it is gone."""
    try:
        pages = int(_statm(pid)[5])
    except (OSError, IndexError, ValueError):
        return 0
    return pages * resource.getpagesize()


def _statm(pid: int) -> list[bytes]:
    handle = os.open(f"/proc/{pid}/statm", os.O_RDONLY)
    try:
        return os.read(handle, 200).split()
    finally:
        os.close(handle)


def _lower(kind: int, limit: int) -> None:
    _, hard = resource.getrlimit(kind)
    most = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
    resource.setrlimit(kind, (most, most))


def _forbid_sockets(libc: ctypes.CDLL) -> bool:
    """Has the kernel refuse sockets, in this process and in all that it starts; False where it cannot.

    A filter of nine instructions (seccomp): the call `socket`, and io_uring, which would open one too, fail as
    forbidden. A call in the manner of another architecture, where the same numbers mean other things, is fatal.
    Everything else passes; parent and child talk over a pair, which `socketpair` makes.
    """
    machine = _SOCKET_CALL.get(platform.machine())
    if machine is None:
        return False
    architecture, call = machine
    load, equal, at_least, answer, allowed, fatal = 0x20, 0x15, 0x35, 0x06, 0x7FFF0000, 0x80000000
    forbidden = 0x00050000 | errno.EACCES  # SECCOMP_RET_ERRNO
    lines = [
        (load, 0, 0, 4),
        (equal, 1, 0, architecture),
        (answer, 0, 0, fatal),
        (load, 0, 0, 0),
        (at_least, 3, 0, _X32),
        (equal, 2, 0, call),
        (equal, 1, 0, _IO_URING_SETUP),
        (answer, 0, 0, allowed),
        (answer, 0, 0, forbidden),
    ]
    program = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *line) for line in lines))
    header = ctypes.create_string_buffer(struct.pack("HxxxxxxQ", len(lines), ctypes.addressof(program)))
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    return bool(libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(header), 0, 0) == 0)


def _refuse_connection(event: str, arguments: tuple[Any, ...]) -> None:
    if event in {"socket.connect", "socket.sendto", "socket.getaddrinfo"}:
        raise PermissionError("a process that reads documents has no network")
