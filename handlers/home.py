"""Names the place where a person is at home, with both names where they differ."""

import re

from handlers.messages import Button, Home
from knowledge.base import KnowledgeBase
from knowledge.matching.matcher import Band
from knowledge.places.model import Finding, Place
from knowledge.text.fold import fold

_WORD = re.compile(r"\w+")
_LONGEST_NAME = 3  # words of a place that is not known
HOME = "home:"  # payload: home:<province>/<old area or nothing>


def home_of(place: Place, knowledge: KnowledgeBase) -> Home:
    old_area = place.old_area.id if place.old_area else ""
    if place.commune is None:
        return Home(place.province.id, old_area)
    kind = knowledge.phrase(f"commune_{place.commune.kinds[-1].kind.value}")
    return Home(place.province.id, old_area, f"{kind} {place.commune.name}")


def heard(finding: Finding, knowledge: KnowledgeBase) -> Home | None:
    """The place that a message names beyond doubt."""
    is_clear = finding.is_certain and len(finding.places) == 1
    return home_of(finding.places[0], knowledge) if is_clear else None


def says_only_home(text: str, knowledge: KnowledgeBase) -> bool:
    """True for a message that names a place and says nothing else: "em ở Bình Định ạ"."""
    finding = knowledge.places.find(text)
    if not finding.places:
        return False
    named = {word for place in finding.places for word in _words(place.said)}
    return _words(text) <= named | knowledge.talk.about_home


def says_living(text: str, finding: Finding, knowledge: KnowledgeBase) -> bool:
    """True when the message says that the person lives or works at the place, not only that it exists."""
    folded = " ".join(_WORD.findall(fold(text)))
    named = {
        " ".join(_WORD.findall(fold(piece))) for place in finding.places for piece in place.said.split(", ")
    }
    return any(f"{words} {name}" in folded for words in knowledge.talk.living for name in named)


def without_places(text: str, finding: Finding) -> str:
    """The message without the words that named its places: they say little about what is asked."""
    for piece in sorted({piece for place in finding.places for piece in place.said.split(", ")}, key=len)[
        ::-1
    ]:
        text = text.replace(piece, " ")
    return text


def answers_home(text: str, knowledge: KnowledgeBase) -> bool:
    """True for a message that can be the reply to "which province?": a place, or a short name nobody knows.

    A clear question stays a question, also one that names its place.
    """
    band = knowledge.match(text).band
    if knowledge.places.answer(text).places:
        return band is not Band.ANSWER or not knowledge.places.find(text).places
    return band is Band.UNKNOWN and len(text.split()) <= _LONGEST_NAME


def _words(text: str) -> set[str]:
    return set(_WORD.findall(fold(text)))


def home_name(home: Home, knowledge: KnowledgeBase) -> str:
    """Both names where they differ: "Bình Định cũ (nay thuộc Gia Lai)"."""
    now = knowledge.places.province(home.province)
    old = knowledge.places.old_area(home.old_area) if home.old_area else None
    name = now.name if now else home.province
    if old is not None and old.name != name:
        name = knowledge.phrase("place_both", old=old.name, now=name)
    return f"{home.commune}, {name}" if home.commune else name


def place_name(identity: str, knowledge: KnowledgeBase) -> str:
    """The name of a province of today or of before, by id; the id itself when no place has it."""
    return home_name(home_called(identity, knowledge) or Home(identity), knowledge)


def home_called(identity: str, knowledge: KnowledgeBase) -> Home | None:
    """The home that a province of today or of before stands for, by id."""
    old = knowledge.places.old_area(identity)
    if knowledge.places.province(identity):
        return Home(identity)
    return Home(old.now, old.id) if old else None


def home_button(home: Home, knowledge: KnowledgeBase) -> Button:
    return Button(home_name(home, knowledge), f"{HOME}{home.province}/{home.old_area}")


def home_in(payload: str, knowledge: KnowledgeBase) -> Home | None:
    """The home that a button stands for; None when there is no such place."""
    province, _, old_area = payload.removeprefix(HOME).partition("/")
    if knowledge.places.province(province) is None:
        return None
    old = knowledge.places.old_area(old_area) if old_area else None
    is_whole = not old_area or (old is not None and old.now == province)
    return Home(province, old_area) if is_whole else None
