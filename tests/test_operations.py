"""docs/operations.md: its commands exist, and so do its options; its units are systemd's, its deployments Prefect's."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
import uuid
from pathlib import Path

import click
import pytest

from flows.cli import main
from flows.commands.options import Exit

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "operations.md").read_text("utf-8")
UNITS = sorted((ROOT / "docs" / "systemd").glob("*.service"))


def commands() -> list[list[str]]:
    """What is typed in the page's consoles, and what its units start; the words of each."""
    blocks = re.findall(r"^```console\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    typed = [line.removeprefix("$ ") for block in blocks for line in block.splitlines() if line.startswith("$ ")]
    started = [re.search(r"^ExecStart=.*/bin/(.+)$", unit.read_text("utf-8"), re.MULTILINE) for unit in UNITS]
    return [shlex.split(line) for line in (*typed, *(found[1] for found in started if found))]


def of(program: str) -> list[list[str]]:
    return [words[1:] for words in commands() if words[0] == program]


def inline(program: str) -> list[list[str]]:
    """The same in running text, where `ID` stands for one."""
    found = re.findall(rf"`({program} [^`]+)`", PAGE)
    return [[str(uuid.uuid4()) if word == "ID" else word for word in shlex.split(line)[1:]] for line in found]


def test_the_page_has_commands_and_no_program_that_is_not_checked() -> None:
    ours, others = {"certsweep", "make", "prefect"}, {"export", "read", "python", "flock", "tar", "mkdir", "rm", "ls"}
    assert ours <= {words[0] for words in commands()} <= ours | others | {"du", "df"}


def parse(words: list[str]) -> None:
    """Has click take a command's words apart; files need not be there, and nothing is run.

    Raises:
        click.UsageError: it does not know the command or an option, or an argument is missing.
    """
    command: click.Command = main
    context = click.Context(main, info_name="certsweep")
    while isinstance(command, click.Group):
        _, rest, _ = command.make_parser(context).parse_args(list(words))
        if not rest:
            return
        name, found, words = command.resolve_command(context, rest)
        assert found
        command, context = found, click.Context(found, info_name=name, parent=context)
    given, rest, _ = command.make_parser(context).parse_args(list(words))
    assert not rest
    said = {name for name, value in given.items() if value and isinstance(value, str | tuple | list)}
    if missing := {param.name for param in command.params if param.required} - said:
        raise click.UsageError(f"{missing} missing")


@pytest.mark.parametrize("words", of("certsweep"), ids=" ".join)
def test_every_certsweep_command_exists_with_its_options(words: list[str]) -> None:
    parse(words)


@pytest.mark.parametrize("words", inline("certsweep"), ids=" ".join)
def test_every_certsweep_command_in_the_text_exists(words: list[str]) -> None:
    assert words[0] in main.commands


@pytest.mark.parametrize(
    "line", ["sweeep in --out out", "sweep in --out out --hourly", "sweep in", "registry import --out out"]
)
def test_a_command_that_does_not_exist_is_found_out(line: str) -> None:
    with pytest.raises(click.UsageError):
        parse(shlex.split(line))


@pytest.mark.parametrize("words", of("make"), ids=" ".join)
def test_every_make_command_exists(words: list[str]) -> None:
    assert set(words) <= set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))


_BIND = """
import json, sys
from prefect.cli._app import _app
wrong = []
for words in json.load(sys.stdin):
    try:
        _app.parse_args(words, exit_on_error=False, print_error=False)
    except Exception as error:
        wrong.append(f"{' '.join(words)}: {error}")
print(json.dumps(wrong))
"""


def test_every_prefect_command_exists_with_its_options(tmp_path: Path) -> None:
    nonsense = ["deploy", "--everything"]
    said = subprocess.run(
        [sys.executable, "-c", _BIND],
        input=json.dumps([*of("prefect"), *inline("prefect"), nonsense]),
        env={**os.environ, "PREFECT_HOME": str(tmp_path), "DO_NOT_TRACK": "1"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert [line.partition(":")[0] for line in json.loads(said)] == ["deploy --everything"]


def test_every_exit_code_is_explained() -> None:
    table = re.findall(r"^\| (\d) \|", PAGE, re.MULTILINE)
    assert [int(code) for code in table] == sorted(Exit)


def test_every_file_that_the_page_links_to_is_there() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", PAGE)
    assert {f"systemd/{unit.name}" for unit in UNITS} <= set(links)
    assert not [link for link in links if not (ROOT / "docs" / link).exists()]


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_units_are_what_systemd_understands(tmp_path: Path, unit: Path) -> None:
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd is not installed")
    here = tmp_path / unit.name  # with a program that is on every machine
    here.write_text(re.sub(r"(?m)^ExecStart=\S+", "ExecStart=/bin/true", unit.read_text("utf-8")))
    done = subprocess.run(["systemd-analyze", "verify", str(here)], capture_output=True, text=True, check=False)
    ours = [line for line in done.stderr.splitlines() if unit.name in line]
    assert not ours
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_units_run_as_somebody_who_may_little(unit: Path) -> None:
    text = unit.read_text("utf-8")
    for line in ("User=certsweep", "NoNewPrivileges=yes", "ProtectSystem=strict", "CapabilityBoundingSet="):
        assert f"\n{line}\n" in text
    assert "MemoryMax=" in text
    assert "PASSWORD" not in text


def test_nothing_is_told_about_those_who_use_it() -> None:
    server = tomllib.loads((ROOT / "prefect.toml").read_text("utf-8"))["server"]
    assert server["analytics_enabled"] is False
    for unit in UNITS:
        text = unit.read_text("utf-8")
        assert "certsweep serve" in text or "DO_NOT_TRACK=1" in text
