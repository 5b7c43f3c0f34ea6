"""A broadcast that is being composed: read from what was typed, and whom it may go to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from handlers.broadcasts.model import (
    AUDIENCE,
    BUTTONS,
    LONGEST_TITLE,
    AudienceQuery,
    BroadcastRow,
    Composed,
    Criteria,
)
from knowledge.base import KnowledgeBase
from storage.repositories.areas import Area
from storage.repositories.audiences import AudienceRow

_TITLE_WORDS = 8
_MOST_SAVED = 20
ALL, MY_PROVINCES, MY_COMMUNES, SAVED = "all", "mp", "mc", "a"


@dataclass(frozen=True, slots=True)
class Offered:
    """An audience that may be chosen by its key."""

    key: str
    name: str
    query: AudienceQuery


def title_and_text(typed: str) -> tuple[str, str]:
    """The first line names it for staff, the rest is the message; a single line is both."""
    first, _, rest = typed.strip().partition("\n")
    if rest.strip():
        return first.strip(), rest.strip()
    return " ".join(first.split()[:_TITLE_WORDS])[:LONGEST_TITLE], first.strip()


def composed(row: BroadcastRow) -> Composed:
    """As it was composed, to be composed once more with something changed."""
    return Composed(
        title=row.title,
        text=row.text,
        audience=AUDIENCE.validate_json(row.audience),
        audience_name=row.audience_name,
        buttons=BUTTONS.validate_json(row.buttons),
        spread=timedelta(seconds=row.spread_seconds),
        valid_for=timedelta(seconds=row.valid_for_seconds),
        repeat=row.repeat,
    )


def is_directed(row: BroadcastRow) -> bool:
    """Somebody has said whom it goes to."""
    return bool(row.audience_name) or AUDIENCE.validate_json(row.audience) != AudienceQuery()


def offered(
    saved: Sequence[AudienceRow], areas: Sequence[Area], knowledge: KnowledgeBase
) -> tuple[Offered, ...]:
    """Saved ones by name, everybody, and where the member of staff is in charge."""
    of_others = (
        Offered(f"{SAVED}{row.id}", row.name, AUDIENCE.validate_json(row.query))
        for row in saved[:_MOST_SAVED]
    )
    everybody = Offered(ALL, knowledge.phrase("tin_to_all"), AudienceQuery())
    return (*of_others, everybody, *_of_areas(areas, knowledge))


def _of_areas(areas: Sequence[Area], knowledge: KnowledgeBase) -> Iterator[Offered]:
    """Whole provinces and single communes are two audiences: one question cannot mean both."""
    say = knowledge.phrase
    whole = tuple(dict.fromkeys(area.province for area in areas if not area.commune))
    single = [area for area in areas if area.commune and area.province not in whole]
    if whole:
        name = say("tin_to_my_provinces") if single else say("tin_to_my_area")
        yield Offered(MY_PROVINCES, name, AudienceQuery(Criteria(provinces=whole)))
    if single:
        name = say("tin_to_my_communes") if whole else say("tin_to_my_area")
        provinces = tuple(dict.fromkeys(area.province for area in single))
        communes = tuple(dict.fromkeys(area.commune for area in single))
        yield Offered(MY_COMMUNES, name, AudienceQuery(Criteria(provinces=provinces, communes=communes)))
