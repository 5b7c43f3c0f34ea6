"""What staff may type in their chat: the words after the slash, and what stands after the code of an application."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from handlers.review.model import DateKind, DateState, MoneySource, ProjectKind, Sum

WORK, SHOW, HELP, LINK = "viec", "phieu", "lenh", "lienket"
CALENDAR, FIGURES = "lich", "xinsolieu"
ALERTS = "baophieu"


class Shape(StrEnum):
    """What stands after the code."""

    TEXT = "text"
    DUE_TEXT = "due_text"  # a day, if one is named first, and words
    AT_TEXT = "at_text"  # a day, an hour, and words
    AMOUNT = "amount"
    REASON_TEXT = "reason_text"
    RESULT = "result"  # passed or not, and what was found
    OTHER_TEXT = "other_text"  # the code of another application, and words
    OFFICER = "officer"
    OBSTACLE_TEXT = "obstacle_text"
    MONEY = "money"  # which sum, how much, from where
    PROJECT = "project"
    DATES = "dates"  # which day it is, the day or several, and what became of it


@dataclass(frozen=True, slots=True)
class Command:
    """`action` is that of the process; an inspection that failed is another one than one that passed."""

    action: str
    shape: Shape


ACTIONS: Mapping[str, Command] = {
    "nhanviec": Command("claim", Shape.TEXT),
    "giaoviec": Command("assign", Shape.OFFICER),
    "xinthem": Command("ask_papers", Shape.DUE_TEXT),
    "henkhaosat": Command("schedule_visit", Shape.AT_TEXT),
    "xet": Command("take_up", Shape.TEXT),
    "duyet": Command("approve", Shape.TEXT),
    "batdaulam": Command("start_work", Shape.DUE_TEXT),
    "hennghiemthu": Command("schedule_inspection", Shape.AT_TEXT),
    "nghiemthu": Command("pass_inspection", Shape.RESULT),
    "quyettoan": Command("settle", Shape.AMOUNT),
    "tuchoi": Command("refuse", Shape.REASON_TEXT),
    "dunglai": Command("stop", Shape.REASON_TEXT),
    "chuyenct": Command("move", Shape.REASON_TEXT),
    "gop": Command("merge", Shape.OTHER_TEXT),
    "trolai": Command("reopen", Shape.TEXT),
    "tien": Command("set_money", Shape.MONEY),
    "ghichu": Command("note", Shape.TEXT),
    "vuongmac": Command("open_obstacle", Shape.OBSTACLE_TEXT),
    "govuong": Command("close_obstacle", Shape.TEXT),
    "dean": Command("join_project", Shape.PROJECT),
    "moc": Command("note_date", Shape.DATES),
}
FAILED = "fail_inspection"
WORD_OF: Mapping[str, str] = {
    **{command.action: word for word, command in ACTIONS.items()},
    FAILED: "nghiemthu",
}
WORDS = frozenset({*ACTIONS, WORK, SHOW, HELP, LINK, CALENDAR, FIGURES, ALERTS})
RISKY = frozenset({"approve", "refuse", "settle", "pass_inspection", FAILED, "stop"})  # asked back first
SUMS: Mapping[str, Sum] = {
    "kehoach": Sum.PLANNED,
    "hopdong": Sum.CONTRACTED,
    "tamung": Sum.ADVANCED,
    "dachi": Sum.PAID,
    "doiung": Sum.OWN_SHARE,
}
SOURCES: Mapping[str, MoneySource] = {
    "quocgia": MoneySource.NATIONAL,
    "diaphuong": MoneySource.LOCAL,
    "thuhoi": MoneySource.RECOVERABLE,
    "taitro": MoneySource.DONOR,
}
PROJECT_KINDS: Mapping[str, ProjectKind] = {
    "don": ProjectKind.SINGLE,
    "diem": ProjectKind.POINT,
    "nhom": ProjectKind.GROUP,
}
DATES: Mapping[str, DateKind] = {
    "quyettoan": DateKind.SETTLE_BY,
    "chuyendi": DateKind.EVENT_ON,
    "lop": DateKind.EVENT_ON,
    "hoicho": DateKind.EVENT_ON,
    "giaychungnhan": DateKind.CERTIFICATE_UNTIL,
    "travon": DateKind.REPAY_ON,
}
DATE_ENDS: Mapping[str, DateState] = {"xong": DateState.DONE, "bo": DateState.DROPPED}
RESULTS: Mapping[str, bool] = {"dat": True, "khong": False}
SWITCH: Mapping[str, bool] = {"bat": True, "tat": False}

# What buttons send back: at most 64 bytes, and safe when they are old.
STAFF = "st:"
WORK_FROM = "st:work:"  # + the number of the first line
SHOW_ONE = "st:show:"  # + code
DO = "st:do:"  # + action:code:revision
SURE = "st:sure:"  # + action:code:revision
NOT_SURE = "st:no"
ALERTS_ON, ALERTS_OFF = "st:alerts:on", "st:alerts:off"
GIVE_FIGURES = "st:fig:"  # + number of the request


def payload(kind: str, action: str, code: str, revision: int) -> str:
    return f"{kind}{action}:{code}:{revision}"


def word_of(text: str) -> str:
    """The word after the slash; empty when the text is no command."""
    is_command = text.startswith("/") and bool(text[1:2].strip())
    return text[1:].split(maxsplit=1)[0].partition("@")[0].lower() if is_command else ""
