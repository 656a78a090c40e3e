"""A case for each line of docs/buyers-checklist.md: a paper, for whom it is, and what the rules must say of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from rules.finding import Outcome
from tests.rules.adversarial.papers import GOOD

D = dt.date
PASS, FAIL = Outcome.PASS, Outcome.FAIL


@dataclass(frozen=True, slots=True)
class Line:
    """What the rules say of a good paper with some changes, and to whom it matters."""

    paper: str
    expected: dict[str, Outcome]
    changes: dict[str, Any] = field(default_factory=dict)
    profile: str | None = None
    goods: tuple[str, ...] = ()
    markets: tuple[str, ...] = ()

    @property
    def about_it(self) -> dict[str, Any]:
        """The circumstances, as `rules.cases.build_circumstances` takes them."""
        known: dict[str, Any] = {"profile": self.profile} if self.profile else {}
        if self.goods:
            listed = {"supplier_id": "4711", "name": "Acme Valves Ltd", "goods": self.goods, "markets": self.markets}
            known["supplier"] = listed
        return known

    @property
    def given(self) -> dict[str, Any]:
        """The certificate, as `rules.cases.build_certificate` takes it."""
        return {name: value for name, value in (GOOD[self.paper] | self.changes).items() if value is not None}


def _asked(paper: str, profile: str, **more: Any) -> Line:
    return Line(paper, {"STD001": PASS, "BUY005": PASS}, profile=profile, **more)


def _lacking(profile: str, *goods: str, markets: tuple[str, ...] = (), paper: str = "quality-gb") -> Line:
    return Line(paper, {"BUY005": FAIL, "BUY007": FAIL}, profile=profile, goods=goods, markets=markets)


COSMETICS = {"standard": "ISO 22716", "standard_edition": 2007}
LUBRICANTS = {"standard": "ISO 21469", "standard_edition": 2006}
TOYS = {"standard": "ISO 8124-1", "standard_edition": 2022}

LINES: dict[str, list[Line]] = {
    "iso-9001": [_asked("quality-gb", "government-procurement")],
    "iso-14001": [
        _asked("environment-gb", "textiles-chemicals"),
        _asked("environment-gb", "government-procurement"),
    ],
    "iso-45001": [_asked("safety-de", "construction-mining"), _asked("safety-de", "government-procurement")],
    "iso-13485": [_asked("devices-gb", "medical-eu")],
    "iso-22716": [Line("quality-gb", {"STD001": PASS, "BUY005": PASS, "ACC010": FAIL}, COSMETICS, profile="cosmetics")],
    "iso-8124": [
        Line("quality-gb", {"STD004": FAIL, "BUY006": FAIL}, TOYS, profile=profile)
        for profile in ("toys", "toys-au-nz")
    ],
    "iso-27001": [
        Line("information-gb", {"CON009": PASS, "BUY005": PASS}, profile="information-security"),
        Line("information-gb", {"CON009": FAIL}, {"statement_of_applicability": None}),
    ],
    "iso-22000": [
        Line("food-gb", {"CON010": PASS, "BUY005": PASS}, profile="food"),
        Line("food-gb", {"CON010": FAIL}, {"sector_codes": None}),
    ],
    "iso-21469": [_asked("quality-gb", "food-contact-lubricants", changes=LUBRICANTS)],
    "iso-50001": [_asked("energy-de", "energy")],
    "textiles": [_lacking("textiles-chemicals", "woven textiles")],
    "dyeing": [_lacking("textiles-chemicals", "dyed fabrics")],
    "chemicals": [_lacking("textiles-chemicals", "industrial chemicals")],
    "construction-environment": [
        _lacking("construction-mining", "construction of buildings"),
        Line("environment-gb", {"BUY005": PASS}, profile="construction-mining", goods=("construction of buildings",)),
    ],
    "construction-safety": [
        _lacking("construction-mining", "construction of buildings"),
        Line("safety-de", {"BUY005": PASS}, profile="construction-mining", goods=("construction of buildings",)),
    ],
    "manufacturing": [Line("quality-gb", {"BUY005": FAIL}, profile="construction-mining", goods=("valves",))],
    "mining": [_lacking("construction-mining", "mining of coal")],
    "medical-devices": [_lacking("medical-eu", "sterile dressings", markets=("EU",))],
    "medical-recognised": [
        Line("devices-gb", {"ACC016": FAIL}, profile="medical-eu"),
        Line(
            "devices-gb",
            {"ACC016": FAIL},
            {
                "certification_body": "BSI Group The Netherlands B.V.",
                "certification_body_id": "bsi-group-the-netherlands-b-v",
                "accreditation_body": "ANAB",
                "accreditation_number": None,
            },
            profile="medical-eu",
        ),
        Line(
            "devices-gb",
            {"ACC016": PASS},
            {
                "certification_body": "TÜV SÜD Product Service GmbH",
                "certification_body_id": "tuv-sud-product-service-gmbh",
                "accreditation_body": "DAkkS",
                "accreditation_number": None,
            },
            profile="medical-eu",
        ),
    ],
    "cosmetics": [_lacking("cosmetics", "shampoo")],
    "toys-au-nz": [
        Line("quality-gb", {"BUY007": FAIL}, profile="toys-au-nz", goods=("wooden toys",), markets=("AU",)),
        Line("quality-gb", {"BUY006": FAIL}, TOYS, profile="toys-au-nz", goods=("wooden toys",), markets=("NZ",)),
    ],
    "food": [_lacking("food", "canned vegetables")],
    "lubricants": [_lacking("food-contact-lubricants", "food-grade lubricants")],
    "energy": [Line("quality-gb", {"BUY005": FAIL}, profile="energy")],
    "government": [
        Line("quality-gb", {"BUY005": PASS}, profile="government-procurement"),
        Line("energy-de", {"BUY005": FAIL}, profile="government-procurement"),
    ],
    "body-known": [
        Line("quality-gb", {"ISS003": PASS, "ISS004": PASS}),
        Line("quality-gb", {"ISS003": FAIL}, {"certification_body": "Best Certs", "certification_body_id": None}),
        Line("quality-gb", {"ISS004": FAIL}, {"certification_body_id": "qas-international-ltd"}),
    ],
    "not-iso": [Line("quality-gb", {"ISS001": FAIL}, {"certification_body": "ISO"})],
    "accredited": [
        Line("quality-gb", {"ACC001": PASS, "ACC002": PASS}),
        Line("quality-gb", {"ACC001": FAIL}, {"accreditation_body": None, "accreditation_number": None}),
        Line("quality-gb", {"ACC002": FAIL}, {"accreditation_body": "ZZAF", "accreditation_number": None}),
    ],
    "arrangement": [
        Line("quality-gb", {"ACC003": FAIL}, {"accreditation_body": "GAAS", "accreditation_number": None}),
        Line("quality-gb", {"ACC008": FAIL}, {"accreditation_body": "ISMS-AC", "accreditation_number": None}),
    ],
    "global-aci": [
        Line("quality-gb", {"ACC012": FAIL}, {"recognition_marks": ["Global ACI MRA"]}),
        Line("quality-gb", {"ACC012": PASS}, {"recognition_marks": ["IAF MLA"]}),
    ],
    "cnas": [
        Line("quality-cn", {"ACC003": PASS, "ACC007": PASS}),
        Line("quality-cn", {"ACC007": FAIL}, {"accreditation_number": "CNAS C016-M"}),
    ],
    "ukas": [
        Line("quality-gb", {"ACC003": PASS, "ACC007": PASS}),
        Line("quality-gb", {"ACC007": FAIL}, {"accreditation_number": "0099"}),
    ],
    "expired": [Line("quality-gb", {"VAL001": FAIL}, {"expiry_date": D(2026, 11, 25)})],
    "three-years": [
        Line("quality-gb", {"VAL004": PASS}),
        Line("quality-gb", {"VAL004": FAIL}, {"expiry_date": D(2029, 2, 10)}),
    ],
    "five-years": [
        Line("quality-gb", {"VAL005": PASS}),
        Line("quality-gb", {"VAL005": FAIL}, {"expiry_date": D(2031, 2, 10)}),
    ],
    "annual-review": [
        Line("quality-gb", {"VAL006": FAIL}),
        Line("quality-gb", {"VAL007": FAIL}, {"surveillance_dates": [D(2026, 2, 10)]}),
        Line("quality-gb", {"VAL007": PASS}, {"surveillance_dates": [D(2027, 2, 10)]}),
    ],
    "no-proof-of-product": [],
}
