"""Sources are named by paths and addresses, and an address that cannot work is refused before anything is done."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from flows.cli import main
from flows.commands.options import Exit
from flows.settings import Settings
from flows.sources.address import BadAddress, open_source, open_sources, parse
from flows.sources.incoming import SourceLost
from flows.sources.secret import secret


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("no-such-folder", "There is no"),
        ("ftp://host/in", "ftp:// is not known"),
        ("drop:///no/such/folder", "There is no"),
        ("imaps://mail.example/INBOX", "no user or no host"),
        ("imaps://me@/INBOX", "no user or no host"),
        ("imaps://me:secret@mail.example/INBOX", "Leave the password out"),
        ("imaps://me@mail.example/INBOX?pasword=env:X", "?pasword= is not known"),
        ("imaps://me@mail.example:99999/INBOX", "Port out of range"),
        ("imaps://me@mail.example/INBOX#2025", "%23"),
        ("drop://srv/drop", "on this machine"),
    ],
)
def test_an_address_that_cannot_work_says_what_to_write(text: str, part: str) -> None:
    with pytest.raises(BadAddress, match=part.replace("?", r"\?")) as caught:
        parse(text)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("option", ["move=INBOX", "move=inbox", "move=", "login=kerberos"])
def test_an_option_that_cannot_work_says_so(tmp_path: Path, option: str) -> None:
    with pytest.raises(BadAddress):
        open_source(f"imaps://me@mail.example/INBOX?{option}", Settings(), tmp_path)


def test_the_parts_of_an_address_are_decoded(tmp_path: Path) -> None:
    address = parse("imaps://qa%40acme.example@mail.example:1993/Eingang%20Lieferanten?move=Done")
    assert (address.user, address.host, address.port) == ("qa@acme.example", "mail.example", 1993)
    assert (address.path, address.options) == ("/Eingang Lieferanten", {"move": "Done"})
    odd = tmp_path / "a:b"
    odd.mkdir()
    assert parse(str(odd)).path == str(odd)
    assert parse(f"drop:{odd}") == parse(f"drop://{odd}")


def test_a_bad_address_on_the_command_line_is_a_usage_error(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["sweep", "imap://me:secret@mail.example/INBOX", "--out", str(tmp_path)])
    assert result.exit_code == Exit.USAGE
    assert "Leave the password out" in result.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("command", ["sweep", "serve"])
@pytest.mark.parametrize(
    "source",
    [
        "{out}",
        "drop://{out}",
        "drop://{out}/in",
        "drop://{drop}?archive=",
        "drop://{drop}?archive=.",
        "drop://{drop}?archive={out}/originals",
        "imaps://me@mail.example/INBOX?login=oauth",
        "s3:///folder",
    ],
)
def test_a_source_that_cannot_be_meant_is_refused_before_anything_is_done(
    tmp_path: Path, command: str, source: str
) -> None:
    out, drop = tmp_path / "out", tmp_path / "drop"
    for folder in (out / "in", drop):
        folder.mkdir(parents=True)
    before = sorted(tmp_path.rglob("*"))
    result = CliRunner().invoke(main, [command, source.format(out=out, drop=drop), "--out", str(out)])
    assert result.exit_code == Exit.USAGE, result.output
    assert sorted(tmp_path.rglob("*")) == before


def test_a_name_that_is_not_utf8_is_a_usage_error(tmp_path: Path) -> None:
    odd = Path(os.fsdecode(os.fsencode(tmp_path) + b"/Pr\xfcfung"))
    odd.mkdir()
    result = CliRunner().invoke(main, ["sweep", str(odd), "--out", str(tmp_path / "out")])
    assert result.exit_code == Exit.USAGE
    assert "not UTF-8" in result.stderr


def test_rows_of_ones_own_are_looked_at_before_anything_is_served(tmp_path: Path) -> None:
    rows = tmp_path / "rows"
    rows.mkdir()
    (rows / "certification_bodies.yaml").write_text("- nonsense\n")
    (tmp_path / "in").mkdir()
    given = ["serve", str(tmp_path / "in"), "--out", str(tmp_path / "out"), "--reference", str(rows)]
    assert CliRunner().invoke(main, given).exit_code == Exit.USAGE


@pytest.mark.parametrize("kind", ["", "drop://"])
def test_a_path_that_has_gone_is_a_lost_source_and_the_others_are_opened(tmp_path: Path, kind: str) -> None:
    lost, there = open_sources([f"{kind}{tmp_path}/share", str(tmp_path)], Settings(), tmp_path / "out")
    with pytest.raises(SourceLost, match="There is no"):
        list(lost.files())
    assert str(there) == str(tmp_path)


def test_a_password_comes_from_where_it_is_said_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CERTSWEEP_TEST_PASSWORD", "wonderland")
    assert secret("env:CERTSWEEP_TEST_PASSWORD") == "wonderland"
    for where in ("env:CERTSWEEP_NO_SUCH_NAME", "wonderland", "env:"):
        with pytest.raises(SourceLost):
            secret(where)
