"""The YAML beside this module, read once and checked."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import yaml

from samples.make.model import Body, Document, Layout, Organization

DATA = Path(__file__).parent / "data"


def read_yaml(name: str) -> Any:
    """The content of `data/<name>`."""
    return yaml.safe_load((DATA / name).read_text("utf-8"))


@functools.cache
def bodies() -> dict[str, Body]:
    """Certification bodies by id, invented ones and a few real names."""
    return {key: Body(id=key, **value) for key, value in read_yaml("bodies.yaml").items()}


@functools.cache
def organizations() -> dict[str, Organization]:
    """The invented companies by id."""
    return {key: Organization(id=key, **value) for key, value in read_yaml("organizations.yaml").items()}


@functools.cache
def layouts() -> dict[str, Layout]:
    """Page designs by id, which is the file's name."""
    paths = sorted((DATA / "layouts").rglob("*.yaml"))
    return {path.stem: Layout(id=path.stem, **yaml.safe_load(path.read_text("utf-8"))) for path in paths}


@functools.cache
def system_names() -> dict[str, dict[str, str]]:
    """How a standard's management system is called, by standard and language."""
    names: dict[str, dict[str, str]] = read_yaml("systems.yaml")
    return names


def documents(name: str) -> list[Document]:
    """The documents that `data/<name>` asks for, in its order."""
    return [Document(**entry) for entry in read_yaml(name)]
