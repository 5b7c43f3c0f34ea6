"""Drafts: left with any word, found again with one, few at a time, and what is known offered in them."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app import House
from handlers.applications.codes import shown
from knowledge.base import KnowledgeBase
from knowledge.forms.replies import PlaceValue
from storage.states import ApplicationStatus
from tests.support.applicants import Applicant
from tests.support.clock import HandClock
from tests.support.houses import open_test_house

DAY = timedelta(days=1).total_seconds()


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("để sau", "Mình dừng ở đây"),
        ("hủy", "Mình dừng ở đây"),
        ("/huy", "Mình dừng ở đây"),
        ("bắt đầu lại", "mình để lại đó"),
        ("gặp cán bộ", "mình để lại đó"),
    ],
)
async def test_every_way_out_keeps_the_draft_and_one_word_leads_back_to_the_same_question(
    quick_house: House, word: str, told: str
) -> None:
    person = Applicant(quick_house)
    await person.begins("A-05", "short")
    await person.fills("visit_purpose")
    draft = await person.application()
    assert told in await person.hears(word)
    assert shown(draft.code) in person.told
    assert (await person.state()).memory.form is None
    assert "Đi để làm gì" not in await person.hears("mua máy được hỗ trợ không")
    assert "Đi để làm gì?" in await person.hears("điền tiếp")
    kept = await person.application()
    assert (kept.id, kept.status) == (draft.id, ApplicationStatus.DRAFT)
    assert (await person.content()).answers == {"item": "workshop"}


async def test_a_draft_goes_on_after_days_and_after_the_house_was_closed(
    any_database_url: str, tmp_path: Path, clock: HandClock, knowledge: KnowledgeBase
) -> None:
    async with open_test_house(any_database_url, tmp_path / "data", clock, knowledge) as house:
        person = Applicant(house)
        await person.begins("A-05", "short")
        await person.fills("phone")
        before = await person.content()
    clock.pass_seconds(9 * DAY)
    async with open_test_house(any_database_url, tmp_path / "data", clock, knowledge) as house:
        person = Applicant(house)
        await person.waits()
        told = await person.hears("xem lò sấy")
        assert "Số di động" not in told  # after a day words are no answers any more
        told = await person.hears("điền tiếp")
        assert "Mình mở lại phiếu **Tham quan, học tập**" in told
        assert "Số di động để cán bộ gọi lại?" in told
        assert await person.content() == before
        await person.fills()
        await person.gets("fill:send")
        assert (await person.application()).status is ApplicationStatus.SENT


async def test_a_draft_keeps_the_version_of_the_form_that_it_was_begun_with(house: House) -> None:
    person, known = Applicant(house), house.knowledge
    await person.begins("A-05", "short")
    form = known.forms.forms["A-05"]
    newer = replace(form, file=form.file.model_copy(update={"version": form.version + 1}))
    book = replace(known.forms, forms={**known.forms.forms, "A-05": newer})
    house.library.replace(replace(known, forms=book))
    await person.fills()
    await person.gets("fill:send")
    assert (await person.application()).form_version == form.version
    await person.begins("A-05", "short")
    assert (await person.application()).form_version == newer.version


async def test_three_forms_are_open_at_a_time_and_none_twice(house: House) -> None:
    person = Applicant(house)
    for form_id in ("A-05", "A-01", "A-02"):
        await person.begins(form_id, "short")
        await person.hears("1")
    told = await person.gets("form:start:A-03")
    assert "nhiều phiếu điền dở" in told
    rows = await person.applications()
    assert [row.form_id for row in rows] == ["A-02", "A-01", "A-05"]
    assert set(person.payloads) == {f"form:resume:{row.code}" for row in rows}
    await person.gets("form:start:A-01")  # no second draft of the same form
    assert "Mình mở lại phiếu" in person.told
    menu = await person.hears("đăng ký")
    assert menu.index("Điền tiếp: Máy móc") < menu.index("Hội chợ")
    await person.gets(f"form:drop:{rows[2].code}")
    assert "Xóa phiếu" in person.told
    assert len(await person.applications()) == 3
    await person.gets(f"form:drop-yes:{rows[2].code}", f"form:drop-yes:{rows[2].code}", "form:start:A-03")
    assert [row.form_id for row in await person.applications()] == ["A-03", "A-02", "A-01"]


async def test_what_is_known_is_offered_and_counts_only_when_it_was_confirmed(house: House) -> None:
    person = Applicant(house)
    await person.hears("đổi tỉnh", "Gia Lai")
    await person.begins("A-05", "short")
    await person.fills("province")
    assert "Bên mình đang có: **Gia Lai**" in person.told
    assert "province" not in (await person.content()).answers
    await person.hears("Đúng rồi")
    assert (await person.content()).answers["province"] == PlaceValue(area="gia-lai")
    await person.gets("fill:send")
    again = person
    await again.begins("A-01", "short")
    await again.fills("facility_name")
    assert "Bên mình đang có: **bánh tráng phơi sương**" in again.told  # from the form that was sent
    await again.gets("fill:right:facility_name")
    assert "Bên mình đang có: **bánh tráng phơi sương**" in again.told
    await again.hears("Trần Văn Bảy")
    assert "Bên mình đang có: **0912345678**" in again.told
    content = await again.content()
    assert (content.answers["facility_name"], content.answers["representative"]) == (
        "bánh tráng phơi sương",
        "Trần Văn Bảy",
    )
    assert "phone" not in content.answers


async def test_a_case_that_was_judged_fills_nothing_by_itself(house: House) -> None:
    person = Applicant(house)
    await person.hears("tui làm nem chua ở Gia Lai, muốn mua máy 400 triệu, được không, được nhiêu?")
    await person.begins("A-01", "short")
    assert "Bên mình đang có: **Mua máy móc, thiết bị**" in person.told
    assert (await person.content()).answers == {}
    await person.fills("cost_vnd")
    assert "Bên mình đang có: **400.000.000 đồng**" in person.told
    await person.hears("350tr")
    assert (await person.content()).answers["cost_vnd"] == 350_000_000


async def test_where_a_person_lives_is_heard_also_while_a_form_is_open(house: House) -> None:
    person = Applicant(house)
    await person.begins("A-05", "short")
    await person.fills("facility_name")
    assert "Mình nhớ anh/chị ở Gia Lai" in await person.hears("đổi tỉnh", "Gia Lai")
    assert "facility_name" not in (await person.content()).answers
    await person.hears("Gia Lai")  # asked for nothing but the name, it is one
    assert (await person.content()).answers["facility_name"] == "Gia Lai"
