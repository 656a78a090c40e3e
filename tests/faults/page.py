"""`docs/reliability.md`, written from the figures alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tests.faults.picture import LIMIT

Figures = Mapping[str, Any]
_MIB, _GIB = 1 << 20, 1 << 30


def markdown(parts: Mapping[str, Figures], picture: str) -> str:
    """The whole page; parts that were not run say so. `picture` is the memory curve's file, beside the page."""
    faults = {**_figures(parts, "conservation"), **_figures(parts, "mailbox")}
    sections = [
        _head(parts),
        _faults(faults) if faults else _not_run("Faults in whole sweeps", "conservation"),
        _hostile(_figures(parts, "hostile")) if "hostile" in parts else _not_run("Hostile files", "hostile"),
        _volume(_figures(parts, "volume"), picture)
        if "volume" in parts
        else _not_run("Ten thousand documents", "volume"),
        _fuzz(_figures(parts, "fuzz")) if "fuzz" in parts else _not_run("Fuzzing", "fuzz"),
    ]
    return "\n\n".join(sections) + "\n"


def _figures(parts: Mapping[str, Figures], name: str) -> Figures:
    found: Figures = parts[name]["figures"] if name in parts else {}
    return found


def _not_run(title: str, part: str) -> str:
    return f"## {title}\n\nNot run: `make faults ONLY={part}`."


def _head(parts: Mapping[str, Figures]) -> str:
    rows = [(f"`{name}`", part["date"], part["machine"]) for name, part in sorted(parts.items())]
    return f"""# What happens when things go wrong

Made by `make faults`; change what it measures, not this page.

certsweep promises: every file in has a row, with a final status; no row is there twice; no mail or dropped file is
acknowledged before its rows are published; the tables can be read at every moment; and whatever happened, the next
sweep ends where an undisturbed one would have ended. Here this is put to the test.

{_table(("part", "measured on", "machine"), rows)}"""


def _faults(kinds: Figures) -> str:
    run = {name: kind for name, kind in kinds.items() if "lacking" not in kind}
    rows = [
        (name, str(k["faults"]), str(k["looks"]), *(str(k[column]) for column in _BROKEN)) for name, k in run.items()
    ]
    total = {c: sum(kind[c] for kind in run.values()) for c in ("faults", "looks", *_BROKEN)}
    rows.append(("**all**", *(f"**{total[c]}**" for c in ("faults", "looks", *_BROKEN))))
    lacking = [f"Not run: {name}; this machine lacks {k['lacking']}." for name, k in kinds.items() if "lacking" in k]
    head = ("fault", "faults", "looks", *(_BROKEN.values()))
    broken = sum(total[c] for c in _BROKEN)
    said = "No promise was broken." if not broken else f"**{broken} times a promise was broken.**"
    return f"""## Faults in whole sweeps

**{total["faults"]}** faults, each in a sweep of a folder with a drop folder or of a mailbox on a real mail server (Dovecot),
most of them into an output folder that has tables already. After each fault what is on the disk is checked; then a sweep runs
undisturbed, and its tables are compared with those of a sweep that nothing ever happened to (but for the columns that say
when, and by which run). Meanwhile another thread loads all tables over and over, and looks whether every row that is pointed at
is there: so many looks. Most sweeps run without Prefect and with a stand-in for the reader, as they are many; those
that say so run with Prefect and its server. {said}

{_table(head, rows)}

{"  ".join(lacking)}""".rstrip()


_BROKEN = {
    "without_status": "lost or without status",
    "doubled": "rows doubled",
    "acknowledged_without_rows": "acknowledged without rows",
    "unreadable": "tables not readable",
    "different_end": "another end",
}


def _hostile(harm: Figures) -> str:
    rows, slowest = [], harm["slowest_kill"]
    for family, count in harm["families"].items():
        outcomes = harm["outcomes"].get(family, {})
        shown = ", ".join(f"{n} {_code(what)}" for what, n in outcomes.items())
        rows.append((family, str(count), shown))
    measured = [
        ("the sweep ends with", f"exit code {harm['exit_code']}"),
        ("files without a final status", str(harm["lost"])),
        ("outcomes that certsweep cannot explain", str(harm["unclassified"])),
        ("slowest kill after its deadline", f"{slowest:.1f} s (at most 5)" if slowest else "none had to be killed"),
        (
            f"the same of {len(harm['late_kills'])} documents that hang, with a deadline of 2 s",
            f"{max(harm['late_kills']):.1f} s",
        ),
        ("most memory of the sweeping process", f"{harm['own_peak'] / _MIB:.0f} MiB (at most {LIMIT})"),
        ("most memory of any other process", f"{harm['child_peak'] / _MIB:.0f} MiB (at most 1536)"),
    ]
    return f"""## Hostile files

**{harm["files"]}** files, made by the project itself ([hostile.py](../tests/faults/hostile.py)), are swept as a user would,
with OCR off and 20 s for each document: bombs (archives, streams and pictures that grow), mazes (structures that lead in
circles), lies (wrong sizes, kinds and names), polyglots, and the project's samples cut off or with bytes changed.

{_table(("", "measured"), measured)}

{_table(("family", "files", "what became of them"), rows)}"""


def _code(what: str) -> str:
    status, _, code = what.partition(" ")
    return f"{status} (`{code}`)" if code else status


def _volume(v: Figures, picture: str) -> str:
    return f"""## Ten thousand documents

One sweep of {v["documents"]} documents made {v["rows"]} rows in `intake`, {v["read"]} of them read, in {v["seconds"] / 60:.0f} minutes.
The documents are short texts and the reader a stand-in; intake, reading
processes, rules, tables and Prefect are the real ones. The sweeping process took **{v["own_peak"] / _MIB:.0f} MiB** at most
(bar: {LIMIT}): {v["first_half"]:.0f} MiB in the first half of the time and {v["second_half"]:.0f} MiB in the second, which includes
judging everything and writing the tables.

![Memory of the sweeping process over time]({picture})"""


def _fuzz(targets: Figures) -> str:
    rows = [
        (f"`{name}`", _minutes(t["seconds"]), _minutes(t["cpu_seconds"]), f"{t['inputs']:,}", str(t["finds"]))
        for name, t in targets.items()
    ]
    return f"""## Fuzzing

The parsers of certsweep's own that see raw input, fuzzed with atheris ([fuzz.py](../tests/faults/fuzz.py)), all side by
side. A find is an exception that the parser does not promise, an input that takes a second, or too much memory. What was
tried adds up, from one day to another, for as long as the parser stays as it is.

{_table(("target", "minutes by the clock", "of a processor", "inputs tried", "finds"), rows)}"""


def _minutes(seconds: float) -> str:
    return f"{seconds / 60:.0f}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown; a bar in a cell would part it."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "/") for cell in line) + " |" for line in lines)
