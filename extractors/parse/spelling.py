"""Letters put right that a language does not have: OCR reads Turkish Ğ as Č, and there is no Č in Turkish."""

from __future__ import annotations

import functools
from pathlib import Path

import yaml

_FILE = Path(__file__).parent.parent / "vocabulary" / "spelling.yaml"


def spelled(text: str, language: str) -> str:
    """`text` with the letters of `language` (ISO 639-1); unchanged for a language without corrections.

    >>> spelled("YAČ FABRÍKASI", "tr"), spelled("Čapek", "cs")
    ('YAĞ FABRİKASI', 'Čapek')
    """
    return text.translate(_tables().get(language, {}))


@functools.cache
def _tables() -> dict[str, dict[int, str]]:
    table: dict[str, dict[str, str]] = yaml.load(_FILE.read_text("utf-8"), yaml.CSafeLoader)
    return {language: {ord(read): printed for read, printed in letters.items()} for language, letters in table.items()}
