"""Counts and progress in words, the same for a page that is drawn once and for one that is kept up to date."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo

from handlers.attachments.model import Reason
from handlers.broadcasts.audiences import Counted
from handlers.broadcasts.content import news_reply
from handlers.broadcasts.model import AUDIENCE, AudienceQuery, BroadcastRow, BroadcastState, Reach
from handlers.broadcasts.watching import Seen
from handlers.broadcasts.words import audience_words, dotted, reason_words, state_words
from handlers.joining.telling import channel_name
from handlers.messages import Reply
from knowledge.base import KnowledgeBase
from knowledge.process.plans import Quiet

Pairs = tuple[tuple[str, str], ...]  # what it is, how many
_HOUR = 60


@dataclass(frozen=True, slots=True)
class CountTold:
    total: str
    is_nobody: bool
    channels: Pairs
    costs: Pairs
    has_billed: bool
    has_forms: bool
    over_budget: str  # empty when everything is within it
    left: Pairs
    left_total: str


@dataclass(frozen=True, slots=True)
class ProgressTold:
    """`numbers` are of a group each; everything planned is in exactly one of them."""

    state: str
    state_words: str
    is_over: bool
    percent: int
    numbers: Mapping[str, str]
    failed_why: Pairs
    skipped_why: Pairs
    left_out_why: Pairs
    answers: Pairs


class Telling:
    """By the knowledge of the moment."""

    def __init__(self, knowledge: Callable[[], KnowledgeBase], zone: tzinfo, quiet: Quiet) -> None:
        self._knowledge = knowledge
        self._zone = zone
        self._quiet = quiet

    def reply(self, row: BroadcastRow, file_name: str) -> Reply:
        """The message itself."""
        return news_reply(row, self._knowledge(), file_name or None)

    def state(self, row: BroadcastRow) -> str:
        return state_words(row.state, self._knowledge())

    def audience(self, row: BroadcastRow) -> str:
        return self.query(AUDIENCE.validate_json(row.audience))

    def query(self, query: AudienceQuery) -> str:
        return audience_words(query, self._knowledge())

    def file_refused(self, reason: Reason) -> str:
        """Why a file cannot go along."""
        return self._knowledge().phrase(f"file_refused_{reason.value}")

    def counted(self, counted: Counted) -> CountTold:
        knowledge = self._knowledge()
        say, reach = knowledge.phrase, counted.by_reach
        return CountTold(
            total=dotted(counted.total),
            is_nobody=counted.total == 0,
            channels=tuple(
                (channel_name(channel, knowledge), dotted(count))
                for channel, count in counted.by_channel.items()
            ),
            costs=tuple(
                (say(f"news_cost_{each.value}"), dotted(reach[each])) for each in Reach if reach.get(each)
            ),
            has_billed=bool(reach.get(Reach.BILLED)),
            has_forms=bool(reach.get(Reach.FORM)),
            over_budget=dotted(counted.over_budget) if counted.over_budget else "",
            left=self._reasons({reason.value: count for reason, count in counted.left.items()}),
            left_total=dotted(sum(counted.left.values())),
        )

    def progress(self, seen: Seen, now: datetime) -> ProgressTold:
        told, row = seen.progress, seen.progress.row
        numbers = {
            "planned": row.planned,
            "sent": told.sent,
            "received": told.received,
            "waiting": told.waiting,
            "failed": sum(told.failed.values()),
            "skipped": sum(told.skipped.values()),
            "unknown": told.unknown,
            "cancelled": told.cancelled,
            "left_out": sum(told.left_out.values()),
            "per_minute": round(seen.per_minute),
        }
        return ProgressTold(
            state=row.state.value,
            state_words=state_words(row.state, self._knowledge()),
            is_over=row.finished_at is not None,
            percent=told.percent,
            numbers={
                **{name: dotted(number) for name, number in numbers.items()},
                "left": self._left(seen, now),
            },
            failed_why=self._reasons(told.failed),
            skipped_why=self._reasons(told.skipped),
            left_out_why=self._reasons(told.left_out),
            answers=tuple((each.label, dotted(each.count)) for each in told.answers),
        )

    def _left(self, seen: Seen, now: datetime) -> str:
        """How much longer it takes, or why nobody can tell."""
        say, state, minutes = self._knowledge().phrase, seen.progress.row.state, seen.minutes_left
        if state is not BroadcastState.RUNNING:
            return ""
        local = now.astimezone(self._zone)
        if (again := self._quiet.after(local)) != local:
            return say("news_time_quiet", at=f"{again:%H:%M}")
        if minutes is None:
            return say("news_time_unknown")
        hours, rest = divmod(minutes, _HOUR)
        return (
            say("news_time_hours", hours=hours, minutes=rest)
            if hours
            else say("news_time_minutes", minutes=rest)
        )

    def _reasons(self, counts: Mapping[str, int]) -> Pairs:
        """The most frequent first; codes of one meaning are one line."""
        together: dict[str, int] = {}
        for code, count in counts.items():
            words = reason_words(code, self._knowledge())
            together[words] = together.get(words, 0) + count
        return tuple(
            (words, dotted(count)) for words, count in sorted(together.items(), key=lambda each: -each[1])
        )
