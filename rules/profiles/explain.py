"""Renders profiles as pages for people: `python -m rules.profiles.explain > docs/profiles.md`, or one of them.

A profile's YAML file is its page; nothing is written here that is not there.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from rules.goods.vocabulary import load_classes
from rules.profiles.load import load_profile, profile_names
from rules.profiles.profile import Ground, Profile, Requirement
from rules.reference.load import load_reference
from rules.reference.standard import Proof

_HEAD = """\
# Profiles

Generated from `rules/profiles/` by `python -m rules.profiles.explain > docs/profiles.md`; change the YAML, not this page.
`certsweep profiles show NAME` prints one.

A profile is a kind of purchase: the standards that a supplier must show for it, why, and what else to ask.
`--profile NAME` judges on its terms; `--profile mine.yml` takes one of your own, with the same keys. Each standard makes a
row in `suppliers` for each supplier, and the rules of the group `buyer` ask about it. A profile only asks
more: it can ask for a person to look, and never rejects. No profile is proof of the quality of a product: the next step
is a factory audit, or an inspection before shipping.
"""


def page(profile: Profile, level: str = "#") -> str:
    """One profile's page."""
    return "\n".join(_lines(profile, level)) + "\n"


def all_profiles() -> str:
    """All of the project's profiles on one page: a table of them, then each."""
    profiles = [load_profile(name) for name in profile_names()]
    lines = [_HEAD, "| profile | for | must show |", "|---|---|---|"]
    lines += [f"| `{p.name}` | {p.title} | {summary(p)} |" for p in profiles]
    return "\n".join([*lines, "", "\n".join(page(p, "##") for p in profiles)])


def summary(profile: Profile) -> str:
    """What must be shown, in one line."""
    return (" + " if profile.all_together else ", ").join(map(_in_short, profile.required_standards))


def _in_short(requirement: Requirement) -> str:
    return " or ".join((requirement.printed_as or requirement.standard, *requirement.or_instead))


def _lines(profile: Profile, level: str) -> Iterator[str]:
    yield f"{level} {profile.name}"
    yield ""
    yield f"{profile.title}. {profile.why}"
    yield ""
    yield f"- **Source:** {_link(profile.source)}"
    if profile.goods:
        yield f"- **Goods:** {', '.join(load_classes()[name].title.lower() for name in profile.goods)}"
    if profile.markets:
        yield f"- **Markets:** {', '.join(profile.markets)}"
    if profile.all_together:
        yield "- **All together:** a supplier is covered only when every one of the standards is."
    yield ""
    yield "| must show | by | why | source |"
    yield "|---|---|---|---|"
    for requirement in profile.required_standards:
        source = _link(requirement.source) if requirement.source else ""
        yield f"| {_in_short(requirement)} | {_proof(requirement)} | {requirement.why} | {source} |"
    if profile.also_ask:
        yield ""
        yield "Also ask for:"
        yield ""
        yield from (f"- {line}" for line in profile.also_ask)


def _proof(requirement: Requirement) -> str:
    row = load_reference().standard(requirement.standard)
    shown = "a test report on the product" if row and row.proof is Proof.TEST_REPORT else "a certificate"
    if requirement.recognised_in:
        shown += f" of a body accredited in the {requirement.recognised_in}"
    if requirement.for_goods:
        goods = " or ".join(load_classes()[name].title.lower() for name in requirement.for_goods)
        shown += f", for {goods}"
    return shown


def _link(ground: Ground) -> str:
    return f"[{ground.text}]({ground.url})"


if __name__ == "__main__":
    sys.stdout.write(page(load_profile(sys.argv[1])) if len(sys.argv) > 1 else all_profiles())
