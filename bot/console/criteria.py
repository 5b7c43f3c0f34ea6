"""The lines by which people are chosen, as fields of a form: those that take people in, those that leave them out."""

from collections.abc import Callable, Mapping

from bot.console.posted import Posted
from handlers.broadcasts.choices import FACILITY, SECTOR, ApplicationStatus
from handlers.broadcasts.model import Criteria
from handlers.text import clean

_LONGEST = 60
_LONGEST_DAYS = 4  # digits
_TAGS = ("facilities", "sectors", "tags")

Communes = Callable[[str], tuple[tuple[str, ...], tuple[str, ...]]]


def read_criteria(posted: Posted, side: str, communes: Communes) -> tuple[Criteria, tuple[str, ...]]:
    """Of one side of the form, and what was typed as a commune and is none."""
    names, unknown = communes(clean(posted.one(f"{side}_communes")))
    statuses = set(posted.all(f"{side}_statuses"))
    tags = [tag for name in _TAGS for tag in _chosen(posted, side, name)]
    read = Criteria(
        provinces=_chosen(posted, side, "provinces"),
        communes=names,
        forms=_chosen(posted, side, "forms"),
        statuses=tuple(status for status in ApplicationStatus if status.value in statuses),
        tags=tuple(dict.fromkeys(tags)),
        languages=_chosen(posted, side, "languages"),
        seen_within_days=_days(posted.one(f"{side}_seen")),
    )
    return read, unknown


def criteria_fields(criteria: Criteria, side: str) -> Mapping[str, tuple[str, ...]]:
    """The same lines back in the form."""
    own = tuple(tag for tag in criteria.tags if not tag.startswith((FACILITY, SECTOR)))
    days = criteria.seen_within_days
    return {
        f"{side}_provinces": criteria.provinces,
        f"{side}_communes": (", ".join(criteria.communes),),
        f"{side}_facilities": tuple(tag for tag in criteria.tags if tag.startswith(FACILITY)),
        f"{side}_sectors": tuple(tag for tag in criteria.tags if tag.startswith(SECTOR)),
        f"{side}_tags": own,
        f"{side}_forms": criteria.forms,
        f"{side}_statuses": tuple(status.value for status in criteria.statuses),
        f"{side}_languages": criteria.languages,
        f"{side}_seen": (str(days) if days is not None else "",),
    }


def _chosen(posted: Posted, side: str, name: str) -> tuple[str, ...]:
    """What is no longer offered stays: leaving it out would mean more people than somebody has looked at."""
    values = posted.all(f"{side}_{name}")
    return tuple(dict.fromkeys(value for value in values if 0 < len(value) <= _LONGEST))


def _days(typed: str) -> int | None:
    is_number = typed.isascii() and typed.isdecimal() and len(typed) <= _LONGEST_DAYS
    return int(typed) if is_number and int(typed) else None
