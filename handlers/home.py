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


def home_of(place: Place) -> Home:
    return Home(place.province.id, place.old_area.id if place.old_area else "")


def heard(finding: Finding) -> Home | None:
    """The place that a message names beyond doubt."""
    return home_of(finding.places[0]) if finding.is_certain and len(finding.places) == 1 else None


def says_only_home(text: str, knowledge: KnowledgeBase) -> bool:
    """True for a message that names a place and says nothing else: "em ở Bình Định ạ"."""
    finding = knowledge.places.find(text)
    if not finding.places:
        return False
    named = {word for place in finding.places for word in _words(place.said)}
    return _words(text) <= named | knowledge.talk.about_home


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
    if old is None or old.name == name:
        return name
    return knowledge.phrase("place_both", old=old.name, now=name)


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
