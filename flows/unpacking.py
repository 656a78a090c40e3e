"""Taking containers apart in a process that may be killed for it.

The child lists members and unpacks them; here they are only counted and copied. The two talk over a pipe, one question
and one answer at a time, so that nothing is unpacked that nobody asked for. Answers are texts in JSON and plain bytes,
and nobody waits longer for them than their time: a child that was taken over by what it parsed can lie about a file and
do no more.
"""

from __future__ import annotations

import importlib
import json
import multiprocessing
import os
import sys
import time
from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Protocol, Self, TypeAlias, cast

from extractors.errors import DocumentError
from flows.confine import Confines, allow_cpu, confine
from flows.sources import errors
from flows.sources.incoming import CHUNK_BYTES, Bounds, Member, shortened
from flows.wire import Inbox, say
from flows.workers import START_SECONDS, WorkersBroken, end, how_it_ended

_ANSWER_BYTES = 2 * CHUNK_BYTES
"""No answer is longer: a chunk, or a name of ours."""
_DATA, _END, _ERROR = b"+", b".", b"-"
_CODES: dict[str, type[DocumentError]] = {kind.code: kind for kind in DocumentError.__subclasses__()}


@dataclass(slots=True)
class Patience:
    """How long a file and all that is in it may keep us waiting."""

    seconds: float
    left: float = field(init=False)

    def __post_init__(self) -> None:
        self.left = self.seconds


class _Lister(Protocol):
    """A module of `flows/sources/` that lists a kind of container."""

    def members(self, path: Path, bounds: Bounds) -> Iterator[Member]: ...


class Unpackers:
    """Children that take containers apart, one for each container inside another. Use as a context manager."""

    def __init__(self, confines: Confines) -> None:
        self._confines = confines
        self._idle: list[_Child] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        while self._idle:
            self._idle.pop().kill()

    def members(self, module: str, path: Path, bounds: Bounds, patience: Patience) -> Generator[Member, None, None]:
        """What `module` lists in the container at `path`, for as long as `patience` lasts.

        Raises:
            DocumentError: it cannot be taken apart, or no further.
            WorkersBroken: no child can be started.
        """
        asked = time.monotonic()
        child = self._idle.pop() if self._idle else _Child(self._confines)
        patience.left -= time.monotonic() - asked  # a file that needs a thousand children waits for each of them
        try:
            yield from child.members(module, path, bounds, patience)
        finally:
            if child.is_reusable:
                self._idle.append(child)
            else:
                child.kill()


class _Child:
    """One child, as its parent sees it."""

    def __init__(self, confines: Confines) -> None:
        spawn = multiprocessing.get_context("spawn")
        self._connection, theirs = spawn.Pipe()
        self._process = spawn.Process(target=_serve, args=(theirs, confines), daemon=True)
        self._process.start()
        theirs.close()
        os.set_blocking(self._connection.fileno(), False)  # who never listens must not keep a question waiting
        self._inbox = Inbox(self._connection.fileno(), _ANSWER_BYTES)
        self._patience = Patience(START_SECONDS)
        self.is_reusable = False
        self._end: DocumentError | None = None
        try:
            self._hear()
        except DocumentError as error:
            self.kill()
            raise WorkersBroken(f"A process that unpacks cannot be started: {error}") from error

    def members(self, module: str, path: Path, bounds: Bounds, patience: Patience) -> Generator[Member, None, None]:
        self.is_reusable = False
        self._patience = patience
        self._ask("list", module=module, path=os.fspath(path), bounds=asdict(bounds), seconds=max(1.0, patience.left))
        try:
            while (told := self._next()) is not None:
                name, sender = self._texts(told, "name", "sender")
                yield Member(name or "", self._open, sender)
        except GeneratorExit:
            self.is_reusable = self._end is None  # nobody wants the rest, and the child waits for its next question
            raise
        self.is_reusable = True

    def _next(self) -> bytes | None:
        try:
            return self._ask("next")
        except errors.TookTooMuchMemory:
            raise
        except DocumentError:
            self.is_reusable = self._process.is_alive()  # it could tell what is wrong, and is itself well
            raise

    @contextmanager
    def _open(self) -> Iterator[BinaryIO]:
        yield cast(BinaryIO, self)

    def read(self, size: int = CHUNK_BYTES) -> bytes:
        """The next bytes of the member that was listed last; at most a chunk."""
        return self._ask("read", size=min(size, CHUNK_BYTES)) or b""

    def _ask(self, question: str, **about: Any) -> bytes | None:
        if self._end is not None:
            raise self._end
        try:
            self._connection.send_bytes(json.dumps({"do": question, **about}).encode())
        except OSError as error:
            raise self._lost() from error
        return self._hear()

    def _hear(self) -> bytes | None:
        asked = time.monotonic()
        try:
            kind, told = self._answer(asked + self._patience.left)
        except (EOFError, OSError) as error:
            raise self._lost() from error
        except OverflowError as error:
            raise self._lost(errors.BrokeItsReader("It said more than it was asked for.")) from error
        finally:
            self._patience.left -= time.monotonic() - asked
        if kind == _ERROR:
            code, detail = self._texts(told, "code", "detail")
            raise _error(code or "", detail or "")
        return told if kind == _DATA else None

    def _answer(self, deadline: float) -> tuple[bytes, bytes]:
        while self._connection.poll(max(0.0, deadline - time.monotonic())):
            answers = self._inbox.receive()
            if len(answers) > 1:
                raise OverflowError
            if answers:
                return answers[0]
        limit = f"{self._patience.seconds:g} s (CERTSWEEP_CONTAINER_SECONDS)"
        raise self._lost(errors.TookTooLong(f"Stopped after {limit}."))

    def _texts(self, told: bytes, *names: str) -> list[str | None]:
        try:
            said = json.loads(told)
            return [_text(said[name]) for name in names]
        except (ValueError, LookupError, TypeError, RecursionError) as error:
            raise self._lost(errors.BrokeItsReader("What it said cannot be understood.")) from error

    def _lost(self, why: DocumentError | None = None) -> DocumentError:
        self.kill()
        self._end = why or errors.BrokeItsReader(how_it_ended(self._process.exitcode))
        return self._end

    def kill(self) -> None:
        """Ends the child and whatever it started."""
        self.is_reusable = False
        if self._connection.closed:
            return
        end(self._process)
        self._connection.close()


def _text(said: object) -> str | None:
    if said is None or isinstance(said, str):
        return said and shortened(said)
    raise TypeError(said)


def _error(code: str, detail: str) -> DocumentError:
    kind = _CODES.get(code)
    return kind(detail) if kind else errors.Unforeseen(f"{code}: {detail}")


def _serve(connection: Connection[Any, Any], confines: Confines) -> None:
    confine(confines)
    server = _Server()
    say(connection.fileno(), _DATA, b"")
    while True:
        try:
            asked = json.loads(connection.recv_bytes())
        except EOFError:
            return
        try:
            kind, told = server.answer(**asked)
        except Exception as error:
            kind, told = _ERROR, json.dumps(_told(error)).encode()
        say(connection.fileno(), kind, told)


_Answer: TypeAlias = tuple[bytes, bytes]
"""Its kind, and what it says."""


class _Server:
    """One container being taken apart, in the child."""

    def __init__(self) -> None:
        self._members: Iterator[Member] = iter(())
        self._member: Member | None = None
        self._opened = ExitStack()
        self._stream: BinaryIO | None = None

    def answer(self, do: str, **about: Any) -> _Answer:
        if do == "list":
            return self._list(**about)
        return self._next() if do == "next" else self._read(**about)

    def _list(self, module: str, path: str, bounds: dict[str, int], seconds: float) -> _Answer:
        allow_cpu(seconds)
        self._close()
        lister = cast(_Lister, importlib.import_module(module))
        self._member = self._stream = None
        self._members = lister.members(Path(path), Bounds(**bounds))
        return _DATA, b""

    def _next(self) -> _Answer:
        self._close()
        self._member = next(self._members, None)
        if self._member is None:
            return _END, b""
        about = {"name": shortened(self._member.name), "sender": self._member.sender}
        return _DATA, json.dumps(about).encode()

    def _read(self, size: int) -> _Answer:
        if self._member is None:
            return _DATA, b""
        try:
            if self._stream is None:
                self._stream = self._opened.enter_context(self._member.open())
            data = self._stream.read(size)
        except Exception:
            self._member = self._stream = None
            self._opened.__exit__(*sys.exc_info())  # whoever opened it knows what the error means
            raise
        return _DATA, data

    def _close(self) -> None:
        self._stream = None
        self._opened.close()


def _told(error: Exception) -> dict[str, str]:
    if isinstance(error, DocumentError):
        return {"code": error.code, "detail": error.detail[:_DETAIL_LETTERS]}
    if isinstance(error, MemoryError):
        return _told(errors.TookTooMuchMemory("It needs more memory than unpacking may take."))
    if isinstance(error, OSError):
        return _told(errors.CannotOpen(f"{error.strerror or error}."))
    return _told(errors.Unforeseen(f"{type(error).__name__}: {error}."))


_DETAIL_LETTERS = 500
