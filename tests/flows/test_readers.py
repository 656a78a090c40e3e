"""One broken page costs that page, and a document that breaks everything is put aside for good."""

from __future__ import annotations

import errno
import hashlib
import os
import signal
import time
from pathlib import Path

import pytest

from extractors.certificate import DocumentType, Issue, Reading
from flows.attempts import Attempts
from flows.originals import Original
from flows.readers import readers
from flows.reading import Failure, Plan
from flows.settings import Settings
from flows.sources.errors import status_of

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
    return Reading("d", "text/plain", 1, len(words), kind, text, None, (), (), tuple(issues))


def read(
    folder: Path, *texts: str, attempts: Attempts | None = None, settings: Settings = SETTINGS
) -> list[Reading | Failure]:
    originals = []
    for text in texts:
        digest = hashlib.sha256(text.encode()).hexdigest()
        path = folder / digest
        path.write_text(text)
        originals.append(Original(digest, "text/plain", len(text), path))
    with readers(read_pages, settings, attempts or Attempts(folder / "attempts")) as started:
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


def test_a_document_that_took_three_sweeps_with_it_is_not_begun_again(tmp_path: Path) -> None:
    attempts = Attempts(tmp_path / "attempts")
    document = hashlib.sha256(b"ok").hexdigest()
    for times in range(1, 4):
        assert isinstance(read(tmp_path, "ok", attempts=attempts)[0], Reading), times
    (outcome,) = read(tmp_path, "ok", attempts=attempts)
    assert isinstance(outcome, Failure)
    assert outcome.code == "reader_crashed"
    attempts.done(document)
    assert isinstance(read(tmp_path, "ok", attempts=attempts)[0], Reading)


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
        (KeyboardInterrupt, 0),
        (Stopped, 0),
        (OSError, 1),  # the sweep broke down, perhaps over just this document
    ],
)
def test_a_document_is_not_blamed_for_a_sweep_that_somebody_stopped(
    tmp_path: Path, ending: type[BaseException], left: int
) -> None:
    attempts = Attempts(tmp_path / "attempts")
    document = hashlib.sha256(b"hang").hexdigest()

    def end(*_: object) -> None:
        if attempts.count(document):
            raise ending

    before = signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_REAL, 0.1, 0.1)
    try:
        with pytest.raises(ending):
            read(tmp_path, "hang", attempts=attempts)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert attempts.count(document) == left
