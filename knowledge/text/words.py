"""The word lists of the normaliser, read from the language folder of the content."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from knowledge.errors import KnowledgeError, Problem

LANGUAGE_DIR = Path(__file__).parent.parent / "content" / "language"


@dataclass(frozen=True, slots=True)
class WordLists:
    """What to write for what was typed: phrases of syllables in, syllables out; and words to leave alone."""

    phrases: Mapping[tuple[str, ...], tuple[str, ...]]
    keep: frozenset[str]


def load_word_lists(directory: Path = LANGUAGE_DIR) -> WordLists:
    """The lists of a folder. Raises KnowledgeError when one is missing or a phrase is listed twice."""
    phrases: dict[tuple[str, ...], tuple[str, ...]] = {}
    for name in ("abbreviations", "ambiguous", "regional"):
        for typed, readings in _mapping(directory / f"{name}.yaml").items():
            key = tuple(str(typed).split())
            if key in phrases:
                raise KnowledgeError([Problem(f"language/{name}.yaml", str(typed), "", "listed twice")])
            phrases[key] = tuple(_syllables(readings))
    keep = _mapping(directory / "loanwords.yaml").get("keep", ())
    return WordLists(phrases=phrases, keep=frozenset(map(str, keep)))


def _syllables(readings: str | list[str]) -> Iterator[str]:
    for reading in [readings] if isinstance(readings, str) else readings:
        yield from str(reading).split()


def _mapping(path: Path) -> Mapping[str, Any]:
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise KnowledgeError(
            [Problem(f"language/{path.name}", "", "", " ".join(str(error).split()))]
        ) from error
    if not isinstance(data, dict):
        raise KnowledgeError([Problem(f"language/{path.name}", "", "", "the file must be a mapping")])
    return data
