"""Which ways are open to a person: by the time since they wrote, the forms there are, the hour."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from handlers.messages import Notice
from handlers.zalo.templates import filled
from handlers.zalo.windows import FilledForm, Standing, Way, end_of_night, ways
from storage.states import TemplateState
from tests.support.zalo import a_form

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
_FORM, _BY_PHONE = FilledForm("1", {}), FilledForm("1", {}, is_by_user=False)
_HOURS = timedelta(hours=1)
_NONE: tuple[Way, ...] = ()


@pytest.mark.parametrize(
    ("ago", "form", "phone", "expected"),
    [
        (0 * _HOURS, None, "", (Way.FREE,)),
        (48 * _HOURS, None, "", (Way.FREE,)),
        (48 * _HOURS + timedelta(seconds=1), None, "", (Way.BILLED,)),
        (168 * _HOURS, None, "", (Way.BILLED,)),
        (168 * _HOURS + timedelta(seconds=1), None, "", _NONE),
        (None, None, "84912345678", _NONE),
        (None, _FORM, "", (Way.FORM_BY_USER,)),
        (1 * _HOURS, _FORM, "84912345678", (Way.FREE, Way.FORM_BY_USER, Way.FORM_BY_PHONE)),
        (100 * _HOURS, _FORM, "", (Way.BILLED, Way.FORM_BY_USER)),
        (500 * _HOURS, _FORM, "84912345678", (Way.FORM_BY_USER, Way.FORM_BY_PHONE)),
        (500 * _HOURS, _BY_PHONE, "84912345678", (Way.FORM_BY_PHONE,)),
        (500 * _HOURS, _BY_PHONE, "", _NONE),
    ],
)
def test_the_cheapest_open_way_comes_first(
    ago: timedelta | None, form: FilledForm | None, phone: str, expected: tuple[Way, ...]
) -> None:
    last = NOW - ago if ago is not None else None
    assert ways(Standing(last, form, phone), NOW) == expected


@pytest.mark.parametrize(
    ("hour", "minute", "day_of_six"),
    [
        (21, 59, None),
        (22, 0, 24),
        (23, 59, 24),
        (0, 0, 23),
        (5, 59, 23),
        (6, 0, None),
        (12, 0, None),
    ],
)
def test_the_night_ends_at_six_among_the_people(hour: int, minute: int, day_of_six: int | None) -> None:
    moment = datetime(2026, 11, 23, hour, minute, tzinfo=ZONE)
    expected = datetime(2026, 11, day_of_six, 6, tzinfo=ZONE) if day_of_six is not None else None
    assert end_of_night(moment.astimezone(UTC), ZONE) == expected


def test_a_form_is_filled_only_when_it_is_approved_fits_the_notice_and_lacks_nothing() -> None:
    notice = Notice("approve", 7, {"code": "KC-1"})
    assert filled([a_form()], notice) == FilledForm("283414", {"ma": "KC-1"})
    for form, said in (
        (a_form(TemplateState.PENDING), notice),
        (a_form(TemplateState.REJECTED), notice),
        (a_form(), Notice("refuse", 7, {"code": "KC-1"})),
        (a_form(), Notice("approve", 7, {"number": "1"})),
        (a_form(), None),
    ):
        assert filled([form], said) is None
