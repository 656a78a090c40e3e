"""One broken page costs that page, and a document that breaks everything is put aside for good."""

from __future__ import annotations

import errno
import hashlib
import multiprocessing
import os
import signal
import time
from pathlib import Path

import pytest

from extractors.certificate import DocumentType, Issue, Reading
from flows.attempts import MOST, MOST_SWEEPS, Attempts
from flows.originals import Original
from flows.prefect_home import stoppable
from flows.readers import readers
from flows.reading import Failure, Plan, ReadDocument
from flows.settings import Settings
from flows.sources.errors import status_of
from tests.flows.fakes import certificate

HELD: list[bytearray] = []
SETTINGS = Settings(document_seconds=3.0, processes=2)


def read_pages(path: Path, plan: Plan) -> Reading:
    """A file is a word a page: `ok`, `crash`, `hang`, `slow`, `eat`, or `unlucky`, which crashes once."""
    words, issues = path.read_text().split(), []
    for page, word in enumerate(words, start=1):
        if not plan.may_begin(page):
            issues.append(Issue("out_of_time", f"there was time for {page - 1} pages"))
            break
        if page in plan.skip:
            issues.append(Issue("page_left_out", "it broke its reader", page))
            continue
        if word == "crash":
            os.kill(os.getpid(), signal.SIGSEGV)
        if word == "hang":
            time.sleep(60)
        if word == "slow":
            time.sleep(0.9)
        if word == "eat":
            bytearray(8 << 30)
        if word == "hold":  # and never let go, as a leak does
            HELD.append(bytearray(900 << 20))
        if word == "more":
            bytearray(900 << 20)
        if word == "unlucky" and not path.with_suffix(".mark").exists():
            path.with_suffix(".mark").touch()
            os.kill(os.getpid(), signal.SIGKILL)
    kind, text = DocumentType.OTHER, "text_layer"
    return Reading(path.name, "text/plain", 1, len(words), kind, text, None, (), (), tuple(issues))


def read(
    folder: Path,
    *texts: str,
    attempts: Attempts | None = None,
    settings: Settings = SETTINGS,
    reader: ReadDocument = read_pages,
) -> list[Reading | Failure]:
    originals = []
    for text in texts:
        digest = hashlib.sha256(text.encode()).hexdigest()
        path = folder / digest
        path.write_text(text)
        originals.append(Original(digest, "text/plain", len(text), path))
    with readers(reader, settings, attempts or Attempts(folder / "attempts")) as started:
        outcomes = {done.original.sha256: done.outcome for done in started.read(originals)}
    return [outcomes[original.sha256] for original in originals]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("ok ok ok", []),
        ("ok ok hang ok", ["page_left_out"]),
        ("ok crash ok", ["page_left_out"]),
        ("unlucky ok", []),  # the system may end a process for another's sake: the page is read the second time
        ("slow slow slow slow slow", ["out_of_time"]),  # what was read in time is kept
    ],
)
def test_the_other_pages_are_read_all_the_same(tmp_path: Path, text: str, codes: list[str]) -> None:
    (outcome,) = read(tmp_path, text)
    assert isinstance(outcome, Reading), outcome
    assert [issue.code for issue in outcome.issues] == codes
    assert outcome.page_count == len(text.split())


@pytest.mark.parametrize(
    ("text", "code", "status"),
    [
        ("crash crash crash", "reader_crashed", "quarantined"),
        ("hang hang hang", "timed_out", "failed"),
        ("eat", "out_of_memory", "failed"),
    ],
)
def test_a_document_that_breaks_every_time_is_given_up_and_the_next_is_read(
    tmp_path: Path, text: str, code: str, status: str
) -> None:
    broken, good = read(tmp_path, text, "ok")
    assert isinstance(broken, Failure)
    assert (broken.code, status_of(broken.code)) == (code, status)
    assert isinstance(good, Reading)


def test_what_ran_out_of_memory_beside_others_is_read_by_itself(tmp_path: Path) -> None:
    alone = SETTINGS.model_copy(update={"processes": 1})
    outcomes = read(tmp_path, "hold", "more", "ok", settings=alone)
    assert all(isinstance(outcome, Reading) for outcome in outcomes), outcomes


def test_a_document_that_took_ten_sweeps_with_it_is_not_begun_again(tmp_path: Path) -> None:
    attempts = Attempts(tmp_path / "attempts")
    document = hashlib.sha256(b"ok").hexdigest()
    for _ in range(MOST_SWEEPS - 1):
        attempts.begin(document)
    assert isinstance(read(tmp_path, "ok", attempts=attempts)[0], Reading)
    (outcome,) = read(tmp_path, "ok", attempts=attempts)
    assert isinstance(outcome, Failure)
    assert outcome.code == "reader_crashed"
    assert "died 10 times" in outcome.detail
    attempts.done(document)
    assert isinstance(read(tmp_path, "ok", attempts=attempts)[0], Reading)


def test_what_broke_three_readers_is_not_begun_again_whatever_became_of_their_sweeps(tmp_path: Path) -> None:
    attempts = Attempts(tmp_path / "attempts")
    document = hashlib.sha256(b"ok").hexdigest()
    for times in range(MOST):
        assert attempts.why_not(document) is None, times
        attempts.begin(document)
        attempts.broke(document)
    (outcome,) = read(tmp_path, "ok", attempts=attempts)
    assert isinstance(outcome, Failure)
    assert outcome.detail.startswith("It broke its reader 3 times.")


class _FullDisk(Attempts):
    def begin(self, document_id: str) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_disk_too_full_to_note_an_attempt_stops_the_sweep_and_blames_no_document(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No space left"):
        read(tmp_path, "ok", attempts=_FullDisk(tmp_path / "attempts"))


class Stopped(BaseException):
    """What Prefect raises on SIGTERM is none of Python's own."""


@pytest.mark.parametrize(
    ("ending", "left"),
    [
        (KeyboardInterrupt, b""),
        (Stopped, b""),
        (OSError, b""),  # a disk that is full for a night is no fault of the document
        (ArithmeticError, b"."),  # the sweep broke down, perhaps over just this document
    ],
)
def test_a_document_is_not_blamed_for_a_sweep_that_somebody_stopped(
    tmp_path: Path, ending: type[BaseException], left: bytes
) -> None:
    notes = tmp_path / "attempts" / hashlib.sha256(b"hang").hexdigest()

    def end(*_: object) -> None:
        if notes.exists() and notes.stat().st_size:
            raise ending

    before = signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_REAL, 0.1, 0.1)
    try:
        with pytest.raises(ending):
            read(tmp_path, "hang")
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert notes.read_bytes() == left


def _sweep(folder: Path) -> None:
    with stoppable():
        read(folder, "hang")


@pytest.mark.parametrize(
    ("by", "left"),
    [
        (signal.SIGINT, b""),  # Ctrl-C, which ends the process without unwinding it
        (signal.SIGKILL, b"."),  # as a power cut does: all that is known is that it was begun
    ],
)
def test_a_sweep_that_is_ended_from_outside_leaves_no_word_against_a_document(
    tmp_path: Path, by: signal.Signals, left: bytes
) -> None:
    notes = tmp_path / "attempts" / hashlib.sha256(b"hang").hexdigest()
    process = multiprocessing.get_context("spawn").Process(target=_sweep, args=(tmp_path,))
    process.start()
    while not notes.exists() or not notes.stat().st_size:
        assert process.is_alive()
        time.sleep(0.05)
    os.kill(process.pid or 0, by)
    process.join(10)
    assert process.exitcode in {128 + by, -by}
    assert notes.read_bytes() == left


def read_taken_over(path: Path, plan: Plan) -> Reading:
    """What a reader says that its document has taken over: a document's name, and those of its certificates."""
    names = [path.name if word == "own" else word for word in path.read_text().split()]
    certificates = tuple(certificate(name, standard="ISO 9001") for name in names[1:])
    return Reading(names[0], "text/plain", 1, 1, DocumentType.OTHER, "none", None, (), certificates, ())


@pytest.mark.parametrize(
    ("said", "is_taken"),
    [
        ("own own", True),
        ("own", True),
        ("other own", False),
        ("own other", False),  # it would double another document's certificates
        ("own own own", False),  # or one of its own
    ],
)
def test_a_reader_is_believed_about_its_own_document_only(tmp_path: Path, said: str, is_taken: bool) -> None:
    (outcome,) = read(tmp_path, said, reader=read_taken_over)
    assert isinstance(outcome, Reading) == is_taken
    assert isinstance(outcome, Reading) or outcome.code == "reader_error"
