"""How certificates are laid out: each case a few lines of a page, and the one value that a person would take from them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from extractors.certificate import Field, FieldValue
from extractors.fields import (
    accreditation_body,
    accreditation_number,
    certificate_number,
    certification_body,
    certified_organization,
    expiry_date,
    organization_address,
    organization_country,
    scope,
)
from extractors.fields._paper import Paper
from extractors.pages.layout import Line
from tests.extractors.papers import line, paper

Find = Callable[[Paper], Field[Any]]

CASES: list[tuple[str, Find, list[Line], object]] = [
    (
        "a number behind its sign under the title, and the scheme's above it",
        certificate_number.find,
        [
            line("Регистрационный № РОСС RU.З0000.04АБВ0", y=40),
            line("СЕРТИФИКАТ СООТВЕТСТВИЯ", y=70, size=24),
            line("№ АБВ.СМК.00417", y=110),
            line("Выдан", y=140),
        ],
        "АБВ.СМК.00417",
    ),
    (
        "a number that looks like a date right behind its label",
        certificate_number.find,
        [line("CERTIFICATE REG. NO. 1/4/2023"), line("UNTIL: 02.05.2025", y=120)],
        "1/4/2023",
    ),
    (
        "letters of a number that could be the end of its label",
        certificate_number.find,
        [line("Certificate ID21/00417"), line("The management system of", y=130)],
        "ID21/00417",
    ),
    (
        "a code close under the title needs no label; a street does not look like one",
        certificate_number.find,
        [
            line("CERTIFICADO", y=60, size=24),
            line("2021/ABC.0417", y=92, size=14),
            line("Noorderdijk 61", y=130),
            line("Nordvej 71", y=144),
        ],
        "2021/ABC.0417",
    ),
    (
        "a label in the issuer's own words",
        certificate_number.find,
        [
            line("CERTIFICACION", y=60, size=24),
            line("Registro ABC: Q- 1417", y=90),
            line("Otorgada a la empresa:", y=130),
        ],
        "Q- 1417",
    ),
    (
        "a date broken at the right margin",
        expiry_date.find,
        [
            line("Certificate expires on:", x=60, y=100),
            line("23 September", x=460, y=100),
            line("2027", x=500, y=113),
        ],
        "2027-09-23",
    ),
    (
        "the rest of a label before its number",
        certificate_number.find,
        [line("Certificate No. Group: 44 100 21 0417")],
        "44 100 21 0417",
    ),
    (
        "an address under a registration number",
        organization_address.find,
        [
            line("This is to certify that", y=80),
            line("Muster Tools Ltd", y=110, size=16),
            line("CNPJ: 00.000.000/0001-00", y=132),
            line("12 High Street, Leeds LS1 4AP, United Kingdom", y=148),
        ],
        "12 High Street, Leeds LS1 4AP, United Kingdom",
    ),
    (
        "an address under a remark in brackets",
        organization_address.find,
        [
            line("This is to certify that", y=80),
            line("Muster Tools Ltd", y=110, size=16),
            line("(WITH ADDITIONAL SITES LISTED ON THE ATTACHED ANNEX)", y=132),
            line("12 High Street, Leeds LS1 4AP", y=148),
        ],
        "12 High Street, Leeds LS1 4AP",
    ),
    (
        "the value's column ends where the next row begins, whatever its label says",
        scope.find,
        [
            line("Scope", x=60, y=100),
            line("Manufacture and sale of name plates", x=180, y=100),
            line("of metal and plastics", x=180, y=113),
            line("Unheard-of row", x=60, y=140),
            line("Northern works, Lake Town works", x=180, y=126),
            line("Lake Town annexe works", x=180, y=140),
        ],
        "Manufacture and sale of name plates of metal and plastics Northern works, Lake Town works",
    ),
    (
        "codes between the label and its value",
        scope.find,
        [
            line("FOR THE FOLLOWING ACTIVITIES", x=60, y=100),
            line("EA CODE: 03", x=60, y=114),
            line("Milling, storage and bottling of olive oil.", x=60, y=128),
        ],
        "Milling, storage and bottling of olive oil.",
    ),
    (
        "a scope without a label says what is done, a signature does not",
        scope.find,
        [
            line("Certificate holder: Muster Tools Ltd", y=80),
            line("12 High Street, Leeds LS1 4AP", y=94),
            line("PACKAGING AND EXPORTING OF FRESH FLOWERS AND BULBS", y=160),
            line("ISO 9001:2015", y=220, size=20),
            line("Jane Doe", y=300),
            line("Overseas Operations, Example House, 70174 Stuttgart, some town", y=314),
        ],
        "PACKAGING AND EXPORTING OF FRESH FLOWERS AND BULBS",
    ),
    (
        "a label that nobody knows ends a scope",
        scope.find,
        [
            line("Scope: Machining of aluminium", y=100),
            line("and titanium parts", y=113),
            line("Certification Structure: Single Site", y=126),
        ],
        "Machining of aluminium and titanium parts",
    ),
    (
        "a scope is not elsewhere because it makes `Anlagen`",
        scope.find,
        [line("Geltungsbereich: Entwicklung und Produktion von Wasseraufbereitungsanlagen")],
        "Entwicklung und Produktion von Wasseraufbereitungsanlagen",
    ),
    (
        "a legal form alone is nobody, and the name above it stands in its own column",
        certified_organization.find,
        [
            line("CERTIFICATE", y=40, size=24),
            line("EXAMPLE YÖNETİM VE ORGANİZASYON", x=120, y=100, size=12),
            line("cert", x=420, y=104, size=24),
            line("ANONİM ŞİRKETİ", x=150, y=114, size=12),
            line("OSMANAĞA MAH. UÇAR SK. NO: 94 KADIKÖY/İSTANBUL", x=110, y=140),
        ],
        "EXAMPLE YÖNETİM VE ORGANİZASYON ANONİM ŞİRKETİ",
    ),
    (
        "an issuer's legal form on one line and its name on the next, above the title",
        certification_body.find,
        [
            line("ОБЩЕСТВО С ОГРАНИЧЕННОЙ ОТВЕТСТВЕННОСТЬЮ", y=40),
            line("«Пример Сертификация»", y=54),
            line("СЕРТИФИКАТ СООТВЕТСТВИЯ", y=90, size=24),
            line("Выдан", y=140),
            line("ООО «СеверМонтаж»", y=160, size=16),
        ],
        "ОБЩЕСТВО С ОГРАНИЧЕННОЙ ОТВЕТСТВЕННОСТЬЮ «Пример Сертификация»",
    ),
    (
        "who signs after `issuer` is a person",
        certification_body.find,
        [
            line("CERTIFICATE", y=40, size=24),
            line("Certificate issuer:", y=700, x=60),
            line("Chen Jing", y=700, x=200, size=24),
            line("Example Certification Co., Ltd.", y=780, x=60),
        ],
        "Example Certification Co., Ltd.",
    ),
    (
        "an acronym and the name that it stands for",
        certification_body.find,
        [line("CERTIFICADO", y=40, size=24), line("EBG - EXEMPLO BRASILEIRA DE GESTÃO CERTIFICADORA", y=780)],
        "EBG - EXEMPLO BRASILEIRA DE GESTÃO CERTIFICADORA",
    ),
    (
        "a mark's letters set wide, one of them lost",
        accreditation_body.find,
        [line("ACREDITARE", y=90), line("RE AR", y=75, size=20)],
        "RENAR",
    ),
    (
        "a mark whose first letter is drawn",
        accreditation_body.find,
        [line("NAB", y=75, size=20), line("ACCREDITED", y=100)],
        "ANAB",
    ),
    (
        "a number without the words of its mark",
        accreditation_number.find,
        [line("UKAS MANAGEMENT SYSTEMS 043", y=700)],
        "043",
    ),
    (
        "a telephone number near a mark is not its number",
        accreditation_number.find,
        [line("CNAS", x=200, y=700, size=20), line("8086-2-2067905", x=200, y=724)],
        None,
    ),
    (
        "a label in two lines",
        expiry_date.find,
        [line("Sertifika Geçerlilik", y=100), line("Bitiş Tarihi", y=112), line("10.02.2025", x=200, y=112)],
        "2025-02-10",
    ),
    (
        "a label that stands after its date",
        expiry_date.find,
        [line("11.03.2021 tarihine kadar geçerli", y=100), line("06.03.2019 tarihinden itibaren", y=113)],
        "2021-03-11",
    ),
    (
        "a phrase that begins its line beats a longer one inside it",
        expiry_date.find,
        [line("Expiry Date of Certification Cycle: 11 March 2027", y=100)],
        "2027-03-11",
    ),
    (
        "a page read from right to left: the value stands left of its label",
        expiry_date.find,
        [line("تاريخ الانتهاء", x=400, y=100), line("2026-03-11", x=250, y=100), line("شهادة المطابقة", x=300, y=60)],
        "2026-03-11",
    ),
    (
        "a neighbour's town on a German paper",
        organization_country.find,
        [
            line("Hiermit wird bescheinigt, dass das Unternehmen", y=80),
            line("Muster Werkzeuge AG", y=110, size=16),
            line("Dorfstrasse 1, 3550 Langnau im Emmental", y=132),
            line("Geltungsbereich: Herstellung von Werkzeugen", y=160),
            line("Gültig bis: 01.02.2027", y=180),
        ],
        "CH",
    ),
]


@pytest.mark.parametrize(("find", "lines", "value"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_what_a_person_would_take(find: Find, lines: list[Line], value: object) -> None:
    found = find(paper(tuple(lines)))
    assert (str(found.value) if isinstance(found, FieldValue) else None) == value
