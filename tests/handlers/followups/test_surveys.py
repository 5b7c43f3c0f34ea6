"""Surveys in the chat: one question after the other, taken as choices, numbers or words, kept where they belong."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import update

from bot.app import House
from handlers.applications.deeds import Overtaken
from handlers.applications.planning import Planner
from handlers.deeds import Doing
from handlers.followups.surveys import PutAnswer, SurveyDeeds
from handlers.payloads import BEGIN_SURVEY, PICK_ANSWER
from knowledge.process.surveys import Survey
from storage.repositories.applications import ApplicationRow
from storage.states import ApplicationStatus, DateKind, FollowUpState
from storage.tables import audit_event
from storage.tables_applications import follow_up
from storage.tables_followups import survey_answer
from tests.knowledge.process.books import PROCESS
from tests.support.applicants import Applicant
from tests.support.applications import a_sent_application
from tests.support.clock import HandClock
from tests.support.factories import PAGE, a_conversation
from tests.support.rows import change, rows
from tests.support.talks import ZONE

S, DAY = ApplicationStatus, timedelta(days=1)
ENDED = date(2027, 3, 14)
WORDS = "Học được cách sấy bánh ít khói, đỡ củi"


def after(days: int) -> datetime:
    return datetime(ENDED.year, ENDED.month, ENDED.day, 9, tzinfo=ZONE).astimezone(UTC) + days * DAY


async def a_tour(house: House, chat_key: str = "an") -> ApplicationRow:
    """Approved, with its last day noted."""
    now = house.clock.now()
    row = await a_sent_application(house.database, now, chat_key=chat_key, form_id="A-05", status=S.INSPECTED)
    async with house.database.transaction() as store:
        await store.dates.note(row.id, DateKind.EVENT_ON, ENDED, "staff:1", now)
        await Planner(lambda: house.knowledge, ZONE).plan_for(store, row, now)
    return row


async def asked(house: House, clock: HandClock, days: int = 2) -> Applicant:
    """The person has been asked for the report, and reads it."""
    clock.pass_seconds((after(days) - clock.now()).total_seconds())
    await house.follow_ups.follow_ups.fire_all(clock.now)
    person = Applicant(house, "an", bot_id=PAGE)
    await person.waits()
    return person


def answers(house: House) -> dict[str, tuple[str | None, int | None]]:
    return {each.question: (each.choice, each.number) for each in rows(house.database, survey_answer)}


async def words(house: House, row: ApplicationRow) -> dict[str, str | None]:
    async with house.database.reading() as store:
        key = await store.applications.key(row)
        found = await store.surveys.of(row.id, key)
    return {each.question: each.words for each in found if each.words is not None}


@pytest.mark.parametrize("survey", PROCESS.surveys.values(), ids=PROCESS.surveys)
def test_every_answer_fits_into_a_button(survey: Survey) -> None:
    for question in survey.questions:
        for choice in question.choices:
            payload = f"{PICK_ANSWER}{'9' * 18}:{question.id}:{choice}"
            assert len(payload.encode()) <= 64, payload


async def test_the_five_questions_are_answered_by_number_word_and_button(
    house: House, clock: HandClock
) -> None:
    row = await a_tour(house)
    person = await asked(house, clock)
    assert "Câu 1/5" in await person.gets(person.payloads[0])
    assert "Câu 2/5" in await person.hears("12 người")
    assert "Câu 3/5" in await person.hears("Xem lò sấy ở Sa Đéc")
    assert "Câu 4/5" in await person.hears("2")  # the second choice
    assert "Câu 5/5" in await person.hears(WORDS)
    assert "đã ghi vào phiếu" in await person.hears("Về làm thử một lò, cần người chỉ")
    assert answers(house) == {
        "people": (None, 12),
        "seen": (None, None),
        "purpose": ("partly", None),
        "learned": (None, None),
        "next": (None, None),
    }
    assert (await words(house, row))["learned"] == WORDS
    assert all(WORDS.encode() not in (each.words or b"") for each in rows(house.database, survey_answer))
    trail = [each.action for each in rows(house.database, audit_event)]
    assert trail.count("survey_answered") == 1


async def test_each_question_may_be_left_out_and_all_of_it_left(house: House, clock: HandClock) -> None:
    await a_tour(house)
    person = await asked(house, clock)
    begin = person.payloads[0]
    assert "Câu 2/5" in await person.hears("Viết báo cáo (5 câu)", "bỏ qua")
    assert "Câu 3/5" in await person.hears("Lò sấy ở Sa Đéc")
    assert "câu đã trả lời thì đã ghi" in await person.hears("để sau")
    assert set(answers(house)) == {"seen"}
    assert "Câu 1/5" in await person.gets(begin)  # goes on with what has no answer
    assert "Câu 3/5" in await person.hears("Bỏ qua")
    assert "Câu 4/5" in await person.hears("đúng")
    assert "Câu 5/5" in await person.hears("không biết")
    assert "Cảm ơn" in await person.hears("bỏ qua")
    assert set(answers(house)) == {"seen", "purpose"}


async def test_what_cannot_be_read_is_asked_again_and_other_words_are_taken_for_a_choice(
    house: House, clock: HandClock
) -> None:
    row = await a_tour(house)
    person = await asked(house, clock)
    await person.gets(person.payloads[0])
    assert "Câu 1/5" in await person.hears("đông lắm")
    assert "nhiều nhất 500" in await person.hears("900")
    assert "Câu 2/5" in await person.hears("ba")
    await person.hears("bỏ qua")
    assert "Câu 4/5" in await person.hears("cũng tạm, đi hơi xa")
    assert answers(house)["purpose"] == (None, None)
    assert (await words(house, row))["purpose"] == "cũng tạm, đi hơi xa"


async def test_a_question_in_between_is_answered_and_the_button_goes_on(
    house: House, clock: HandClock
) -> None:
    await a_tour(house)
    person = await asked(house, clock)
    begin = person.payloads[0]
    await person.gets(begin)
    answer = await person.hears("Mua máy có được hỗ trợ không, được bao nhiêu?")
    assert "Câu" not in answer
    assert "Câu 1/5" in await person.gets(begin)


async def test_with_an_answer_nobody_asks_again_and_no_task_is_made(house: House, clock: HandClock) -> None:
    await a_tour(house)
    person = await asked(house, clock)
    await person.gets(person.payloads[0])
    await person.hears("12")
    ended = {each.plan: each.outcome for each in rows(house.database, follow_up) if each.outcome}
    assert ended["tour_report_again"] == ended["tour_report_missing"] == "answered"


async def test_an_answer_is_looked_for_when_it_is_due(house: House, clock: HandClock) -> None:
    """Also where the row could not be cancelled with the answer."""
    await a_tour(house)
    person = await asked(house, clock)
    await person.gets(person.payloads[0])
    await person.hears("12")
    again = follow_up.c.plan == "tour_report_again"
    change(
        house.database,
        update(follow_up)
        .where(again)
        .values(state=FollowUpState.PLANNED, outcome=None, next_at=after(9), finished_at=None),
    )
    clock.pass_seconds((after(9) - clock.now()).total_seconds())
    assert await house.follow_ups.follow_ups.fire_all(clock.now) == 0


@pytest.mark.parametrize(
    "payload",
    [
        f"{BEGIN_SURVEY}{{id}}",
        f"{PICK_ANSWER}{{id}}:purpose:fully",
        f"{BEGIN_SURVEY}999",
        f"{BEGIN_SURVEY}x",
        f"{PICK_ANSWER}{'9' * 40}:a:b",
        "svy:",
    ],
)
async def test_what_was_not_asked_of_somebody_is_nothing_to_them(
    house: House, clock: HandClock, payload: str
) -> None:
    await a_tour(house)
    await asked(house, clock)
    fired = next(each.id for each in rows(house.database, follow_up) if each.outcome == "posted")
    stranger = Applicant(house, "binh", bot_id=PAGE)
    assert "không còn nữa" in await stranger.gets(payload.format(id=fired))
    assert rows(house.database, survey_answer) == []


async def test_a_choice_that_is_none_is_asked_again_and_an_old_button_answers_anew(
    house: House, clock: HandClock
) -> None:
    await a_tour(house)
    person = await asked(house, clock)
    number = person.payloads[0].removeprefix(BEGIN_SURVEY)
    assert "Câu 3/5" in await person.gets(f"{PICK_ANSWER}{number}:purpose:no_such")
    await person.gets(f"{PICK_ANSWER}{number}:purpose:fully")
    await person.gets(f"{PICK_ANSWER}{number}:purpose:not")
    assert answers(house) == {"purpose": ("not", None)}


async def test_who_is_not_the_owner_any_more_when_it_is_stored_stores_nothing(
    house: House, clock: HandClock
) -> None:
    await a_tour(house)
    await asked(house, clock)
    fired = next(each.id for each in rows(house.database, follow_up) if each.outcome == "posted")
    stranger = await a_conversation(house.database, clock.now(), "binh")
    put = SurveyDeeds(Planner(lambda: house.knowledge, ZONE)).put
    async with house.database.transaction() as store:
        conversation = await store.conversations.lock(stranger)
        assert conversation is not None
        doing = Doing(store, conversation, clock.now(), 1)
        with pytest.raises(Overtaken):
            await put(doing, PutAnswer(fired, "tour_report", "people", number=3))
    assert rows(house.database, survey_answer) == []


def test_words_stand_in_no_log() -> None:
    assert WORDS not in repr(PutAnswer(1, "tour_report", "learned", words=WORDS))
