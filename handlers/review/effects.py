"""What an action leaves beside the application: an inspection, an obstacle, a project."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from handlers.review.model import ActionInput
from knowledge.process.model import Action
from storage.repositories.applications import ApplicationRow
from storage.repositories.inspections import NewInspection
from storage.repositories.obstacles import NewObstacle
from storage.states import DateKind, DateState, InspectionKind
from storage.store import Store

_LONGEST_PROJECT = 160
_FAILED = "fail_inspection"


@dataclass(frozen=True, slots=True)
class Effect:
    """What the row and the history take over from it."""

    columns: Mapping[str, int] = field(default_factory=dict)
    detail: Mapping[str, int | str] = field(default_factory=dict)


async def carry_out(
    store: Store,
    action: Action,
    row: ApplicationRow,
    given: ActionInput,
    actor: str,
    now: datetime,
    zone: tzinfo,
) -> Effect:
    if given.findings:
        return await _inspect(store, action, row, given, actor, now)
    match action.id:
        case "open_obstacle":
            new = NewObstacle(row.id, given.obstacle, given.text, now, actor)
            opened = await store.obstacles.open(new, await store.applications.key(row))
            return Effect(detail={"obstacle": opened, "kind": given.obstacle})
        case "close_obstacle":
            standing = await store.obstacles.of(row.id, None)
            wanted = [each.id for each in standing if given.obstacle_id in (None, each.id)]
            return Effect(detail={"closed": await store.obstacles.close(row.id, wanted, actor, now)})
        case "note_date":
            return await _note_dates(store, row, given, actor, now)
        case "join_project":
            return await _join(store, given, actor, now, zone)
    return Effect()


async def _inspect(
    store: Store, action: Action, row: ApplicationRow, given: ActionInput, actor: str, now: datetime
) -> Effect:
    """Findings of an acceptance, or of the visit that comes before the decision."""
    is_acceptance = row.inspection_at is not None
    kind = InspectionKind.ACCEPTANCE if is_acceptance else InspectionKind.VISIT
    new = NewInspection(row.id, kind, now, actor, action.id != _FAILED, given.findings)
    added = await store.inspections.add(new, await store.applications.key(row))
    return Effect(detail={"inspection": added})


async def _note_dates(
    store: Store, row: ApplicationRow, given: ActionInput, actor: str, now: datetime
) -> Effect:
    """An event has a first day and may have a last, instalments are several; of all else the newest day holds."""
    kind, days = given.date_kind, given.days
    if kind is None:
        return Effect()
    of_kinds = {kind: days}
    if kind is DateKind.EVENT_ON:
        of_kinds = {kind: days[:1], DateKind.EVENT_ENDS: days[1:]}
    for each, named in of_kinds.items():
        if given.ends_dates:
            only = None if each is DateKind.EVENT_ENDS else named
            await store.dates.end(row.id, each, given.date_state, only=only)
            continue
        if each is not DateKind.REPAY_ON:
            await store.dates.end(row.id, each, DateState.DROPPED, but=named)
        for day in named:
            await store.dates.note(row.id, each, day, actor, now)
    told = " ".join(day.isoformat() for day in days)
    return Effect(detail={"date": kind.value, "days": told, "as": given.date_state.value})


async def _join(store: Store, given: ActionInput, actor: str, now: datetime, zone: tzinfo) -> Effect:
    """The project of this year that is called so; made when there is none."""
    name, year = given.project[:_LONGEST_PROJECT].strip(), now.astimezone(zone).year
    found = await store.projects.named(year, name)
    project_id = found.id if found is not None else None
    if project_id is None:
        project_id = await store.projects.add(name, given.project_kind, given.source, year, actor, now)
    if project_id is None:  # another was faster with the same name
        found = await store.projects.named(year, name)
        project_id = found.id if found is not None else None
    if project_id is None:
        raise LookupError("a project that is and is not")
    return Effect({"project_id": project_id}, {"project": project_id})
