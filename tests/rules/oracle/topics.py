"""Which rules speak of which of the expert's topics: the one place where the oracle knows their ids."""

from __future__ import annotations

RULES: dict[str, set[str]] = {
    "holder": {"CON001", "ISS005"},
    "address": {"CON002"},
    "number": {"CON003", "CON007", "CNS003", "CNS004"},
    "scope": {"CON004"},
    "end": {"VAL001", "CON005"},
    "start": {"CON006", "VAL002"},
    "not begun": {"VAL002", "VAL008"},
    "length": {"VAL004", "VAL005"},
    "order": {"CNS001", "CNS002", "CNS005"},
    "standard": {"STD001"},
    "guideline": {"STD002", "STD003"},
    "test standard": {"STD004"},
    "accreditation standard": {"STD005"},
    "edition": {"STD008", "STD009"},
    "ended": {"STD006"},
    "unpublished": {"STD010"},
    "closed": {"STD011"},
    "issuer": {"ISS001", "ISS002", "ISS003"},
    "ISO as issuer": {"ISS001"},
    "unknown issuer": {"ISS003"},
    "unproven issuer": {"ISS004"},
    "self-declared": {"ISS005"},
    "accreditation": {"ACC001"},
    "accreditor": {"ACC002", "ACC003", "ACC020"},
    "ended accreditor": {"ACC004"},
    "sub-scope": {"ACC008", "ACC019"},
    "foreign mark": {"ACC006", "ACC021"},
    "accreditation number": {"ACC007", "ACC014", "ACC015", "ACC024"},
    "mark for laboratories": {"ACC023"},
    "number of another": {"CNS003"},
    "number of another time": {"CNS006"},
    "number of another standard": {"CNS007"},
    "renewals": {"CNS004"},
    "surveillance": {"VAL006", "VAL007", "VAL012"},
    "recertification": {"VAL009", "VAL010"},
    "statement of applicability": {"CON009"},
}

MAPPED = frozenset().union(*RULES.values())


def topics_of(rule_id: str) -> set[str]:
    """Every topic that a rule speaks of."""
    return {topic for topic, rules in RULES.items() if rule_id in rules}
