"""The words of the moment for staff who send to many."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import tzinfo

from handlers.broadcasts.chat.cards import CardWords
from handlers.broadcasts.chat.notices import NoticeWords
from handlers.broadcasts.chat.previews import PreviewWords
from knowledge.base import KnowledgeBase
from knowledge.process.plans import Quiet


@dataclass(frozen=True, slots=True)
class Wording:
    """`get` gives what is known at the moment; above `most` people a second member of staff decides."""

    get: Callable[[], KnowledgeBase]
    zone: tzinfo
    quiet: Quiet
    most: int

    @property
    def knowledge(self) -> KnowledgeBase:
        return self.get()

    @property
    def previews(self) -> PreviewWords:
        return PreviewWords(self.get(), self.zone, self.quiet, self.most)

    @property
    def cards(self) -> CardWords:
        return CardWords(self.get())

    @property
    def notices(self) -> NoticeWords:
        return NoticeWords(self.get(), self.zone)
