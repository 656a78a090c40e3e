"""Who issued the certificate, as printed, and its id in the reference data.

The name stands in the footer, under the signature, in the sentence `X certifies
that`, or only in a logo. A body that the gazetteer knows is found by its name;
one that it does not know is recognised by what such names are made of, and by
the web address printed beside it.
"""

from __future__ import annotations

import functools
import re

from extractors.certificate import Field, FieldValue
from extractors.fields import _bodies, certificate_number, certified_organization
from extractors.fields._blocks import joined, neighbour
from extractors.fields._labels import Hit, Role
from extractors.fields._paper import Candidate, Paper, Sheet, Span, settle
from extractors.fields._titles import titles
from extractors.parse import names
from extractors.parse.fold import folded

_HOST = re.compile(r"(?:https?://|www\.|@)\s?([a-z0-9][a-z0-9\-]*(?:\.[a-z0-9\-]+)+)", re.IGNORECASE)
_PROPERTY = re.compile(
    r"(?:property of|issued by|certificate by|rules of|regulations of|registered with|registered by|certified by|audited by)\s+(.{3,80})",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^(?:der|die|das|the|of|de|del|della|do|da|la|el)\s+", re.IGNORECASE)
_BEGINS_LATE = re.compile(
    r"(?:Certifications?|Assessments?|Registrars?|Services|International|Private|Pvt|Co\.|Ltd|Limited|GmbH)\b",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"\s+(?:and must|and is|and shall|and remains|hereby|certifies|certify|declares|confirms|has |is |to which|on request|whose|at:|\(herein|in accordance|upon|against |for the|under).*$",
    re.IGNORECASE,
)
_NOT_ISSUERS = (
    "cnca",
    "www.cnca",
    "cx.cnca",
    "iaf",
    "www.iaf",
    "iafcert",
    "www.iafcert",
    "gmail",
    "hotmail",
    "yahoo",
    "ukas",
    "www.ukas",
)
_BRAND = 14
"""Letters: a Chinese name no longer than this that has a body's word in it may lack its legal form."""
_CROWD = 5
"""A paper that names more bodies than this lists a network's members in small print."""


@functools.lru_cache(maxsize=8)
def find(paper: Paper) -> Field[str]:
    """The issuer's name as printed."""
    return settle(paper, _candidates(paper))


def find_id(paper: Paper) -> Field[str]:
    """The issuer's id in the gazetteer, where one of its bodies is the issuer."""
    name = find(paper)
    if not isinstance(name, FieldValue):
        return paper.absent()
    key = folded(name.value)
    matches = [n for n in _bodies.certification_bodies(paper) if folded(n.name) in key or key in folded(n.name)]
    matches = [n for n in matches if len(folded(n.name)) >= 3]
    if not matches:
        return paper.absent()
    longest = max(len(folded(n.name)) for n in matches)
    owners = {n.body.key for n in matches if len(folded(n.name)) == longest}
    numbers = " ".join(s.page.text for s in paper.sheets)
    if len(owners) > 1:  # a group's short name: the accreditation number tells which of its companies
        shown = {n.body.key for n in matches for _, number in n.body.accreditations if number and number in numbers}
        owners = owners & shown or owners
    if len(owners) > 1:
        return paper.absent()
    best = next(n for n in matches if n.body.key in owners)
    exact = folded(best.name) == key
    return FieldValue(owners.pop(), name.evidence, name.confidence * (1.0 if exact else 0.9))


@functools.lru_cache(maxsize=8)
def _candidates(paper: Paper) -> list[Candidate[str]]:
    hosts = _hosts(paper)
    found = [*_known(paper, hosts), *_unknown(paper, hosts), *_by_number(paper)]
    return found if any(c.score > 0.32 for c in found) else [*found, *_by_host(paper)]


def _by_number(paper: Paper) -> list[Candidate[str]]:
    """Chinese certificate numbers begin with the last three digits of the issuer's approval."""
    number, parts = certificate_number.find(paper), certificate_number.decoded(paper)
    if not isinstance(number, FieldValue) or parts is None or parts.approval_digits is None:
        return []
    bodies = [b for b in paper.gazetteer.certification_bodies if parts.approval_digits in b.number_prefixes]
    return [Candidate(bodies[0].names[0], number.evidence, 0.4)] if len(bodies) == 1 else []


def _by_host(paper: Paper) -> list[Candidate[str]]:
    """With no name to be read, the web address of the issuer: its body where the gazetteer knows it, else itself."""
    found = []
    for sheet in paper.sheets[:1]:
        for number, line in enumerate(sheet.lines):
            for match in _HOST.finditer(line.text):
                host = match.group(1).lower()
                if host.startswith(_NOT_ISSUERS) or line.flat.y0 < 0.5 * sheet.page.height:
                    continue
                known = [b for b in paper.gazetteer.certification_bodies if any(d in host for d in b.domains)]
                name = known[0].names[0] if len(known) == 1 else host.removeprefix("www.").split(".")[0]
                evidence = sheet.evidence([Span(number, match.start(1), match.end(1))])
                found.append(Candidate(name, evidence, 0.45 if len(known) == 1 else 0.33))
    return found


def _known(paper: Paper, hosts: set[str]) -> list[Candidate[str]]:
    candidates = []
    crowd = len({n.body.key for n in _bodies.certification_bodies(paper)}) > _CROWD
    for named in _bodies.certification_bodies(paper):
        line = named.sheet.lines[named.span.line]
        if _in_holder(paper, named.sheet, named.span) or _in_a_code(named):
            continue
        whole = _whole_name(line.text, named.span)
        span = Span(named.span.line, *whole)
        text = names.tidy(named.sheet.text(span))
        domain = any(d.split("/")[0].removeprefix("www.") in host for d in named.body.domains for host in hosts)
        length = len(folded(named.name))
        score = 0.55 + 0.02 * min(10, length) + (0.15 if domain else 0.0)
        score += 0.08 if names.has_legal_form(text) else 0.0
        score += 0.06 if named.sheet is paper.face else -0.05
        score -= 0.2 if length <= 4 and not domain else 0.0
        score -= 0.4 if crowd and line.size <= named.sheet.page.body_size else 0.0
        candidates.append(
            Candidate(text, named.sheet.evidence([span]), min(0.97, score) * (0.6 + 0.4 * line.confidence))
        )
    return candidates


def _in_a_code(named: _bodies.Named) -> bool:
    """Is the name part of a number (`ABC-QMS-21-004`), or of a standard's (`ABNT NBR ISO 9001`)?"""
    text, start, end = named.sheet.lines[named.span.line].text, named.span.start, named.span.end
    hyphened = text[start - 1 : start] in ("-", "/") or re.match(r"[-/]\d", text[end:]) is not None
    standards = [s.span for s in named.sheet.standards if s.span.line == named.span.line]
    return (hyphened and end - start <= 5) or any(
        s.start <= start < s.end or 0 <= s.start - end <= 5 for s in standards
    )


def _whole_name(text: str, span: Span) -> tuple[int, int]:
    """A known name and the rest of the name that it starts: `SGS` in `SGS Nederland B.V., Spijkenisse`."""
    if text[span.start] > "\u2e80":
        return _whole_chinese(text, span)
    match = re.match(r"(?:[ \-–·&]+[A-ZÀ-ÞĞİŞ&][\w.&'’]*|\s?(?:de|of|do|ve|and|y)\s){0,7}", text[span.end :])
    end = span.end + (match.end() if match else 0)
    tail = text[span.end : end]
    return (span.start, end) if names.has_legal_form(tail) or names.body_words(tail) else (span.start, span.end)


def _whole_chinese(text: str, span: Span) -> tuple[int, int]:
    """`万泰` in `浙江万泰认证有限公司`: the run of Chinese letters round a name, as far as its legal form."""
    before = re.search(r"[\u4e00-\u9fff]*$", text[: span.start])
    after = re.match(
        r"[\u4e00-\u9fff（）()]*?(?:有限责任公司|股份有限公司|有限公司|公司|中心|研究院)", text[span.end :]
    )
    start, end = before.start() if before else span.start, span.end + after.end() if after else span.end
    whole = text[start:end]
    return (start, end) if after and len(whole) <= 24 and not names.looks_like_prose(whole) else (span.start, span.end)


def _in_holder(paper: Paper, sheet: Sheet, span: Span) -> bool:
    holder = certified_organization.best(paper)
    return (
        holder is not None
        and holder.sheet is sheet
        and holder.score > 0.75
        and any(s.line == span.line and s.start < span.end and span.start < s.end for s in holder.spans)
    )


def _unknown(paper: Paper, hosts: set[str]) -> list[Candidate[str]]:
    candidates = []
    holder = certified_organization.best(paper)
    for sheet in paper.sheets[:2]:
        for number, line in enumerate(sheet.lines):
            for start, end, bonus in _name_spans(sheet, number):
                spans = _with_beginning(sheet, Span(number, start, end))
                text = names.tidy(joined(sheet.text(s) for s in spans))
                if not _could_be(text) or (holder and holder.score > 0.6 and names.same_name(text, holder.name)):
                    continue
                score = _worth(sheet, number, text, hosts) + bonus - (0.05 if sheet is not paper.face else 0.0)
                candidates.append(
                    Candidate(text, sheet.evidence(spans), min(0.9, score) * (0.5 + 0.5 * line.confidence))
                )
    return candidates


def _with_beginning(sheet: Sheet, span: Span) -> list[Span]:
    """The line above belongs to a name that begins with `Certification Co., Ltd.`; the one below a legal form does."""
    text = sheet.text(span).strip()
    if names.is_legal_form(text) and names.native_script(text):
        below = neighbour(sheet, span.line, 1)
        if below is not None and not names.looks_like_prose(sheet.lines[below].text) and not sheet.hits_in(below):
            return [span, Span(below, 0, len(sheet.lines[below].text))]
    before = neighbour(sheet, span.line, -1)
    if before is None or not _BEGINS_LATE.match(text):
        return [span]
    above, line = sheet.lines[before], sheet.lines[span.line]
    close = -0.5 * line.size < line.flat.y0 - above.flat.y1 < 0.8 * line.size
    alike = 0.8 < above.size / max(line.size, 0.1) < 1.25 and abs(above.flat.x0 - line.flat.x0) < 3 * line.size
    if not (close and alike) or names.looks_like_prose(above.text) or len(above.text) > 50:
        return [span]
    return [Span(before, 0, len(above.text)), span]


def _name_spans(sheet: Sheet, number: int) -> list[tuple[int, int, float]]:
    """Stretches of a line that may name the issuer, with what their place is worth."""
    text = sheet.lines[number].text
    found: list[tuple[int, int, float]] = []
    match = _PROPERTY.search(text)
    if match:
        end = min(match.start(1) + len(_TAIL.sub("", match.group(1))), _clause(text, match.start(1)))
        name = text[match.start(1) : end]
        if name[:1].isupper() and (
            names.has_legal_form(name) or names.body_words(name) or sum(c.isupper() for c in name) >= 2
        ):
            found.append((match.start(1), end, 0.3))
    for hit in sheet.hits_in(number):
        if hit.kind == "certification_body" and hit.role is Role.LABEL:
            found += _after_label(sheet, hit)
        elif hit.kind == "certified_organization" and hit.role is Role.OPENING and hit.start > 5:
            labels = [h.end for h in sheet.hits_in(number) if h.kind == "certification_body" and h.end <= hit.start]
            start = max(labels, default=0)
            found.append((start, min(hit.start, _clause(text, start)), 0.3))  # `X hereby certifies that`
    if not found:
        bonus = 0.0
        following = sheet.hits_in(number + 1)
        if following and following[0].role is Role.OPENING and following[0].start <= 2:
            bonus = 0.12
        before = sheet.hits_in(number - 1)
        if before and before[-1].kind == "certification_body":
            company = names.has_legal_form(text) or names.body_words(text) > 0
            low = sheet.lines[number].flat.y0 > 0.4 * sheet.page.height
            bonus = 0.1 if low and not company else 0.25  # down there a person may have signed
        end = _clause(text, 0)
        found.append((0, end, bonus))
    return found


def _after_label(sheet: Sheet, hit: Hit) -> list[tuple[int, int, float]]:
    text = sheet.lines[hit.line].text
    rest = text[hit.end :]
    if sum(c.isalpha() for c in rest) < 3:
        return []
    start = hit.end + len(rest) - len(_ARTICLE.sub("", rest.lstrip(" :：-–")))
    opening = min(
        (h.start for h in sheet.hits_in(hit.line) if h.role is Role.OPENING and h.start > start), default=len(text)
    )
    return [(start, min(opening, _clause(text, start)), 0.3)]


def _clause(text: str, start: int) -> int:
    """Where a name that begins at `start` ends: at an address, a web site, a bracketed remark."""
    company = text.find("有限公司", start)
    if company > 0:  # Chinese runs on: `… 有限公司董事局授予`
        return company + len("有限公司")
    acronym = re.match(r"[A-Z]{2,6}\s[-–—]\s", text[start:])
    if acronym and _is_acronym_of(acronym.group()[:-3], text[start + acronym.end() :]):
        return start + acronym.end() + _clause(text[start + acronym.end() :], 0)
    match = re.search(
        r"\s[-–—|•·]\s|[;，。|•·]|,\s(?!(?:Inc|LLC|Ltd|S\.|a\.s|s\.r|LLP|Co))|\s(?:www\.|https?:|tel|e-?mail)|\s\d{3,}|\s(?:and|und)\s(?:found|is|has|was|must)\b",
        text[start:],
        re.IGNORECASE,
    )
    return start + match.start() if match else len(text)


def _is_acronym_of(acronym: str, text: str) -> bool:
    """Do the first words of `text` begin with the letters of `acronym`, little words aside?"""
    initials = "".join(w[0] for w in text.split() if len(w) > 3)
    return initials.upper().startswith(acronym)


def _could_be(text: str) -> bool:
    letters = sum(c.isalpha() for c in text)
    if text.startswith("("):
        return False
    if sum(c.isalpha() for c in names.without_body_words(text)) < 2:
        return False  # `Certification` tells nobody from anybody
    return letters >= 3 and len(text) <= 90 and sum(c.isdigit() for c in text) <= 4 and not text[:1].islower()


def _worth(sheet: Sheet, number: int, text: str, hosts: set[str]) -> float:
    line = sheet.lines[number]
    words = names.body_words(text)
    legal = names.has_legal_form(text)
    score = 0.05 + 0.22 * min(2, words) + (0.16 if legal and words else 0.05 if legal else 0.0)
    score += 0.25 if _in_hosts(text, hosts) else 0.0
    place = line.flat.y0 / max(1.0, sheet.page.height)
    score += 0.06 if place > 0.7 or place < 0.2 else 0.0
    score += 0.15 if legal and place > 0.6 else 0.0
    score -= (0.1 if names.ends_in_legal_form(text) else 0.3) if names.looks_like_prose(text) else 0.0
    score -= (
        0.15
        if any(h.role is Role.LABEL and h.strong and h.kind != "certification_body" for h in sheet.hits_in(number))
        else 0.0
    )
    score -= 0.2 if any(d.span.line == number for d in sheet.dates) else 0.0
    score -= 0.25 if any(s.span.line == number for s in sheet.standards) else 0.0
    scrap = ord(text[0]) > 0x2E80 and not names.ends_in_legal_form(text) and not (words and len(text) <= _BRAND)
    score -= 0.35 if scrap else 0.0
    if legal and _is_letterhead(sheet, number):
        score += 0.2 if names.native_script(text) else 0.1
    score -= 0.3 if number in titles(sheet) else 0.0
    score -= 0.3 if len(text.split()) > 9 else 0.0
    score -= 0.1 if text.endswith((".", ":")) and not names.ends_in_legal_form(text) else 0.0
    return score


def _is_letterhead(sheet: Sheet, number: int) -> bool:
    """Does a line stand above the title? Who signs the paper is named there, the holder never."""
    return bool(titles(sheet)) and number < titles(sheet)[0]


def _hosts(paper: Paper) -> set[str]:
    found = {m.lower() for s in paper.sheets for line in s.lines for m in _HOST.findall(line.text)}
    for sheet in paper.sheets:
        found |= {m.lower() for code in sheet.page.barcodes for m in _HOST.findall(code.text)}
    return found


def _in_hosts(text: str, hosts: set[str]) -> bool:
    """Does a web address on the page spell this name, or its initials?"""
    words = [folded(w) for w in re.findall(r"[^\W\d_]+", text)]
    generic = {
        "certification",
        "international",
        "limited",
        "services",
        "quality",
        "company",
        "private",
        "group",
        "management",
        "systems",
    }
    telling = [w for w in words if len(w) >= 3 and w not in generic]
    initials = "".join(w[0] for w in words if w)
    for host in hosts:
        labels = re.split(r"[.\-]", host)
        stem = "".join(labels[:-1])
        if any(w in stem for w in telling if len(w) >= 4 or w in labels):
            return True
        if any(len(label) >= 3 and initials.startswith(label) for label in labels[:-1]):
            return True
    return False
