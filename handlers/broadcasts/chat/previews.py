"""What staff read of a broadcast before it starts: how people will get it, how many, and the last question."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from handlers.broadcasts.audiences import Counted
from handlers.broadcasts.chat.commands import NO, Step, payload
from handlers.broadcasts.chat.drafts import Offered
from handlers.broadcasts.chat.offers import before_start, button_of, list_button, open_button
from handlers.broadcasts.model import AUDIENCE, BroadcastRow, BroadcastState, Reach, Why
from handlers.broadcasts.words import audience_words, dotted, reason_words, refusal_words, state_words
from handlers.joining.telling import channel_name
from handlers.messages import Button, Reply
from handlers.review.model import Staff
from knowledge.base import KnowledgeBase
from knowledge.process.plans import Quiet

_WITHOUT_WAY_BACK = frozenset({Why.ROLE, Why.GONE})


@dataclass(frozen=True, slots=True)
class PreviewWords:
    """By the knowledge of the moment; above `most` people a second member of staff decides."""

    knowledge: KnowledgeBase
    zone: tzinfo
    quiet: Quiet
    most: int

    def whom(self, row: BroadcastRow, choices: Sequence[Offered]) -> Reply:
        """Asks whom it goes to."""
        buttons = tuple(
            Button(each.name, payload(Step.TO, row.id, row.revision, each.key)) for each in choices
        )
        return Reply(self.knowledge.phrase("tin_whom", number=row.id, title=row.title), buttons)

    def preview(self, row: BroadcastRow, as_sent: str, file_name: str | None) -> tuple[Reply, ...]:
        """The message word for word, with what stands around it."""
        say = self.knowledge.phrase
        state = state_words(row.state, self.knowledge)
        head = [say("tin_preview", number=row.id, title=row.title, state=state)]
        if file_name:
            head.append(say("tin_file", name=file_name))
        return Reply("\n".join(head)), Reply(as_sent)

    def counted(self, row: BroadcastRow, counted: Counted, member: Staff) -> Reply:
        """To how many, by channel, who is left out and why; and what may be done next."""
        lines = [*self._addressed(row), *self._count(counted)]
        if counted.total > self.most and row.state is BroadcastState.DRAFT:
            lines.append(self.knowledge.phrase("tin_needs_second", most=dotted(self.most)))
        return Reply("\n".join(lines), before_start(row, member, self.knowledge))

    def question(self, row: BroadcastRow, counted: Counted, at: datetime | None, now: datetime) -> Reply:
        """Asked once more, with the number of people; a yes holds for this revision and this number."""
        say, count = self.knowledge.phrase, dotted(counted.total)
        lines = [say("tin_sure", number=row.id, title=row.title, count=count)]
        if at is not None:
            lines = [say("tin_sure_at", number=row.id, title=row.title, count=count, at=self.moment(at))]
        if counted.total > self.most:
            lines.append(say("tin_needs_second", most=dotted(self.most)))
        lines += self.about_night(at or now)
        return Reply("\n".join(lines), (button_of(Step.SURE, row, self.knowledge), self.no()))

    def sent(self, row: BroadcastRow, now: datetime) -> Reply:
        """What became of the yes."""
        say = self.knowledge.phrase
        at = row.scheduled_at
        if row.state is BroadcastState.WAITING:
            lines = [say("tin_submitted", number=row.id)]
        elif at is not None and at > now:
            lines = [say("tin_scheduled", number=row.id, at=self.moment(at))]
        else:
            lines = [say("tin_going", number=row.id), *self.about_night(now)]
        return Reply("\n".join(lines), (open_button(row.id, self.knowledge),))

    def about_night(self, at: datetime) -> list[str]:
        """That nothing leaves in the quiet hours, if it would begin in them."""
        local = at.astimezone(self.zone)
        awake = self.quiet.after(local)
        return [] if awake == local else [self.knowledge.phrase("tin_quiet", at=self.moment(awake))]

    def refused(self, why: Why, broadcast_id: int = 0) -> Reply:
        """Why nothing was done, what to do instead, and the way back to the broadcast."""
        buttons: tuple[Button, ...] = ()
        if why not in _WITHOUT_WAY_BACK and broadcast_id:
            buttons = (open_button(broadcast_id, self.knowledge),)
        elif why is Why.GONE:
            buttons = (list_button(self.knowledge),)
        return Reply(refusal_words(why, self.knowledge), buttons)

    def moment(self, at: datetime) -> str:
        return self.knowledge.process.told_moment(at, self.zone)

    def no(self) -> Button:
        return Button(self.knowledge.phrase("tin_no_label"), NO)

    def _addressed(self, row: BroadcastRow) -> Iterator[str]:
        say = self.knowledge.phrase
        meant = audience_words(AUDIENCE.validate_json(row.audience), self.knowledge)
        if row.audience_name:
            yield say("tin_to_named", number=row.id, name=row.audience_name, who=meant)
        else:
            yield say("tin_to", number=row.id, who=meant)
        if row.scheduled_at is not None and row.state is not BroadcastState.DRAFT:
            yield say("tin_due", at=self.moment(row.scheduled_at))

    def _count(self, counted: Counted) -> Iterator[str]:
        say = self.knowledge.phrase
        yield say("tin_count", count=dotted(counted.total))
        for channel, count in sorted(counted.by_channel.items()):
            yield say("tin_count_channel", channel=channel_name(channel, self.knowledge), count=dotted(count))
        if billed := counted.by_reach.get(Reach.BILLED, 0):
            yield say("tin_count_billed", count=dotted(billed))
        if counted.over_budget:
            yield say("tin_count_over_budget", count=dotted(counted.over_budget))
        if by_form := counted.by_reach.get(Reach.FORM, 0):
            yield say("tin_count_form", count=dotted(by_form))
        if left := sum(counted.left.values()):
            yield say("tin_count_left", count=dotted(left))
        for reason, count in sorted(counted.left.items(), key=lambda each: -each[1]):
            words = reason_words(reason.value, self.knowledge)
            yield say("tin_count_reason", reason=words, count=dotted(count))
