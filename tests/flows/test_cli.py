"""The command line: results on stdout, talk on stderr, stable exit codes, nothing imported in vain."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from flows import one_file
from flows.cli import main
from flows.commands import options
from flows.commands.options import Exit
from flows.doors import Doors
from flows.files import hold
from tests.flows import fakes


@pytest.fixture
def papers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(one_file, "open_doors", lambda ocr, reference: fakes.doors())
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "good.txt").write_bytes(fakes.paper(scope="[bold red]Toys[/] <b>&</b>"))
    (folder / "old.txt").write_bytes(fakes.paper(expiry="2020-01-31"))
    (folder / "locked.txt").write_bytes(b"!locked")
    return folder


def test_read_prints_a_table_for_people(papers: Path) -> None:
    result = CliRunner().invoke(main, ["read", str(papers / "good.txt")])
    assert result.exit_code == Exit.OK
    assert result.stderr == ""
    row = next(line for line in result.stdout.splitlines() if line.strip().startswith("scope"))
    assert "[bold red]Toys[/] <b>&</b>" in row  # what a page says is text, never markup
    assert "0.90" in row
    assert "(not found)" in result.stdout


def test_check_says_the_verdict_and_what_to_do(papers: Path) -> None:
    result = CliRunner().invoke(main, ["check", "--as-of", "2026-06-30", str(papers / "old.txt")])
    assert result.exit_code == Exit.OK
    assert "REJECT as of 2026-06-30" in result.stdout
    assert "VAL001" in result.stdout
    assert "Next:" in result.stdout


def test_json_is_json_and_nothing_else(papers: Path) -> None:
    result = CliRunner().invoke(main, ["check", "--json", "--as-of", "2026-06-30", str(papers)])
    assert result.exit_code == Exit.UNREAD
    data = {Path(item["source_uri"]).name: item for item in json.loads(result.stdout)}
    assert data["good.txt"]["certificates"][0]["verdict"]["decision"] == "accept"
    assert data["good.txt"]["certificates"][0]["expiry_date"]["value"] == "2027-01-31"
    assert (data["locked.txt"]["status"], data["locked.txt"]["code"]) == ("failed", "encrypted")


def test_a_file_that_cannot_be_read_says_why_and_what_to_do(papers: Path) -> None:
    result = CliRunner().invoke(main, ["read", str(papers / "locked.txt")])
    assert result.exit_code == Exit.UNREAD
    assert "not read (encrypted)" in result.stdout
    assert "Ask the supplier" in result.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ["read"],
        ["read", "no-such-file.pdf"],
        ["check", "--as-of", "yesterday", "pyproject.toml"],
        ["check", "--ocr", "magic", "pyproject.toml"],
        ["sweep", "tests"],
        ["rules", "explain", "NO999"],
    ],
)
def test_what_is_not_understood_is_a_usage_error_on_stderr(arguments: list[str]) -> None:
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == Exit.USAGE
    assert result.stdout == ""
    assert result.stderr


def test_the_output_folder_is_never_its_own_source(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["sweep", str(tmp_path), "--out", str(tmp_path)])
    assert result.exit_code == Exit.USAGE
    assert "Choose another --out" in result.stderr


@pytest.mark.parametrize(
    "command",
    [
        ["read"],
        ["check"],
        ["sweep"],
        ["rejudge"],
        ["diff"],
        ["rules", "list"],
        ["rules", "explain"],
        ["registry", "import"],
        ["registry", "list"],
        ["reference", "check"],
        ["reference", "show"],
    ],
)
def test_help_shows_an_example_and_the_exit_codes(command: list[str]) -> None:
    result = CliRunner().invoke(main, [*command, "--help"])
    assert f"certsweep {' '.join(command)}" in result.stdout.partition("Examples:")[2]
    for code in Exit:
        assert f"\n    {int(code)}  " in result.stdout


def test_rules_are_listed_and_explained() -> None:
    listed = json.loads(CliRunner().invoke(main, ["rules", "list", "--json"]).stdout)
    first = listed[0]["id"]
    assert CliRunner().invoke(main, ["rules", "list"]).stdout.startswith(first)
    assert first in CliRunner().invoke(main, ["rules", "explain", first.lower()]).stdout


_LOADED = """
import sys
from flows.cli import main
try:
    main(["check", "--json", "--ocr", "none", sys.argv[1]])
except SystemExit:
    pass
print(sorted({"prefect", "pandas", "pyarrow"} & sys.modules.keys()), file=sys.stderr)
"""


def test_check_starts_neither_prefect_nor_pandas(tmp_path: Path) -> None:
    sample = _born_digital(tmp_path)
    done = subprocess.run([sys.executable, "-c", _LOADED, str(sample)], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)
    assert done.stderr.strip().splitlines()[-1] == "[]"


def _born_digital(folder: Path) -> Path:
    from reportlab.pdfgen.canvas import Canvas

    path = folder / "certificate.pdf"
    canvas = Canvas(str(path))
    lines = ("CERTIFICATE", "This is to certify that", "Acme Valves Ltd", "complies with ISO 9001:2015")
    for place, line in enumerate((*lines, "Certificate number: AB 123456", "Expiry date: 31 December 2027")):
        canvas.drawString(72, 760 - 30 * place, line)
    canvas.save()
    return path


def test_a_second_sweep_of_the_same_folder_says_so(tmp_path: Path) -> None:
    out = tmp_path / "out"
    (tmp_path / "in").mkdir()
    with hold(out):
        result = subprocess.run(
            [sys.executable, "-m", "flows.cli", "sweep", str(tmp_path / "in"), "--out", str(out)],
            capture_output=True,
            text=True,
            check=False,
        )
    assert result.returncode == Exit.LOCKED
    assert result.stdout == ""
    assert "Another sweep is at work" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_fault_of_our_own_has_its_own_exit_code(papers: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(ocr: str, reference: Path | None) -> Doors:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(one_file, "open_doors", full)
    result = CliRunner().invoke(main, ["read", str(papers)])
    assert result.exit_code == Exit.FAULT
    assert "No space left on device" in result.stderr
    assert "run the same command again" in result.stderr


def test_a_setting_that_is_wrong_is_no_fault_of_ours(papers: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CERTSWEEP_PROCESSES", "many")
    result = CliRunner().invoke(main, ["check", str(next(papers.iterdir()))])
    assert result.exit_code == Exit.USAGE
    assert "CERTSWEEP_PROCESSES: Input should be a valid integer" in result.stderr


def test_json_keeps_letters_and_escapes_what_a_terminal_would_obey(capsys: pytest.CaptureFixture[str]) -> None:
    said = {"name": "证书 Müller \u202efdp.exe \x9b2J \U000e0041"}
    options.print_json(said)
    printed = capsys.readouterr().out
    assert json.loads(printed) == said
    assert "证书 Müller" in printed
    assert all(c.isprintable() or c == "\n" for c in printed)
