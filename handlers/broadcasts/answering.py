"""What people answer to a broadcast: each button of each chat counts once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from handlers.broadcasts.model import BUTTONS, Opens
from handlers.deeds import Doer, Doing
from handlers.messages import Reply
from knowledge.base import KnowledgeBase


@dataclass(frozen=True, slots=True)
class PressNews:
    """`is_all`: the button stands for nothing else, so this is what is answered."""

    broadcast_id: int
    button: int
    is_all: bool


class NewsAnswers:
    def __init__(self, knowledge: Callable[[], KnowledgeBase]) -> None:
        self._knowledge = knowledge

    @property
    def doers(self) -> Mapping[type, Doer]:
        return {PressNews: self.press}

    async def press(self, doing: Doing, wanted: PressNews) -> tuple[Reply, ...]:
        """Counts it, if this chat was ever sent the broadcast: anybody can type what a button sends."""
        say, store = self._knowledge().phrase, doing.store
        was_sent = await store.broadcast_deliveries.was_sent(wanted.broadcast_id, doing.conversation.id)
        row = await store.broadcasts.get(wanted.broadcast_id) if was_sent else None
        buttons = BUTTONS.validate_json(row.buttons) if row is not None else ()
        if row is None or not 0 <= wanted.button <= len(buttons):
            return (Reply(say("gone")),) if wanted.is_all else ()
        await store.broadcasts.answer(row.id, doing.conversation.id, wanted.button, doing.now)
        if not wanted.is_all or wanted.button == 0:
            return ()
        button = buttons[wanted.button - 1]
        if button.opens is Opens.LINK:
            return (Reply(say("news_link", label=button.label, link=button.target)),)
        return (Reply(say("news_answer_noted", label=button.label, title=row.title)),)
