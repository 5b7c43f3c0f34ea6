"""A broadcast as the fields of a form: read from what was typed, and typed again from what was kept."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.console.criteria import criteria_fields, read_criteria
from bot.console.posted import Posted
from handlers.broadcasts.choices import Choices, Offered
from handlers.broadcasts.model import (
    LONGEST_LABEL,
    LONGEST_TEXT,
    LONGEST_TITLE,
    MOST_BUTTONS,
    AudienceQuery,
    Composed,
    NewsButton,
    Opens,
    Repeat,
    Why,
)
from handlers.broadcasts.writing import fits_caption
from handlers.text import clean

ALL, SAVED, OWN = "all", "saved", "own"  # whom it is for
_LONGEST_NAME = 80
_LONGEST_HOURS = 24 * 30
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is not right: the field it stands in, which sentence says so, and what that is about."""

    field: str
    kind: str
    said: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    composed: Composed
    save_as: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Whom:
    query: AudienceQuery
    name: str = ""
    save_as: str = ""
    problems: tuple[Problem, ...] = ()


class Composing:
    def __init__(self, choices: Choices) -> None:
        self._choices = choices

    def read(self, posted: Posted, offered: Offered, has_file: bool) -> Read:
        """Whatever is not right is told of; the rest is taken as it is."""
        whom = self.audience(posted, offered)
        buttons = tuple(_buttons(posted, offered))
        composed = Composed(
            title=" ".join(clean(posted.one("title")).split()),
            text=clean(posted.one("text").replace("\r\n", "\n")),
            audience=whom.query,
            audience_name=whom.name,
            buttons=tuple(button for _, button in buttons),
            spread=_hours(posted.one("spread"), 0),
            valid_for=_hours(posted.one("valid"), 48),
            repeat=next((each for each in Repeat if each.value == posted.one("repeat")), None),
        )
        told = (
            *_of_words(composed, has_file),
            *self._of_buttons(composed, buttons, posted),
            *whom.problems,
            *_of_name(whom.save_as, offered),
        )
        return Read(composed, whom.save_as, (*told, *self._of_the_rest(composed, told)))

    def audience(self, posted: Posted, offered: Offered) -> _Whom:
        """Everybody, one that was put by, or one of its own: nobody is meant unless somebody is named."""
        match posted.one("who"):
            case "all":
                return _Whom(AudienceQuery(), self._choices.everybody)
            case "saved":
                chosen = next((each for each in offered.saved if str(each.id) == posted.one("saved")), None)
                if chosen is None:
                    return _Whom(AudienceQuery(), problems=(Problem("saved", "saved_none"),))
                return _Whom(chosen.query, chosen.name)
            case "own":
                return self._own(posted)
            case _:
                return _Whom(AudienceQuery(), problems=(Problem("who", "who_none"),))

    def fields(self, composed: Composed, offered: Offered) -> Mapping[str, tuple[str, ...]]:
        """What stands in the form when somebody goes on with what was kept."""
        values: dict[str, tuple[str, ...]] = {
            "title": (composed.title,),
            "text": (composed.text,),
            "spread": (str(composed.spread // _HOUR),),
            "valid": (str(composed.valid_for // _HOUR),),
            "repeat": (composed.repeat.value if composed.repeat is not None else "",),
        }
        titles = {option.id: option.label for option in offered.topics}
        for number, button in enumerate(composed.buttons, start=1):
            target = titles.get(button.target, "") if button.opens is Opens.TOPIC else button.target
            values[f"b{number}_label"] = (button.label,)
            values[f"b{number}_opens"] = (button.opens.value,)
            values[f"b{number}_{button.opens.value}"] = (target,)
        return {**values, **self._whom_fields(composed, offered)}

    def _own(self, posted: Posted) -> _Whom:
        include, strange = read_criteria(posted, "in", self._choices.communes)
        exclude, more = read_criteria(posted, "ex", self._choices.communes)
        query = AudienceQuery(include, exclude)
        name = " ".join(clean(posted.one("save_as")).split())
        problems = [
            Problem(f"{side}_communes", "communes", ", ".join(unknown))
            for side, unknown in (("in", strange), ("ex", more))
            if unknown
        ]
        if query == AudienceQuery() and not problems:
            problems.append(Problem("who", "own_empty"))
        return _Whom(query, name, name, tuple(problems))

    def _whom_fields(self, composed: Composed, offered: Offered) -> Mapping[str, tuple[str, ...]]:
        saved = offered.saved_as(composed.audience_name)
        if saved is not None and saved.query == composed.audience:
            return {"who": (SAVED,), "saved": (str(saved.id),)}
        if composed.audience == AudienceQuery():
            return {"who": (ALL,)} if composed.audience_name else {}
        query = composed.audience
        return {"who": (OWN,), **criteria_fields(query.include, "in"), **criteria_fields(query.exclude, "ex")}

    def _of_buttons(
        self, composed: Composed, buttons: tuple[tuple[int, NewsButton], ...], posted: Posted
    ) -> Iterator[Problem]:
        for number in range(1, MOST_BUTTONS + 1):
            if posted.one(f"b{number}_label").strip() and not posted.one(f"b{number}_opens"):
                yield Problem(f"b{number}_opens", "button_opens", str(number))
        seen: set[str] = set()
        for number, button in buttons:
            if not button.label:
                yield Problem(f"b{number}_label", "button_label", str(number))
            elif len(button.label) > LONGEST_LABEL:
                yield Problem(f"b{number}_label", "button_long", str(number))
            elif button.label.casefold() in seen or not self._stands_alone(composed, button.label):
                yield Problem(f"b{number}_label", "button_twice", str(number))
            elif Why.BUTTON in self._choices.problems(replace(composed, buttons=(button,))):
                yield Problem(f"b{number}_{button.opens.value}", f"button_{button.opens.value}", str(number))
            seen.add(button.label.casefold())

    def _stands_alone(self, composed: Composed, label: str) -> bool:
        """Not the same as the way out of all news, which every message has."""
        alone = replace(composed, buttons=(NewsButton(label, Opens.RSVP),))
        return Why.BUTTON not in self._choices.problems(alone)

    def _of_the_rest(self, composed: Composed, told: tuple[Problem, ...]) -> Iterator[Problem]:
        """What the house objects to and nothing above has explained."""
        kinds = {problem.kind.partition("_")[0] for problem in told}
        for why in self._choices.problems(composed):
            if why.value not in kinds:
                yield Problem(_FIELDS.get(why, "title"), f"rest_{why.value}")


_FIELDS = {Why.TITLE: "title", Why.TEXT: "text", Why.BUTTON: "b1_label", Why.TIME: "valid"}


def _of_words(composed: Composed, has_file: bool) -> Iterator[Problem]:
    title, text = composed.title, composed.text
    if not title:
        yield Problem("title", "title_empty")
    elif len(title) > LONGEST_TITLE:
        yield Problem("title", "title_long", str(len(title)))
    if not text:
        yield Problem("text", "text_empty")
    elif len(text) > LONGEST_TEXT:
        yield Problem("text", "text_long", str(len(text)))
    elif has_file and not fits_caption(text):
        yield Problem("text", "text_caption", str(len(text)))


def _of_name(name: str, offered: Offered) -> Iterator[Problem]:
    if len(name) > _LONGEST_NAME:
        yield Problem("save_as", "name_long")
    elif name and offered.saved_as(name) is not None:
        yield Problem("save_as", "name_taken", name)


def _buttons(posted: Posted, offered: Offered) -> Iterator[tuple[int, NewsButton]]:
    """Those of which somebody has said what they open, with their place in the form."""
    topics = {option.label.casefold(): option.id for option in offered.topics}
    targets: Mapping[Opens, Callable[[str], str]] = {
        Opens.TOPIC: lambda typed: topics.get(" ".join(clean(typed).split()).casefold(), ""),
        Opens.FORM: lambda typed: typed,
        Opens.LINK: _address,
        Opens.RSVP: lambda _: "",
    }
    for number in range(1, MOST_BUTTONS + 1):
        opens = next((each for each in Opens if each.value == posted.one(f"b{number}_opens")), None)
        if opens is not None:
            label = " ".join(clean(posted.one(f"b{number}_label")).split())
            yield number, NewsButton(label, opens, targets[opens](posted.one(f"b{number}_{opens.value}")))


def _address(typed: str) -> str:
    """People leave the beginning out."""
    address = typed.strip()
    host = address.partition("/")[0]
    return f"https://{address}" if "." in host and ":" not in host else address


def _hours(typed: str, otherwise: int) -> timedelta:
    is_number = typed.isascii() and typed.isdecimal() and len(typed) <= len(str(_LONGEST_HOURS))
    return _HOUR * (int(typed) if is_number else otherwise)
