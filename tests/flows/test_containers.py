"""Archives of every kind: what is in them is found, and what is wrong with them costs a row and nothing else."""

from __future__ import annotations

import hashlib
import io
import os
import struct
import tarfile
from pathlib import Path

import pytest

from tests.flows.packing import ARCHIVES, SINGLE, mail, mailbox, put, rarred, seven_zipped, take, tarred, zipped

CERTIFICATE = b"%PDF-1.7 certificate"
HOSTILE = [
    "../../etc/passwd",
    "/etc/passwd",
    "C:\\Windows\\x.pdf",
    "a\u202efdp.exe",
    "CON",
    "x" * 3000,
    "a\nb\x1b[2J.pdf",
]


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize("kind", ARCHIVES)
def test_every_file_in_an_archive_has_its_row_and_its_bytes(tmp_path: Path, kind: str) -> None:
    files = {"Acme/证书 1.pdf": CERTIFICATE, "Acme/empty": b"", "b.bin": os.urandom(3_000_000)}
    arrivals = take(tmp_path, put(tmp_path / "in", a=ARCHIVES[kind](files)))
    assert arrivals.pop("/a").status == "unpacked"
    assert {a.original.sha256 for a in arrivals.values() if a.original} == {sha256(data) for data in files.values()}
    assert set(arrivals) == {"/a!/Acme/证书%201.pdf", "/a!/Acme/empty", "/a!/b.bin"}
    assert {a.status for a in arrivals.values()} == {None}


@pytest.mark.parametrize(
    ("claimed", "old_claim", "ends"),
    [
        (
            None,
            0xFFFFFFFF,
            {"/a": "unpacked", "/a!/c.pdf": None},
        ),  # as Windows ends a zip that is too large for the old end
        (10**9, 0, {"/a": "refused"}),  # `zipfile` goes by the new end: a list too long is not hidden by the old one
    ],
)
def test_a_zip64_is_measured_by_its_own_end(
    tmp_path: Path, claimed: int | None, old_claim: int, ends: dict[str, str | None]
) -> None:
    data = zipped({"c.pdf": CERTIFICATE})
    end = data.rfind(b"PK\x05\x06")
    count, size, offset = struct.unpack_from("<HII", data, end + 10)
    wide = struct.pack("<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, claimed or size, offset)
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, end, 1)
    old = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, old_claim, 0xFFFFFFFF, 0)
    arrivals = take(tmp_path, put(tmp_path / "in", a=data[:end] + wide + locator + old))
    assert {name: arrival.status for name, arrival in arrivals.items()} == ends


@pytest.mark.parametrize("kind", SINGLE)
def test_one_compressed_file_is_called_as_it_was(tmp_path: Path, kind: str) -> None:
    source = put(tmp_path / "in", **{f"c.pdf.{kind}": SINGLE[kind](CERTIFICATE), "d": SINGLE[kind](b"")})
    arrivals = take(tmp_path, source)
    inner = arrivals[f"/c.pdf.{kind}!/c.pdf"]
    assert inner.file_name == "c.pdf"
    assert inner.original is not None
    assert inner.original.sha256 == sha256(CERTIFICATE)
    assert "/d!/d" in arrivals


@pytest.mark.parametrize("kind", ARCHIVES)
def test_a_certificate_three_containers_deep_is_found(tmp_path: Path, kind: str) -> None:
    data = CERTIFICATE
    for make in (ARCHIVES["tar.gz"], ARCHIVES[kind], ARCHIVES["zip"]):
        data = make({"in/x": data})
    arrivals = take(tmp_path, put(tmp_path / "in", m=mail(a=data)))
    found = arrivals["/m!/1/a!/in/x!/in/x!/in/x"]
    assert found.status is None
    assert found.supplier_id == "quality@acme.example"
    assert found.container_uri == f"file://{tmp_path}/in/m!/1/a!/in/x!/in/x"


def test_mails_in_a_mailbox_are_told_apart(tmp_path: Path) -> None:
    prose = mail(c=b"%PDF one").replace(b"Please find", b"Dear Sirs\n\nFrom our house to yours: please find")
    source = put(tmp_path / "in", box=mailbox(prose, mail(c=b"%PDF two")))
    arrivals = take(tmp_path, source)
    assert set(arrivals) == {"/box", "/box!/1.eml", "/box!/1.eml!/1/c", "/box!/2.eml", "/box!/2.eml!/1/c"}
    assert arrivals["/box!/2.eml!/1/c"].supplier_id == "quality@acme.example"


@pytest.mark.parametrize("kind", ARCHIVES)
def test_hostile_names_stay_names(tmp_path: Path, kind: str) -> None:
    files = {name: f"%PDF {place}".encode() for place, name in enumerate(HOSTILE)}
    source = put(tmp_path / "in", a=ARCHIVES[kind](files))
    before = set(tmp_path.rglob("*"))
    arrivals = take(tmp_path, source)
    written = {path for path in set(tmp_path.rglob("*")) - before if path.is_file()}
    assert {path.relative_to(tmp_path).parts[0] for path in written} == {"originals"}
    assert len(arrivals) == len(HOSTILE) + 1
    for arrival in arrivals.values():
        assert arrival.original is not None
        assert arrival.original.path.stem == arrival.original.sha256
        assert arrival.file_name.isprintable()
        assert len(arrival.file_name) <= 255
        assert arrival.source_uri.isprintable()
        assert len(arrival.source_uri) < 3000
        assert arrival.source_uri.count("!/") <= 1


def test_endless_names_that_differ_at_the_end_of_their_middle_stay_two(tmp_path: Path) -> None:
    names = ["x" * 1500 + letter + "y" * 1500 for letter in "ab"]
    arrivals = take(tmp_path, put(tmp_path / "in", a=zipped(dict.fromkeys(names, b"x"))))
    assert len(arrivals) == 3


@pytest.mark.parametrize("kind", ["tar", "tar.gz"])
def test_the_same_name_twice_makes_two_rows(tmp_path: Path, kind: str) -> None:
    twice = ARCHIVES[kind]({"a.pdf": b"one", "b.pdf": b"two", "a.pdf#3": b"three"})
    if kind == "tar":
        twice = twice.replace(b"b.pdf\0", b"a.pdf\0", 1)
        twice = recounted(twice, 1024)
        arrivals = take(tmp_path, put(tmp_path / "in", t=twice))
        assert set(arrivals) == {"/t", "/t!/a.pdf", "/t!/a.pdf%232", "/t!/a.pdf%233"}


def recounted(tar: bytes, at: int) -> bytes:
    """A tar whose header at `at` has its right checksum again."""
    header = bytearray(tar[at : at + 512])
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    return tar[:at] + bytes(header) + tar[at + 512 :]


def test_links_and_devices_in_a_tar_are_rows_and_are_not_followed(tmp_path: Path) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, kind in {
            "sym": tarfile.SYMTYPE,
            "hard": tarfile.LNKTYPE,
            "device": tarfile.CHRTYPE,
            "pipe": tarfile.FIFOTYPE,
            "folder": tarfile.DIRTYPE,
        }.items():
            entry = tarfile.TarInfo(name)
            entry.type, entry.linkname = kind, "/etc/passwd"
            archive.addfile(entry)
    arrivals = take(tmp_path, put(tmp_path / "in", t=out.getvalue()))
    assert {name: a.code for name, a in arrivals.items()} == {
        "/t!/sym": "symbolic_link",
        "/t!/hard": "symbolic_link",
        "/t!/device": "unsupported_type",
        "/t!/pipe": "unsupported_type",
        "/t": None,
    }


@pytest.mark.parametrize("kind", [*(kind for kind in ARCHIVES if kind != "rar"), *SINGLE])
def test_a_bomb_is_stopped_by_what_it_unpacks_to(tmp_path: Path, kind: str) -> None:
    bomb = bytes(64_000_000)
    data = ARCHIVES[kind]({"bomb": bomb}) if kind in ARCHIVES else SINGLE[kind](bomb)
    if kind == "tar":  # nothing is packed, so nothing can grow
        data = sparse_tar(holes=10**12)
    arrivals = take(tmp_path, put(tmp_path / "in", a=data, z=b"after"))
    assert arrivals["/a!/bomb" if kind in ARCHIVES else "/a!/a"].code == "expands_too_much"
    assert arrivals["/z"].code is None
    assert sum(path.stat().st_size for path in (tmp_path / "originals").rglob("*") if path.is_file()) < 1_000_000


def sparse_tar(holes: int) -> bytes:
    """A tar of 3 blocks whose one file claims to be `holes` bytes long: GNU's format for sparse files."""
    entry = tarfile.TarInfo("bomb")
    entry.type = tarfile.GNUTYPE_SPARSE
    entry.size = 512
    header = bytearray(entry.tobuf(tarfile.GNU_FORMAT))
    header[386:410] = b"%011o\0%011o\0" % (0, 512)
    header[483:495] = b"\x80" + holes.to_bytes(11, "big")
    return recounted(bytes(header) + bytes(512) + bytes(1024), 0)


@pytest.mark.parametrize("kind", [*ARCHIVES, *SINGLE, "mbox"])
def test_one_cut_short_anywhere_is_told_and_stops_nothing(tmp_path: Path, kind: str) -> None:
    files = {"a.pdf": os.urandom(700), "b.pdf": os.urandom(700)}
    whole = mailbox(mail(**files)) if kind == "mbox" else ARCHIVES.get(kind, tarred)(files)
    whole = SINGLE[kind](os.urandom(1500)) if kind in SINGLE else whole
    steps = range(1, len(whole), max(1, len(whole) // 25))
    source = put(tmp_path / "in", **{f"{cut:06}": whole[:cut] for cut in steps})
    arrivals = take(tmp_path, source)
    for cut in steps:
        arrival = arrivals[f"/{cut:06}"]
        whole_members = [n for n, a in arrivals.items() if n.startswith(f"/{cut:06}!/") and a.code is None]
        is_told = arrival.code == "broken_archive" or arrival.status is None  # cut so short that it is no archive
        assert is_told or len(whole_members) == (1 if kind in SINGLE else 2) or kind == "mbox"
    assert {a.code for a in arrivals.values()} == {None, "broken_archive"} - (
        {"broken_archive"} if kind == "mbox" else set()
    )


@pytest.mark.parametrize("kind", [*ARCHIVES, "gz"])
def test_flipped_bytes_stop_nothing(tmp_path: Path, kind: str) -> None:
    files = {"a.pdf": b"%PDF" * 50, "b.pdf": b"text " * 50}
    whole = ARCHIVES[kind](files) if kind in ARCHIVES else SINGLE[kind](b"text " * 99)
    steps = range(0, len(whole), max(1, len(whole) // 40))
    flipped = {f"{at:06}": whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :] for at in steps}
    arrivals = take(tmp_path, put(tmp_path / "in", **flipped, z=b"after"))
    assert set(arrivals) >= {"/z", *(f"/{name}" for name in flipped)}
    assert "intake_error" not in {a.code for a in arrivals.values()}


def test_empty_files_without_number_are_limited_over_all_that_is_in_one_file(tmp_path: Path) -> None:
    inner = tarred({str(n): b"" for n in range(8)})
    arrivals = take(tmp_path, put(tmp_path / "in", a=zipped({str(n): inner for n in range(8)})), expanded_entries=20)
    assert len(arrivals) == 21
    assert arrivals["/a"].code == "too_many_entries"
    assert "CERTSWEEP_EXPANDED_ENTRIES" in (arrivals["/a"].detail or "")


def test_what_needs_a_password_has_its_row_and_the_rest_is_taken(tmp_path: Path) -> None:
    whole = seven_zipped({"secret.pdf": CERTIFICATE}, password="pw")  # noqa: S106
    hidden = seven_zipped({"secret.pdf": CERTIFICATE}, password="pw", hide_names=True)  # noqa: S106
    arrivals = take(tmp_path, put(tmp_path / "in", whole=whole, hidden=hidden))
    assert {name: a.code for name, a in arrivals.items()} == {
        "/hidden": "encrypted_archive",
        "/whole": None,
        "/whole!/secret.pdf": "encrypted_archive",
    }


def test_a_packed_rar_without_a_program_for_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = rarred({"a.pdf": b"not really packed"}, method=3)
    source = put(tmp_path / "in", a=packed, stored=rarred({"b.pdf": CERTIFICATE}))
    assert take(tmp_path, source)["/a!/a.pdf"].code in {"broken_archive", "no_extractor"}
    monkeypatch.setenv("PATH", str(tmp_path))
    arrivals = take(tmp_path, source)
    assert arrivals["/a!/a.pdf"].code == "no_extractor"
    assert "apt-get install unar" in (arrivals["/a!/a.pdf"].detail or "")
    assert arrivals["/stored!/b.pdf"].code is None
