"""What staff read of a broadcast once it has started, and the list of the newest."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from handlers.broadcasts.chat.commands import Step, payload
from handlers.broadcasts.chat.offers import is_before_start, under_way
from handlers.broadcasts.model import BroadcastState
from handlers.broadcasts.progress import Progress
from handlers.broadcasts.words import dotted, reason_words, state_words
from handlers.messages import Button, Reply
from handlers.review.model import Staff
from knowledge.base import KnowledgeBase

_LONGEST_TITLE = 30  # letters on a button
_HOUR = 60  # minutes


@dataclass(frozen=True, slots=True)
class CardWords:
    """By the knowledge of the moment."""

    knowledge: KnowledgeBase

    def listed(self, rows: Sequence[Progress], may_compose: bool) -> Reply:
        """The newest, each opened by its button; and how a new one is composed."""
        say = self.knowledge.phrase
        lines = [say("tin_list") if rows else say("tin_list_none")]
        if may_compose:
            lines.append(say("tin_how"))
        buttons = tuple(
            Button(self._line(each), payload(Step.SEE, each.row.id, each.row.revision)) for each in rows
        )
        return Reply("\n".join(lines), buttons)

    def card(self, progress: Progress, member: Staff, now: datetime) -> Reply:
        """All numbers of one that has started, and what may be done with it."""
        row = progress.row
        head = self.knowledge.phrase(
            "tin_card",
            number=row.id,
            title=row.title,
            state=state_words(row.state, self.knowledge),
            percent=progress.percent,
        )
        lines = [head, *self.numbers(progress, now)]
        return Reply("\n".join(lines), under_way(progress, member, self.knowledge))

    def numbers(self, progress: Progress, now: datetime) -> list[str]:
        return [*self._groups(progress), *self._speed(progress, now), *self._answers(progress)]

    def _line(self, progress: Progress) -> str:
        say, row = self.knowledge.phrase, progress.row
        title = row.title if len(row.title) <= _LONGEST_TITLE else row.title[: _LONGEST_TITLE - 1] + "…"
        state = state_words(row.state, self.knowledge)
        if is_before_start(row):
            return say("tin_line", number=row.id, title=title, state=state)
        done, planned = dotted(progress.sent), dotted(row.planned)
        return say("tin_line_sent", number=row.id, title=title, state=state, sent=done, planned=planned)

    def _groups(self, progress: Progress) -> Iterator[str]:
        """Everything planned is in one of them; those who were never planned come last."""
        say, row = self.knowledge.phrase, progress.row
        yield say(
            "tin_sent",
            planned=dotted(row.planned),
            sent=dotted(progress.sent),
            received=dotted(progress.received),
            waiting=dotted(progress.waiting),
        )
        if progress.failed:
            yield say("tin_failed", count=_sum(progress.failed), why=self._why(progress.failed))
        if progress.skipped:
            yield say("tin_skipped", count=_sum(progress.skipped), why=self._why(progress.skipped))
        if progress.unknown:
            yield say("tin_unknown", count=dotted(progress.unknown))
        if progress.cancelled:
            yield say("tin_cancelled", count=dotted(progress.cancelled))
        if progress.left_out:
            yield say("tin_left_out", count=_sum(progress.left_out), why=self._why(progress.left_out))

    def _speed(self, progress: Progress, now: datetime) -> Iterator[str]:
        rate = progress.per_minute(now)
        if progress.row.state is not BroadcastState.RUNNING or not rate or not progress.waiting:
            return
        say, minutes = self.knowledge.phrase, ceil(progress.waiting / rate)
        left = say("tin_minutes", minutes=minutes)
        if minutes > _HOUR:
            left = say("tin_hours", hours=minutes // _HOUR, minutes=minutes % _HOUR)
        yield say("tin_speed", rate=dotted(max(1, round(rate))), left=left)

    def _answers(self, progress: Progress) -> Iterator[str]:
        if not progress.answers:
            return
        say = self.knowledge.phrase
        counts = "; ".join(
            say("tin_answer", label=each.label, count=dotted(each.count)) for each in progress.answers
        )
        yield say("tin_answers", counts=counts)

    def _why(self, counts: Mapping[str, int]) -> str:
        """The most frequent reason first."""
        say = self.knowledge.phrase
        return "; ".join(
            say("tin_why", reason=reason_words(code, self.knowledge), count=dotted(count))
            for code, count in sorted(counts.items(), key=lambda each: -each[1])
        )


def _sum(counts: Mapping[str, int]) -> str:
    return dotted(sum(counts.values()))
