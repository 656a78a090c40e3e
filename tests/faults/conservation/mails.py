"""A mailbox on a real server whose wire is cut, or whose sweep is killed, at every command that is sent over it."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.faults.conservation.promises import Counts, Promises, load
from tests.faults.conservation.sweeping import Job, start, sweep
from tests.flows.letters import post
from tests.flows.mailserver import PASSWORD, Dovecot, Wire
from tests.flows.test_mailbox import done

_BEFORE, _ALL = 3, 8


class _Post:
    """Eight mails, of which three were swept before; the rest is swept while something breaks."""

    def __init__(self, folder: Path) -> None:
        os.environ["CERTSWEEP_IMAP_PASSWORD"] = PASSWORD
        self.counts, self._folder = Counts(), folder
        self.out, self._start = folder / "now" / "out", folder / "start"
        self._promises = Promises(self.out, self.counts)
        self.mails = post(_ALL)
        with Dovecot() as server:
            server.deliver(*self.mails[:_BEFORE])
            sweep(Job(self.out, (server.address,)))
        shutil.copytree(self.out, self._start)
        with Dovecot() as server, Wire(server.port, set()) as wire:
            server.deliver(*self.mails[_BEFORE:])
            sweep(Job(self.out, (wire.address,)))
            self.commands = wire.commands
        self._whole = load(self.out)

    @contextmanager
    def fault(self) -> Iterator[Dovecot]:
        """A server with the new mails in it; a fault happens in the block, and an undisturbed sweep after it."""
        shutil.rmtree(self.out.parent)
        shutil.copytree(self._start, self.out)
        with Dovecot() as server, self._promises.watched():
            server.deliver(*self.mails[_BEFORE:])
            yield server
            self.counts.faults += 1
            self._check(server)
            sweep(Job(self.out, (server.address,)))
            self._check(server)
            self._promises.compare(self._whole)
            if (left := len(self.mails) - _BEFORE - len(done(server))) > 0:
                self.counts.without_status += left
                self.counts.note(f"{left} mails never acknowledged")

    def _check(self, server: Dovecot) -> None:
        intake = self._promises.tables()["intake"]
        known = set(intake[intake.container_uri.isna() & intake.document_id.notna()].source_uri)
        for name in filter(None, done(server)):
            if not any(uri.endswith(f"/INBOX/{name}") for uri in known):
                self.counts.acknowledged_without_rows += 1
                self.counts.note(f"acknowledged without rows: {name}")


def cut_at_every_command(folder: Path, most: int | None = None) -> Counts:
    """The wire is cut before, after and within each command, once; the sweep goes on by itself."""
    box = _Post(folder)
    for how in ("before", "after", "within"):
        for number in range(1, box.commands + 1)[:most]:
            with box.fault() as server, Wire(server.port, {number}, how) as wire:
                sweep(Job(box.out, (wire.address,)))
    return box.counts


def lost_from_every_command(folder: Path, most: int | None = None) -> Counts:
    """The server is gone from a command on, for each; the next sweep takes what is left."""
    box = _Post(folder)
    for number in range(1, box.commands + 1)[:most]:
        with box.fault() as server, Wire(server.port, range(number, 10_000)) as wire:
            sweep(Job(box.out, (wire.address,), settings={"source_tries": 2}))
    return box.counts


class _Deadly(Wire):
    """A wire that kills the sweep at a command."""

    def __init__(self, port: int, number: int) -> None:
        super().__init__(port, {number})
        self.victim, self._known = 0, threading.Event()

    def aim(self, pid: int) -> None:
        self.victim = pid
        self._known.set()

    def _is_cut(self, line: bytes) -> bool:
        if not super()._is_cut(line):
            return False
        self._known.wait(20)
        os.kill(self.victim, 9)
        return True


def killed_at_every_command(folder: Path, most: int | None = None) -> Counts:
    """`kill -9` of the whole sweep when a command goes over the wire, for each."""
    box = _Post(folder)
    for number in range(1, box.commands + 1)[:most]:
        with box.fault() as server, _Deadly(server.port, number) as wire:
            process = start(Job(box.out, (wire.address,)))
            wire.aim(process.pid or 0)
            process.join()
            if process.exitcode != -9:
                box.counts.different_end += 1
                box.counts.note(f"command {number}: ended with {process.exitcode}")
    return box.counts
