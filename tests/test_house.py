"""The house holds: who may import whom, that no clock is read, and that fields, words, samples and pages are complete."""

from __future__ import annotations

import ast
import importlib.metadata
import json
import re
import sys
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import yaml
from babel import Locale

from extractors.certificate import FIELD_NAMES
from flows.cli import main

ROOT = Path(__file__).parents[1]
FIELDS = ROOT / "extractors" / "fields"
VOCABULARY = ROOT / "extractors" / "vocabulary"
OURS = ("extractors", "rules", "flows", "samples", "tests")
CODE = [path for folder in OURS for path in sorted((ROOT / folder).rglob("*.py"))]

MAY_IMPORT = {
    "extractors": ("extractors",),
    "rules": ("rules", "extractors.certificate", "extractors.parse.certificate_numbers"),
    "flows": ("flows", "rules", "extractors"),
}
"""What each room may import of ours. Samples and tests may import anything, and no room imports them."""

CLOCKS = {"today", "now", "utcnow"}

FOUND_BY = {
    "standard_edition": ("standard", "find"),  # printed as one: `ISO 9001:2015`
    "certified_organization_native": ("certified_organization", "find_native"),  # beside or under the other name
    "certification_body_id": ("certification_body", "find_id"),  # follows from the name
}
"""Fields that are found by another field's module, because they are read in the same place."""

WITHOUT_LABELS = {
    "standard": "a designation is its own label, and the gazetteer knows all of them",
    "standard_edition": "the year in the designation",
    "certified_organization_native": "stands with the other name, under its labels",
    "organization_country": "follows from the address",
    "certification_body_id": "follows from the name",
    "accreditation_body": "a mark, without a label; the gazetteer knows its acronyms and names",
    "national_standard": "a designation is its own label",
    "disagreements": "what other fields' labels say twice",
    "sector_codes": "the scheme's name before the code is part of the value: `IAF 17`",
    "verification_url": "a QR code, or an address that is its own label",
}
"""Fields without a YAML of labels, and why."""

NOT_IN_TRUTH = {
    "certification_body_id": "an id of ours, which no paper prints",
    "sector_codes": "the agreed form of a truth has no key for it; layout `register-left` prints one",
}
ON_EVERY_SAMPLE = {"standard", "certified_organization", "scope", "certification_body", "expiry_date"}
"""Fields that no sample leaves out: a paper without them is hardly a certificate, and rules have cases for it."""
ENGLISH_ONLY = {"surveillance_dates", "sites"}
"""Fields that only English samples print."""


def imports(path: Path) -> Iterator[str]:
    """Everything that a module imports, also inside functions: `a.b.c` for `from a.b import c`."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_arrows_between_rooms_point_one_way(room: str) -> None:
    wrong = [
        f"{name_of(path)} imports {name}"
        for path in CODE
        if path.is_relative_to(ROOT / room)
        for name in imports(path)
        if name.split(".")[0] in OURS and not any(f"{name}.".startswith(f"{may}.") for may in MAY_IMPORT[room])
    ]
    assert not wrong


@pytest.mark.parametrize("room", ["extractors", "rules"])
def test_no_clock_is_read_where_papers_are_read_and_judged(room: str) -> None:
    paths = [path for path in CODE if path.is_relative_to(ROOT / room)]
    wrong = [f"{name_of(path)} imports time" for path in paths if "time" in {i.split(".")[0] for i in imports(path)}]
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in CLOCKS:
                wrong.append(f"{name_of(path)}:{node.lineno} reads .{node.attr}")
    assert not wrong


def test_every_import_is_a_declared_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    needed, for_work = (
        {plain(re.split(r"[^\w.-]", entry)[0]) for entry in entries}
        for entries in (project["dependencies"], project["optional-dependencies"]["dev"])
    )
    packages = importlib.metadata.packages_distributions()
    wrong = []
    for path in CODE:
        allowed = needed if path.relative_to(ROOT).parts[0] in MAY_IMPORT else needed | for_work
        for name in {name.split(".")[0] for name in imports(path)} - sys.stdlib_module_names - set(OURS):
            if not allowed & {plain(package) for package in packages.get(name, [])}:
                wrong.append(f"{name_of(path)} imports {name}")
    assert not wrong


def plain(package: str) -> str:
    return re.sub(r"[-_.]+", "-", package).lower()


def test_modules_are_short_enough_to_read() -> None:
    assert not [name_of(path) for path in CODE if len(path.read_text("utf-8").splitlines()) > 400]


@pytest.mark.parametrize("name", FIELD_NAMES)
def test_every_field_has_its_module_and_its_labels(name: str) -> None:
    module, function = FOUND_BY.get(name, (name, "find"))
    tree = ast.parse((FIELDS / f"{module}.py").read_text("utf-8"))
    assert ast.get_docstring(tree), "say what the field is and where papers print it"
    assert function in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    assert (FIELDS / f"{name}.yaml").exists() == (name not in WITHOUT_LABELS)


def test_every_module_and_every_yaml_of_labels_belongs_to_a_field() -> None:
    modules = {path.stem for path in FIELDS.glob("*.py") if not path.stem.startswith("_")}
    assert modules == set(FIELD_NAMES) - FOUND_BY.keys()
    assert {path.stem for path in FIELDS.glob("*.yaml")} == set(FIELD_NAMES) - WITHOUT_LABELS.keys()


LANGUAGES = {str(code) for code in Locale("en").languages if len(str(code)) == 2}
NO_LANGUAGES = {VOCABULARY / f"{name}.yaml" for name in ("spelling", "legal_homes", "countries")}  # letters; by country
WORDS = [*sorted(FIELDS.glob("*.yaml")), *sorted(set(VOCABULARY.glob("*.yaml")) - NO_LANGUAGES)]
NO_WORDS = {"patterns", "distinctive", "common", "no_accreditors"}  # by accreditation body, not by language


def load(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return content


def test_every_vocabulary_and_every_role_of_labels_is_read_by_some_module() -> None:
    read = {
        node.value
        for path in CODE
        if path.is_relative_to(ROOT / "extractors")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    roles = {role for path in FIELDS.glob("*.yaml") for role in load(path)}
    assert not {path.name for path in VOCABULARY.glob("*.yaml")} - read
    assert not roles - read


def word_lists(node: Any, *keys: str) -> Iterator[tuple[str, list[Any]]]:
    """Every list of words in a YAML file, with the keys that lead to it; a month is a list of its names."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from word_lists(value, *keys, str(key))
    elif keys[0] not in NO_WORDS:
        yield " ".join(keys), [word for item in node for word in (item if isinstance(item, list) else [item])]


@pytest.mark.parametrize("path", WORDS, ids=name_of)
def test_words_are_filed_under_languages(path: Path) -> None:
    keys = {key.split()[-1] for key, _ in word_lists(load(path)) if not key.startswith("other ")}
    assert keys <= LANGUAGES


SPOKEN = [
    "en",
    "zh",
    "de",
    "fr",
    "es",
    "it",
    "pt",
    "tr",
    "nl",
    "pl",
    "cs",
    "sk",
    "ro",
    "hu",
    "el",
    "ru",
    "uk",
    "bg",
    "sr",
    "ar",
    "fa",
    "he",
    "ja",
    "ko",
    "vi",
    "th",
    "id",
    "ms",
    "sv",
    "da",
    "nb",
    "fi",
]
ON_EVERY_PAPER = [
    "certificate_number",
    "certified_organization",
    "organization_address",
    "scope",
    "certification_body",
    "initial_certification_date",
    "issue_date",
    "effective_date",
    "expiry_date",
]


@pytest.mark.parametrize("field", ON_EVERY_PAPER)
def test_what_every_paper_prints_has_labels_in_every_language(field: str) -> None:
    table = load(FIELDS / f"{field}.yaml")
    known = {language for role in ("labels", "openings", "closings") for language in table.get(role, {})}
    assert not set(SPOKEN) - known


@pytest.mark.parametrize("path", WORDS, ids=name_of)
def test_words_are_texts_and_stand_there_once(path: Path) -> None:
    twice = []
    for key, words in word_lists(load(path)):
        assert words, key
        assert all(isinstance(word, str) and word.strip() for word in words), (
            f"{key}: quote what YAML takes for no text"
        )
        same = Counter(" ".join(unicodedata.normalize("NFKC", word).casefold().split()) for word in words)
        twice += [f"{key}: {word}" for word, times in same.items() if times > 1]
    assert not twice


def truths() -> list[dict[str, Any]]:
    folders = ("certificates", "dump.truth")
    paths = [path for name in folders for path in sorted((ROOT / "samples" / name).glob("*.truth.json"))]
    found = [json.loads(path.read_text("utf-8")) for path in paths]
    return [truth for truth in found if truth["certificates"]]


def has_two_scripts(names: list[str]) -> bool:
    latin = {any("LATIN" in unicodedata.name(c, "") for c in name) for name in names}
    return latin == {True, False}


HOW_PRINTED: dict[str, Callable[[dict[str, Any]], bool]] = {
    "standard": lambda c: bool(c["standards"]),
    "standard_edition": lambda c: all(standard["edition"] for standard in c["standards"]),
    "certified_organization_native": lambda c: has_two_scripts(c["certified_organization"]),
}


@pytest.mark.parametrize("name", [name for name in FIELD_NAMES if name not in NOT_IN_TRUTH])
def test_every_field_has_its_samples(name: str) -> None:
    """Three that print it, one of them a scan or a photo and one not English, and one that leaves it out."""
    is_printed = HOW_PRINTED.get(name, lambda certificate: bool(certificate[name]))
    printing = [truth for truth in truths() if any(map(is_printed, truth["certificates"]))]
    lacking = [truth for truth in truths() if not all(map(is_printed, truth["certificates"]))]
    assert len(printing) >= 3
    assert {truth["quality"] for truth in printing} & {"scan", "photo"}
    assert any(truth["languages"] != ["en"] for truth in printing) == (name not in ENGLISH_ONLY)
    assert bool(lacking) == (name not in ON_EVERY_SAMPLE)


FOREIGN = re.compile(r"(?<![\w.])/(?:work|root|home/\w+)/|pythonhosted\.org|--(?:extra-)?index-url|--find-links")
"""Paths of somebody's machine, and where somebody's packages come from."""
TEXT = {".py", ".md", ".toml", ".lock", ".yaml", ".yml", ".json", ".txt", ".html", ""}


def test_no_path_or_index_of_somebodys_machine_is_written_down() -> None:
    folders = [ROOT / name for name in (*OURS, "docs", ".ci")]
    paths = [*ROOT.iterdir(), *(path for folder in folders for path in folder.rglob("*"))]
    texts = [p for p in paths if p.is_file() and p.suffix in TEXT and p.name != ".git" and p != Path(__file__)]
    assert not [name_of(path) for path in texts if FOREIGN.search(path.read_text("utf-8", errors="replace"))]


def test_the_lock_has_a_hash_for_everything_and_no_address() -> None:
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    assert "://" not in lock
    assert not [block for block in re.split(r"\n(?=[a-z])", lock)[1:] if "--hash=sha256:" not in block]


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_every_make_command_in_the_pages_exists(page: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = set(re.findall(r"(?:^ {4}|\$ |`)make ([a-z][a-z-]*)", (ROOT / page).read_text("utf-8"), re.MULTILINE))
    assert named
    assert named <= targets


def commands(command: click.Command, way: str) -> Iterator[str]:
    if isinstance(command, click.Group):
        for name, part in command.commands.items():
            yield from commands(part, f"{way} {name}")
    else:
        yield way


def test_every_command_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert not [way for way in commands(main, "certsweep") if way not in readme]


def test_ci_runs_what_a_person_runs() -> None:
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    assert re.findall(r"^make .*$", script.read_text("utf-8"), re.MULTILINE) == ["make check", "make test"]
