"""The nouns of eligibility: rules, the facts they rest on, and verdicts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from knowledge.eligibility.logic import Condition
from knowledge.model import Level, Line, Noun, Scheme, Slug

Sentence = Annotated[str, StringConstraints(min_length=1, max_length=400, strip_whitespace=True)]


class FactKind(StrEnum):
    CHOICE = "choice"
    YES_NO = "yes_no"
    NUMBER = "number"
    MONEY = "money"  # đồng
    PERCENT = "percent"
    PROVINCE = "province"
    COMMUNE = "commune"


class FactDefinition(Noun):
    """A fact that rules may name: what it is called, and which values it takes."""

    kind: FactKind
    label: Line  # before its value: "Loại hình"
    choices: Mapping[str, Line] = Field(default_factory=dict)  # of a choice: value -> what people read
    derived_from: str | None = None  # computed from that fact and the day, never asked


class RuleTexts(Noun):
    """What the person reads about one rule."""

    holds: Line
    fails: Sentence
    open: Sentence
    change: Sentence | None = None  # what would turn a "no"


class Variant(Noun):
    """Other words for a broken rule where one value of its fact broke it."""

    fails: Sentence
    change: Sentence | None = None
    elsewhere: Slug | None = None


class Rule(Noun):
    """One requirement of the law, for some items, from a day on; it names a document or a press source."""

    id: Slug
    about: str
    items: tuple[str, ...] = Field(min_length=1)
    schemes: tuple[Scheme, ...] = (Scheme.NATIONAL, Scheme.LOCAL)
    when: Condition | None = None  # the rule applies only where this is so
    require: Condition
    otherwise: Literal["no", "ask"]  # what a broken rule means: surely not, or that the law is not clear
    document: Slug | None = None
    press: str | None = None
    article: str | None
    history: bool = False  # a document no longer in force, told as the principle it was
    basis: tuple[Slug, ...] = Field(min_length=1)
    valid_from: date | None
    valid_to: date | None
    texts: RuleTexts
    elsewhere: Slug | None = None  # the entry that says where else to go
    variants: Mapping[str, Variant] = Field(default_factory=dict)  # by the value of the required fact

    @model_validator(mode="after")
    def _has_one_source(self) -> Self:
        if (self.document is None) == (self.press is None):
            raise ValueError("a rule names either a document or a press source")
        return self


class Advantage(Noun):
    """Something that is favoured, and never required."""

    id: Slug
    condition: Condition
    text: Sentence
    document: Slug
    article: str | None
    basis: tuple[Slug, ...] = Field(min_length=1)


class FactFile(Noun):
    """All facts, in the order in which they are shown."""

    facts: Mapping[str, FactDefinition]


class RuleFile(Noun):
    """All rules and advantages."""

    checked_on: date
    review_on: date
    groups: Mapping[str, tuple[str, ...]]  # name of a group of items -> the items; rules may name groups
    rules: tuple[Rule, ...]
    advantages: tuple[Advantage, ...]


class Outcome(StrEnum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Reason:
    """How one rule stands: `holds` is None when it is open."""

    rule: Rule
    holds: bool | None
    text: str
    change: str | None = None  # of a rule that is not kept
    elsewhere: str | None = None  # the entry that says where else to go


@dataclass(frozen=True, slots=True)
class Estimate:
    """How much it may be at most; a sum is None while the cost or the rate is not known."""

    level: Level | None
    cost_vnd: int | None
    amount_vnd: int | None
    cap_vnd: int | None

    @property
    def own_share_vnd(self) -> int | None:
        if self.amount_vnd is None or self.cost_vnd is None:
            return None
        return self.cost_vnd - self.amount_vnd


@dataclass(frozen=True, slots=True)
class Verdict:
    """How it looks for one item under one scheme, and why; never a decision."""

    item: str
    scheme: Scheme
    outcome: Outcome
    reasons: tuple[Reason, ...]
    missing: tuple[str, ...]  # facts whose answer may still decide
    estimate: Estimate | None  # None for a "no"
    advantages: tuple[Advantage, ...]
