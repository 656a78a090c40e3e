"""Facts that follow from what the buyer knows: whom a paper came from, what is bought, what it must show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rules.circumstances import Supplier
from rules.fact import CERTAIN, Fact, Known, Missing, join
from rules.goods.scope import covers
from rules.goods.vocabulary import load_classes
from rules.names.compare import Likeness, compare_all
from rules.names.senders import company_names
from rules.profiles.needs import asked_standards, goods_classes, suiting_profiles
from rules.profiles.profile import Profile

if TYPE_CHECKING:
    from rules.facts import Facts

SITE_OF = "it is named as a site, so ask that the scope of that site covers what is bought; the holder is"
"""What is said of a supplier that is no holder but one of the places that the holder's certificate covers."""


@dataclass(frozen=True, slots=True)
class GoodsNeed:
    """What some goods ask for in their market, whatever the buyer wrote down."""

    goods: str
    standards: tuple[str, ...]
    """Every designation that answers to it."""
    printed: tuple[str, ...]
    """Those that it asks for, as that market prints them."""

    def __str__(self) -> str:
        return f"{self.goods}: {', '.join(self.printed)}"


def _listed_supplier(facts: Facts) -> Fact:
    supplier = facts.circumstances.supplier
    if supplier is None:
        return Missing("no row of a list of suppliers is known for the sender", True, ())
    return Known(supplier, CERTAIN, ())


def _holder_comparison(facts: Facts) -> Fact:
    """The holder's names on the paper, compared with those of the list; where they are not one, its sites' names are."""
    supplier, holder = facts["listed_supplier"], facts["certified_organization"]
    if isinstance(supplier, Missing):
        return supplier
    printed = [fact for fact in (holder, facts["certified_organization_native"]) if isinstance(fact, Known)]
    if not printed:
        return holder
    listed = company_names(supplier.value)
    answer = compare_all([str(fact.value) for fact in printed], listed)
    sites = facts["sites"]
    if answer.likeness is not Likeness.SAME and isinstance(sites, Known):
        at_site = compare_all([site.name for site in sites.value if site.name], listed)
        if at_site.likeness is Likeness.SAME:
            return join(replace(at_site, why=f"{SITE_OF} {printed[0].value}; {at_site.why}"), sites)
    return join(answer, printed[0])


def _of_supplier(column: str, why: str) -> Callable[[Facts], Fact]:
    """A fact that is one column of the supplier's row, absent where it is empty."""

    def derive(facts: Facts) -> Fact:
        supplier = facts["listed_supplier"]
        if isinstance(supplier, Missing):
            return supplier
        value = getattr(supplier.value, column)
        return Known(value, CERTAIN, ()) if value else Missing(why, True, ())

    return derive


def _goods_coverage(facts: Facts) -> Fact:
    """Whether the scope covers what is bought from this supplier."""
    goods, scope, codes = facts["supplied_goods"], facts["scope"], facts["sector_codes"]
    if isinstance(goods, Missing):
        return goods
    if isinstance(scope, Missing):
        return scope
    used = [scope, codes] if isinstance(codes, Known) else [scope]
    return join(covers(goods.value, scope.value, codes.value if isinstance(codes, Known) else ()), *used)


def _asked_standards(facts: Facts) -> Fact:
    """Designations that the profile and the supplier's row ask for."""
    asked = asked_standards(facts.circumstances.profile, facts.circumstances.supplier)
    accepted = tuple(dict.fromkeys(name for requirement in asked for name in requirement.accepted))
    if not accepted:
        return Missing("neither a profile nor the list of suppliers asks for a standard", True, ())
    return Known(accepted, CERTAIN, ())


def _test_asked_for(facts: Facts) -> Fact:
    """The product test that is asked for, where the paper claims to certify to it."""
    standard = facts["known_standard"]
    if isinstance(standard, Missing):
        return standard
    asked = asked_standards(facts.circumstances.profile, facts.circumstances.supplier)
    wanted = next((r for r in asked if standard.value.designation in r.accepted), None)
    if wanted is None:
        return Missing("nobody asks for this standard", True, standard.fields)
    return Known(wanted.printed_as or wanted.standard, standard.confidence, standard.fields, (standard.value,))


def _goods_needs(facts: Facts) -> Fact:
    """What the supplier's goods ask for in the markets where they are sold."""
    supplier = facts["listed_supplier"]
    if isinstance(supplier, Missing):
        return supplier
    needs = tuple(_need(supplier.value, profile) for profile in suiting_profiles(supplier.value))
    return Known(needs, CERTAIN, ()) if needs else Missing("no standard is known to be needed for the goods", True, ())


def _need(supplier: Supplier, profile: Profile) -> GoodsNeed:
    classes = goods_classes(supplier.goods) & set(profile.goods)
    goods = " and ".join(load_classes()[c].title.lower() for c in sorted(classes))
    where = f" for {', '.join(m for m in supplier.markets if m in profile.markets)}" if profile.markets else ""
    asked = asked_standards(profile, supplier, own=False)
    return GoodsNeed(
        goods=f"{goods}{where}",
        standards=tuple(dict.fromkeys(name for r in asked for name in r.accepted)),
        printed=tuple(r.printed_as or r.standard for r in asked),
    )


SUPPLIER_FACTS: dict[str, Callable[[Facts], Fact]] = {
    "listed_supplier": _listed_supplier,
    "holder_comparison": _holder_comparison,
    "supplier_country": _of_supplier("country", "the list of suppliers gives no country"),
    "supplied_goods": _of_supplier("goods", "the list of suppliers does not say what is bought"),
    "goods_coverage": _goods_coverage,
    "asked_standards": _asked_standards,
    "test_asked_for": _test_asked_for,
    "goods_needs": _goods_needs,
}
"""By the name under which a rule asks for them."""
