"""Answers to surveys, stored in the transaction of their turn."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from handlers.applications.deeds import Overtaken
from handlers.applications.planning import Planner
from handlers.deeds import Doer, Doing
from handlers.messages import Reply
from storage.repositories.surveys import NewAnswer


@dataclass(frozen=True, slots=True)
class PutAnswer:
    """An answer to one question that a follow-up asked: a choice, a number, or words."""

    follow_up_id: int
    survey: str
    question: str
    choice: str | None = None
    number: int | None = None
    words: str = field(default="", repr=False)


class SurveyDeeds:
    def __init__(self, planner: Planner) -> None:
        self._planner = planner

    @property
    def doers(self) -> Mapping[type, Doer]:
        return {PutAnswer: self.put}

    async def put(self, doing: Doing, wanted: PutAnswer) -> tuple[Reply, ...]:
        """With the first answer nobody asks for the survey again; it leaves one row in the audit trail."""
        store, now = doing.store, doing.now
        asked = await store.follow_ups.get(wanted.follow_up_id)
        row = await store.applications.get(asked.application_id, lock=True) if asked is not None else None
        if asked is None or row is None or row.contact_id != doing.contact_id:
            raise Overtaken  # it was theirs a moment ago
        is_first = not await store.surveys.answered(asked.id)
        new = NewAnswer(
            row.id,
            asked.id,
            wanted.survey,
            wanted.question,
            wanted.choice,
            wanted.number,
            wanted.words,
        )
        await store.surveys.put(new, await store.applications.key(row), now)
        await self._planner.heard(store, row, now)
        await self._planner.answered(store, row, wanted.survey, now)
        if is_first:
            subject = f"application:{row.id}"
            await store.audit.add(now, doing.actor, "survey_answered", subject, survey=wanted.survey)
        return ()
