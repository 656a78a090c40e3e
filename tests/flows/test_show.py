"""What comes from outside is shown on a terminal as it is written, and does nothing there."""

from __future__ import annotations

import datetime as dt

import pytest

from flows.intake import Arrival
from flows.one_file import FileResult
from flows.reading import Failure
from flows.show import reading_json, show_readings

NOW = dt.datetime(2026, 6, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize("hidden", ["\x1b[2J", "\x9b2J", "\u202e", "\u2066", "\r", "\x07", "\u200b", "\ud800"])
def test_control_characters_do_not_reach_the_terminal(hidden: str, capsys: pytest.CaptureFixture[str]) -> None:
    arrival = Arrival(f"file:///a{hidden}b.pdf", None, "b.pdf", None, NOW, None)
    show_readings([FileResult(arrival, Failure("broken", f"It says {hidden}accept."))])
    shown = capsys.readouterr().out
    assert "a\N{REPLACEMENT CHARACTER}" in shown
    assert hidden[0] not in shown
    assert "accept." in shown


def test_a_file_has_the_same_status_for_machines_as_in_the_tables() -> None:
    arrival = Arrival("file:///a.exe", None, "a.exe", None, NOW, None)
    codes = ("unsupported_type", "too_large", "reader_crashed", "broken")
    statuses = [reading_json(FileResult(arrival, Failure(code, "why")))["status"] for code in codes]
    assert statuses == ["unsupported", "refused", "quarantined", "failed"]


def test_letters_and_spaces_of_any_script_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    show_readings(
        [FileResult(Arrival("file:///证书\u3000Größe.pdf", None, "x", None, NOW, None), Failure("broken", "A\u3000B."))]
    )
    assert "证书\u3000Größe.pdf" in capsys.readouterr().out
