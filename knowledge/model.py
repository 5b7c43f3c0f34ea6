"""The nouns of the knowledge base, as they are written in the content files."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Line = Annotated[str, StringConstraints(min_length=1, max_length=160, strip_whitespace=True)]
Question = Annotated[str, StringConstraints(min_length=2, max_length=400, strip_whitespace=True)]


class Noun(BaseModel):
    """A value read from content: unknown fields are refused, nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Audience(StrEnum):
    PRODUCER = "producer"
    WORKER = "worker"
    COMMUNE = "commune_officer"
    STAFF = "staff"


class DocumentStatus(StrEnum):
    IN_FORCE = "in_force"
    AMENDED = "amended"  # still in force, changed by a later document
    REPLACED = "replaced"
    EXPIRED = "expired"
    UNKNOWN = "unknown"

    @property
    def may_be_current_law(self) -> bool:
        """False for documents that may only be told as history."""
        return self not in (DocumentStatus.REPLACED, DocumentStatus.EXPIRED)


class Confidence(StrEnum):
    TEXT = "text"
    NEWS = "news"
    UNVERIFIED = "unverified"


class Use(StrEnum):
    STATE = "state"
    WITH_CAUTION = "state_with_caution"
    DO_NOT_STATE = "do_not_state"


class Document(Noun):
    """A legal text (or the channel's own rules) that answers may cite."""

    id: Slug
    number: str
    type: str
    issuer: str
    issued: date | None
    effective_from: date | None
    effective_to: date | None
    status: DocumentStatus
    amended_by: tuple[Slug, ...]
    replaces: tuple[Slug, ...]
    replaced_by: tuple[Slug, ...]
    subject: str
    sources: tuple[str, ...]
    confidence: Confidence
    note: str | None


class DocumentFile(Noun):
    """The registry of documents."""

    checked_on: date
    documents: tuple[Document, ...]


class Fact(Noun):
    """One checked sentence with its document and how it may be said."""

    id: Slug
    group: str
    statement: str
    documents: tuple[Slug, ...]
    article: str | None
    valid_from: date | None
    valid_to: date | None
    scope: str
    sources: tuple[str, ...]
    confidence: Confidence
    inference: bool
    use: Use
    note: str | None


class ChannelRule(Noun):
    """A rule of how this channel speaks and acts; not a legal fact."""

    id: Slug
    statement: str
    applies_to: str
    basis: tuple[str, ...] = ()


class Scheme(StrEnum):
    NATIONAL = "national"  # the ceiling that the provinces' own levels stay under
    LOCAL = "local"
    RECOVERABLE = "recoverable"  # to be paid back


class LevelStatus(StrEnum):
    IN_FORCE = "in_force"
    DRAFT = "draft"
    REPLACED = "replaced"
    HISTORIC = "historic"
    UNKNOWN = "unknown"


class Level(Noun):
    """How much may be given for one item under one scheme. None means not known, never zero or unlimited."""

    id: Slug
    item: str
    scheme: Scheme
    province: Slug | None
    old_area: str | None
    percent: Decimal | None
    percent_min: Decimal | None = None
    cap_vnd: int | None
    cap_multiplier: Decimal | None = None
    unit: str | None
    document: Slug | None
    document_name: str | None = None  # of the operating office's own papers, which the registry does not hold
    article: str | None
    valid_from: date | None
    valid_to: date | None
    status: LevelStatus
    sources: tuple[str, ...]
    confidence: Confidence
    use: Use
    note: str | None
    unverified_hint: str | None = None


class CoverageState(StrEnum):
    """How far a province's own levels are known."""

    NONE = "none"
    PARTIAL = "partial"
    TEXT_KNOWN = "text_known_levels_unknown"
    OLD_TEXT = "old_text_only"
    DRAFT = "draft_only"
    WAITING = "waiting"
    HISTORY = "history_only"


class Coverage(Noun):
    """What is known of one province's own levels."""

    province: Slug
    state: CoverageState
    document: Slug | None
    note: str


class LevelFile(Noun):
    """All support levels, with the closed lists of items and units that they are about."""

    checked_on: date
    items: Mapping[str, str]
    units: Mapping[str, str]
    levels: tuple[Level, ...]
    coverage: tuple[Coverage, ...]


class Citation(Noun):
    """What carries a part of an answer: a registered document, or a named press source."""

    document: Slug | None = None
    press: str | None = None
    article: str | None = None
    basis: tuple[Slug, ...] = Field(min_length=1)
    history: bool = False

    @model_validator(mode="after")
    def _has_one_source(self) -> Self:
        if (self.document is None) == (self.press is None):
            raise ValueError("a citation names either a document or a press source")
        return self


class OperatorAnswer(Noun):
    """The answer that becomes possible once the operator has filled in the named fields."""

    needs: tuple[str, ...] = Field(min_length=1)
    answer: Annotated[str, StringConstraints(min_length=1, max_length=600)]


class WayOn(StrEnum):
    """Something to do, to which an entry leads besides other entries."""

    APPLY = "apply"
    APPLICATIONS = "applications"  # one's own
    PRIVACY = "privacy"
    EXPORT = "export"
    ERASE = "erase"
    STOP_NEWS = "stop_news"


class Entry(Noun):
    """One topic with its questions, its answer and where the answer comes from."""

    id: Slug
    title: Annotated[str, StringConstraints(min_length=2, max_length=120)]
    audience: tuple[Audience, ...] = Field(min_length=1)
    scope: str
    questions: tuple[Question, ...] = Field(min_length=10)
    answer: Annotated[str, StringConstraints(min_length=1, max_length=600)]
    more: Annotated[str, StringConstraints(min_length=1, max_length=1500)] | None = None
    warnings: tuple[Line, ...] = ()
    unknown: Annotated[str, StringConstraints(min_length=1, max_length=600)] | None = None
    citations: tuple[Citation, ...] = Field(min_length=1)
    example_figures: tuple[str, ...] = ()  # numbers of a worked example, which no source holds
    valid_from: date | None
    valid_to: date | None
    checked_on: date
    review_on: date
    related: tuple[Slug, ...] = Field(max_length=6)
    operator: OperatorAnswer | None = None
    offers_check: bool = False  # the eligibility check is a natural next step
    leads_to: tuple[WayOn, ...] = Field(default=(), max_length=2)
    levels: tuple[
        str, ...
    ] = ()  # items whose amounts the answer tells; the person's province may have its own


class EntryFile(Noun):
    """One file of entries: a group of related topics."""

    group: Slug
    title: str
    entries: tuple[Entry, ...] = Field(min_length=1)
