"""Every file in becomes one arrival, however it is wrapped and whatever it is called."""

from __future__ import annotations

import base64
import binascii
import inspect
import io
import os
import sys
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest

from flows.intake import Intake
from flows.originals import Originals
from flows.settings import Settings
from flows.sources.address import local
from flows.sources.zips import member_name
from tests.flows.packing import NOW, mail, put, take, zipped


def test_a_folder_is_taken_in_one_order_with_its_top_folders_as_suppliers(tmp_path: Path) -> None:
    source = tmp_path / "in"
    put(source / "Zeta" / "old", a=b"1")
    put(source / "Alpha", b=b"2")
    put(source / "_mail", c=b"3")
    put(source, top=b"4")
    arrivals = take(tmp_path, source)
    assert list(arrivals) == ["/Alpha/b", "/Zeta/old/a", "/_mail/c", "/top"]
    assert [a.supplier_id for a in arrivals.values()] == ["Alpha", "Zeta", None, None]


def test_a_zip_in_a_zip_in_a_mail_shows_its_whole_way(tmp_path: Path) -> None:
    inner = zipped({"证书/9001.pdf": b"%PDF-1.7 x"})
    source = put(tmp_path / "in", **{"m.eml": mail(**{"all.zip": zipped({"old/inner.zip": inner, "n.txt": b"note"})})})
    arrivals = take(tmp_path, source)
    assert {name: a.status for name, a in arrivals.items()} == {
        "/m.eml": "unpacked",
        "/m.eml!/1/all.zip": "unpacked",
        "/m.eml!/1/all.zip!/old/inner.zip": "unpacked",
        "/m.eml!/1/all.zip!/old/inner.zip!/证书/9001.pdf": None,
        "/m.eml!/1/all.zip!/n.txt": None,
    }
    document = arrivals["/m.eml!/1/all.zip!/old/inner.zip!/证书/9001.pdf"]
    assert document.supplier_id == "quality@acme.example"
    assert document.container_uri == f"file://{source}/m.eml!/1/all.zip!/old/inner.zip"
    assert document.original is not None
    assert document.original.media_type == "application/pdf"


def test_a_forwarded_mail_comes_from_whoever_wrote_it(tmp_path: Path) -> None:
    outer = EmailMessage()
    outer["From"], outer["To"] = "buyer@example.com", "certificates@example.com"
    outer.set_content("fyi")
    inner = EmailMessage()
    inner["From"], inner["Subject"] = "sales@acme.example", "ISO"
    inner.set_content("attached")
    inner.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="c.pdf")
    outer.add_attachment(inner)
    source = put(tmp_path / "in", **{"fwd.eml": outer.as_bytes()})
    arrivals = take(tmp_path, source)
    assert arrivals["/fwd.eml!/1/part-1!/1/c.pdf"].supplier_id == "sales@acme.example"


@pytest.mark.parametrize(
    "sender", ["<", '"Acme" <', "sales@[1.2.3.4", "=?utf-8?b?!!?=", "<>", "undisclosed-recipients:;"]
)
def test_an_odd_sender_costs_a_mail_none_of_its_files(tmp_path: Path, sender: str) -> None:
    odd = mail(**{"c.pdf": b"%PDF-1.7"}).replace(b"QA <Quality@Acme.example>", sender.encode())
    found = take(tmp_path, put(tmp_path / "in", m=odd))["/m!/1/c.pdf"]
    assert (found.status, found.supplier_id) == (None, None)


PLAIN = b"From: sales@acme.example\r\nTo: a@buyer.example\r\nSubject: ISO\r\n\r\n"
UUENCODED = b"".join(
    [
        b"begin 644 cert.pdf\r\n",
        *(binascii.b2a_uu(b"%PDF-1.7" * 5).replace(b"\n", b"\r\n") for _ in "123"),
        b"`\r\nend\r\n",
    ]
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (UUENCODED, {"/m!/1/cert.pdf": b"%PDF-1.7" * 15}),
        (UUENCODED.replace(b"\r\nH", b"K\r\nH").replace(b"pdfK", b"pdf"), {"/m!/1/cert.pdf": b"%PDF-1.7" * 15}),
        (UUENCODED * 2, {"/m!/1/cert.pdf": b"%PDF-1.7" * 15, "/m!/2/cert.pdf": b"%PDF-1.7" * 15}),
        (UUENCODED.removesuffix(b"end\r\n"), {"/m!/1/cert.pdf": "broken_archive"}),  # cut off
        (UUENCODED[:90] + b"zz" + UUENCODED[90:], {"/m!/1/cert.pdf": "broken_archive"}),
        (b"Please\r\nbegin 644 metres from the gate\r\n\r\nand end\r\nend\r\n", {}),  # prose
    ],
)
def test_files_written_into_a_mails_text_come_in(tmp_path: Path, text: bytes, found: dict[str, bytes | str]) -> None:
    arrivals = take(tmp_path, put(tmp_path / "in", m=PLAIN + b"Please find attached.\r\n\r\n" + text))
    del arrivals["/m"]
    assert {name: a.original.path.read_bytes() if a.original else a.code for name, a in arrivals.items()} == found


@pytest.mark.parametrize("encode", [base64.encodebytes, bytes])
def test_an_attached_mail_that_is_said_to_be_base64_is_a_mail(tmp_path: Path, encode: Callable[[bytes], bytes]) -> None:
    inner = mail(**{"c.pdf": b"%PDF-1.7"})
    outer = (
        b"From: buyer@example.com\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n"
        b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n" + encode(inner) + b"\r\n--x--\r\n"
    )
    arrivals = take(tmp_path, put(tmp_path / "in", m=outer))
    assert arrivals["/m!/1/part-1!/1/c.pdf"].supplier_id == "quality@acme.example"


def test_the_buyers_own_folder_says_more_than_a_sender(tmp_path: Path) -> None:
    source = tmp_path / "in"
    put(source / "Acme", **{"m.eml": mail(c=b"%PDF-1.7")})
    assert take(tmp_path, source)["/Acme/m.eml!/1/c"].supplier_id == "Acme"


def test_a_folder_named_after_an_address_is_still_the_buyers_own(tmp_path: Path) -> None:
    source = tmp_path / "in"
    put(source / "info@acme.de", **{"m.eml": mail(c=b"%PDF-1.7"), "z.zip": zipped({"m.eml": mail(c=b"%PDF-1.7")})})
    arrivals = take(tmp_path, source)
    assert arrivals["/info@acme.de/m.eml!/1/c"].supplier_id == "info@acme.de"
    assert arrivals["/info@acme.de/z.zip!/m.eml!/1/c"].supplier_id == "info@acme.de"


def test_a_zip_given_as_the_source_counts_as_a_source_folder(tmp_path: Path) -> None:
    source = put(tmp_path, **{"dump.zip": zipped({"Acme/2024/c.pdf": b"%PDF-1.7"})}) / "dump.zip"
    assert take(tmp_path, source)["!/Acme/2024/c.pdf"].supplier_id == "Acme"


def test_links_are_not_followed_and_pipes_do_not_block(tmp_path: Path) -> None:
    source = put(tmp_path / "in", real=b"x")
    (source / "link").symlink_to("/etc/passwd")
    (source / "loop").symlink_to(source)
    os.mkfifo(source / "pipe")
    arrivals = take(tmp_path, source)
    assert {name: a.code for name, a in arrivals.items()} == {
        "/link": "symbolic_link",
        "/loop": "symbolic_link",
        "/pipe": "unsupported_type",
        "/real": None,
    }


def test_folders_may_lie_deeper_than_calls_may_go(tmp_path: Path) -> None:
    put(tmp_path.joinpath("in", "Acme", *"a" * 150), **{"c.pdf": b"%PDF-1.7"})
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack()) + 100)
    try:
        found = [(i.file_name, i.supplier_id) for i in local(tmp_path / "in").files()]
    finally:
        sys.setrecursionlimit(before)
    assert found == [("c.pdf", "Acme")]


def test_a_name_whose_kind_cannot_be_told_costs_one_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Shy:
        """As some network file systems have it: names come without kinds, and asking for one is refused."""

        def __init__(self, entry: os.DirEntry[str]) -> None:
            self.name, self.path = entry.name, entry.path

        def is_dir(self, follow_symlinks: bool) -> bool:
            raise PermissionError(13, "Permission denied")

    source = put(tmp_path / "in", a=b"1", b=b"2")
    real = os.scandir
    monkeypatch.setattr("flows.sources.folder.os.scandir", lambda path: [Shy(entry) for entry in real(path)])
    monkeypatch.setattr("flows.sources.folder.Path.is_symlink", refused_once(Path.is_symlink))
    assert [a.code for a in take(tmp_path, source).values()] == ["cannot_open", None]


def refused_once(real: Callable[[Path], bool]) -> Callable[[Path], bool]:
    refused: list[Path] = []

    def ask(path: Path) -> bool:
        if not refused:
            refused.append(path)
            raise PermissionError(13, "Permission denied")
        return real(path)

    return ask


def test_a_file_that_may_not_be_read_has_its_row(tmp_path: Path) -> None:
    source = put(tmp_path / "in", gone=b"x")
    intake = Intake(Originals(tmp_path / "originals"), Settings(), NOW)
    (source / "gone").chmod(0)
    if os.access(source / "gone", os.R_OK):
        pytest.skip("root reads everything")
    assert [a.code for a in intake.take(local(source))] == ["cannot_open"]


def test_all_that_a_file_unpacks_to_is_limited_together(tmp_path: Path) -> None:
    members = {f"{n}.bin": os.urandom(1000) for n in range(5)}
    source = put(tmp_path / "in", **{"a.zip": zipped(members)})
    arrivals = take(tmp_path, source, expanded_bytes=2500)
    assert [a.code for a in arrivals.values()] == [None, None, *["expands_too_much"] * 3, None]


@pytest.mark.parametrize(
    ("data", "limit", "code"),
    [
        (b"x" * 101, {"file_bytes": 100}, "too_large"),
        (zipped({"a": b"x"}), {"container_bytes": 10}, "too_large"),
        (mail(a=b"x"), {"mail_bytes": 10}, "too_large"),
        (mail(a=b"x", b=b"y"), {"mail_parts": 2}, "too_many_entries"),
        (zipped({str(n): b"x" for n in range(11)}), {"archive_entries": 10}, "too_many_entries"),
        (zipped({"a": b"x"}), {"archive_depth": 1}, None),
    ],
)
def test_over_a_limit_is_a_row(tmp_path: Path, data: bytes, limit: dict[str, int], code: str | None) -> None:
    source = put(tmp_path / "in", file=data)
    assert take(tmp_path, source, **limit)["/file"].code == code


def test_too_deep_is_a_row(tmp_path: Path) -> None:
    data = b"%PDF-1.7"
    for _ in range(4):
        data = zipped({"x": data})
    source = put(tmp_path / "in", z=data)
    arrivals = take(tmp_path, source, archive_depth=3)
    assert arrivals["/z!/x!/x!/x"].code == "too_deep"
    assert len(arrivals) == 4


def test_an_encrypted_member_costs_one_row(tmp_path: Path) -> None:
    data = bytearray(zipped({"secret": b"x", "open": b"y"}))
    at = data.find(b"PK\x03\x04")
    data[at + 6] |= 1  # the flag in the member's own header, and below in the list of names
    data[data.find(b"PK\x01\x02") + 8] |= 1
    source = put(tmp_path / "in", **{"a.zip": bytes(data)})
    arrivals = take(tmp_path, source)
    assert arrivals["/a.zip!/secret"].code == "encrypted_archive"
    assert arrivals["/a.zip!/open"].code is None


def test_a_mail_of_garbage_never_stops_the_others(tmp_path: Path) -> None:
    nested = b"Content-Type: message/rfc822\nFrom: a@b.example\n\n" * 400
    odd = b'From: "\xff\xfe" <x@y>\nSubject: =?bad?q?\nContent-Type: multipart/mixed; boundary="\n\nx'
    source = put(tmp_path / "in", nested=nested, odd=odd, z=b"after")
    arrivals = take(tmp_path, source)
    assert arrivals["/z"].code is None
    assert all(a.status in {None, "unpacked", "refused", "failed"} for a in arrivals.values())


def test_the_same_name_twice_in_a_zip_makes_two_rows(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("a.pdf", b"one")
        archive.writestr("a.pdf", b"two")
    arrivals = take(tmp_path, put(tmp_path / "in", z=out.getvalue()))
    assert len({a.original.sha256 for a in arrivals.values() if a.original}) == 3


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("证书.pdf".encode("gb2312"), "证书.pdf"),  # Chinese Windows
        ("证书.pdf".encode(), "证书.pdf"),  # UTF-8 without the flag
        ("Müller.pdf".encode("cp437"), "Müller.pdf"),  # a lone high byte is not Chinese
    ],
)
def test_names_of_members_are_read_as_they_were_written(raw: bytes, shown: str) -> None:
    assert member_name(zipfile.ZipInfo(raw.decode("cp437"))) == shown


def test_what_the_user_names_is_followed_even_if_it_is_a_link(tmp_path: Path) -> None:
    put(tmp_path, real=b"x")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert [a.status for a in take(tmp_path, tmp_path / "link").values()] == [None]
