"""`docs/accuracy.md`, written from the figures alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.accuracy.bars import Measure, measures
from tests.accuracy.causes import Kind
from tests.accuracy.evidence import ALIKE, EXACT, Cause

Figures = Mapping[str, Any]
STILL_WRONG = Path(__file__).parent / "still_wrong.md"
_KEY = "edition, number, holder, issuer, expiry"


def markdown(figures: Figures, as_of: str, picture: str) -> str:
    """The whole page; `picture` is the curve's file, beside the page."""
    parts = [
        _head(figures, as_of),
        _headline(measures(figures)),
        _by_field(figures["scored"]["score"]),
        _by_group(figures["grouped"]),
        _confidence(figures["left_out"], picture),
        _unseen(figures),
        _evidence(figures["evidence"]),
        _cost(figures["cost"]),
        _rivals(figures),
        _still_wrong(figures["scored"]),
    ]
    return "\n\n".join(parts).rstrip() + "\n"


def _head(figures: Figures, as_of: str) -> str:
    scored = figures["scored"]
    kind = scored["score"]["document_type"]
    papers, others = kind["tp"] + kind["fn"], kind["tn"] + kind["fp"]
    return f"""# How accurate certsweep is

Made by `make accuracy`; change what it measures, not this page. Words in `code` are columns of the tables.

{papers} papers with {scored["certificates"]} real certificates, and {others} others that look like certificates and are
none, were swept end to end with `certsweep sweep`. What each paper says was written down by hand beforehand. The papers
are public but not ours to pass on, so they are not in this repository; their labels were looked at while certsweep was
made, and papers of other issuers will do somewhat worse (see *Issuers never seen*).

certsweep {scored["version"]}, reader {scored["reader"]} ({", ".join(scored["engines"])}), as of {as_of};
{scored["documents"]} documents, {scored["pages"]} pages, {scored["values"]} values read.

**How to read it.** *Precision*: of the values given, how many are right. *Recall*: of the values printed, how many were
found and right. *F1* is between the two; 1 is perfect. A wrong value counts against both: it is one too many and one
missing. *Micro-F1* counts all values of all fields alike. *Key fields right*: certificates on which every one of
{_KEY} is right."""


def _headline(found: Sequence[Measure]) -> str:
    rows = [(m.what, m.shown_bar, m.shown, "reached" if m.reached else "**missed**") for m in found]
    missed = [m for m in found if not m.reached]
    said = f"{len(found) - len(missed)} of {len(found)} bars are reached, {len(missed)} are missed"
    list_of = "".join(f"\n- {m.what}: {m.shown}, where the bar is {m.shown_bar}" for m in missed)
    table = _table(("measure", "bar", "measured", ""), rows)
    return f"## Bars, and what was measured\n\n{table}\n\n{said}{':' if missed else '.'}\n{list_of}".rstrip()


def _by_field(score: Figures) -> str:
    rows = [
        (f"`{name}`", str(f["printed"]), _3(f["precision"]), _3(f["recall"]), _3(f["f1"]))
        for name, f in score["fields"].items()
    ]
    return "## By field\n\n" + _table(("field", "printed", "precision", "recall", "F1"), rows)


def _by_group(groups: Figures) -> str:
    heads = {
        "source": ("By where the text is from", "text"),
        "look": ("By what a person sees", "paper"),
        "language": ("By language (the first that certsweep tells)", "language"),
        "body": ("By certification body", "body"),
    }
    parts = []
    for key, (title, first) in heads.items():
        rows = [
            (g["name"], str(g["papers"]), str(g["certificates"]), _3(g["micro_f1"]), _3(g["key"])) for g in groups[key]
        ]
        parts.append(
            f"## {title}\n\n" + _table((first, "papers", "certificates", "micro-F1", "key fields right"), rows)
        )
    return "\n\n".join([*parts, "Rows with few papers say little: one bad paper of four is a quarter."])


def _confidence(left_out: Figures, picture: str) -> str:
    rows = [
        (f"{b['low']:.1f} to {b['high']:.1f}", str(b["values"]), _3(b["confidence"]), _3(b["right"]))
        for b in left_out["bins"]
    ]
    table = _table(("confidence", "values", "mean confidence", "share right"), rows)
    return f"""## What a confidence is worth

Every value has a confidence, which is meant as a probability. It is fitted on these papers; so it was tested on issuers
that it had not seen: the {left_out["families"]} certification bodies are parted into {left_out["groups"]} groups, each
group's {left_out["values"]} values in all get their confidence from a fit on the other {left_out["groups"] - 1} groups,
and no body is on both sides. All figures here, and those of the bars, are of these left-out confidences.

{left_out["right"] * 100:.1f} % of the values are right. Sorted by confidence, surest first, the surest
**{left_out["straight"] * 100:.1f} %** can be taken without a look if 1 in 100 of them may be wrong. Over ten bins,
confidence is off by **{left_out["error"]:.3f}** on average. A few sure and wrong values decide how far one gets: parting
the bodies by chance in {len(left_out["straight_otherwise"])} other ways gives {min(left_out["straight_otherwise"]) * 100:.0f}
to {max(left_out["straight_otherwise"]) * 100:.0f} %.

![Values taken, surest first, against how many of them are wrong]({picture})

{table}

Bins without values are left out."""


def _unseen(figures: Figures) -> str:
    seen, unseen = figures["scored"]["score"], figures["unseen"]
    rows = [
        ("micro-F1", _3(seen["micro_f1"]), _3(unseen["micro_f1"])),
        ("key fields right", _3(seen["all_key_fields_right"]), _3(unseen["key"])),
        *((f"`{name}` (F1)", _3(f["f1"]), _3(unseen["f1"][name])) for name, f in seen["fields"].items()),
    ]
    return f"""## Issuers never seen

certsweep knows many certification bodies by name, from its reference data. This is what it reads on the same pages when
**every** certification body is taken out of that data: all issuers are unknown, and only what the paper itself says
counts. The pages were read once; finding and assembling were done again. Labels were still learnt from papers like these.

{_table(("measure", "issuers known", "all issuers unknown"), rows)}"""


def _evidence(found: Figures) -> str:
    causes = [cause.value for cause in Cause if cause is not Cause.HELD]
    rows = [
        (method, str(m["lines"]), str(m["held"]), *(str(m[cause]) for cause in causes))
        for method, m in found["methods"].items()
    ]
    lost = found["values"] - found["held"]
    said = "None is missed." if not lost else f"{lost} values are not shown to be where their box says."
    return f"""## Does the box hold the text?

Every value comes with the page and the box that it was read from. Whether the text is there was measured on the pages
anew, without the reader's own words: where the text is from the file, by the letters whose middles the file puts inside
the box (at least {EXACT:.0f} % alike, or the same letters in another order); where it was read from a picture, by
cutting the picture at the box (with a margin of a tenth, then three tenths of its height) and reading that piece alone,
with RapidOCR, then Tesseract, then upside down; it is held if one of these readings is at least {ALIKE:.0f} % alike.
Case, accents, spaces and punctuation do not count, nor which script a letter is of that looks the same in two. Barcodes are decoded again. A value over several lines is held if every line is.

**{found["held"]} of {found["values"]}** values are held. {said} By line of evidence:

{_table(("read by", "lines", "held", *causes), rows)}"""


def _cost(cost: Figures) -> str:
    rows = [
        (f"a scan or photo ({cost['documents']} documents, {cost['pages']} pages)", *_seconds(cost["document"])),
        ("a page of those", *_seconds(cost["page"])),
        (f"of those, papers with a certificate ({cost['certificates']})", *_seconds(cost["certificate"])),
    ]
    return f"""## What reading costs

CPU seconds of one document from file to values, everything included (pictures, both OCR engines, finding), on one core
and one thread, for all documents without a text layer. Processor: {cost["processor"]}.

{_table(("", "median", "nine in ten take at most"), rows)}"""


def _seconds(spread: Figures) -> tuple[str, str]:
    return f"{spread['median']:.1f} s", f"{spread['p90']:.1f} s"


def _rivals(figures: Figures) -> str:
    score, others = figures["scored"]["score"], figures["rivals"]
    kind = score["document_type"]
    columns: list[Figures] = [
        {
            "micro_f1": score["micro_f1"],
            "key": score["all_key_fields_right"],
            "kinds": kind,
            "f1": {name: f["f1"] for name, f in score["fields"].items()},
        },
        *others.values(),
    ]
    rows = [
        ("certificates found", *(f"{c['kinds']['tp']} of {c['kinds']['tp'] + c['kinds']['fn']}" for c in columns)),
        ("others kept out", *(f"{c['kinds']['tn']} of {c['kinds']['tn'] + c['kinds']['fp']}" for c in columns)),
        ("micro-F1", *(_3(c["micro_f1"]) for c in columns)),
        ("key fields right", *(_3(c["key"]) for c in columns)),
        *((f"`{name}` (F1)", *(_3(c["f1"][name]) for c in columns)) for name in score["fields"]),
    ]
    return f"""## Against what else one might use

On the same files, scored by the same `score.py`. *An afternoon's script* takes the text layer, or else Tesseract's text
of the whole page at 200 dpi (English and simplified Chinese), and has one regular expression a field in the labels of
eight languages ([script.py](../tests/accuracy/rivals/script.py)). *invoice2data* gets one generic template made of the
same expressions, its own `pdftotext` input for PDFs with text, and the same Tesseract text for all else (its own
Tesseract input would use every installed language at once). It is made for invoices with a template for each issuer; here it
stands for template tools in general. Neither gives boxes or confidences.

{_table(("", "certsweep", *others), rows)}"""


def _still_wrong(scored: Figures) -> str:
    kinds = [kind.value for kind in Kind]
    total = sum(sum(row.values()) for row in scored["misses"].values())
    by_field = _misses(scored["misses"], "field", kinds, code=True)
    by_source = _misses(scored["misses_by_source"], "text from", kinds)
    return f"""## What is still wrong, and why

{total} values are wrong or missing. *{Kind.ALIKE}*: the right place, by its letters, with some letters or words wrong.
*{Kind.ELSEWHERE}*: other text of the paper. Counted by machine:

{by_field}

{by_source}

{STILL_WRONG.read_text("utf-8").strip()}"""


def _misses(table: Figures, first: str, kinds: Sequence[str], *, code: bool = False) -> str:
    ranked = sorted(table.items(), key=lambda item: (-sum(item[1].values()), item[0]))
    rows = [
        (f"`{name}`" if code else name, *(str(row[k]) for k in kinds), str(sum(row.values()))) for name, row in ranked
    ]
    return _table((first, *kinds, "all"), rows)


def _3(share: float) -> str:
    return f"{share:.3f}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown; a bar in a cell would part it."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "/") for cell in line) + " |" for line in lines)
