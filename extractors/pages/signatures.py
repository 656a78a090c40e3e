"""The digital signatures in a PDF: whole or broken, and what was added to the file after them.

pyHanko takes them apart. Nothing is asked over the network, and nobody is trusted: whether the bytes are those that
were signed is arithmetic, whether the signer is who they say is not ours to judge. A signature is also a place for an
attacker to write, so all of this has limits, and whatever goes wrong makes a signature unverifiable and nothing else.
"""

from __future__ import annotations

import datetime as dt
import io
import itertools
import logging
import re
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from extractors.certificate import Seal, Signature
from extractors.pages.printable import printable

_SIGNED = re.compile(rb"/ByteRange\s*\[")
"""A signature says in clear which bytes it covers; a file without this is not even parsed."""
_MOST_BYTES = 25_000_000
_MOST_SIGNATURES = 8
_SECONDS = 10.0
"""A signed certificate takes about 0.2 s."""
_UNKNOWN = Signature(signer=None, signed_at=None, seal=Seal.UNVERIFIABLE, is_changed_since=False)
_log = logging.getLogger("pyhanko")
_log.addHandler(logging.NullHandler())
_log.propagate = False  # what it has to say of a file is in what it returns


class _OutOfTime(BaseException):
    """No `Exception`, so that no handler on the way takes it for a fault of the file."""


def signatures_in(data: bytes) -> tuple[Signature, ...]:
    """The signatures of a PDF in the file's order, at most eight; one unverifiable where they cannot be listed.

    Never raises: a file that breaks the parser, or takes longer than ten seconds, has a signature that is unverifiable.
    """
    if not _SIGNED.search(data):
        return ()
    if len(data) > _MOST_BYTES:
        return (_UNKNOWN,)
    try:
        with _in_time(_SECONDS):
            return _signatures(data)
    except (_OutOfTime, Exception):  # whatever a hostile file brings about
        return (_UNKNOWN,)


def _signatures(data: bytes) -> tuple[Signature, ...]:
    from pyhanko.pdf_utils.reader import PdfFileReader

    reader = PdfFileReader(io.BytesIO(data), strict=False)
    if reader.encrypted:
        reader.decrypt("")  # a file that opens without a password
    found = list(itertools.islice(reader.embedded_regular_signatures, _MOST_SIGNATURES))
    names = {one.field_name for one in reader.embedded_signatures}
    return tuple(_signature(one, names) for one in found)


def _signature(one: Any, names: set[str]) -> Signature:
    seal, changed = Seal.UNVERIFIABLE, False
    try:
        seal = _seal(one)
        changed = _is_changed(one, names)
    except Exception:  # a kind that pyHanko does not know: nothing can be said, unless the seal was seen to be broken
        seal = Seal.BROKEN if seal is Seal.BROKEN else Seal.UNVERIFIABLE
    return Signature(_signer(one), _signed_at(one), seal, changed)


def _seal(one: Any) -> Seal:
    from pyhanko.sign.validation.generic_cms import validate_sig_integrity

    one.compute_digest()
    digest = one.external_digests[one.external_md_algorithm]
    whole, genuine = validate_sig_integrity(one.signer_info, one.signer_cert, "data", digest)
    return Seal.INTACT if whole and genuine else Seal.BROKEN


def _is_changed(one: Any, names: set[str]) -> bool:
    """Was anything but signatures, or what archives add to them, put behind the bytes that it covers?"""
    from pyhanko.sign.diff_analysis import ModificationLevel
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    one.compute_integrity_info()
    if one.coverage is SignatureCoverageLevel.ENTIRE_FILE:
        return False
    change = one.diff_result
    level = getattr(change, "modification_level", ModificationLevel.OTHER)  # an exception where it is suspicious
    if one.coverage is not SignatureCoverageLevel.ENTIRE_REVISION or level > ModificationLevel.FORM_FILLING:
        return True
    return level is ModificationLevel.FORM_FILLING and bool(set(change.changed_form_fields) - names)


def _signer(one: Any) -> str | None:
    try:
        return printable(one.signer_cert.subject.native.get("common_name"))
    except Exception:
        return None


def _signed_at(one: Any) -> dt.datetime | None:
    try:
        at = one.self_reported_timestamp
        return at.astimezone(dt.UTC) if isinstance(at, dt.datetime) else None
    except Exception:
        return None


@contextmanager
def _in_time(seconds: float) -> Iterator[None]:
    """Ends what takes too long, in a main thread as the workers' is; elsewhere only the other limits hold."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(*_: object) -> None:
        raise _OutOfTime

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds, 1.0)  # again every second, should a handler swallow the first
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
