"""What a report looks over: obstacles and their age, questions, reasons, places, people at work, open tasks."""

import json
from collections import Counter
from datetime import date

from handlers.applications.codes import shown
from handlers.applications.words import form_title
from handlers.reports.lists import counted_chart
from handlers.reports.making import MOST_ROWS, Making
from handlers.reports.model import Cell, Section
from handlers.reports.showing import counted_cell, day_cell, moment_cell, number_cell, text_cell
from knowledge.reports.model import Part
from knowledge.reports.queries import Obstructed
from storage.states import ApplicationStatus, Ending, GapKind, TaskKind

_ASKED = MOST_ROWS + 1
_GAPS = (GapKind.UNKNOWN, GapKind.CLARIFY, GapKind.PERSON)
_POLICY = "obstacles_policy"  # the indicator that says which kinds are the policy's


async def obstacles(making: Making) -> Section:
    at = min(making.span.until, making.now)
    rows = await making.store.reports.lists.obstacles(at, making.area, _ASKED)
    query = making.book.indicators[_POLICY].counted
    policy = query.obstacles if isinstance(query, Obstructed) else ()
    labels = {each.id: each.label for each in making.knowledge.process.obstacles.values()}
    kinds, cells, on = Counter[str](), list[tuple[Cell, ...]](), at.astimezone(making.zone).date()
    for row in rows:
        label = labels.get(row.kind, row.kind)
        kinds[label] += 1
        opened = row.opened_at.astimezone(making.zone).date()
        cells.append(
            (
                text_cell(making.word("policy", name=label) if row.kind in policy else label),
                text_cell(shown(row.code)),
                text_cell(form_title(row.form_id, making.knowledge)),
                text_cell(making.where(row.province, row.commune)),
                day_cell(opened),
                number_cell((on - opened).days, making.word),
                text_cell(row.officer or making.word("nobody")),
            )
        )
    chart = counted_chart(making, "chart_obstacles", "unit_obstacle", kinds.items())
    return making.section(Part.OBSTACLES, making.table(Part.OBSTACLES, cells), chart=chart)


async def questions(making: Making) -> Section:
    """By what came nearest; chosen by the person where they chose."""
    found: dict[str, Counter[GapKind]] = {}
    for chosen, candidates, kind, count in await making.store.reports.lists.topics(making.span):
        near = chosen or next(iter(json.loads(candidates)), "")
        entry = making.knowledge.entry(near) if near else None
        title = entry.title if entry is not None else (near or making.word("unknown_topic"))
        found.setdefault(title, Counter())[kind] += count
    order = sorted(found.items(), key=lambda each: (-each[1].total(), each[0]))
    cells = [
        (text_cell(title), *(counted_cell(counts[kind], making.word) for kind in _GAPS))
        for title, counts in order
    ]
    return making.section(Part.QUESTIONS, making.table(Part.QUESTIONS, cells))


async def refusals(making: Making) -> Section:
    process, found = making.knowledge.process, Counter[str]()
    known = {reason.id: reason for action in process.actions for reason in process.reasons(action)}
    for each in await making.counting.arrivals(making.span):
        if each.status is ApplicationStatus.NOT_THIS_TIME and each.reason_code:
            found[each.reason_code] += each.count
    cells = []
    for code, count in sorted(found.items(), key=lambda each: (-each[1], each[0])):
        reason = known.get(code)
        label = reason.label if reason is not None else code
        ending = Ending(reason.ending.value) if reason is not None and reason.ending.value else None
        told = making.status(ApplicationStatus.NOT_THIS_TIME, ending) if ending is not None else ""
        cells.append((text_cell(label), text_cell(told), number_cell(count, making.word)))
    return making.section(Part.REFUSALS, making.table(Part.REFUSALS, cells))


async def reach(making: Making) -> Section:
    received, approved, done = Counter[str](), Counter[str](), Counter[str]()
    places = set[tuple[str | None, str]]()
    for each in await making.counting.arrivals(making.span):
        name = making.where(each.province, each.commune)
        if each.status is ApplicationStatus.SENT and each.action == "send":
            received[name] += each.count
            if each.commune:
                places.add((each.province, each.commune))
        elif each.status is ApplicationStatus.APPROVED:
            approved[name] += each.count
        elif each.status is ApplicationStatus.INSPECTED:
            done[name] += each.count
    names = sorted({*received, *approved, *done}, key=lambda name: (-received[name], name))
    cells = [
        (text_cell(name), *(counted_cell(counts[name], making.word) for counts in (received, approved, done)))
        for name in names
    ]
    chart = counted_chart(making, "chart_reach", "unit_application", received.items())
    notes = _reached(making, len(places)) if places and not making.wanted.place.commune else ()
    return making.section(Part.REACH, making.table(Part.REACH, cells), chart=chart, notes=notes)


def _reached(making: Making, count: int) -> tuple[str, ...]:
    """Of how many there are today, in the province or in all."""
    province = making.wanted.place.province
    known = [each for each in making.knowledge.places.communes if province in ("", each.province)]
    return (making.word("reached_places", count=count, all=len(known)),)


async def workload(making: Making) -> Section:
    rows = await making.store.reports.lists.workload(making.span, making.today, making.area)
    cells = [
        (
            text_cell(row.name),
            *(
                counted_cell(count, making.word)
                for count in (
                    *(row.holding, row.overdue, row.acts, row.applications),
                    *(row.inspections, row.tasks),
                )
            ),
        )
        for row in rows
    ]
    chart = counted_chart(
        making, "chart_workload", "unit_application", ((row.name, row.holding) for row in rows)
    )
    return making.section(Part.WORKLOAD, making.table(Part.WORKLOAD, cells), chart=chart)


async def tasks(making: Making) -> Section:
    """Of meetings, of figures that were asked for, and of the list of staff, whatever the place."""
    store, word = making.store, making.word
    cells = [
        _task(making, "task_meeting", row.title, row.source, row.owner, row.due_on)
        for row in await store.reports.meetings.open(_ASKED)
    ]
    figures = await store.reminders.open_figures()
    names = await store.lists.staff_names({row.of_id for row in figures})
    cells += [
        _task(making, "task_figures", row.what, "", names.get(row.of_id), row.due_on) for row in figures
    ]
    for task in await store.tasks.listed(_ASKED):
        title = making.knowledge.phrase(f"task_kind_{task.kind.value}")
        about = shown(task.code) if task.code else (task.about if task.kind is TaskKind.DEADLINE else "")
        since = " · ".join(filter(None, (about, moment_cell(task.created_at, making.zone).text)))
        cells.append(
            (text_cell(word("task_staff")), text_cell(title), text_cell(since), Cell(), Cell(), Cell())
        )
    return making.section(Part.TASKS, making.table(Part.TASKS, cells))


def _task(
    making: Making, kind: str, what: str, source: str, owner: str | None, due_on: date
) -> tuple[Cell, ...]:
    late = (making.today - due_on).days
    return (
        text_cell(making.word(kind)),
        text_cell(what),
        text_cell(source),
        text_cell(owner or making.word("nobody")),
        day_cell(due_on),
        number_cell(late, making.word) if late > 0 else Cell(),
    )
