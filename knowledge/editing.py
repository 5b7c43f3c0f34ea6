"""Editors' tools: attach questions to an entry, find questions that two entries nearly share."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml
from rapidfuzz import fuzz, process

from knowledge.errors import KnowledgeError, Problem
from knowledge.loader import Content, load_content
from knowledge.text.normalise import Normaliser

_ENTRY = "  - id: "
_QUESTIONS = "    questions:"
_QUESTION = "      - "
_ALIKE = 92.0  # token_sort_ratio from which two questions are nearly one


@dataclass(frozen=True, slots=True)
class Alike:
    """Two questions of different entries that a reader could not tell apart."""

    entry: str
    question: str
    other_entry: str
    other_question: str
    likeness: float  # 0..100


def attach(directory: Path, entry: str, questions: Sequence[str]) -> None:
    """Adds example questions to an entry's file, in place; all else in the file stays as it was written.

    Raises KnowledgeError, with the file as before, when the content would not load with them.
    """
    content = load_content(directory)
    if entry not in content.entries:
        raise KnowledgeError([Problem("entries", entry, "id", "no entry of this name")])
    path = directory / content.files[entry]
    before = path.read_text(encoding="utf-8")
    _replace(path, _with_questions(before, entry, questions))
    try:
        load_content(directory)
    except KnowledgeError:
        _replace(path, before)
        raise


def alike(content: Content, normalise: Normaliser) -> Iterator[Alike]:
    """Pairs of questions that two entries nearly share; about a minute for eight thousand questions."""
    owned = [(entry.id, question) for entry in content.entries.values() for question in entry.questions]
    spelled = [" ".join(normalise(question).folded) for _, question in owned]
    for place, (entry, question) in enumerate(owned):
        found = process.extract(
            spelled[place], spelled[:place], scorer=fuzz.token_sort_ratio, score_cutoff=_ALIKE, limit=3
        )
        for _, likeness, other in found:
            if owned[other][0] != entry:
                yield Alike(entry, question, *owned[other], likeness)


def _with_questions(text: str, entry: str, questions: Sequence[str]) -> str:
    lines = text.splitlines(keepends=True)
    start = next(place for place, line in enumerate(lines) if line.rstrip() == _ENTRY + entry)
    listed = next(place for place in range(start, len(lines)) if lines[place].rstrip() == _QUESTIONS)
    end = listed + 1
    while end < len(lines) and lines[end].startswith((_QUESTION, _QUESTION.replace("-", " "))):
        end += 1
    return "".join([*lines[:end], *(f"{_QUESTION}{_scalar(each)}\n" for each in questions), *lines[end:]])


def _scalar(question: str) -> str:
    """The question as YAML writes it, quoted where it must be."""
    written: str = yaml.safe_dump(question, allow_unicode=True, width=1000)
    return written.removesuffix("...\n").strip()


def _replace(path: Path, text: str) -> None:
    """The new text or the old one stands in the file, never half of it."""
    part = path.with_suffix(".part")
    part.write_text(text, encoding="utf-8")
    os.replace(part, path)
