"""The tables of figures: indicators beside their plan and their past, year by year, and money by its source."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from handlers.reports.figures import Figure, Line
from handlers.reports.making import Making
from handlers.reports.model import Bar, Cell, Chart, Row, Section, Table
from handlers.reports.periods import before, is_of_one_year, years_of
from handlers.reports.showing import number_cell, text_cell
from knowledge.reports.model import Group, Indicator, Part
from knowledge.reports.queries import Ratio, Source

_SHARE_DECIMALS = 1
_CHARTED = ("projects_approved", "projects_done", "projects_settled", "projects_stopped")
_COLUMNS = ("planned", "contracted", "advanced", "paid")  # of money, as the indicators begin


async def figures(making: Making) -> Section:
    lines = await _lines(making, making.kind.groups)
    chart = await _of_projects(making) if Group.VOLUME in making.kind.groups else None
    return _of_lines(making, Part.FIGURES, making.kind.groups, lines, chart)


async def channel(making: Making) -> Section:
    groups = (Group.CHANNEL,)
    return _of_lines(making, Part.CHANNEL, groups, await _lines(making, groups), None)


async def years(making: Making) -> Section | None:
    """None for a time within one year."""
    spans = years_of(making.period)
    if not spans:
        return None
    words = making.book.part(Part.YEARS)
    rows = []
    for group in making.kind.groups:
        rows.append(_head(making.book.group_name(group), len(spans) + 2))
        for each in making.book.of_groups((group,)):
            found = [await making.figures.figure(each.id, span) for span in spans]
            cells = (text_cell(each.name), text_cell(each.unit))
            rows.append(Row((*cells, *(_cell(making, one, each) for one in found)), _level(each)))
    columns = (words.columns["name"], words.columns["unit"], *(str(span.until.year) for span in spans))
    return making.section(Part.YEARS, Table(columns, tuple(rows)), notes=_of_old_times(making))


async def money(making: Making) -> Section:
    """One row for each source, and their total."""
    found, bars = list[list[Cell]](), list[Bar]()
    for name in ("total", *(source.value for source in Source)):
        paid = await making.figures.line(f"paid_{name}")
        own = await making.figures.figure(f"own_{name}", making.period)
        told = [await making.figures.figure(f"{column}_{name}", making.period) for column in _COLUMNS]
        ratio = None
        if own.value is not None and paid.in_period.value:
            ratio = own.value / paid.in_period.value
        label = making.word("total") if name == "total" else making.word(f"source_{name}")
        found.append(
            [
                text_cell(label),
                _cell(making, paid.plan, paid.indicator),
                *(_cell(making, each, paid.indicator) for each in told),
                _cell(making, paid.since_january, paid.indicator),
                number_cell(paid.share, making.word, _SHARE_DECIMALS),
                _cell(making, own, paid.indicator),
                number_cell(ratio, making.word, 2),
            ]
        )
        if name != "total":
            bars.append(Bar(label, (paid.plan.value, paid.since_january.value)))
    series = (making.word("series_plan"), making.word("series_paid"))
    chart = Chart(making.word("chart_money"), making.word("unit_money"), series, tuple(bars))
    order = [*found[1:], found[0]]
    table, notes = making.table(Part.MONEY, order), _of_old_times(making)
    return making.section(Part.MONEY, table, chart=_if_any(chart), notes=notes)


def _of_lines(
    making: Making, part: Part, groups: Iterable[Group], lines: list[Line], chart: Chart | None
) -> Section:
    columns = dict(making.book.part(part).columns)
    if not is_of_one_year(making.period):
        columns["last_year"] = making.word("last_period")
    rows: list[Row] = []
    for group in groups:
        rows.append(_head(making.book.group_name(group), len(columns)))
        rows += [_row(making, line) for line in lines if line.indicator.group is group]
    return making.section(
        part, Table(tuple(columns.values()), tuple(rows)), chart=chart, notes=_notes(making, lines)
    )


async def _lines(making: Making, groups: tuple[Group, ...]) -> list[Line]:
    return [await making.figures.line(each.id) for each in making.book.of_groups(groups)]


def _row(making: Making, line: Line) -> Row:
    told = (line.plan, line.in_period, line.since_january)
    return Row(
        (
            text_cell(line.indicator.name),
            text_cell(line.indicator.unit),
            *(_cell(making, each, line.indicator) for each in told),
            number_cell(line.share, making.word, _SHARE_DECIMALS),
            _cell(making, line.last, line.indicator),
        ),
        _level(line.indicator),
    )


def _notes(making: Making, lines: list[Line]) -> tuple[str, ...]:
    """What the signs of these lines mean, and how each ratio among them is reckoned."""
    word, notes = making.word, list[str]()
    if any(each.marks for line in lines for each in line.figures):
        notes.append(word("legend"))
    notes += _of_old_times(making)
    for line in lines:
        told = dict.fromkeys(note for each in line.figures for note in each.notes)
        own = [note for note in told if note != word("mark_entered")]
        if own:
            notes.append(word("note_line", name=line.indicator.name, note="; ".join(own)))
    for line in lines:
        if isinstance(line.indicator.counted, Ratio):
            name, definition = line.indicator.name, line.indicator.definition
            notes.append(word("definition_line", name=name, definition=definition))
    return tuple(notes)


def _of_old_times(making: Making) -> tuple[str, ...]:
    """That what was counted of them may be short of what has been destroyed since."""
    times = (making.period, before(making.period))
    if not any(making.counting.is_old(each) for each in times):
        return ()
    return (making.word("mark_old", days=making.counting.applications_kept.days),)


async def _of_projects(making: Making) -> Chart | None:
    """Counts of one unit only: bars of different things say nothing beside each other."""
    lines = [await making.figures.line(each) for each in _CHARTED]
    bars = (Bar(each.indicator.name, (each.in_period.value, each.last.value)) for each in lines)
    series = (making.word("series_in_period"), making.word("series_last"))
    return _if_any(Chart(making.word("chart_projects"), making.word("unit_project"), series, tuple(bars)))


def _if_any(chart: Chart) -> Chart | None:
    """Bars of what is known; no picture of nothing."""
    bars = tuple(bar for bar in chart.bars if any(bar.values))
    return replace(chart, bars=bars) if bars else None


def _cell(making: Making, figure: Figure, indicator: Indicator) -> Cell:
    value: Decimal | None = figure.value
    return number_cell(value, making.word, indicator.decimals, figure.mark if value is not None else "")


def _head(name: str, width: int) -> Row:
    return Row((text_cell(name), *(Cell() for _ in range(width - 1))), 0)


def _level(indicator: Indicator) -> int:
    return 1 if indicator.part_of is None else 2
