"""What the reports name elsewhere is there: forms with their fields, surveys, actions, obstacles."""

from collections.abc import Iterator, Mapping

from knowledge.errors import Problem
from knowledge.forms.model import FieldKind, Form
from knowledge.process.loader import ProcessBook
from knowledge.process.surveys import QuestionKind
from knowledge.reports.loader import INDICATORS, ReportContent
from knowledge.reports.model import Indicator
from knowledge.reports.queries import Obstructed, Reached, Surveyed, Told


def check_reports(content: ReportContent, process: ProcessBook, forms: Mapping[str, Form]) -> list[Problem]:
    return [
        Problem(INDICATORS, each.id, "counted", message)
        for each in content.indicators.indicators
        for message in _misnamed(each, process, forms)
    ]


def _misnamed(indicator: Indicator, process: ProcessBook, forms: Mapping[str, Form]) -> Iterator[str]:
    query = indicator.counted
    if isinstance(query, Reached | Told | Surveyed):
        yield from (f"there is no form {form}" for form in query.forms if form not in forms)
    if isinstance(query, Reached):
        known = {action.id for action in process.actions.actions}
        yield from (f"there is no action {action}" for action in query.actions if action not in known)
    if isinstance(query, Told):
        yield from _not_to_be_told(query, forms)
    if isinstance(query, Surveyed):
        yield from _not_asked(query, process)
    if isinstance(query, Obstructed):
        kinds = {kind.id for kind in process.reasons.obstacles}
        yield from (f"there is no obstacle {kind}" for kind in query.obstacles if kind not in kinds)


def _not_to_be_told(query: Told, forms: Mapping[str, Form]) -> Iterator[str]:
    for form in query.forms:
        field = forms[form].fields.get(query.field) if form in forms else None
        if form in forms and (field is None or field.kind is not FieldKind.CHOICE):
            yield f"{form} has no choice called {query.field}"
        elif field is not None:
            yield from (
                f"{form}: {query.field} is never {value}"
                for value in query.values
                if value not in field.choices
            )


def _not_asked(query: Surveyed, process: ProcessBook) -> Iterator[str]:
    survey = {each.id: each for each in process.surveys.surveys}.get(query.survey)
    asked = {each.id: each for each in survey.questions} if survey is not None else {}
    question = asked.get(query.question)
    if question is None:
        yield f"no survey asks {query.survey}.{query.question}"
        return
    yield from (f"{choice} is no choice of it" for choice in query.choices if choice not in question.choices)
    if (query.is_sum or query.over is not None) and question.kind is not QuestionKind.COUNT:
        yield "only numbers are added or compared"
