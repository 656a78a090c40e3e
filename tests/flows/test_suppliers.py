"""The buyer's list of suppliers: however it was saved, and every fault of it at once."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from openpyxl import Workbook

from flows.cli import main
from flows.commands.options import Exit
from flows.suppliers import read_suppliers
from flows.terms import open_terms
from rules.circumstances import Supplier
from rules.errors import DataError

SAMPLES = Path(__file__).parents[2] / "samples"
HEADER = ["Vendor no", "Vendor name", "Other names", "Country", "Products", "Sold in", "ISO"]
ROW = [
    "4711",
    "Acme Valves Ltd",
    "acme; mail@acme.example",
    "United Kingdom",
    "valves, fittings",
    "EU;AU",
    "9001; ISO14001:2015",
]
EXPECTED = Supplier(
    "4711",
    "Acme Valves Ltd",
    ("acme", "mail@acme.example"),
    "GB",
    ("valves", "fittings"),
    ("EU", "AU"),
    ("ISO 9001", "ISO 14001"),
)


def as_csv(path: Path, delimiter: str = ",") -> Path:
    path.write_text("\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in (HEADER, ROW)))
    return path


def as_excel(path: Path) -> Path:
    book = Workbook()
    sheet = book.active
    for row in (["Suppliers of 2026"], [], HEADER, [int(ROW[0]), *ROW[1:]]):
        sheet.append(row)
    book.save(path)
    return path


def as_parquet(path: Path) -> Path:
    columns: dict[str, Any] = dict(zip(HEADER, ([cell] for cell in ROW), strict=True))
    columns["Vendor no"] = [4711.0]
    columns["ISO"] = [["9001", "ISO 14001"]]
    pq.write_table(pa.table(columns), path)
    return path


def test_a_list_is_the_same_in_every_kind_of_file(tmp_path: Path) -> None:
    files = [
        as_csv(tmp_path / "a.csv"),
        as_csv(tmp_path / "b.csv", ";"),
        as_csv(tmp_path / "c.tsv", "\t"),
        as_excel(tmp_path / "d.xlsx"),
        as_parquet(tmp_path / "e.parquet"),
    ]
    assert [read_suppliers(file) for file in files] == [(EXPECTED,)] * len(files)


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-8", "宁波凌海紧固件科技有限公司"),
        ("utf-8-sig", "Göldere Döküm A.Ş."),
        ("utf-16", "ООО «Ромашка»"),
        ("gb18030", "宁波凌海紧固件科技有限公司"),
        ("cp1252", "Fonderies de Saint-Étienne SA, Böhm & Söhne"),
    ],
)
def test_letters_survive_however_the_file_was_saved(encoding: str, name: str, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(f'name,country\n"{name}",\n'.encode(encoding))
    assert read_suppliers(path)[0].name == name


@pytest.mark.parametrize(
    "header", ["Lieferant", "fournisseur", "供应商名称", "поставщик", "SUPPLIER NAME", "Supplier_Name", "Razón Social"]
)
def test_headers_are_known_in_the_buyers_language(header: str, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(f"nonsense,{header}\nx,Acme Valves Ltd\n", "utf-8")
    assert [s.supplier_id for s in read_suppliers(path)] == ["Acme Valves Ltd"]


def test_two_columns_of_names_are_a_name_and_an_alias(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("供应商名称,英文名\n宁波凌海紧固件有限公司,Ningbo Linghai Fasteners\n", "utf-8")
    assert read_suppliers(path)[0].aliases == ("Ningbo Linghai Fasteners",)


@pytest.mark.parametrize(
    ("text", "code"),
    [("DE", "DE"), ("de", "DE"), ("Deutschland", "DE"), ("中国", "CN"), ("Türkiye", "TR"), ("P.R. China", "CN")],
)
def test_a_country_is_its_code_or_its_name(text: str, code: str, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(f"name,country\nAcme,{text}\n", "utf-8")
    assert read_suppliers(path)[0].country == code


def test_every_fault_is_listed_at_once_with_its_row(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    rows = [
        "id,name,country,standards",
        "1,Acme,Atlantis,ISO 9001",
        "2,,GB,",
        "3,Beta,GB,ISO 99999",
        "3,Gamma,,",
        "3,Delta,,",
    ]
    path.write_text("\n".join(rows), "utf-8")
    with pytest.raises(DataError) as caught:
        read_suppliers(path)
    assert [fault[:16] for fault in caught.value.faults] == [f"list.csv, row {n}:" for n in (2, 3, 4, 6)]
    assert "'Atlantis' is no country" in caught.value.faults[0]
    assert "in row 5" in caught.value.faults[3]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.csv", b"", "empty"),
        ("a.csv", b"colour,size\nred,1\n", "no column `name`"),
        ("a.csv", b"name\n", "no supplier below"),
        ("a.xlsx", b"not a workbook", "save it anew"),
        ("a.parquet", b"PAR1 no", "save it anew"),
        ("a.ods", b"x", "save it as"),
    ],
)
def test_a_list_that_cannot_be_used_says_what_to_do(name: str, content: bytes, says: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DataError, match=says):
        read_suppliers(tmp_path / name)


@pytest.mark.parametrize(
    "options", [["--suppliers", "list.csv"], ["--profile", "no-such-purchase"], ["--profile", "p.yml"]]
)
@pytest.mark.parametrize("command", [["check"], ["sweep", "--out", "out"]])
def test_a_wrong_list_or_profile_is_a_usage_error(
    command: list[str], options: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("list.csv").write_text("name,country\nAcme,Atlantis\n")
    Path("p.yml").write_text("name: mine\nrequired_standards: [ISO 9001, ISO 99999]\n")
    result = CliRunner().invoke(main, [*command, *options, "list.csv"])
    assert result.exit_code == Exit.USAGE
    assert "fault" in result.stderr
    assert not Path("out").exists()


def test_pandas_is_not_needed_for_a_list(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from flows.suppliers import read_suppliers as r; r(Path(sys.argv[1]))"
    )
    loaded = f"{script}; print('pandas' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", loaded, str(as_excel(tmp_path / "a.xlsx"))], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"


def test_the_samples_list_knows_everybody_who_sent_the_samples_dump() -> None:
    terms = open_terms(dt.date(2026, 11, 22), SAMPLES / "suppliers.csv")
    folders = [path.name for path in (SAMPLES / "dump").iterdir() if path.is_dir() and not path.name.startswith("_")]
    senders = [*folders, "dana@larkfield.example", "chen@hongtu.example"]
    found = [terms.supplier(sender) for sender in senders]
    assert None not in found
    assert len(set(found)) == len(senders)
    assert len(terms.suppliers) == len(senders) + 1  # and one of whom nothing came
