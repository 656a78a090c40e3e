"""Fuzzing of the parsers of our own that run on raw input: `python -m tests.faults.fuzz TARGET --seconds 3600`.

atheris changes input bytes for as long as that reaches new code. A target may raise what its parser promises to
raise; anything else, an answer that takes more than a second of a processor or a minute by the clock, or more than half a
gigabyte, is a find, and the input is kept in `OUT/TARGET/`.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["extractors", "flows"]):
    from extractors.errors import DocumentError
    from extractors.pages import file_facts, triage
    from extractors.parse import certificate_numbers, credit_codes, dates, names
    from flows.reading_json import load_outcome
    from flows.sources import address, mail, mbox, tars, zips
    from flows.sources.incoming import CHUNK_BYTES, Bounds, Member, last_name, quote, shortened
    from flows.wire import Inbox
    from tests.faults import hostile

_MEMORY_MIB = 512
_SLOW, _HANGS = 1.0, 60
"""Seconds of a processor, and by the clock: the machine has other things to do."""
_LONGEST = 16_384
"""Bytes of an input: enough for a mail with parts or a zip with members, few enough to change many a second."""


def main() -> None:
    """Fuzzes one target."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("target", choices=sorted(TARGETS))
    ask.add_argument("--seconds", type=int, default=3600)
    ask.add_argument("--out", type=Path, default=Path("out/fuzz"))
    given = ask.parse_args()
    corpus = given.out / given.target
    corpus.mkdir(parents=True, exist_ok=True)
    for n, seed in enumerate(seeds(given.target)):
        (corpus / f"seed-{n}").write_bytes(seed)
    options = [f"-max_total_time={given.seconds}", f"-timeout={_HANGS}", f"-rss_limit_mb={_MEMORY_MIB + 1024}"]
    options += [f"-max_len={_LONGEST}", f"-artifact_prefix={corpus}/find-", "-print_final_stats=1", str(corpus)]
    atheris.Setup([sys.argv[0], *options], _timed(TARGETS[given.target]))
    atheris.Fuzz()


def _timed(fuzz: Callable[[bytes], None]) -> Callable[[bytes], None]:
    def timed(data: bytes) -> None:
        start = time.process_time()
        fuzz(data)
        took = time.process_time() - start
        assert took < _SLOW, f"{took:.1f} s"

    return timed


def seeds(target: str) -> Iterator[bytes]:
    """Where to begin: the hostile files of the target's kind, and for texts some of the kind."""
    kinds = {"zip": ".zip", "tar": ".tar", "mail": ".eml", "mbox": ".mbox"}
    texts = [
        "2024年3月1日",
        "03/04/2025",
        "٢٠٢٤/٣/١",
        "令和6年3月1日",
        "04625Q15304R1M",
        "91110000100000123X",
        "Acme Co., Ltd.",
    ]
    texts += ["imaps://a%40b:c@host:993/INBOX?x=1#y", "s3://bucket/prefix", "D:20240311093000+01'00'"]
    for file in (*hostile.lies(), *hostile.polyglots()):
        if file.name.endswith(kinds.get(target, "*")) and len(file.data) <= _LONGEST:
            yield file.data
    if target not in kinds:
        yield from (text.encode() for text in texts)


def _text(data: bytes) -> str:
    return (
        data.decode("utf-8", "surrogatepass" if b"\xed" in data else "replace")
        if _decodes(data)
        else data.decode("latin-1")
    )


def _decodes(data: bytes) -> bool:
    try:
        data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True


def fuzz_text(data: bytes) -> None:
    """Dates, numbers and names in any text."""
    text = _text(data)
    for found in dates.find(text):
        assert 0 <= found.start < found.end <= len(text)
    dates.find_broken(text[: len(text) // 2], text[len(text) // 2 :])
    certificate_numbers.decode(text)
    list(certificate_numbers.find(text))
    list(credit_codes.find(text)) + list(credit_codes.find_old(text))
    names.same_name(text, names.tidy(text))
    file_facts.pdf_moment(text)


def fuzz_names(data: bytes) -> None:
    """Names and addresses from outside: what is shown is printable, and no part of a path."""
    text = _text(data)
    assert "/" not in last_name(text)
    assert last_name(text).isprintable()
    assert quote(text).isprintable()
    shortened(text)
    with contextlib.suppress(DocumentError, address.BadAddress):
        address.parse(text)


def fuzz_kind(data: bytes) -> None:
    """What a file is, and what it says of its making."""
    kind = triage.media_type(data)
    file_facts.facts_of(data, kind)


def fuzz_wire(data: bytes) -> None:
    """What a child that was taken over may send to its parent."""
    ours, theirs = os.pipe()
    os.write(theirs, data[:60_000])
    os.close(theirs)
    inbox = Inbox(ours, 1000)
    try:
        while True:
            for _, content in inbox.receive():
                assert len(content) <= 1000
                with contextlib.suppress(ValueError):
                    load_outcome(content)
    except (EOFError, OverflowError):
        pass
    finally:
        os.close(ours)


def _container(list_members: Callable[[Path, Bounds], Iterator[Member]]) -> Callable[[bytes], None]:
    bounds = Bounds(archive_entries=1000, archive_ratio=200, mail_parts=500)

    def fuzz(data: bytes) -> None:
        with tempfile.NamedTemporaryFile() as file:
            file.write(data)
            file.flush()
            try:
                for member in list_members(Path(file.name), bounds):
                    _drain(member)
            except DocumentError:
                pass

    return fuzz


def _drain(member: Member) -> None:
    try:
        with member.open() as stream:
            while stream.read(CHUNK_BYTES):
                pass
    except DocumentError:
        pass


TARGETS: dict[str, Callable[[bytes], None]] = {
    "text": fuzz_text,
    "names": fuzz_names,
    "kind": fuzz_kind,
    "wire": fuzz_wire,
    "zip": _container(zips.members),
    "tar": _container(tars.members),
    "mail": _container(mail.members),
    "mbox": _container(mbox.members),
}

if __name__ == "__main__":
    main()
