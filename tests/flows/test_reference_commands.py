"""`certsweep reference`, and a user's own rows: what is known, why, and how it is changed without a fork."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from flows.cli import main
from flows.commands.options import Exit
from flows.doors import open_doors


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A folder with a row that changes one, and one that is new."""
    rows = tmp_path / "own" / "certification_bodies" / "ours.yaml"
    rows.parent.mkdir(parents=True)
    rows.write_text(
        "- {id: lrqa-limited, aliases: [Loyds Register], source: our file, as_of: 2026-11-01, confidence: medium}\n"
        "- {id: acme-cert, name: Acme Certification Ltd, accreditation_status: unchecked,\n"
        "   source: our file, as_of: 2026-11-01, confidence: high}\n"
    )
    return tmp_path / "own"


def test_check_counts_the_rows_and_says_the_version(own: Path) -> None:
    plain = json.loads(run("reference", "check", "--json").stdout)
    laid_over = json.loads(run("reference", "check", "--json", "--reference", own).stdout)
    assert plain["own_rows"] == []
    assert laid_over["own_rows"] == ["lrqa-limited", "acme-cert"]
    assert laid_over["rows"]["certification bodies"] == plain["rows"]["certification bodies"] + 1
    assert laid_over["version"] != plain["version"]
    shown = run("reference", "check").stdout
    assert plain["version"] in shown
    assert f"{plain['rows']['standards']}" in shown


def test_check_lists_every_fault_at_once(own: Path) -> None:
    (own / "certification_bodies" / "more.yaml").write_text("- {id: lrqa-limited}\n- {id: Bad Id}\n- just words\n")
    result = run("reference", "check", "--reference", own)
    assert (result.exit_code, result.stdout) == (Exit.USAGE, "")
    for fault in ("lrqa-limited: is there twice", "a row must be keys and values", "Bad Id: id: "):
        assert fault in result.stderr
    assert "Traceback" not in result.stderr


def test_show_says_which_body_it_is_and_why(own: Path) -> None:
    result = run("reference", "show", "loyds register", "--reference", own)
    assert result.exit_code == Exit.OK
    assert "lrqa-limited (certification body, LRQA Limited)" in result.stdout
    assert "because: its alias is 'Loyds Register'" in result.stdout
    for said in ("source: our file", "as_of: '2026-11-01'", "confidence: medium"):
        assert said in result.stdout
    (match,) = json.loads(run("reference", "show", "UKAS 0005", "--json").stdout)["matches"]
    assert (match["key"], match["what"]) == ("sgs-united-kingdom-ltd", "accreditation number with UKAS")
    assert match["is_weak"] is True


def test_show_lists_every_candidate_and_suggests_where_there_is_none() -> None:
    several = run("reference", "show", "BSI")
    assert several.stdout.count("because: ") > 1
    assert "rows answer to 'BSI'" in several.stderr
    none = run("reference", "show", "LRQA Limted")
    assert (none.exit_code, none.stdout) == (Exit.USAGE, "")
    assert "Did you mean:\n  lrqa-limited" in none.stderr
    assert "Add it as a row of your own" in run("reference", "show", "Quetzalcoatl Umbrellas").stderr


def test_own_rows_are_judged_by_and_only_new_names_are_read_again(own: Path) -> None:
    plain, laid_over = open_doors("none"), open_doors("none", own)
    assert laid_over.reference_version != plain.reference_version
    assert laid_over.reader_key != plain.reader_key
    (own / "certification_bodies" / "ours.yaml").write_text(
        "- {id: lrqa-limited, note: seen, source: our file, as_of: 2026-11-01, confidence: high}\n"
    )
    renamed = open_doors("none", own / ".." / "own")
    assert renamed.reference_version != plain.reference_version
    assert renamed.reader_key == plain.reader_key


@pytest.mark.parametrize("command", [["read"], ["check"]])
def test_a_wrong_row_stops_a_command_before_anything_is_read(own: Path, command: list[str], tmp_path: Path) -> None:
    (own / "certification_bodies" / "more.yaml").write_text("- {id: bsi-assurance-uk-limited, colour: red}\n")
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4")
    result = run(*command, tmp_path / "a.pdf", "--reference", own)
    assert (result.exit_code, result.stdout) == (Exit.USAGE, "")
    assert "colour: Extra inputs are not permitted" in result.stderr


def test_a_wrong_row_stops_a_sweep_before_anything_is_written(own: Path, tmp_path: Path) -> None:
    (own / "certification_bodies" / "more.yaml").write_text("- just words\n")
    (tmp_path / "in").mkdir()
    result = run("sweep", tmp_path / "in", "--out", tmp_path / "out", "--reference", own)
    assert (result.exit_code, result.stdout) == (Exit.USAGE, "")
    assert "a row must be keys and values" in result.stderr
    assert not (tmp_path / "out").exists()
