"""Which applications a list shall show, as it stands in the address of the page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from urllib.parse import urlencode

from handlers.applications.codes import find_code
from handlers.review.patience import overdue
from storage.repositories.application_lists import Cursor, ListFilter
from storage.repositories.applications import PHONE_TAIL
from storage.states import ApplicationStatus, MoneySource

NOBODY = "0"  # as an officer
_OLDEST = "old"
_LONGEST = 80
_LONGEST_NUMBER = 18
_PHONE_DIGITS = range(9, 12)
_ABROAD, _AT_HOME = "84", "0"
_NO_CODE = "-"  # no application has it
_FIRST = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Empty parts do not narrow. `text` is a code, a telephone or its last four digits."""

    statuses: tuple[ApplicationStatus, ...] = ()
    form: str = ""
    province: str = ""
    commune: str = ""
    officer: str = ""  # the number of an account, or nobody's
    is_late: bool = False
    sent_from: date | None = None
    sent_to: date | None = None  # with this day
    source: MoneySource | None = None
    text: str = ""
    is_oldest_first: bool = False

    @property
    def query(self) -> str:
        """As it stands in an address."""
        return urlencode(list(self._pairs()))

    @property
    def lasting(self) -> "Wanted":
        """Without what somebody typed, which may be a telephone: fit to be kept."""
        return replace(self, text="")

    @property
    def is_everything(self) -> bool:
        return replace(self, is_oldest_first=False) == Wanted()

    def with_status(self, status: ApplicationStatus) -> "Wanted":
        return replace(self, statuses=(status,))

    def filter(self, zone: tzinfo, now: datetime, *, may_find_people: bool) -> ListFilter:
        """The same for the tables; whoever may not read of people finds nobody by a telephone."""
        code, phone = self._named()
        if phone and not may_find_people:
            code, phone = _NO_CODE, ""
        return ListFilter(
            statuses=self.statuses,
            form_id=self.form,
            province=self.province,
            commune=self.commune,
            officer_id=int(self.officer) if self.officer not in ("", NOBODY) else None,
            is_nobodys=self.officer == NOBODY,
            overdue=overdue(zone, now) if self.is_late else None,
            sent_from=_begin(self.sent_from, zone),
            sent_until=_begin(self.sent_to + timedelta(days=1), zone) if self.sent_to is not None else None,
            source=self.source,
            code=code,
            phone=phone,
        )

    def _named(self) -> tuple[str, str]:
        if not self.text:
            return "", ""
        code = find_code(self.text)
        if code is not None:
            return code, ""
        digits = "".join(each for each in self.text if each in "0123456789")
        is_abroad = digits.startswith(_ABROAD) and len(digits) == _PHONE_DIGITS[-1]
        phone = _AT_HOME + digits[len(_ABROAD) :] if is_abroad else digits
        return ("", phone) if len(phone) == PHONE_TAIL or len(phone) in _PHONE_DIGITS else (_NO_CODE, "")

    def _pairs(self) -> Iterator[tuple[str, str]]:
        yield from (("status", status.value) for status in self.statuses)
        told = {
            "kind": self.form,
            "province": self.province,
            "commune": self.commune,
            "officer": self.officer,
            "late": "1" if self.is_late else "",
            "from": self.sent_from.isoformat() if self.sent_from is not None else "",
            "to": self.sent_to.isoformat() if self.sent_to is not None else "",
            "source": self.source.value if self.source is not None else "",
            "q": self.text,
            "sort": _OLDEST if self.is_oldest_first else "",
        }
        yield from ((name, value) for name, value in told.items() if value)


def read_wanted(pairs: Pairs) -> Wanted:
    """What an address asks for; what cannot be read is left out."""
    one = {name: value.replace("\0", "").strip()[:_LONGEST] for name, value in pairs}
    named = {value for name, value in pairs if name == "status"}
    states = [each for each in ApplicationStatus if each is not ApplicationStatus.DRAFT]
    sources = {source.value: source for source in MoneySource}
    return Wanted(
        statuses=tuple(each for each in states if each.value in named),
        form=one.get("kind", ""),
        province=one.get("province", ""),
        commune=one.get("commune", ""),
        officer=_number(one.get("officer", "")),
        is_late=one.get("late") == "1",
        sent_from=_day(one.get("from", "")),
        sent_to=_day(one.get("to", "")),
        source=sources.get(one.get("source", "")),
        text=one.get("q", ""),
        is_oldest_first=one.get("sort") == _OLDEST,
    )


def mark_of(cursor: Cursor) -> str:
    """Where the next page begins, for an address."""
    return f"{(cursor.changed_at - _FIRST) // _MICROSECOND}-{cursor.id}"


def read_mark(text: str) -> Cursor | None:
    at, _, number = text.partition("-")
    if not (_number(at) and _number(number)):
        return None
    try:
        return Cursor(_FIRST + timedelta(microseconds=int(at)), int(number))
    except OverflowError:
        return None


def _begin(day: date | None, zone: tzinfo) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), zone).astimezone(UTC)


def _number(typed: str) -> str:
    is_number = typed.isascii() and typed.isdecimal() and len(typed) <= _LONGEST_NUMBER
    return str(int(typed)) if is_number else ""


def _day(typed: str) -> date | None:
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return None
    return day if _FIRST.year <= day.year < 3000 else None
