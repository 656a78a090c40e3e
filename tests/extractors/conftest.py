"""The names of the reference data, as flows hands them to the reading room."""

from __future__ import annotations

import pytest

from extractors.gazetteer import Gazetteer
from extractors.parse.standard_numbers import StandardFinder
from extractors.read import standard_finder
from flows.gazetteer import build_gazetteer
from rules.reference.load import load_reference


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return build_gazetteer(load_reference())


@pytest.fixture(scope="session")
def standards(gazetteer: Gazetteer) -> StandardFinder:
    return standard_finder(gazetteer)
