"""The register of forms that Zalo approves: which notice each may say, and from what it is filled."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from handlers.messages import NEWS_KIND, Notice
from handlers.zalo.windows import FilledForm
from knowledge.process.process import Process
from storage.database import Database
from storage.repositories.zalo_templates import TemplateRow
from storage.states import TemplateState

__all__ = ["VALUES", "BadForm", "FormRegister", "TemplateRow", "TemplateState", "filled"]

VALUES = frozenset(  # what notices tell of, see handlers/review/telling.py
    {
        "code",
        "form",
        "status",
        "at",
        "due",
        "day",
        "place",
        "unit_name",
        "number",
        "text",
        "reason",
        "elsewhere",
        "amount",
        "other_code",
        "title",  # of a broadcast
    }
)
_ID = re.compile(r"[A-Za-z0-9_-]{1,40}")


class BadForm(ValueError):
    """What is wrong with a form that is to be registered: the field, and the value that does not fit."""

    def __init__(self, field: str, value: str) -> None:
        super().__init__(field, value)
        self.field = field
        self.value = value


class FormRegister:
    def __init__(self, database: Database, process: Callable[[], Process]) -> None:
        self._database = database
        self._process = process

    @property
    def kinds(self) -> list[str]:
        """The notices that a form may say: of actions, of plans, and of broadcasts."""
        return sorted(_kinds(self._process()))

    async def all(self) -> list[TemplateRow]:
        async with self._database.reading() as store:
            return await store.templates.all()

    async def put(self, row: TemplateRow, actor: str, now: datetime) -> bool:
        """Registers a form, or what it has become; True when it is new. Raises BadForm."""
        _check(row, self._process())
        async with self._database.transaction() as store:
            is_new = await store.templates.put(row, now)
            subject = f"template:{row.template_id}"
            await store.audit.add(now, actor, "zalo_template_put", subject, state=row.state.value)
        return is_new


def filled(rows: Iterable[TemplateRow], notice: Notice | None) -> FilledForm | None:
    """The first approved form for a notice that the notice can fill."""
    if notice is None:
        return None
    for row in rows:
        values = _values(row.parameters, notice)
        if row.state is TemplateState.APPROVED and notice.kind in row.kinds and values is not None:
            return FilledForm(row.template_id, values, row.is_by_user)
    return None


def _values(parameters: Mapping[str, str], notice: Notice) -> dict[str, str] | None:
    values = {parameter: notice.values.get(name, "") for parameter, name in parameters.items()}
    return values if all(values.values()) else None


def _kinds(process: Process) -> set[str]:
    actions = {action.id for action in process.actions.values() if action.notice}
    plans = {plan.id for plan in process.plans.values() if plan.said is not None}
    return actions | plans | {NEWS_KIND}


def _check(row: TemplateRow, process: Process) -> None:
    if not _ID.fullmatch(row.template_id):
        raise BadForm("id", row.template_id)
    for kind in row.kinds:
        if kind not in _kinds(process):
            raise BadForm("kind", kind)
    for name in row.parameters.values():
        if name not in VALUES:
            raise BadForm("parameter", name)
