"""Who is covered, by what, until when, and what is missing."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from extractors.certificate import Certificate
from flows.cover import CameIn, Cover, supplier_rows
from flows.doors import Doors
from flows.progress import Silence
from flows.settings import Settings
from flows.sources.address import local
from flows.stages import Sweep, judge_and_publish, read_batch, readers, take_in, unread
from flows.summary import Summary
from flows.terms import Terms
from rules.circumstances import ALONE, Circumstances, Supplier
from rules.finding import Verdict
from rules.profiles.load import load_profile
from tests.flows import fakes
from tests.flows.test_stages import rows as published

DAY = fakes.AS_OF
ACME = Supplier("4711", "Acme Valves Ltd", ("acme",), goods=("valves",), required_standards=("ISO 50001",))


def cover(standard: str, verdict: str = "accept", supplier: str = "4711", **more: Any) -> Cover:
    return Cover(supplier, standard, f"{standard}-{verdict}", verdict, dt.date(2027, 1, 31), **more)


def made(
    covers: list[Cover],
    profile: str | None = None,
    listed: tuple[Supplier, ...] = (ACME,),
    reports: int = 0,
    unread: int = 0,
) -> dict[str, Any]:
    terms = Terms(DAY, load_profile(profile) if profile else None, listed)
    came_in = CameIn(Counter({"4711": reports}), Counter({"4711": unread}))
    return {row["standard"]: row for row in supplier_rows(covers, terms, came_in)}


def sweep(folder: Path, terms: Terms, doors: Doors) -> Summary:
    moment = dt.datetime(2026, 6, 30, tzinfo=dt.UTC)
    job = Sweep(folder / "out", "run", lambda: moment, Settings(processes=1), doors, Silence())
    arrivals = take_in(job, [local(folder / "in", ())])
    with readers(job) as workers:
        read_now = read_batch(job, workers, unread(job, arrivals))
    return judge_and_publish(job, arrivals, terms, read_now)


def test_a_listed_supplier_of_whom_nothing_came_has_rows() -> None:
    row = made([])["ISO 50001"]
    assert (row["supplier_id"], row["covered"], row["status"], row["certificate_count"]) == ("4711", False, None, 0)
    assert row["missing"] == "ISO 50001: no certificate came in"
    assert row["required_by"] == ["list of suppliers"]
    assert row["supplier_name"] == "Acme Valves Ltd"


def test_a_supplier_whose_files_could_not_be_read_is_not_said_to_have_sent_nothing() -> None:
    missing = made([], unread=2)["ISO 50001"]["missing"]
    assert missing == "ISO 50001: no certificate came in; 2 of its files could not be read, or not all of them"


def test_files_that_cannot_be_read_and_senders_that_nobody_lists_are_counted(tmp_path: Path) -> None:
    for name, data in {"acme/a.txt": b"!locked", "nobody/b.txt": fakes.paper()}.items():
        (tmp_path / "in" / name).parent.mkdir(parents=True)
        (tmp_path / "in" / name).write_bytes(data)
    summary = sweep(tmp_path, Terms(DAY, suppliers=(ACME,)), fakes.doors())
    rows = {(row["supplier_id"], row["standard"]): row for row in published(tmp_path / "out", "suppliers")}
    assert str(rows["4711", "ISO 50001"]["missing"]).endswith("; 1 of its files could not be read, or not all of them")
    assert summary.unlisted == {"nobody"}
    assert "not listed         1   senders: nobody" in summary.lines()


def test_what_came_in_has_rows_even_if_nobody_asks_for_it() -> None:
    row = made([cover("ISO 9001")])["ISO 9001"]
    assert (row["covered"], row["missing"], row["required_by"]) == (True, None, [])


@pytest.mark.parametrize(
    ("verdict", "reasons", "missing"),
    [
        ("review", ("ISS003",), "ISO 50001: only in review (ISS003)"),
        ("reject", ("VAL001", "STD001"), "ISO 50001: only rejected (VAL001, STD001)"),
        ("review", tuple("ABCDEFG"), "ISO 50001: only in review (A, B, C, D, E, …)"),
    ],
)
def test_what_is_missing_names_the_rules(verdict: str, reasons: tuple[str, ...], missing: str) -> None:
    assert made([cover("ISO 50001", verdict, reasons=reasons)])["ISO 50001"]["missing"] == missing


def test_the_three_of_government_procurement_count_only_together() -> None:
    two = [cover("ISO 9001"), cover("ISO 14001")]
    rows = made(two, "government-procurement")
    assert [rows[s]["covered"] for s in ("ISO 9001", "ISO 14001", "ISO 45001")] == [False, False, False]
    assert rows["ISO 9001"]["missing"] == (
        "ISO 9001 counts only together with the others: ISO 45001: no certificate came in"
    )
    assert rows["ISO 9001"]["certificate_id"] == "ISO 9001-accept"
    rows = made([*two, cover("ISO 45001")], "government-procurement")
    assert [rows[s]["covered"] for s in ("ISO 9001", "ISO 14001", "ISO 45001", "ISO 50001")] == [
        True,
        True,
        True,
        False,
    ]


def test_a_scheme_that_contains_the_standard_covers_it() -> None:
    row = made([cover("FSSC 22000")], "food")["ISO 22000"]
    assert (row["covered"], row["certificate_id"], row["required_by"]) == (True, "FSSC 22000-accept", ["profile food"])


def test_a_product_test_is_never_covered_by_a_certificate() -> None:
    rows = made([cover("ISO 8124-1")], "toys-au-nz", reports=2)
    assert not rows["ISO 8124-1"]["covered"]
    assert rows["ISO 8124-1"]["missing"] == (
        "AS/NZS ISO 8124.1: needs a test report on the product; 2 test report(s) came in, which a person has to look at"
    )


def test_a_sender_whom_the_list_does_not_know_is_asked_for_nothing() -> None:
    rows = made([cover("ISO 9001", supplier="somebody")], "food", listed=(Supplier("x", "Xylo"),))
    assert rows["ISO 9001"]["required_by"] == []
    assert rows["ISO 22000"]["supplier_id"] == "x"


def test_without_a_list_the_profile_asks_everybody_who_sent_something() -> None:
    rows = made([cover("ISO 9001", supplier="somebody")], "food", listed=())
    assert (rows["ISO 22000"]["supplier_id"], rows["ISO 22000"]["supplier_name"]) == ("somebody", None)


def by_holder(certificate: Certificate, as_of: dt.date, circumstances: Circumstances = ALONE) -> Verdict:
    """Expired for whoever is not Acme."""
    is_own = circumstances.supplier is not None and circumstances.supplier.name.startswith("Acme")
    return fakes.judge(certificate, as_of if is_own else dt.date(2099, 1, 1), circumstances)


def test_a_paper_that_two_suppliers_sent_is_judged_for_each(tmp_path: Path) -> None:
    for folder in ("Beta Trading", "acme"):
        (tmp_path / "in" / folder).mkdir(parents=True)
        (tmp_path / "in" / folder / "a.txt").write_bytes(fakes.paper())
    terms = Terms(DAY, None, (ACME, Supplier("b", "Beta Trading Ltd")))
    real = fakes.doors()
    doors = Doors(real.read_document, real.reader_key, by_holder, real.reference_version)
    sweep(tmp_path, terms, doors)
    (certificate,) = published(tmp_path / "out", "certificates")
    assert (certificate["supplier_id"], certificate["verdict"]) == ("4711", "accept")
    covered = {(r["supplier_id"], r["standard"]): r["covered"] for r in published(tmp_path / "out", "suppliers")}
    assert covered == {("4711", "ISO 50001"): False, ("4711", "ISO 9001"): True, ("b", "ISO 9001"): False}
    assert {row["supplier_id"] for row in published(tmp_path / "out", "intake")} == {"acme", "Beta Trading"}
