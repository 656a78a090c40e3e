"""What a process that parses hostile input may do: so much memory, time and output, and no network at all.

Limits are the kernel's, set by the process on itself before it sees a byte, so that nothing that it parses, and no
program that it starts, can lift them. Linux only, as certsweep is.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import resource
import signal
import socket
import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36
_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 38, 22, 2
_SOCKET_CALL = {"x86_64": 41, "aarch64": 198}
"""The number of the system call `socket`, by machine."""
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
    """Has the kernel refuse internet sockets, in this process and in all that it starts; False where it cannot.

    A filter of six instructions (seccomp): the call `socket` with the family AF_INET or AF_INET6 fails as forbidden,
    everything else passes. Pipes and the sockets between parent and child are of another family.
    """
    call = _SOCKET_CALL.get(platform.machine())
    if call is None:
        return False
    load, jump, answer, allowed = 0x20, 0x15, 0x06, 0x7FFF0000
    forbidden = 0x00050000 | 13  # SECCOMP_RET_ERRNO with EACCES
    lines = [
        (load, 0, 0, 0),
        (jump, 0, 4, call),
        (load, 0, 0, 16),
        (jump, 1, 0, int(socket.AF_INET)),
        (jump, 0, 1, int(socket.AF_INET6)),
        (answer, 0, 0, forbidden),
        (answer, 0, 0, allowed),
    ]
    program = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *line) for line in lines))
    header = ctypes.create_string_buffer(struct.pack("HxxxxxxQ", len(lines), ctypes.addressof(program)))
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    return bool(libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(header), 0, 0) == 0)


def _refuse_connection(event: str, arguments: tuple[Any, ...]) -> None:
    if event in {"socket.connect", "socket.sendto", "socket.getaddrinfo"}:
        raise PermissionError("a process that reads documents has no network")
