"""An afternoon's script: one regular expression a field over a document's text, as somebody competent would write it.

It knows some twenty certification bodies by name and the labels that English, Chinese, German, Spanish, Portuguese,
Italian, French and Turkish papers use most.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pandas as pd

DATE = (
    r"((?:19|20)\d\d\s?[-./年]\s?\d{1,2}\s?[-./月]\s?\d{1,2}|\d{1,2}\s?[-./]\s?\d{1,2}\s?[-./]\s?(?:19|20)\d\d"
    r"|\d{1,2}(?:st|nd|rd|th)?[ -.]+(?:of )?[A-Za-z]{3,9}[ -.,]+(?:19|20)\d\d|[A-Za-z]{3,9}\.? \d{1,2}(?:st|nd|rd|th)?,? (?:19|20)\d\d)"
)
TO_DATE = r"[^\d\n]{0,40}?\s{0,20}" + DATE
STANDARD = (  # OCR reads `ISO` as `1SO`, `IS0`, `TSO` and worse
    r"(?:\b|(?<=[a-z/(]))(?:(?:[I1lT|][S58][O0Q]|HCO|ISO)(?:/IEC|/TS)?[ -]{0,2}(\d{4,5})|(IATF|OHSAS|AS/NZS|SA|AS|EN)[ -]{0,2}(\d{4,5}))"
    r"(?:-1)?(?:\s?[:：-]\s?((?:19|20)\d\d))?|\b(HACCP|FSSC 22000|GMP)\b"
)
CERTIFICATE = r"certif|zertifi|sertifi|belge|证书|證書|认证|認証|登録|인증|chứng nhận|сертификат|CERTIFI|πιστοποιη"
NUMBER = (
    r"(?:certificate|cert|registration|reg|zertifikat[a-z-]*|certificado|certificato|certificat|sertifika|belge|сертификат|证书|證書|注册|registrier[a-z]*)"
    r"[ -]{0,2}(?:registration |identity |identification |register )?(?:number|numarası|num[eé]ro|n[uú]mero|nr|no|n[º°o]|#|编号|編號|注册号|号|id)?"
    r"[\s.:：#,，]*((?:[A-Z]{1,4}[ -]{1,3})?[A-Z0-9][\w/.-]*\d[\w/.-]*(?: [\d-]{3,})*)"
)
HOLDER = (
    r"(?:certif(?:y|ies) that|awarded to|issued to|granted to|has been assessed|management system of|兹证明|证书持有人|企业名称|组织名称|bescheinigt,? dass|"
    r"hiermit wird|certifica que|certifica che|atteste que|firma(?:nın)? (?:adı|ünvanı)|organi[sz]ation(?: name)?|company name|client|holder)\s*[:：]?\s*"
    r"(?:(?:the |la |el )*(?:[a-z&, -]*management system|organi[sz]ation|company|empresa|client)(?: of| named)?\s*[:：,]?\s+)*([^\n]{4,100})"
)
ADDRESS = r"(?:registered )?(?:address|anschrift|adresse?|dirección|endereço|indirizzo|adresi|地址)\s*[:：]\s*([^\n]{10,160}(?:\n[^\n:：]{10,100})?)"
SCOPE = (
    r"(?:scope(?: of (?:certification|registration|approval))?|for the following (?:activities|scope|field)[^\n:]*|applicable to|"
    r"geltungsbereich|alcance|escopo|campo di applicazione|domaine|kapsam[ıi]?|认证范围|覆盖范围|适用于)\s*[:：]?\s*([^\n]{4,}(?:\n(?![^\n]{0,30}[:：])[^\n]{3,}){0,6})"
)
BODIES = (
    "SGS|BSI|TÜV Rheinland|TÜV SÜD|TÜV NORD|TUV [A-Z]+|DNV(?: GL)?|Bureau Veritas|Lloyd'?s Register|LRQA|Intertek|DEKRA|DQS|Kiwa|"
    "SAI Global|NQA|URS|QMS|IQNet|AENOR|ICONTEC|AFNOR|RINA|CERTIQUALITY|CQC|CQM|ABNT|TSE|JQA|NSF|ABS Quality Evaluations|PJR|"
    r"[A-Z][\w&.' ]{2,40} (?:Certifications?|Registrars?|Assessments?|Belgelendirme)(?: [A-Z][\w.]+){0,4}|[\u4e00-\u9fff]{2,20}认证[\u4e00-\u9fff]{0,14}"
)
MARKS = r"\b(UKAS|DAkkS|ANAB|CNAS|JAS-?ANZ|ACCREDIA|ENAC|RvA|COFRAC|TÜRKAK|TURKAK|IAS|EGAC|NABCB|INMETRO|CGCRE|SAS|RENAR|EIAC|UAF|KAB|TAF|EMA)\b"
_COUNTRIES = {
    "CN": "China|中国|P\\.? ?R\\.? ?C", "IN": "India", "TR": "Türkiye|Turkey|TURKIYE", "GB": "United Kingdom|England|UK",
    "DE": "Germany|Deutschland", "US": "USA|United States", "MX": "México|Mexico", "BR": "Bra[sz]il", "CL": "Chile",
    "ES": "Spain|España", "IT": "Ital[iy]a?", "RO": "Romania|România", "VN": "Vi[eệ]t ?Nam", "MY": "Malaysia",
    "AE": "U\\.?A\\.?E|United Arab Emirates", "TW": "Taiwan", "JP": "Japan|日本", "KR": "Korea", "RU": "Russia|Росси",
}  # fmt: skip
DATES = {
    "initial_certification_date": r"(?:initial|first|original)[a-z ]*(?:certification|registration|approval|issued?|date)|certified since|初次[^\d\n]{0,8}|erstzertifizierung",
    "issue_date": r"(?:date of (?:this )?(?:issue|certificat\w*|registration|approval)|issued?(?: date| on)?|issuance(?: date)?|current issue|certificat\w+ date|belge(?:lendirme)? tarihi|[yi]a?y[iı]n tarihi|(?:颁证|发证|颁发|换证)日期|ausstellungsdatum|fecha de emisi[oó]n|data (?:de |da )?emiss[aã]o|data emiterii|date d.émission)",
    "effective_date": r"(?:effective(?: date| from)?|valid from|validity from|有效期[自从]|gültig (?:von|ab|vom)|válido desde)",
    "expiry_date": r"(?:expir[a-z]*(?: date| on)?|valid (?:until|till|to|up to|through|date)|validity(?: date)?|until|recertification date|有效期[至到]|gültig bis|válido (?:hasta|até)|vencimiento|validade|scadenza|ge[cç]erlilik[^\n\d]*)",
}


def _tidy(text: str) -> str:
    """Tesseract puts spaces between Chinese letters."""
    return re.sub(r"(?<=[\u3000-\u9fff：]) +(?=[\u3000-\u9fff：\d])", "", text)


def _first(pattern: str, text: str, flags: int = re.IGNORECASE) -> str | None:
    found = re.search(pattern, text, flags)
    return " ".join(found[1].split()).strip(" .,:;") if found else None


def _date(label: str, text: str) -> Any:
    printed = _first(f"(?:{label}){TO_DATE}", text)
    return _day(printed) if printed else None


def _day(printed: str) -> Any:
    plain = re.sub(r"\s?[年月./]\s?", "-", re.sub(r"(?<=\d)(?:st|nd|rd|th)\b", "", printed))
    day = pd.to_datetime(plain, dayfirst=not re.match(r"\d{4}", plain), errors="coerce")
    return None if pd.isna(day) else day.date()


def _standard(found: re.Match[str]) -> str:
    return found[5] or (f"ISO {found[1]}" if found[1] else f"{found[2]} {found[3]}")


def certificates(text: str) -> Iterator[dict[str, Any]]:
    """A row for each standard of a text that says that it is a certificate; none of any other text."""
    text = _tidy(text)
    standards = {_standard(m): m[4] for m in reversed(list(re.finditer(STANDARD, text)))}
    if not standards or not re.search(CERTIFICATE, text, re.IGNORECASE):
        return
    holder = re.search(HOLDER, text, re.IGNORECASE)
    below = re.match(r"\s*([^\n]{8,}(?:\n[^\n:：]{8,80}){0,2})", text[holder.end() :]) if holder else None
    address = _first(ADDRESS, text) or (" ".join(below[1].split()) if below else None)
    mark = re.search(MARKS, text)
    number = re.search(MARKS + r"[^\n\d]{0,30}?\s?((?:[A-Z]{1,4}[- ]?){0,2}\d{2,5}(?:-\w+)*)", text)
    row: dict[str, Any] = {
        "certificate_number": _first(NUMBER, text),
        "certified_organization": " ".join(holder[1].split()) if holder else None,
        "organization_address": address,
        "organization_country": next(
            (code for code, names in _COUNTRIES.items() if re.search(names, address or "")), None
        ),
        "scope": _first(SCOPE, text),
        "certification_body": _first(f"({BODIES})", text, 0),
        "accreditation_body": mark[1] if mark else None,
        "accreditation_number": number[2] if number else None,
    }
    row |= {field: _date(label, text) for field, label in DATES.items()}
    span = re.search(f"{DATE}(?:日|\\s)*(?:至|to|until|till|[-–~—])[^\\n\\d]{{0,12}}{DATE}", text, re.IGNORECASE)
    if span:
        row["effective_date"] = row["effective_date"] or _day(span[1])
        row["expiry_date"] = row["expiry_date"] or _day(span[2])
    for standard, edition in standards.items():
        yield {**row, "standard": standard, "standard_edition": int(edition) if edition else None}
