"""Reads what is reported; every mistake is told with file, entry and field."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from knowledge.errors import KnowledgeError, Problem
from knowledge.reading import read, twice, whole
from knowledge.reports.model import Group, Heading, IndicatorFile, Part, ReportFile
from knowledge.reports.queries import Entered, Ratio, Total
from knowledge.templates import misfits

FOLDER = "reports"
INDICATORS, REPORTS, WORDS = (f"{FOLDER}/{name}.yaml" for name in ("indicators", "reports", "words"))
_INDICATORS, _REPORTS = TypeAdapter(IndicatorFile), TypeAdapter(ReportFile)
_WORDS: TypeAdapter[Mapping[str, str]] = TypeAdapter(dict[str, str])
BESIDE = ("", "_plan", "_since", "_share", "_last")  # what a sentence may name of an indicator
_NO_TABLE = frozenset({Part.TEXTS})


@dataclass(frozen=True, slots=True)
class ReportContent:
    """The files together."""

    indicators: IndicatorFile
    reports: ReportFile
    words: Mapping[str, str]


def load_reports(directory: Path) -> ReportContent:
    """The reports of a content directory. Raises KnowledgeError with all problems found."""
    problems: list[Problem] = []
    indicators = whole(_INDICATORS, read(directory, INDICATORS, problems), problems)
    reports = whole(_REPORTS, read(directory, REPORTS, problems), problems)
    words = whole(_WORDS, read(directory, WORDS, problems), problems)
    if indicators is None or reports is None or words is None:
        raise KnowledgeError(problems)
    problems += [*twice(INDICATORS, indicators.indicators), *twice(REPORTS, reports.reports)]
    problems += [*_indicator_problems(indicators), *_report_problems(reports, indicators)]
    if problems:
        raise KnowledgeError(problems)
    return ReportContent(indicators, reports, words)


def _indicator_problems(file: IndicatorFile) -> Iterator[Problem]:
    for group in set(Group) - set(file.groups):
        yield Problem(INDICATORS, group, "groups", "has no name")
    before: dict[str, Group] = {}
    known = {each.id: each for each in file.indicators}
    for each in file.indicators:
        if each.part_of is not None and before.get(each.part_of) is not each.group:
            yield Problem(
                INDICATORS, each.id, "part_of", "an indicator of the same group that stands before it"
            )
        before[each.id] = each.group
        query = each.counted
        if isinstance(query, Total):
            for name in query.of:
                if name not in known or isinstance(known[name].counted, Total | Ratio):
                    yield Problem(INDICATORS, each.id, "counted", f"{name} is no indicator that can be added")
        if isinstance(query, Ratio):
            for name in (query.of, query.to):
                if name not in known or isinstance(known[name].counted, Ratio):
                    yield Problem(INDICATORS, each.id, "counted", f"{name} is no indicator to divide")
        if isinstance(query, Entered) and query.adds_up and each.unit.startswith("%"):
            yield Problem(INDICATORS, each.id, "counted", "shares do not add up: adds_up: false")


def _report_problems(file: ReportFile, indicators: IndicatorFile) -> Iterator[Problem]:
    for report in file.reports:
        for part in report.parts:
            if part not in file.parts:
                yield Problem(REPORTS, report.id, "parts", f"{part.value} has no words")
    for part, words in file.parts.items():
        if not words.columns and part not in _NO_TABLE:
            yield Problem(REPORTS, part, "columns", "a table has columns")
    for heading in set(Heading) - set(file.headings):
        yield Problem(REPORTS, heading, "headings", "is not told")
    given = frozenset(f"{each.id}{beside}" for each in indicators.indicators for beside in BESIDE)
    for heading, said in file.headings.items():
        for line in said.lines:
            for message in misfits(line, frozenset(), given):
                yield Problem(REPORTS, heading, "lines", message)
