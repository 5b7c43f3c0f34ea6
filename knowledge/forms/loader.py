"""Reads the forms and their words; every mistake is told with file, form and field."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from knowledge.errors import KnowledgeError, Problem
from knowledge.forms.model import CONSENT, CommonFile, Form, FormFile, Section, Step
from knowledge.forms.words import Words
from knowledge.reading import read, whole

FOLDER, COMMON, WORDS = "forms", "forms/common.yaml", "forms/words.yaml"
_COMMON, _FORM, _WORDS = TypeAdapter(CommonFile), TypeAdapter(FormFile), TypeAdapter(Words)
_SHARED = frozenset({COMMON, WORDS})


@dataclass(frozen=True, slots=True)
class FormBook:
    """All forms by id, with the words of their replies."""

    forms: Mapping[str, Form]
    common: CommonFile
    words: Words

    def for_item(self, item: str) -> Form | None:
        """The form in which this item is asked for."""
        return next((form for form in self.forms.values() if item in form.file.items), None)


def load_forms(directory: Path) -> FormBook:
    """The forms of a content directory. Raises KnowledgeError with all problems found."""
    problems: list[Problem] = []
    common = whole(_COMMON, read(directory, COMMON, problems), problems)
    words = whole(_WORDS, read(directory, WORDS, problems), problems)
    forms: dict[str, Form] = {}
    names = sorted(f"{FOLDER}/{path.name}" for path in (directory / FOLDER).glob("*.yaml"))
    for name in (name for name in names if name not in _SHARED):
        file = whole(_FORM, read(directory, name, problems), problems)
        if file is None or common is None:
            continue
        problems.extend(_problems(name, file, common))
        if file.id in forms:
            problems.append(Problem(name, file.id, "id", "appears twice"))
        forms[file.id] = _joined(file, common)
    if common is None or words is None or problems:
        raise KnowledgeError(problems)
    return FormBook(forms, common, words)


def _problems(name: str, file: FormFile, common: CommonFile) -> Iterator[Problem]:
    """What cannot be put together: sections that are not there, or more than once, or nowhere in the order."""
    sections = [section.id for section in (*file.sections, *common.sections)]
    for section in sorted({each for each in sections if sections.count(each) > 1}):
        yield Problem(name, file.id, "sections", f"{section} appears twice")
    for place in (*sorted(set(sections) - set(file.order)), CONSENT):
        if place not in file.order:
            yield Problem(name, file.id, "order", f"{place} is left out")
    for place in dict.fromkeys(file.order):
        if place not in sections and place != CONSENT:
            yield Problem(name, file.id, "order", f"no section called {place}")
        if file.order.count(place) > 1:
            yield Problem(name, file.id, "order", f"{place} appears twice")
    seen: set[str] = set()
    for field in (field for section in (*file.sections, *common.sections) for field in section.fields):
        if field.id in seen:
            yield Problem(name, file.id, field.id, "appears twice")
        seen.add(field.id)


def _joined(file: FormFile, common: CommonFile) -> Form:
    sections: Mapping[str, Section] = {each.id: each for each in (*common.sections, *file.sections)}
    consent = file.order.index(CONSENT) if CONSENT in file.order else len(file.order)
    steps = tuple(
        Step(field, sections[name], at > consent)
        for at, name in enumerate(file.order)
        if name in sections
        for field in sections[name].fields
    )
    return Form(file, steps, {**common.papers, **file.papers})
