"""The reference data: their faults are listed at once, users can change rows, and some facts are known by heart."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from rules.errors import DataError
from rules.reference.load import HERE, Reference, load_reference, read_reference
from rules.reference.standard import Edition, Kind, Standard, Standing

REFERENCE = load_reference()
PROVENANCE = "source: a test\nas_of: 2026-11-22\nconfidence: high\n"


def standard(number: str) -> Standard:
    found = REFERENCE.standard(number)
    assert found is not None
    return found


def edition(number: str, year: int) -> Edition:
    found = standard(number).edition(year)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("number", "year", "as_of", "expected"),
    [
        ("ISO/IEC 27001", 2013, "2025-10-31", Standing.IN_TRANSITION),
        ("ISO/IEC 27001", 2013, "2025-11-01", Standing.ENDED),
        ("ISO/IEC 27001", 2022, "2025-11-01", Standing.CURRENT),
        ("ISO 9001", 2008, "2018-09-15", Standing.IN_TRANSITION),
        ("ISO 9001", 2008, "2018-09-16", Standing.ENDED),
        ("ISO 9001", 2015, "2015-09-14", Standing.UNPUBLISHED),
        ("ISO 9001", 2015, "2026-09-15", Standing.CURRENT),
        ("ISO 9001", 2015, "2026-09-16", Standing.IN_TRANSITION),
        ("ISO 9001", 2015, "2029-10-01", Standing.ENDED),
        ("ISO 9001", 2026, "2026-09-16", Standing.CURRENT),
        ("ISO 14001", 2015, "2026-04-15", Standing.IN_TRANSITION),
        ("ISO 14001", 2026, "2026-04-14", Standing.UNPUBLISHED),
        ("ISO 45001", 2018, "2026-11-22", Standing.CURRENT),
        ("OHSAS 18001", 2007, "2021-10-01", Standing.ENDED),
        # Replaced in 2025, and nobody has said until when its certificates count.
        ("ISO/IEC 27701", 2019, "2026-11-22", Standing.UNDECIDED),
        # No end is recorded, but no transition ever took thirty years.
        ("ISO 9001", 1987, "2026-11-22", Standing.ENDED),
        # Withdrawn without a successor.
        ("ISO 29990", 2010, "2026-11-22", Standing.ENDED),
    ],
)
def test_where_an_edition_stands(number: str, year: int, as_of: str, expected: Standing) -> None:
    assert standard(number).standing(edition(number, year), dt.date.fromisoformat(as_of)) is expected


@pytest.mark.parametrize(
    ("printed", "designation"),
    [
        ("GB/T 19001", "ISO 9001"),
        ("GB/T 45001", "ISO 45001"),
        ("NBR ISO 14001", "ISO 14001"),
        ("UNE-EN ISO 9001", "ISO 9001"),
        ("TS EN ISO 50001", "ISO 50001"),
        ("JIS Q 27001", "ISO/IEC 27001"),
        ("KS Q ISO 9001", "ISO 9001"),
        ("DIN EN ISO/IEC 27001", "ISO/IEC 27001"),
        ("ISO 27001", "ISO/IEC 27001"),
        ("BS OHSAS 18001", "OHSAS 18001"),
    ],
)
def test_a_standard_is_found_under_every_name_that_it_is_printed_under(printed: str, designation: str) -> None:
    assert standard(printed).designation == designation
    assert printed in REFERENCE.printed_names(standard(designation))


def test_national_years_map_to_international_ones() -> None:
    pairs = dict(REFERENCE.national_editions(standard("ISO 45001")))
    assert pairs["GB/T 45001-2020"] == 2018
    assert pairs["SR EN ISO 45001:2023"] == 2018
    assert "GB/T 19001-2026" not in dict(REFERENCE.national_editions(standard("ISO 9001")))


def test_what_can_be_certified_to() -> None:
    assert standard("ISO 8124-1").kind is Kind.PRODUCT_TEST
    assert standard("ISO 26000").certifiable is False
    assert standard("ISO/IEC 17025").kind is Kind.ACCREDITATION
    assert standard("ISO 9001").certifiable is True
    assert REFERENCE.standard("ISO 99999") is None


def test_accreditation_bodies_are_found_as_they_are_printed() -> None:
    for printed, acronym in [("TURKAK", "TÜRKAK"), ("INMETRO", "Cgcre"), ("JASANZ", "JAS-ANZ"), ("ukas", "UKAS")]:
        found = REFERENCE.accreditation_body(printed)
        assert found is not None
        assert found.acronym == acronym
    ukas = REFERENCE.accreditation_body("UKAS")
    assert ukas is not None
    assert (ukas.arrangement.signatory, ukas.country, ukas.is_weak) == (True, "GB", False)
    assert REFERENCE.accreditation_body("ZZAF") is None


def test_a_chinese_body_has_the_digits_of_its_approval() -> None:
    body = REFERENCE.certification_body("cnca-r-2002-046")
    assert body is not None
    assert body.certificate_number_prefixes == ("046",)
    foreign_owned = REFERENCE.certification_body("cnca-rf-2002-08")
    assert foreign_owned is not None
    assert foreign_owned.certificate_number_prefixes == ()


def test_hearsay_is_weak_everywhere() -> None:
    parts = [e.transition for s in REFERENCE.standards for e in s.editions if e.transition]
    assert all(p.is_weak for p in parts if p.source == "general knowledge, unverified")
    assert edition("ISO 22000", 2005).is_weak
    assert not edition("ISO/IEC 27001", 2013).is_weak


def test_a_standard_lies_in_the_file_of_its_id() -> None:
    assert {s.id for s in REFERENCE.standards} == {path.stem for path in (HERE / "standards").iterdir()}


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text)


def faults(folder: Path) -> str:
    with pytest.raises(DataError) as caught:
        read_reference(HERE, folder)
    return str(caught.value)


def row(text: str) -> str:
    """A list of one row, with provenance."""
    return "- " + (text + PROVENANCE).strip().replace("\n", "\n  ") + "\n"


def laid_over(folder: Path, name: str, text: str) -> Reference:
    write(folder, name, text)
    return read_reference(HERE, folder)


def test_a_users_row_changes_only_the_keys_that_it_gives(tmp_path: Path) -> None:
    reference = laid_over(
        tmp_path, "certification_bodies/ours.yaml", row("id: lrqa-limited\naliases: [LRQA Nederland]\n")
    )
    body, before = reference.certification_body("lrqa-limited"), REFERENCE.certification_body("lrqa-limited")
    assert body is not None
    assert before is not None
    assert (body.aliases, body.source) == (("LRQA Nederland",), "a test")
    assert (body.name, body.accreditations) == (before.name, before.accreditations)
    assert reference.version != REFERENCE.version


def test_a_users_row_with_a_new_id_is_added(tmp_path: Path) -> None:
    text = "acronym: XAB\nname: Example Accreditation\nstanding: unconfirmed\n"
    text += "arrangement: {signatory: true, source: a test, as_of: 2026-11-22, confidence: medium}\n"
    reference = laid_over(tmp_path, "accreditation_bodies/ours.yaml", row(text))
    body = reference.accreditation_body("XAB")
    assert body is not None
    assert body.arrangement.signatory is True
    assert len(reference.accreditation_bodies) == len(REFERENCE.accreditation_bodies) + 1


def test_all_faults_of_all_files_are_listed_at_once(tmp_path: Path) -> None:
    write(tmp_path, "certification_bodies/a.yaml", row("id: new-body\nname: New\ncolour: red\n"))
    write(tmp_path, "certification_bodies/b.yaml", row("id: lrqa-limited\nparent: nobody\n"))
    write(tmp_path, "accreditation_bodies/c.yaml", "- just words\n")
    write(tmp_path, "standards/d.yaml", "id: [broken\n")
    text = faults(tmp_path)
    assert "new-body: colour: Extra inputs are not permitted" in text
    assert "new-body: accreditation_status: Field required" in text
    assert "lrqa-limited: parent: no certification body nobody" in text
    assert "c.yaml: a row must be keys and values" in text
    assert "d.yaml: " in text


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        (
            "certification_bodies/a.yaml",
            "- {id: lrqa-limited, note: x}\n",
            "gives its own as_of, confidence, source",
        ),
        ("certification_bodies/a.yaml", row("id: lrqa-limited\ncountry: England\n"), "country"),
        ("certification_bodies/a.yaml", row("id: lrqa-limited\n") * 2, "lrqa-limited: is there twice"),
        ("standards/a.yaml", row("id: iso-9001\nadoption_groups: [MARS]\n"), "no group MARS"),
        ("standards/a.yaml", row("id: iso-9001\neditions: []\n"), "adopts an edition 2015 that is not listed"),
        ("accreditation_bodies/a.yaml", row("acronym: UKAS\nsuccessor: XYZ\n"), "no accreditation body XYZ"),
        ("accreditation_bodies/a.yaml", row("acronym: UKAS\nended: soon\n"), "write a date as"),
    ],
)
def test_a_wrong_row_is_refused(tmp_path: Path, name: str, text: str, fault: str) -> None:
    write(tmp_path, name, text)
    assert fault in faults(tmp_path)


def test_hearsay_cannot_claim_to_be_sure(tmp_path: Path) -> None:
    text = row("id: lrqa-limited\n").replace("a test", "general knowledge, unverified")
    write(tmp_path, "certification_bodies/a.yaml", text)
    assert "has confidence low or unknown" in faults(tmp_path)


def test_a_folder_without_rows_is_a_slip_and_not_silence(tmp_path: Path) -> None:
    (tmp_path / "standard").mkdir()
    with pytest.raises(DataError, match="holds no rows"):
        load_reference(tmp_path)
    with pytest.raises(DataError, match="holds no rows"):
        load_reference(tmp_path / "nowhere")
