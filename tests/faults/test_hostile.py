"""Hostile files cost a row each, and never the sweep."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from tests.faults import hostile
from tests.faults.harm import Harm, sweep_hostile

GIB = 1 << 30


def judge(harm: Harm) -> None:
    assert harm.exit_code == 0, harm
    assert harm.lost == 0, harm
    assert harm.unclassified == 0, harm
    assert harm.slowest_kill <= 5.0, harm
    assert harm.child_peak <= 1.5 * GIB, harm
    assert harm.own_peak <= 0.5 * GIB, harm


@pytest.mark.slow
def test_what_is_made_to_do_harm_costs_a_row_each(tmp_path: Path) -> None:
    files = itertools.chain(hostile.bombs(), hostile.mazes(), hostile.lies(), hostile.polyglots())
    harm = sweep_hostile(files, tmp_path)
    assert harm.files > 300
    judge(harm)


@pytest.mark.slow
def test_what_the_post_has_ruined_costs_a_row_each(tmp_path: Path) -> None:
    harm = sweep_hostile(itertools.chain(hostile.cut_off(4), hostile.flipped(2)), tmp_path)
    judge(harm)


def test_the_same_files_are_made_every_time() -> None:
    first, second = (list(itertools.chain(hostile.lies(), hostile.polyglots())) for _ in range(2))
    names = [file.name for file in first]
    assert len(set(names)) == len(names)
    assert [(f.name, f.data) for f in first if "encrypted" not in f.name] == [
        (f.name, f.data) for f in second if "encrypted" not in f.name
    ]
