"""The nouns of privacy, as they are written in the content files."""

import hashlib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from pydantic import Field

from knowledge.model import Line, Noun, Slug
from knowledge.templates import Template

LONGEST_MESSAGE, LONGEST_NOTICE = 600, 900  # characters


class Purpose(StrEnum):
    """What a consent is for; each is asked for alone."""

    APPLICATION = "application"
    NEWS = "news"
    STATISTICS = "statistics"
    CASE = "case"  # an eligibility case that is kept
    SENSITIVE = "sensitive"  # one sensitive field of a form
    ON_BEHALF = "on_behalf"  # declared: the person one files for has agreed


class RequestKind(StrEnum):
    """What people may ask of their data."""

    ACCESS = "access"
    COPY = "copy"
    CORRECT = "correct"
    WITHDRAW = "withdraw"
    OBJECT = "object"
    RESTRICT = "restrict"
    DELETE = "delete"


class RetentionKind(StrEnum):
    DRAFT = "draft"
    APPLICATION = "application"
    CASE = "case"
    TRANSCRIPT = "transcript"
    NOTE = "note"  # of staff about a conversation
    GAP = "gap"
    INBOUND = "inbound"  # the payload of a message that could not be worked
    EXPORT = "export"
    CONSENT = "consent"
    AUDIT = "audit"
    DATA_REQUEST = "data_request"


class PrivacyText(StrEnum):
    """What is said about data; what each text is filled with stands in texts.py."""

    PAGE = "page"
    EXPORT_ASK = "export_ask"
    EXPORT_ASK_LINK = "export_ask_link"
    EXPORT_ASK_STAFF = "export_ask_staff"
    EXPORT_YES = "export_yes"
    EXPORT_YES_STAFF = "export_yes_staff"
    EXPORT_NO = "export_no"
    EXPORT_PREPARING = "export_preparing"
    EXPORT_READY = "export_ready"
    EXPORT_LINK = "export_link"
    EXPORT_STAFF = "export_staff"
    EXPORT_CANCELLED = "export_cancelled"
    CORRECT_ASK = "correct_ask"
    CORRECT_DONE = "correct_done"
    WITHDRAW_ASK = "withdraw_ask"
    WITHDRAW_NONE = "withdraw_none"
    WITHDRAW_APPLICATION_ASK = "withdraw_application_ask"
    WITHDRAW_YES = "withdraw_yes"
    WITHDRAW_NO = "withdraw_no"
    WITHDRAW_DONE = "withdraw_done"
    WITHDRAW_KEPT = "withdraw_kept"
    DELETE_ASK = "delete_ask"
    DELETE_YES = "delete_yes"
    DELETE_NO = "delete_no"
    DELETE_DONE = "delete_done"
    DELETE_CANCELLED = "delete_cancelled"
    DELETE_NOTHING = "delete_nothing"
    DELETE_WAITING = "delete_waiting"
    STOP_DONE = "stop_done"
    STOP_ALREADY = "stop_already"
    RESUME_DONE = "resume_done"
    OBJECT_ASK = "object_ask"
    RESTRICT_ASK = "restrict_ask"
    RECEIPT = "receipt"
    REQUEST_DONE = "request_done"
    REQUEST_FIRST_ANSWER = "request_first_answer"
    REQUEST_EXTENDED = "request_extended"
    REQUEST_REFUSED = "request_refused"
    AGE_QUESTION = "age_question"
    AGE_YES = "age_yes"
    AGE_NO = "age_no"
    AGE_STOP = "age_stop"
    BEHALF_QUESTION = "behalf_question"
    BEHALF_SELF = "behalf_self"
    BEHALF_OTHER = "behalf_other"
    BEHALF_NAME = "behalf_name"
    BEHALF_MARK = "behalf_mark"
    FOREIGN_PLATFORM = "foreign_platform"
    SENSITIVE_ELSEWHERE = "sensitive_elsewhere"


class Consent(Noun):
    """What people read before they agree to one purpose."""

    name: Line
    version: int = Field(ge=1)
    digest: str  # of the words below, as the version was published
    text: Template
    yes: Line
    no: Line
    refused: Template  # said after a no

    def digest_now(self) -> str:
        """What proves which words were read: SHA-256 of the text before filling, and of both labels."""
        read = "\n".join((self.text.root, self.yes, self.no))
        return hashlib.sha256(unicodedata.normalize("NFC", read).encode()).hexdigest()


class ConsentFile(Noun):
    """consents.yaml."""

    consents: Mapping[Purpose, Consent]


class Clock(Noun):
    """How many calendar days a kind of request may take."""

    days: int = Field(ge=1)
    with_other_days: int = Field(ge=1)  # where a processor or another party must act too
    extension_days: int = Field(ge=1)  # once, with a reason
    basis: tuple[Slug, ...] = Field(min_length=1)


class ClockFile(Noun):
    """clocks.yaml."""

    document: Slug
    article: Line
    first_working_days: int = Field(ge=1)
    clocks: Mapping[RequestKind, Clock]


class Retention(Noun):
    """How long a kind of data is kept, and why, in words that follow one another in a sentence."""

    days: int = Field(ge=1)
    what: Line
    since: Line
    why: Line
    is_proof: bool = Field(default=False, alias="stays")  # may stay when the person has the rest deleted


class RetentionFile(Noun):
    """retention.yaml."""

    basis: Literal["own_default"]  # the law names no days for these
    kinds: Mapping[RetentionKind, Retention]


class YearlyHoliday(Noun):
    month: int = Field(ge=1, le=12)
    day: int = Field(ge=1, le=31)
    name: Line


class LunarDays(Noun):
    """The days of one year that follow the moon."""

    tet: date
    hung_kings: date


class HolidayFile(Noun):
    """holidays.yaml."""

    yearly: tuple[YearlyHoliday, ...]
    tet_days: tuple[int, ...]
    years: Mapping[int, LunarDays]


class Fallbacks(Noun):
    """What is said of an office that has not told of itself."""

    unit: Line
    contact: Line


class TextFile(Noun):
    """texts.yaml."""

    fallbacks: Fallbacks
    joint: str
    requests: Mapping[RequestKind, Line]
    kept_head: Template
    kept_line: Template
    stays_line: Template
    texts: Mapping[str, Template]


@dataclass(frozen=True, slots=True)
class ConsentNotice:
    """A notice as it is shown, with what is written down of it."""

    purpose: Purpose
    name: str
    version: int
    digest: str
    text: str
    yes: str
    no: str
    refused: str


@dataclass(frozen=True, slots=True)
class Clocks:
    """The days of one request; each is the last on which it is in time."""

    first_answer_by: date
    remind_at_50: date
    remind_at_80: date
    done_by: date
    done_with_other_by: date
    latest_by: date  # extended once, by us alone
