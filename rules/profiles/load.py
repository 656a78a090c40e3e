"""Reads profiles: those of this folder by name, a user's own by its path. Every fault is listed at once."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from rules.errors import DataError, describe, read_yaml
from rules.goods.vocabulary import load_classes
from rules.profiles.profile import Profile
from rules.reference.load import Reference, load_reference

HERE = Path(__file__).parent
ENDINGS = (".yml", ".yaml")


def profile_names() -> tuple[str, ...]:
    """The names of the project's own profiles."""
    return tuple(sorted(path.stem for path in HERE.glob("*.yml")))


@functools.cache
def load_profile(given: str) -> Profile:
    """The profile of that name, or that of a file of the user's.

    Args:
        given: a name of `profile_names()`, or the path of a YAML file.

    Raises:
        DataError: there is no such profile, or its file is wrong; the message lists every fault.
    """
    if given in profile_names():
        return read_profile(HERE / f"{given}.yml", load_reference())
    path = Path(given)
    if path.suffix.lower() not in ENDINGS:
        raise DataError([f"{given}: no profile of that name, and no YAML file; there are {', '.join(profile_names())}"])
    return read_profile(path, load_reference())


def read_profile(path: Path, reference: Reference) -> Profile:
    """The profile in one file, checked against the reference data.

    Raises:
        DataError: the file is wrong; the message lists every fault.
    """
    faults: list[str] = []
    content = read_yaml(path, faults)
    if faults:
        raise DataError(faults)
    try:
        profile = Profile.model_validate(content)
    except ValidationError as error:
        raise DataError(describe(error, path.name)) from error
    if faults := list(_misfits(profile, path, reference)):
        raise DataError(faults)
    return profile


def _misfits(profile: Profile, path: Path, reference: Reference) -> Iterator[str]:
    if path.parent == HERE and profile.name != path.stem:
        yield f"{path.name}: name: {profile.name}: call it as its file is called"
    classes = {*profile.goods, *(name for r in profile.required_standards for name in r.for_goods)}
    for name in sorted(classes - load_classes().keys()):
        yield f"{path.name}: goods: no class {name}; there are {', '.join(load_classes())}"
    for requirement in profile.required_standards:
        for designation in requirement.accepted:
            row = reference.standard(designation)
            if row is None:
                yield f"{path.name}: required_standards: the reference data do not list {designation}"
            elif row.designation != designation:
                yield f"{path.name}: required_standards: write {designation} as the reference does: {row.designation}"
