"""What parses containers may hang, crash or eat memory: it costs what was being unpacked, and the next goes on."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from extractors.errors import DocumentError
from flows.confine import Confines
from flows.sources.incoming import Bounds
from flows.unpacking import Patience, Unpackers

BOUNDS = Bounds(archive_entries=10, archive_ratio=10, mail_parts=10)


@pytest.fixture
def unpackers() -> Iterator[Unpackers]:
    with Unpackers(Confines(cpu_seconds=60, memory_bytes=512 * 1024**2, file_bytes=1024**2, open_files=64)) as made:
        yield made


def unpack(unpackers: Unpackers, tmp_path: Path, how: str, seconds: float = 60.0) -> dict[str, str]:
    """What each member holds or why not, and why the listing ended."""
    (tmp_path / how).write_text(how)
    told: dict[str, str] = {}
    try:
        for member in unpackers.members("tests.flows.misbehaving", tmp_path / how, BOUNDS, Patience(seconds)):
            try:
                with member.open() as stream:
                    told[member.name] = stream.read(100).decode()
            except DocumentError as error:
                told[member.name] = error.code
    except DocumentError as error:
        told["end"] = error.code
    return told


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ("fine", {"good": "good", "fine": "fine", "after": "after"}),
        ("bug", {"good": "good", "bug": "intake_error", "after": "after"}),
        ("memory", {"good": "good", "memory": "out_of_memory", "after": "after"}),
        ("socket", {"good": "good", "socket": "cannot_open", "after": "after"}),
        ("crash", {"good": "good", "crash": "reader_crashed", "end": "reader_crashed"}),
    ],
)
def test_what_goes_wrong_costs_one_member_or_what_follows(
    unpackers: Unpackers, tmp_path: Path, how: str, told: dict[str, str]
) -> None:
    assert unpack(unpackers, tmp_path, how) == told
    assert unpack(unpackers, tmp_path, "fine")["fine"] == "fine"


@pytest.mark.parametrize(
    ("lie", "code"),
    [
        ("begins", "timed_out"),  # half a message, and then silence
        ("talks", "reader_crashed"),  # an answer that nobody asked for
        ("endless", "reader_crashed"),
        ("dict", "reader_crashed"),  # for a text
        ("list", "reader_crashed"),
        ("nameless", "reader_crashed"),
        ("bytes", "reader_crashed"),
        ("deep", "reader_crashed"),  # too deep for the parser of JSON
    ],
)
def test_a_process_that_was_taken_over_can_lie_about_its_file_and_do_no_more(
    unpackers: Unpackers, tmp_path: Path, lie: str, code: str
) -> None:
    before = time.monotonic()
    assert unpack(unpackers, tmp_path, lie, seconds=5.0) == {"end": code}
    assert time.monotonic() - before < 30.0
    assert unpack(unpackers, tmp_path, "fine")["fine"] == "fine"


def sleepers() -> list[Path]:
    """What the lister that hangs has started."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            found += [path] if path.read_bytes() == b"sleep\x00600\x00" else []
    return found


def test_one_that_hangs_is_stopped_in_time_with_all_that_it_started(unpackers: Unpackers, tmp_path: Path) -> None:
    unpack(unpackers, tmp_path, "fine")
    before = time.monotonic()
    assert unpack(unpackers, tmp_path, "hang", seconds=1.0)["end"] == "timed_out"
    while sleepers() and time.monotonic() - before < 6.0:
        time.sleep(0.1)  # killed it is at once, gone when the system finds the time
    assert time.monotonic() - before < 6.0


def test_a_container_inside_another_is_unpacked_while_the_outer_one_waits(unpackers: Unpackers, tmp_path: Path) -> None:
    (tmp_path / "outer").write_text("outer")
    for member in unpackers.members("tests.flows.misbehaving", tmp_path / "outer", BOUNDS, Patience(60.0)):
        assert unpack(unpackers, tmp_path, "fine")["after"] == "after"
        with member.open() as stream:
            assert stream.read(100).decode() == member.name


def test_a_container_of_which_nobody_wants_the_rest_does_not_cost_a_child(unpackers: Unpackers, tmp_path: Path) -> None:
    """As a zip bomb of a thousand zips too deep would."""
    (tmp_path / "fine").write_text("fine")
    for _ in range(3):
        listed = unpackers.members("tests.flows.misbehaving", tmp_path / "fine", BOUNDS, Patience(60.0))
        with contextlib.closing(listed), next(listed).open() as stream:
            assert stream.read(2) == b"go"
        assert len(unpackers._idle) == 1
    (child,) = unpackers._idle
    assert unpack(unpackers, tmp_path, "fine")["fine"] == "fine"
    assert unpackers._idle == [child]
