"""Writes an entry as a message: answer, warnings, sources with the date, and where to go on."""

from handlers.citations import source_line
from handlers.messages import Button, Reply
from knowledge.base import KnowledgeBase
from knowledge.model import Entry

ENTRY = "entry:"
MORE = "more:"
PERSON = "person"
NONE = "none"
START = "start"
CHECK = "check:"  # check:<item>
START_CHECK = "check"
_RELATED_SHOWN = 2
_SOURCES_SHOWN = 3  # in a short answer; "xem thêm" names them all
_WAYS_ON = ("cac-noi-dung-ho-tro", "ai-duoc-ho-tro")  # where someone goes whose question nothing fits


def more_reply(entry: Entry, knowledge: KnowledgeBase) -> Reply:
    parts = [entry.more or entry.answer, source_line(entry, knowledge)]
    return Reply("\n\n".join(parts), ways_on(entry, knowledge, with_more=False))


def unknown_reply(knowledge: KnowledgeBase) -> Reply:
    buttons = (*entry_buttons(_WAYS_ON, knowledge), person_button(knowledge))
    return Reply(knowledge.phrase("unknown"), buttons)


def answer_text(entry: Entry, knowledge: KnowledgeBase) -> str:
    say = knowledge.phrase
    of_office = knowledge.office.fill(entry.operator) if entry.operator else None
    parts = [of_office or entry.answer]
    if entry.warnings:
        parts.append("\n".join([say("warnings_head"), *(f"- {line}" for line in entry.warnings)]))
    if entry.unknown and of_office is None:
        parts.append(say("unknown_part", text=entry.unknown))
    parts.append(source_line(entry, knowledge, _SOURCES_SHOWN if entry.more else None))
    return "\n\n".join(parts)


def ways_on(entry: Entry, knowledge: KnowledgeBase, with_more: bool) -> tuple[Button, ...]:
    """Where the person may go from an entry; what does not fit a phone screen waits behind "xem thêm"."""
    more = [Button(knowledge.phrase("more_label"), MORE + entry.id)] if with_more else []
    return (
        *more,
        *_check_button(entry, knowledge),
        *entry_buttons(entry.related[:_RELATED_SHOWN], knowledge),
        person_button(knowledge),
    )


def _check_button(entry: Entry, knowledge: KnowledgeBase) -> tuple[Button, ...]:
    """The way into the eligibility check, for the item that the entry is about if there is one."""
    judged = [item for item in entry.levels if item in knowledge.eligibility.items]
    if not judged and not entry.offers_check:
        return ()
    return (Button(knowledge.phrase("check_label"), CHECK + judged[0] if judged else START_CHECK),)


def entry_buttons(identities: tuple[str, ...], knowledge: KnowledgeBase) -> tuple[Button, ...]:
    found = (knowledge.entry(identity) for identity in identities)
    return tuple(Button(entry.title, ENTRY + entry.id) for entry in found if entry)


def person_button(knowledge: KnowledgeBase) -> Button:
    return Button(knowledge.phrase("person_label"), PERSON)
