"""Questions about what the buyer knows: is it this supplier's paper, and does it show what is needed?"""

from __future__ import annotations

from rules.goods.scope import Cover, Coverage
from rules.names.compare import Comparison, Likeness
from rules.reference.standard import Proof, Standard
from rules.supplier_facts import GoodsNeed


def is_another_company(holder_comparison: Comparison) -> bool | None:
    """The holder is another company than the supplier. Undecided where the names are neither the same nor plainly different."""
    if holder_comparison.likeness is Likeness.UNSURE:
        return None
    return holder_comparison.likeness is Likeness.DIFFERENT


def differs(organization_country: str, supplier_country: str) -> bool:
    """The two countries are not one.

    >>> differs("CN", "HK"), differs("CN", "CN")
    (True, False)
    """
    return organization_country != supplier_country


def is_outside_scope(goods_coverage: Coverage) -> bool | None:
    """Something that is bought is not in the scope. Undecided where the words do not tell."""
    if goods_coverage.cover is Cover.UNCLEAR:
        return None
    return goods_coverage.cover is Cover.OUTSIDE


def is_only_traded(goods_coverage: Coverage) -> bool:
    """The scope speaks of trade with the goods, and of making nothing."""
    return bool(goods_coverage.traded)


def is_not_asked_for(known_standard: Standard, asked_standards: tuple[str, ...]) -> bool:
    """The certificate is to a standard that the purchase does not ask for."""
    return known_standard.designation not in asked_standards


def is_a_test(known_standard: Standard, test_asked_for: str) -> bool:
    """What is asked for is proven by a test report, so that no certificate can be it."""
    return bool(test_asked_for) and known_standard.proof is Proof.TEST_REPORT


def lacks_what_goods_need(known_standard: Standard, goods_needs: tuple[GoodsNeed, ...]) -> bool:
    """The certificate is to none of the standards that such goods need in their market."""
    return not any(known_standard.designation in need.standards for need in goods_needs)
