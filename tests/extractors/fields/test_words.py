"""Words: what certification bodies print in front of each value, and what looks alike and means something else."""

from __future__ import annotations

import pytest

from extractors.fields._labels import Role, finder
from extractors.parse.dates import find
from tests.extractors.papers import line, sheet

NUMBER, HOLDER, ADDRESS, SCOPE = "certificate_number", "certified_organization", "organization_address", "scope"
FIRST, ISSUE, START, END = "initial_certification_date", "issue_date", "effective_date", "expiry_date"


def kinds(text: str) -> list[str]:
    """The kinds of the strong hits in a line, without the phrases that end a value."""
    return [h.kind for h in sheet(line(text)).hits if h.strong and h.role is not Role.ENDING]


LABELS = [
    ("Approval number(s): ISO 9001 – 0012345", NUMBER),
    ("Zertifikats-Registrier-Nr.: 12 100 1", NUMBER),
    ("N° du certificat", NUMBER),
    ("Č. certifikátu", NUMBER),
    ("Sertifikat nr.", NUMBER),
    ("Sertifikaatin numero:", NUMBER),
    ("Broj sertifikata: Q-1", NUMBER),
    ("Αρ. Μητρώου Πιστοποιητικού: 1", NUMBER),
    ("رقم الشهادة", NUMBER),
    ("인증등록번호", NUMBER),
    ("Held by: the organisation named below", HOLDER),
    ("Certificate issued to:", HOLDER),
    ("Nombre o razón social:", HOLDER),
    ("获证组织名称及地址：", HOLDER),
    ("Ibu pejabat:", ADDRESS),
    ("Siège social situé à:", ADDRESS),
    ("Zertifizierter Standort:", ADDRESS),
    ("This approval is subject to the following scope:", SCOPE),
    ("Sertifikatet gjelder for følgende aktiviteter", SCOPE),
    ("Sertifioinnin kattavuus", SCOPE),
    ("Obseg certifikacije:", SCOPE),
    ("Original approval(s):", FIRST),
    ("Data pierwszej certyfikacji:", FIRST),
    ("Første gang certificeret:", FIRST),
    ("Prva izdaja", FIRST),
    ("Първоначално издаване:", FIRST),
    ("วันที่ออกใบรับรองครั้งแรก", FIRST),
    ("תאריך התעדה ראשונית", FIRST),
    ("Last amended on:", ISSUE),
    ("Datum certificatiebesluit", ISSUE),
    ("Udstedelsesdato:", ISSUE),
    ("인증갱신일자", ISSUE),
    ("Certification cycle start date:", START),
    ("Ingangsdatum certificaat", START),
    ("Ce certificat est valable à compter du", START),
    ("Expiry date of certification cycle", END),
    ("Certifikát je platný do", END),
    ("Velja do", END),
    ("A tanúsítvány érvényes:", END),
    ("Berlaku sampai dengan", END),
    ("تاريخ الانتهاء", END),
]


@pytest.mark.parametrize(("text", "kind"), LABELS)
def test_a_label_is_known(text: str, kind: str) -> None:
    assert kind in kinds(text)


KEPT_APART = [
    ("Expiry date of previous cycle: 02-05-2021", END),
    ("Gültigkeit vorheriges Zertifikat: 2021-10-19", END),
    ("Certification / Recertification audit date: 12-04-2021", END),
    ("Last unannounced audit: 14 October 2021", ISSUE),
    ("上一认证周期截止日期：2021-01-01", END),
    ("Data scadenza ciclo precedente: 01/02/2021", END),
    ("Valid until next surveillance audit: 1 May 2026", END),
    ("Replaces certificate no. 1234-01", NUMBER),
    ("Company registration number: 4207387", NUMBER),
    ("Certification body address: 5th Floor, 66 Prescot Street", ADDRESS),
    ("Certificate of Registration", NUMBER),
    ("Annex to the certificate", NUMBER),
]


@pytest.mark.parametrize(("text", "kind"), KEPT_APART)
def test_what_looks_alike_is_kept_apart(text: str, kind: str) -> None:
    assert kind not in kinds(text)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("14. Jänner 2020", "2020-01-14"),
        ("12 במרץ 2023", "2023-03-12"),
        ("7 Agt 2022", "2022-08-07"),
        ("12 Nopember 2021", "2021-11-12"),
        ("4 сен. 2022", "2022-09-04"),
        ("11. aprila 2022.", "2022-04-11"),
        ("3 Febuary 2024", "2024-02-03"),
        ("5 שבט 2024", None),  # no month of ours
    ],
)
def test_months_as_papers_write_them(text: str, day: str | None) -> None:
    assert [d.readings[0].isoformat() for d in find(text)][:1] == ([day] if day else [])


def test_no_phrase_is_a_single_letter() -> None:
    """But for the bare sign of a number, which counts only before digits."""
    phrases = finder()._phrases
    assert {key for key in phrases if len(key) < 2 and key.isascii()} <= {"n"}
