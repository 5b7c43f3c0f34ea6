"""What people answered to surveys: choices and numbers to be counted, words sealed under the person's key."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.repositories.inserts import insert_once
from storage.repositories.inspections import opened
from storage.repositories.keys import PersonKey
from storage.tables_followups import survey_answer


@dataclass(frozen=True, slots=True)
class NewAnswer:
    """One answer; a question that is left out has none. `follow_up_id` is the one that asked."""

    application_id: int
    follow_up_id: int
    survey: str
    question: str
    choice: str | None = None
    number: int | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """`words` is None when there are none, or the key is gone."""

    follow_up_id: int
    survey: str
    question: str
    choice: str | None
    number: int | None
    words: str | None
    at: datetime


class Surveys:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def put(self, new: NewAnswer, key: PersonKey, now: datetime) -> None:
        """The answer, in place of an earlier one to the same question of the same round."""
        sealed = key.data.seal(new.words, _place(new.application_id)) if new.words else None
        values = {"choice": new.choice, "number": new.number, "words": sealed, "at": now}
        names = ("application_id", "follow_up_id", "survey", "question")
        named = {name: getattr(new, name) for name in names}
        if await insert_once(self._connection, survey_answer, {**named, **values}) is not None:
            return
        await self._connection.execute(
            update(survey_answer)
            .where(survey_answer.c.follow_up_id == new.follow_up_id, survey_answer.c.question == new.question)
            .values(values)
        )

    async def of(self, application_id: int, key: PersonKey | None) -> list[AnswerRow]:
        """In the order they were asked for."""
        statement = (
            select(survey_answer)
            .where(survey_answer.c.application_id == application_id)
            .order_by(survey_answer.c.follow_up_id, survey_answer.c.id)
        )
        return [_row(found, key) for found in await self._connection.execute(statement)]

    async def answered(self, follow_up_id: int) -> set[str]:
        """The questions of one round that have an answer."""
        statement = select(survey_answer.c.question).where(survey_answer.c.follow_up_id == follow_up_id)
        return {str(row[0]) for row in await self._connection.execute(statement)}

    async def is_answered(self, application_id: int, survey: str, since: datetime) -> bool:
        """Whether anything was answered to a survey from a moment on."""
        statement = select(func.count()).where(
            survey_answer.c.application_id == application_id,
            survey_answer.c.survey == survey,
            survey_answer.c.at >= since,
        )
        return int((await self._connection.execute(statement)).scalar_one()) > 0


def _row(found: Row[tuple[object, ...]], key: PersonKey | None) -> AnswerRow:
    words = opened(key, found.words, _place(found.application_id)) if found.words is not None else None
    return AnswerRow(
        found.follow_up_id, found.survey, found.question, found.choice, found.number, words, found.at
    )


def _place(application_id: int) -> str:
    return f"survey_answer.words:{application_id}"
