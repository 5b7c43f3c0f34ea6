"""Figures from what people answered: only of those whose newest word on statistics is a yes."""

from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.crypto import Vault
from storage.repositories.applications import SELECT, Applications
from storage.repositories.areas import Area
from storage.repositories.reports import Span, areas, during
from storage.repositories.review_lists import within
from storage.states import ApplicationStatus, Purpose
from storage.tables_applications import application, application_event
from storage.tables_followups import survey_answer
from storage.tables_privacy import consent

_BATCH = 200
_ANSWER = (application.c.id, application.c.form_id, survey_answer.c.choice, survey_answer.c.number)


@dataclass(frozen=True, slots=True)
class NewestAnswer:
    application_id: int
    form_id: str
    choice: str | None
    number: int | None


class ReportAnswers:
    def __init__(self, connection: AsyncConnection, vault: Vault) -> None:
        self._connection = connection
        self._applications = Applications(connection, vault)

    async def arrived(
        self, span: Span, status: ApplicationStatus, forms: Collection[str], area: Area | None
    ) -> int:
        """How many applications of these forms came into a state, those who do not agree among them."""
        which = _arrived(span, status, forms, area)
        statement = select(func.count()).select_from(application).where(which)
        return int((await self._connection.execute(statement)).scalar_one())

    async def agreeing(
        self, span: Span, status: ApplicationStatus, forms: Collection[str], area: Area | None
    ) -> list[int]:
        """The ids of those whose owners agree."""
        which = and_(_arrived(span, status, forms, area), agrees_to_statistics())
        statement = select(application.c.id).where(which).order_by(application.c.id)
        return [int(row[0]) for row in await self._connection.execute(statement)]

    async def told(self, ids: Collection[int]) -> AsyncIterator[tuple[int, str | None]]:
        """Each id with the sealed JSON opened, None when its key is gone.

        Some at a time: opening them takes the processor, so others come in between.
        """
        wanted = sorted(ids)
        for start in range(0, len(wanted), _BATCH):
            statement = SELECT.where(application.c.id.in_(wanted[start : start + _BATCH]))
            for row in (await self._connection.execute(statement)).all():
                yield row.id, self._applications.opened(row).content

    async def surveyed(
        self, span: Span, survey: str, question: str, forms: Collection[str], area: Area | None
    ) -> list[NewestAnswer]:
        """What each application answered last within the time."""
        newest = (
            select(func.max(survey_answer.c.id))
            .where(
                survey_answer.c.survey == survey,
                survey_answer.c.question == question,
                during(survey_answer.c.at, span),
            )
            .group_by(survey_answer.c.application_id)
        )
        statement = (
            select(*_ANSWER)
            .select_from(survey_answer)
            .join(application, application.c.id == survey_answer.c.application_id)
            .where(survey_answer.c.id.in_(newest), within(areas(area)), agrees_to_statistics())
            .order_by(application.c.id)
        )
        if forms:
            statement = statement.where(application.c.form_id.in_(list(forms)))
        return [NewestAnswer(*row) for row in await self._connection.execute(statement)]


def agrees_to_statistics() -> ColumnElement[bool]:
    """Of an application: by what its owner said last; silence is no consent."""
    newest = (
        select(func.max(consent.c.id))
        .where(consent.c.contact_id == application.c.contact_id, consent.c.purpose == Purpose.STATISTICS)
        .correlate(application)
        .scalar_subquery()
    )
    return exists().where(consent.c.id == newest, consent.c.is_given)


def _arrived(
    span: Span, status: ApplicationStatus, forms: Collection[str], area: Area | None
) -> ColumnElement[bool]:
    came = select(application_event.c.application_id).where(
        application_event.c.to_status == status,
        application_event.c.from_status != status,
        during(application_event.c.at, span),
    )
    return and_(application.c.id.in_(came), application.c.form_id.in_(list(forms)), within(areas(area)))
