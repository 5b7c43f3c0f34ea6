"""What must be right about a message before it may go to many."""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

from handlers.broadcasts.model import (
    LONGEST_LABEL,
    LONGEST_LINK,
    LONGEST_SPREAD,
    LONGEST_TEXT,
    LONGEST_TITLE,
    LONGEST_VALID,
    MOST_BUTTONS,
    Composed,
    NewsButton,
    Opens,
    Why,
)
from knowledge.base import KnowledgeBase
from knowledge.text.fold import fold


def problems(composed: Composed, knowledge: KnowledgeBase) -> list[Why]:
    """Everything that is wrong, each once; nothing when it may be saved."""
    return list(dict.fromkeys(_problems(composed, knowledge)))


def _problems(composed: Composed, knowledge: KnowledgeBase) -> Iterator[Why]:
    if not 0 < len(composed.title.strip()) <= LONGEST_TITLE:
        yield Why.TITLE
    if not 0 < len(composed.text.strip()) <= LONGEST_TEXT:
        yield Why.TEXT
    labels = [fold(button.label) for button in composed.buttons]
    taken = {*labels, fold(knowledge.phrase("news_stop_label"))}
    is_clear = len(taken) == len(labels) + 1  # whoever types a label must mean one thing
    if len(labels) > MOST_BUTTONS or not is_clear:
        yield Why.BUTTON
    if not all(_is_whole(button, knowledge) for button in composed.buttons):
        yield Why.BUTTON
    if not timedelta(0) <= composed.spread <= LONGEST_SPREAD:
        yield Why.TIME
    if not max(timedelta(hours=1), composed.spread) <= composed.valid_for <= LONGEST_VALID:
        yield Why.TIME


def _is_whole(button: NewsButton, knowledge: KnowledgeBase) -> bool:
    if not 0 < len(button.label.strip()) <= LONGEST_LABEL:
        return False
    match button.opens:
        case Opens.TOPIC:
            return knowledge.entry(button.target) is not None
        case Opens.FORM:
            return button.target in knowledge.forms.forms
        case Opens.LINK:
            return _is_address(button.target)
        case Opens.RSVP:
            return button.target == ""


def _is_address(target: str) -> bool:
    try:
        parts = urlsplit(target)
    except ValueError:
        return False
    is_clean = target.isprintable() and " " not in target and len(target) <= LONGEST_LINK
    return parts.scheme in ("http", "https") and bool(parts.hostname) and is_clean
