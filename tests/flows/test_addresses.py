"""Sources are named by paths and addresses, and an address that cannot work is refused before anything is done."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from flows.cli import main
from flows.commands.options import Exit
from flows.settings import Settings
from flows.sources.address import BadAddress, open_source, parse
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
    ],
)
def test_an_address_that_cannot_work_says_what_to_write(text: str, part: str) -> None:
    with pytest.raises(BadAddress, match=part.replace("?", r"\?")) as caught:
        parse(text)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("option", ["move=INBOX", "login=kerberos"])
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


def test_the_output_folder_is_no_drop_folder(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["sweep", f"drop://{tmp_path}", "--out", str(tmp_path)])
    assert result.exit_code == Exit.USAGE


def test_a_password_comes_from_where_it_is_said_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CERTSWEEP_TEST_PASSWORD", "wonderland")
    assert secret("env:CERTSWEEP_TEST_PASSWORD") == "wonderland"
    for where in ("env:CERTSWEEP_NO_SUCH_NAME", "wonderland", "env:"):
        with pytest.raises(SourceLost):
            secret(where)
