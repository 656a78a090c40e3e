"""Is this paper a certificate, and if not, what is it?

Evidence for (a standard that is given weight, a title, a statement, dates, an
issuer) is added up against evidence that it is something else. The words are
in `vocabulary/document_types.yaml`; the weights are here, in one place.
"""

from __future__ import annotations

import functools
import math
from collections import defaultdict
from pathlib import Path

from extractors.certificate import DocumentType, FieldValue
from extractors.fields import _bodies, accreditation_body, standard
from extractors.fields._labels import Role, load
from extractors.fields._paper import Paper
from extractors.parse.fold import folded

_FILE = Path(__file__).parent / "vocabulary" / "document_types.yaml"
THRESHOLD = 3.0
_WELL_READ = 0.8
_OTHER_NAMES = {
    "accreditation": DocumentType.OTHER,
    "audit_report": DocumentType.OTHER,
    "policy": DocumentType.OTHER,
}


def features(paper: Paper) -> dict[str, float]:
    """What speaks for and against, each weighed later: shares and counts between 0 and about 3."""
    face = paper.face
    words = _words()
    standards = standard.find(paper)
    top = standards[0] if standards else None
    text = "\n".join(folded(line.text) for line in face.lines)
    title = "\n".join(folded(line.text) for line in face.lines if _is_title(paper, line.size))
    labels = {h.kind for h in face.hits if h.role is Role.LABEL and h.strong}
    opens = any(h.role is Role.OPENING for h in face.hits)
    others = _others(text, title)
    accreditor = accreditation_body.find(paper)
    return {
        "title": float(any(w in title for w in words["certificate"])),
        "titled": float(any(w in text for w in words["certificate"])),
        "system": float(any(w in text for w in words["management_system"])),
        "system_title": float(any(w in title for w in words["management_system"])),
        "standard": top.standard.confidence if top else 0.0,
        "edition": float(bool(top and isinstance(top.edition, FieldValue))),
        "opening": float(opens),
        "statement": float(any(h.role is Role.ENDING and h.end - h.start > 10 for h in face.hits)),
        "number": float("certificate_number" in labels),
        "expiry": float("expiry_date" in labels or "effective_date" in labels),
        "issue": float("issue_date" in labels or "initial_certification_date" in labels),
        "scope": float("scope" in labels),
        "accreditation": accreditor.confidence if isinstance(accreditor, FieldValue) else 0.0,
        "body": float(bool(_bodies.certification_bodies(paper))),
        "other_title": min(2.0, sum(v for v in others["title"].values())),
        "other_text": min(3.0, sum(v for v in others["text"].values())),
        "bare": _bare(paper, opens, labels),
        "letter": float("letter" in others["text"]),
        "long": max(0.0, math.log10(max(1, len(text))) - 3.2),
        "short": float(len(text) < 120),
        "laboratory": float(bool(top and top.standard.value in standard.ABOUT_BODIES)),
    }


def _bare(paper: Paper, opens: bool, labels: set[str]) -> float:
    """1 for a page without a certificate's labels, less where it was badly read: an unread page proves nothing."""
    if opens or labels & {"certificate_number", "expiry_date", "effective_date", "issue_date"}:
        return 0.0
    return 1.0 if paper.face.page.legibility > _WELL_READ else 0.4


WEIGHTS = {
    "title": 0.6, "titled": 0.5, "system": 0.9, "system_title": 0.6, "standard": 1.6, "edition": 0.9, "opening": 0.6, "statement": 0.3,
    "number": 0.5, "expiry": 0.5, "issue": 0.4, "scope": 0.6, "accreditation": 0.8, "body": 0.4,
    "other_title": -2.2, "other_text": -1.0, "long": -1.5, "short": -2.0, "laboratory": -2.0, "letter": -2.0, "bare": -1.5,
}  # fmt: skip
"""Set by hand: a logistic regression over the same features, cross-validated by certification body, does no better."""


def claim(paper: Paper) -> float:
    """How strongly the paper claims to be a certificate; `THRESHOLD` and more is one."""
    found = features(paper)
    if not found["standard"]:
        return 0.0
    return sum(WEIGHTS[name] * value for name, value in found.items())


def other_kind(paper: Paper) -> DocumentType:
    """What a paper that is no certificate is."""
    face = paper.face
    if not face.lines:
        return DocumentType.UNREADABLE
    text = "\n".join(folded(line.text) for line in face.lines)
    title = "\n".join(folded(line.text) for line in face.lines if _is_title(paper, line.size))
    scores: dict[str, float] = defaultdict(float)
    for where, weight in (("title", 2.0), ("text", 1.0)):
        for kind, score in _others(text, title)[where].items():
            scores[kind] += weight * score
    if not scores:
        return DocumentType.LOGO if len(text) < 60 else DocumentType.OTHER
    best = max(scores, key=lambda k: scores[k])
    return _OTHER_NAMES.get(best) or DocumentType(best)


def _is_title(paper: Paper, size: float) -> bool:
    return size >= 1.35 * paper.face.page.body_size


def _others(text: str, title: str) -> dict[str, dict[str, float]]:
    """Words of other kinds of paper, counted by kind: in the title, and in the text."""
    found: dict[str, dict[str, float]] = {"title": {}, "text": {}}
    for kind, words in _other_words().items():
        for where, body in (("title", title), ("text", text)):
            count = sum(w in body for w in words)
            if count:
                found[where][kind] = 1.0 + 0.3 * (count - 1)
    return found


@functools.cache
def _words() -> dict[str, tuple[str, ...]]:
    table = load(_FILE)
    return {
        kind: tuple(folded(w) for words in table[kind].values() for w in words)
        for kind in ("certificate", "management_system")
    }


@functools.cache
def _other_words() -> dict[str, tuple[str, ...]]:
    return {kind: tuple(folded(str(w)) for w in words) for kind, words in load(_FILE)["other"].items()}


def looks_certified(paper: Paper) -> bool:
    """Does the page call itself a certificate, speak of a management system, or carry a certificate's labels?"""
    found = features(paper)
    labels = sum(found[name] for name in ("number", "expiry", "issue", "scope", "opening"))
    return bool(found["title"] or found["system"]) or labels >= 2
