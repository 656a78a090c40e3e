"""`docs/reliability.md` says what was measured and nothing else."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest

from tests.faults.fuzzing import TARGETS, added, inputs
from tests.faults.page import markdown
from tests.faults.picture import svg


def part(figures: dict[str, Any]) -> dict[str, Any]:
    return {"date": "2026-01-02", "machine": "two hamsters", "figures": figures}


def kind(**counts: int) -> dict[str, int]:
    nothing = dict.fromkeys(
        ("faults", "looks", "unreadable", "without_status", "doubled", "acknowledged_without_rows", "different_end"), 0
    )
    return nothing | counts


@pytest.mark.parametrize("name", ["conservation", "hostile", "volume", "fuzz"])
def test_parts_that_were_not_run_say_so(name: str) -> None:
    assert f"Not run: `make faults ONLY={name}`." in markdown({}, "curve.svg")


def test_faults_of_both_parts_are_added_up() -> None:
    page = markdown(
        {"conservation": part({"a": kind(faults=3)}), "mailbox": part({"b": kind(faults=4)})},
        "curve.svg",
    )
    assert "**7** faults" in page
    assert "No promise was broken." in page
    assert "two hamsters" in page


def test_a_broken_promise_is_not_hidden() -> None:
    page = markdown({"conservation": part({"a": kind(faults=3, doubled=2)})}, "curve.svg")
    assert "**2 times a promise was broken.**" in page
    assert "No promise was broken" not in page


@pytest.mark.parametrize(("slowest", "said"), [(0.0, "none had to be killed"), (1.5, "1.5 s (at most 5)")])
def test_a_kill_that_was_not_needed_is_not_called_quick(slowest: float, said: str) -> None:
    harm = {"files": 1, "families": {"lie": 1}, "outcomes": {"lie": {"failed broken": 1}}, "exit_code": 0, "lost": 0}
    harm |= {"unclassified": 0, "slowest_kill": slowest, "own_peak": 1, "child_peak": 1, "late_kills": [0.1, 0.2]}
    page = markdown({"hostile": part(harm)}, "curve.svg")
    assert f"| slowest kill after its deadline | {said} |" in page
    assert "1 failed (`broken`)" in page


def test_what_the_machine_lacks_is_said() -> None:
    page = markdown({"mailbox": part({"mail": {"lacking": "a mail server"}})}, "curve.svg")
    assert "Not run: mail; this machine lacks a mail server." in page


def test_the_curve_is_the_same_for_the_same_figures_and_shows_the_bar() -> None:
    curve = [(0.0, 10.0), (60.0, 300.0), (120.0, 310.0)]
    assert svg(curve) == svg(curve)
    assert ">500 MiB</text>" in svg(curve)
    assert ">2 min</text>" in svg(curve)


def test_every_fuzz_target_is_run() -> None:
    tree = ast.parse((Path(__file__).parent / "fuzz.py").read_text())  # importing it changes what is imported later
    (table,) = (n.value for n in tree.body if isinstance(n, ast.AnnAssign) and ast.unparse(n.target) == "TARGETS")
    assert isinstance(table, ast.Dict)
    assert list(TARGETS) == [key.value for key in table.keys if isinstance(key, ast.Constant)]


def test_what_was_tried_adds_up_until_the_parser_changes() -> None:
    hour = {"parsers": "as they were", "seconds": 3600, "cpu_seconds": 900, "inputs": 5, "finds": 0}
    assert added(hour, hour) == hour | {"seconds": 7200, "cpu_seconds": 1800, "inputs": 10}
    assert added(hour, hour | {"parsers": "changed"}) == hour | {"parsers": "changed"}
    assert added({}, hour) == hour


def test_the_parsers_that_are_fuzzed_are_there() -> None:
    assert all(Path(__file__).parents[2].joinpath(place).exists() for places in TARGETS.values() for place in places)


def test_the_fuzzer_is_understood() -> None:
    assert inputs("#2 INITED\nstat::number_of_executed_units: 1234\nstat::average_exec_per_sec: 5") == 1234
    assert inputs("it died") == 0
