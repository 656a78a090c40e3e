"""What a supplier must show: what the profile asks for its goods, and what the buyer's list asks beside it."""

from __future__ import annotations

import functools

from rules.circumstances import Supplier
from rules.goods.vocabulary import find_classes, wider
from rules.profiles.load import load_profile, profile_names
from rules.profiles.profile import Profile, Requirement


def asked_standards(profile: Profile | None, supplier: Supplier | None, own: bool = True) -> tuple[Requirement, ...]:
    """The requirements that a supplier has to meet, the profile's first.

    Args:
        profile: what is bought; None where none was given.
        supplier: whom from; None where the list does not know, and then every requirement of the profile counts.
        own: also those of the supplier's row.
    """
    asked = [r for r in profile.required_standards if _is_asked(r, supplier)] if profile else []
    known = {name for requirement in asked for name in requirement.accepted}
    if own and supplier:
        asked += [Requirement(standard=name) for name in supplier.required_standards if name not in known]
    return tuple(asked)


def _is_asked(requirement: Requirement, supplier: Supplier | None) -> bool:
    if not requirement.for_goods or supplier is None:
        return True
    classes = goods_classes(supplier.goods)
    return not classes or bool(classes & set(requirement.for_goods))


@functools.lru_cache(maxsize=16384)
def goods_classes(goods: tuple[str, ...]) -> frozenset[str]:
    """Classes of `rules/goods` that these words belong to, wider ones included."""
    return frozenset(name for item in goods for found in find_classes(item) for name in wider(found))


@functools.lru_cache(maxsize=16384)
def suiting_profiles(supplier: Supplier) -> tuple[Profile, ...]:
    """The project's profiles that the supplier's goods fall under; one for his market stands before one for the world."""
    classes = goods_classes(supplier.goods)
    profiles = (load_profile(name) for name in profile_names())
    suiting = [
        p for p in profiles if classes & set(p.goods) and (not p.markets or set(p.markets) & set(supplier.markets))
    ]
    local = {name for profile in suiting if profile.markets for name in profile.goods}
    return tuple(p for p in suiting if p.markets or not set(p.goods) <= local)
