"""Surveys: short, each question with its way to answer, and the five of the report after a tour."""

import pytest

from knowledge.process.surveys import QuestionKind
from tests.knowledge.process.books import PROCESS


def test_the_report_after_a_tour_has_five_questions() -> None:
    report = PROCESS.surveys["tour_report"]
    kinds = [question.kind for question in report.questions]
    assert kinds == [
        QuestionKind.COUNT,
        QuestionKind.WORDS,
        QuestionKind.CHOICE,
        QuestionKind.WORDS,
        QuestionKind.WORDS,
    ]


@pytest.mark.parametrize(
    ("survey", "months"), [("effect", (183, 365)), ("work", (91, 183)), ("tour_report", (2, 9))]
)
def test_a_survey_comes_when_it_should(survey: str, months: tuple[int, ...]) -> None:
    plans = [plan for plan in PROCESS.plans.values() if plan.asks == survey and plan.said is not None]
    assert tuple(plan.days for plan in plans) == months


def test_a_question_that_is_gone_is_none() -> None:
    assert PROCESS.surveys["effect"].question("running") is not None
    assert PROCESS.surveys["effect"].question("walking") is None
