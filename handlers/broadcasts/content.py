"""A broadcast as a message: its words, its buttons, and the way out of all news."""

from handlers import payloads
from handlers.answers import ENTRY
from handlers.broadcasts.model import BUTTONS, NewsButton, Opens
from handlers.messages import NEWS_KIND, Button, FileOf, FileRef, Notice, Reply
from knowledge.base import KnowledgeBase
from storage.repositories.broadcasts import BroadcastRow

NEWS = "news:"  # + broadcast:number of the button:payload that it stands for
STOP_NUMBER = 0
_OPENS = {Opens.TOPIC: ENTRY, Opens.FORM: payloads.START_FORM}


def news_reply(row: BroadcastRow, knowledge: KnowledgeBase, file_name: str | None = None) -> Reply:
    """What one person gets. Nothing else waits for an answer to it, so its choices are words, not numbers."""
    buttons = (*_buttons(row), stop_button(row.id, knowledge))
    file = FileRef(FileOf.BROADCAST, row.id, file_name) if file_name else None
    notice = Notice(NEWS_KIND, 0, {"title": row.title})
    return Reply(row.text, buttons, file, takes_numbers=True, notice=notice)


def labels(row: BroadcastRow, knowledge: KnowledgeBase) -> tuple[Button, ...]:
    """What may be typed instead of pressed."""
    return (*_buttons(row), stop_button(row.id, knowledge))


def stop_button(broadcast_id: int, knowledge: KnowledgeBase) -> Button:
    payload = f"{NEWS}{broadcast_id}:{STOP_NUMBER}:{payloads.STOP_NEWS}"
    return Button(knowledge.phrase("news_stop_label"), payload)


def _buttons(row: BroadcastRow) -> tuple[Button, ...]:
    composed = BUTTONS.validate_json(row.buttons)
    return tuple(
        Button(each.label, f"{NEWS}{row.id}:{number}:{_inner(each)}")
        for number, each in enumerate(composed, start=1)
    )


def _inner(button: NewsButton) -> str:
    """What the button stands for once it is known that it was pressed; empty when that is all."""
    prefix = _OPENS.get(button.opens)
    return f"{prefix}{button.target}" if prefix is not None else ""
