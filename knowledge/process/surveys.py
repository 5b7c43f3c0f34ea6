"""A few short questions that people answer in the chat, each with numbered choices, a number or free words."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from knowledge.forms.model import FieldName
from knowledge.model import Line, Noun
from knowledge.templates import Template

LONGEST_WORDS = 500  # characters of one answer

ShortName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$", max_length=16)]
Asked = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]


class QuestionKind(StrEnum):
    CHOICE = "choice"  # other words are taken too
    COUNT = "count"
    WORDS = "words"


class Question(Noun):
    id: ShortName  # stands in buttons
    kind: QuestionKind
    label: Line  # for staff
    ask: Asked
    choices: Mapping[ShortName, Line] = Field(default_factory=dict)
    at_most: int = Field(default=100_000, ge=1)  # of a count

    @model_validator(mode="after")
    def _can_be_answered(self) -> Self:
        if (self.kind is QuestionKind.CHOICE) != (len(self.choices) > 1):
            raise ValueError("two choices or more go with kind: choice")
        return self


class Survey(Noun):
    id: FieldName
    name: Line
    begin: Line  # the button that opens it
    thanks: Template
    questions: tuple[Question, ...] = Field(min_length=1, max_length=6)

    def question(self, identity: str) -> Question | None:
        return next((each for each in self.questions if each.id == identity), None)


class SurveyFile(Noun):
    """surveys.yaml."""

    surveys: tuple[Survey, ...] = Field(min_length=1)
