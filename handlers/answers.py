"""Writes an entry as a message: answer, warnings, sources with the date, and where to go on."""

from handlers import payloads
from handlers.citations import source_line
from handlers.messages import Button, Reply
from knowledge.base import KnowledgeBase
from knowledge.model import Entry, WayOn

_WAYS = {
    WayOn.APPLY: payloads.FORM,
    WayOn.APPLICATIONS: payloads.MINE,
    WayOn.PRIVACY: payloads.PRIVACY,
    WayOn.EXPORT: payloads.OWN_DATA,
    WayOn.ERASE: payloads.ERASE,
    WayOn.STOP_NEWS: payloads.STOP_NEWS,
}
ENTRY = "entry:"
MORE = "more:"
PERSON = "person"
NONE = "none"
START = "start"
CHECK = "check:"  # check:<item>
START_CHECK = "check"
_RELATED_SHOWN, _MOST_WAYS = 2, 5  # some channels show no more than five buttons
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
    doings = (*_check_button(entry, knowledge), *_form_button(entry, knowledge), *_doings(entry, knowledge))
    room = _MOST_WAYS - 1 - len(more) - len(doings)
    related = entry_buttons(entry.related[: min(room, _RELATED_SHOWN)], knowledge)
    return (*more, *doings, *related, person_button(knowledge))


def _check_button(entry: Entry, knowledge: KnowledgeBase) -> tuple[Button, ...]:
    """The way into the eligibility check, for the item that the entry is about if there is one."""
    judged = [item for item in entry.levels if item in knowledge.eligibility.items]
    if not judged and not entry.offers_check:
        return ()
    return (Button(knowledge.phrase("check_label"), CHECK + judged[0] if judged else START_CHECK),)


def _form_button(entry: Entry, knowledge: KnowledgeBase) -> tuple[Button, ...]:
    """The way into the form for what the entry is about."""
    forms = [knowledge.forms.for_item(item) for item in entry.levels]
    form = next((form for form in forms if form is not None), None)
    if form is None:
        return ()
    return (Button(knowledge.phrase("form_apply_label"), payloads.START_FORM + form.id),)


def _doings(entry: Entry, knowledge: KnowledgeBase) -> tuple[Button, ...]:
    """What the entry leads to besides other entries."""
    return tuple(Button(knowledge.phrase(f"way_{way.value}"), _WAYS[way]) for way in entry.leads_to)


def entry_buttons(identities: tuple[str, ...], knowledge: KnowledgeBase) -> tuple[Button, ...]:
    found = (knowledge.entry(identity) for identity in identities)
    return tuple(Button(entry.title, ENTRY + entry.id) for entry in found if entry)


def person_button(knowledge: KnowledgeBase) -> Button:
    return Button(knowledge.phrase("person_label"), PERSON)
