"""What staff may choose from when they compose: topics, forms, and everything that an audience is told by."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from handlers.broadcasts.checking import problems
from handlers.broadcasts.model import AUDIENCE, AudienceQuery, Composed, Why
from handlers.broadcasts.words import tag_words
from knowledge.base import KnowledgeBase
from knowledge.forms.model import Choice, Status
from knowledge.places.model import CommuneKind
from knowledge.text.fold import fold
from storage.database import Database
from storage.states import ApplicationStatus

__all__ = ["FACILITY", "SECTOR", "ApplicationStatus", "Choices", "Offered", "Option", "Saved"]

FACILITY, SECTOR = "facility:", "sector:"  # tags that people have told in a form, before the choice
_LANGUAGES = ("vi",)
_BETWEEN = re.compile(r"[,;\n]")


@dataclass(frozen=True, slots=True)
class Option:
    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Saved:
    """An audience that somebody has put by."""

    id: int
    name: str
    query: AudienceQuery


@dataclass(frozen=True, slots=True)
class Offered:
    """Everything that may be chosen now, in the order in which it is shown."""

    topics: tuple[Option, ...]
    forms: tuple[Option, ...]
    provinces: tuple[Option, ...]
    facilities: tuple[Option, ...]
    sectors: tuple[Option, ...]
    statuses: tuple[Option, ...]
    tags: tuple[Option, ...]
    languages: tuple[Option, ...]
    saved: tuple[Saved, ...]

    def saved_as(self, name: str) -> Saved | None:
        return next((each for each in self.saved if each.name == name), None)


class Choices:
    def __init__(self, database: Database, knowledge: Callable[[], KnowledgeBase]) -> None:
        self._database = database
        self._knowledge = knowledge

    @property
    def everybody(self) -> str:
        """The name of the audience that leaves nobody out."""
        return self._knowledge().phrase("news_audience_all")

    def problems(self, composed: Composed) -> list[Why]:
        """What stands in its way, as the desk will see it."""
        return problems(composed, self._knowledge())

    async def offered(self) -> Offered:
        knowledge = self._knowledge()
        async with self._database.reading() as store:
            tags = await store.audiences.tags()
            saved = await store.audiences.all()
        entries, common = knowledge.content.entries.values(), _common(knowledge)
        say, process = knowledge.phrase, knowledge.process
        return Offered(
            topics=tuple(Option(entry.id, entry.title) for entry in entries),
            forms=tuple(Option(form.id, form.file.title) for form in knowledge.forms.forms.values()),
            provinces=tuple(Option(each.id, each.name) for each in knowledge.places.provinces),
            facilities=_tags(FACILITY, common["facility"]),
            sectors=_tags(SECTOR, common["sector"]),
            statuses=tuple(
                Option(each.value, process.status(each).name) for each in Status if each is not Status.DRAFT
            ),
            tags=tuple(
                Option(tag, tag_words(tag, knowledge))
                for tag in tags
                if not tag.startswith((FACILITY, SECTOR))
            ),
            languages=tuple(Option(each, say(f"news_language_{each}")) for each in _LANGUAGES),
            saved=tuple(Saved(row.id, row.name, AUDIENCE.validate_json(row.query)) for row in saved),
        )

    def communes(self, typed: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        return communes_in(typed, self._knowledge())


def communes_in(typed: str, knowledge: KnowledgeBase) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names of communes of today, as people write them one after another; and what is none."""
    known = _by_spelling(each.name for each in knowledge.places.communes)
    kinds = tuple(knowledge.phrase(f"commune_{kind.value}") for kind in CommuneKind)
    names: dict[str, None] = {}
    unknown = []
    for piece in filter(None, (" ".join(each.split()) for each in _BETWEEN.split(typed))):
        spellings = (piece, _bare(piece, kinds))
        keys = (*(each.casefold() for each in spellings), *(fold(each) for each in spellings))
        found = next((known[key] for key in keys if key in known), None)
        if found is None:
            unknown.append(piece)
        names.update(dict.fromkeys(found or ()))
    return tuple(names), tuple(unknown)


def _common(knowledge: KnowledgeBase) -> Mapping[str, Mapping[str, Choice]]:
    """The choices of each field that every form shares."""
    sections = knowledge.forms.common.sections
    return {field.id: field.choices for section in sections for field in section.fields}


def _tags(prefix: str, choices: Mapping[str, Choice]) -> tuple[Option, ...]:
    return tuple(Option(f"{prefix}{key}", choice.label) for key, choice in choices.items())


def _by_spelling(names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """By the name as it is written; without marks all names that look the same."""
    found: dict[str, dict[str, None]] = {}
    for name in names:
        found.setdefault(fold(name), {})[name] = None
    folded = {key: tuple(same) for key, same in found.items()}
    exact = {name.casefold(): (name,) for same in folded.values() for name in same}
    return {**folded, **exact}


def _bare(piece: str, kinds: Iterable[str]) -> str:
    """A name without "commune" or "ward" before it."""
    kind = next((kind for kind in kinds if fold(piece).startswith(f"{fold(kind)} ")), "")
    return piece[len(kind) :].lstrip()
