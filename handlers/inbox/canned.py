"""Answers that stand ready: what the knowledge base would say, for staff to begin from."""

from collections.abc import Callable

from handlers.answers import answer_text
from handlers.inbox.model import Canned
from handlers.markup import plain
from knowledge.base import KnowledgeBase

_LONGEST = 200


class CannedAnswers:
    """`knowledge` gives what is known at the moment."""

    def __init__(self, knowledge: Callable[[], KnowledgeBase]) -> None:
        self._knowledge = knowledge

    def find(self, words: str) -> tuple[Canned, ...]:
        """The nearest first, also where the bot would not be sure: whoever asks chooses with their own eyes."""
        knowledge, text = self._knowledge(), words[:_LONGEST].strip()
        if not text:
            return ()
        entries = (knowledge.entry(each.id) for each in knowledge.match(text).candidates)
        return tuple(
            Canned(entry.id, entry.title, plain(answer_text(entry, knowledge)))
            for entry in entries
            if entry is not None
        )

    def text(self, identity: str) -> str:
        """One of them by its id; empty when there is none."""
        knowledge = self._knowledge()
        entry = knowledge.entry(identity)
        return plain(answer_text(entry, knowledge)) if entry is not None else ""
