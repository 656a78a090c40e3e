"""Loads the catalogue of rules, checks all of it, and binds each rule to its predicate."""

from __future__ import annotations

import functools
import hashlib
import inspect
import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from extractors.certificate import FIELD_NAMES
from extractors.parse import certificate_numbers
from rules.errors import DataError, describe, read_yaml
from rules.facts import FACT_NAMES
from rules.finding import Outcome
from rules.predicates import Predicate, predicates
from rules.rule import Rule, Status

HERE = Path(__file__).parent
CATALOGUE = HERE / "catalogue"
LEVELS_FILE = "confidence.yml"

KNOWLEDGE = ("goods", "names", "profiles")
"""Folders with data of their own that predicates look things up in."""

OF_OTHER_ROOMS = tuple(Path(certificate_numbers.__file__).with_suffix(suffix) for suffix in (".py", ".yaml"))
"""What judging rests on outside of this room: the parser of certificate numbers and its table of letters."""

FREE_INPUTS = frozenset({"as_of", "certificate", "reference", "circumstances"})
"""What every predicate may ask for without the rule naming it."""


@dataclass(frozen=True, slots=True, eq=False)
class BoundRule:
    """A rule, ready to run: its predicate, and its confidence levels as numbers. Equal to itself alone."""

    rule: Rule
    group: str
    name: str
    predicate: Predicate
    parameters: tuple[str, ...]
    inputs: tuple[tuple[str, float], ...]
    asked: tuple[str, ...]
    """Fields that the rule asks about by name, in its arguments: those that may be absent."""
    named: Mapping[Outcome, frozenset[str]]
    """What is filled into the words that go with each outcome."""


@dataclass(frozen=True, eq=False)
class Rulebook:
    """The rules that are run, in the order of their ids, and a short hash of them and of the code behind them."""

    bound: tuple[BoundRule, ...]
    version: str

    @functools.cached_property
    def counting(self) -> tuple[bool, ...]:
        """Of each rule whether it makes verdicts; one in preview only reports."""
        return tuple(bound.rule.status is Status.ACTIVE for bound in self.bound)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules as their files state them."""
        return tuple(bound.rule for bound in self.bound)

    def rule(self, id: str) -> BoundRule:
        """The rule of that id, in upper or lower case.

        Raises:
            KeyError: there is none.
        """
        for bound in self.bound:
            if bound.rule.id == id.upper():
                return bound
        raise KeyError(id)


@functools.cache
def load_rulebook(folder: Path = CATALOGUE) -> Rulebook:
    """The rules of a folder (`<group>/<name>.yml`), with its `confidence.yml`.

    Raises:
        DataError: rules are wrong; the message lists every fault.
    """
    faults: list[str] = []
    levels = _read_levels(folder / LEVELS_FILE, faults)
    bound = [b for path in sorted(folder.glob("*/*.yml")) if (b := _read_rule(path, levels, faults))]
    ids = [b.rule.id for b in bound]
    faults += [f"{b.name}.yml: id {b.rule.id} is there twice" for b in bound if ids.count(b.rule.id) > 1]
    if faults:
        raise DataError(faults)
    live = sorted((b for b in bound if b.rule.status is not Status.DEPRECATED), key=lambda b: b.rule.id)
    return Rulebook(tuple(live), _version(folder))


def _read_levels(path: Path, faults: list[str]) -> dict[str, float]:
    content = read_yaml(path, faults)
    levels = content.get("levels") if isinstance(content, dict) else None
    if not isinstance(levels, dict) or not all(isinstance(v, float) and 0 < v < 1 for v in levels.values()):
        faults.append(f"{path.name}: levels: give each level a number between 0 and 1")
        return {}
    return levels


def _read_rule(path: Path, levels: dict[str, float], faults: list[str]) -> BoundRule | None:
    content = read_yaml(path, faults)
    if content is None:
        return None
    try:
        rule = Rule.model_validate(content)
    except ValidationError as error:
        faults.extend(describe(error, path.name))
        return None
    wrong = [f"{path.name}: {fault}" for fault in _misfits(rule, levels)]
    if wrong:
        faults.extend(wrong)
        return None
    predicate = predicates()[rule.predicate]
    inputs = tuple((name, levels[level]) for name, level in rule.inputs.items())
    asked = [name for value in rule.arguments.values() for name in (value if isinstance(value, list) else [value])]
    return BoundRule(
        rule=rule,
        group=path.parent.name,
        name=path.stem,
        predicate=predicate,
        parameters=tuple(inspect.signature(predicate).parameters),
        inputs=inputs,
        asked=tuple(name for name in asked if name in FIELD_NAMES),
        named={outcome: _placeholders(rule.says(outcome)) for outcome in Outcome},
    )


def _misfits(rule: Rule, levels: dict[str, float]) -> Iterator[str]:
    """Where the rule does not fit its predicate, the levels or its own message."""
    for level in set(rule.inputs.values()) - levels.keys():
        yield f"inputs: {LEVELS_FILE} gives no level {level}"
    given = rule.inputs.keys() | rule.arguments.keys()
    for root in _placeholders(rule.message + (rule.passes or "") + (rule.undecided or "")) - given - {"as_of"}:
        yield f"message: {{{root}}} is neither an input nor an argument"
    predicate = predicates().get(rule.predicate)
    if predicate is None:
        yield f"predicate: no predicate called {rule.predicate}"
        return
    parameters = inspect.signature(predicate).parameters.keys()
    for name in parameters - given - FREE_INPUTS:
        what = "an input" if name in FACT_NAMES else "an argument"
        yield f"predicate: {rule.predicate} needs {name}; give it as {what}"
    for name in rule.arguments.keys() - parameters:
        yield f"arguments: {rule.predicate} takes no {name}"


def _placeholders(message: str) -> frozenset[str]:
    """Names that a message has filled in, without what follows their first dot."""
    fields = (field for _, field, _, _ in string.Formatter().parse(message) if field is not None)
    return frozenset(field.split(".")[0].split("[")[0] for field in fields)


def _version(folder: Path) -> str:
    """A hash of the rules and of the code that runs them: the same version, the same verdict."""
    code = [path for part in ("", "predicates", "reference", *KNOWLEDGE) for path in (HERE / part).glob("*.py")]
    code += [path for part in KNOWLEDGE for path in (HERE / part).glob("*.y*ml")]
    digest = hashlib.sha256()
    for path in [*sorted(folder.rglob("*.yml")), *sorted(code), *OF_OTHER_ROOMS]:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]
