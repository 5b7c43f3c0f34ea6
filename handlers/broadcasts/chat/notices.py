"""What staff are told of a broadcast without asking: it waits for them, has begun, goes wrong, is over."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo

from handlers.broadcasts.audiences import Counted
from handlers.broadcasts.chat.cards import CardWords
from handlers.broadcasts.chat.commands import Step
from handlers.broadcasts.chat.offers import button_of, open_button
from handlers.broadcasts.model import AUDIENCE, BroadcastRow
from handlers.broadcasts.progress import Progress
from handlers.broadcasts.words import audience_words, dotted, state_words
from handlers.messages import Reply
from knowledge.base import KnowledgeBase


@dataclass(frozen=True, slots=True)
class NoticeWords:
    """Each names its broadcast; the labels of its buttons may be typed, numbers choose nothing."""

    knowledge: KnowledgeBase
    zone: tzinfo

    def waiting(self, row: BroadcastRow, counted: Counted, who: str, as_sent: str) -> Reply:
        """For those who may say yes: who asks, what is said, to whom and to how many."""
        text = self.knowledge.phrase(
            "tin_notice_waiting",
            who=who or self.knowledge.phrase("review_someone"),
            number=row.id,
            title=row.title,
            count=dotted(counted.total),
            audience=audience_words(AUDIENCE.validate_json(row.audience), self.knowledge),
            text=as_sent,
        )
        buttons = (
            button_of(Step.APPROVE, row, self.knowledge),
            button_of(Step.RETURN, row, self.knowledge),
            open_button(row.id, self.knowledge),
        )
        return Reply(text, buttons, takes_numbers=True)

    def approved(self, row: BroadcastRow, who: str) -> Reply:
        at = row.scheduled_at
        told = self.knowledge.process.told_moment(at, self.zone) if at is not None else ""
        return self._of(row, "tin_notice_approved", who=who, at=told)

    def returned(self, row: BroadcastRow, who: str) -> Reply:
        return self._of(row, "tin_notice_returned", who=who)

    def begun(self, row: BroadcastRow) -> Reply:
        return self._of(row, "tin_notice_begun", planned=dotted(row.planned))

    def failing(self, progress: Progress) -> Reply:
        """More than a tenth does not go."""
        failed, row = sum(progress.failed.values()), progress.row
        notice = self._of(row, "tin_notice_failing", failed=dotted(failed), planned=dotted(row.planned))
        pause = button_of(Step.PAUSE, row, self.knowledge)
        return Reply(notice.text, (pause, *notice.buttons), takes_numbers=True)

    def over(self, progress: Progress, now: datetime) -> Reply:
        """How it has ended, with all numbers."""
        row = progress.row
        notice = self._of(row, "tin_notice_over", state=state_words(row.state, self.knowledge))
        lines = [notice.text, *CardWords(self.knowledge).numbers(progress, now)]
        return Reply("\n".join(lines), notice.buttons, takes_numbers=True)

    def _of(self, row: BroadcastRow, phrase: str, **values: str) -> Reply:
        told: Mapping[str, object] = {"number": row.id, "title": row.title, **values}
        text = self.knowledge.phrase(phrase, **told)
        return Reply(text, (open_button(row.id, self.knowledge),), takes_numbers=True)
