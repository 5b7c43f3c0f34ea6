"""Filling a form: each kind of question takes what people type, and every word on the way leads where it says."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.app import House
from handlers.applications.codes import shown
from handlers.applications.content import CONTENT
from handlers.applications.way import REVIEW
from knowledge.base import KnowledgeBase
from knowledge.forms.replies import PlaceValue
from storage.states import ApplicationStatus
from tests.support.applicants import Applicant
from tests.support.clock import HandClock
from tests.support.houses import open_test_house

DAY = timedelta(days=1).total_seconds()
A_QUESTION = "mua máy có được hỗ trợ không, được bao nhiêu"


@pytest.fixture
async def quick_house(sqlite_url: str, tmp_path: Path, clock: HandClock, knowledge: KnowledgeBase):
    """On one database: for what is about the forms and not about storing them."""
    async with open_test_house(sqlite_url, tmp_path / "data", clock, knowledge) as opened:
        yield opened


@pytest.mark.parametrize("length", ["short", "full"])
async def test_every_form_can_be_filled_to_its_end_and_is_read_over(quick_house: House, length: str) -> None:
    for form in quick_house.knowledge.forms.forms.values():
        person = Applicant(quick_house, f"{form.id} {length}")
        told = await person.begins(form.id, length)
        assert "**Bước 1/" in told
        await person.fills()
        content, course = await person.content(), person.last[-1].text
        assert form.file.title in course
        assert "fill:send" in person.payloads
        required = {name for name, field in form.fields.items() if field.is_required}
        if length == "short":
            assert content.answers.keys() <= required
            assert not content.skipped
        else:
            assert content.answers.keys() - required
        await person.gets("fill:send")
        sent = await person.application()
        assert sent.status is ApplicationStatus.SENT
        assert shown(sent.code) in person.told
        assert CONTENT.validate_json(sent.content or "").answers == content.answers


async def test_each_kind_of_question_takes_what_people_type(house: House) -> None:
    person = Applicant(house)
    await person.begins("A-01")
    for typed, name, value in (
        ("1", "item", "machinery"),
        ("máy sấy\tbánh  tráng", "machine_name", "máy sấy bánh tráng"),
        ("2", "machine_count", 2),  # a bare number is a value here, and no button
        ("sấy 500 kg một mẻ", "machine_specs", "sấy 500 kg một mẻ"),
        ("chợ", "seller", "chợ"),
        ("hàng bãi", "machine", "used"),
        ("cọc rồi", "purchase", "deposited"),
        ("3/2026", "purchase_date", "2026-03"),
        ("tháng 3 sang năm", "install_time", "2027-03"),
        ("150tr", "unit_price_vnd", 150_000_000),
        ("1,2 tỷ", "cost_vnd", 1_200_000_000),
        ("300", "requested_vnd", 300_000_000),
    ):
        await person.hears(typed)
        assert (await person.content()).answers[name] == value
    assert "Tự bỏ ra được bao nhiêu?" in await person.hears("quay lại", "100 triệu")
    await person.hears("không", "không")
    content = await person.content()
    assert (content.answers["requested_vnd"], content.answers["loan_vnd"]) == (100_000_000, 0)
    await person.fills("phone")
    assert "10 số" in await person.hears("0912 34")
    assert "Gọi giờ nào" in await person.hears("+84 912.345.678")
    assert (await person.content()).answers["phone"] == "0912345678"
    assert "số cuối không khớp" in await person.hears("sửa mã số thuế", "0100233489")
    await person.hears("MST: 0100 233 488")
    assert (await person.content()).answers["tax_code"] == "0100233488"


async def test_a_place_is_found_asked_back_and_chosen_by_number(house: House) -> None:
    person = Applicant(house)
    await person.begins("A-05")
    await person.fills("province")
    assert "Mình chưa tìm thấy nơi này" in await person.hears("xứ sở thần tiên")
    told = await person.hears("Tân Phú")  # a district of two provinces
    assert "Ý anh/chị là ô nào" in told
    assert "1. Đồng Nai" in told
    assert "xã, phường hay đặc khu nào" in await person.hears("2")
    assert (await person.content()).answers["province"] == PlaceValue(area="ho-chi-minh")
    await person.hears("quay lại", "Phú Yên")
    assert "trong tỉnh" in await person.hears("Pleiku")  # is elsewhere
    await person.hears("tay hoa")
    content = await person.content()
    assert content.answers["province"] == PlaceValue(area="phu-yen")
    assert content.answers["commune"] == PlaceValue(area="phu-yen", commune="Tây Hòa")
    await person.hears(
        "sửa tỉnh, thành phố", "xã Tây Hòa, Phú Yên"
    )  # a commune that came with it is not asked
    assert "Thôn, ấp hay khu phố nào?" in person.told


async def test_a_choice_is_made_by_number_label_other_words_and_several_at_once(house: House) -> None:
    person = Applicant(house)
    await person.begins("A-05", "short")
    await person.fills("facility")
    for typed, key in (
        ("3", "cooperative"),
        ("Hợp tác xã", "cooperative"),
        ("hop tac xa", "cooperative"),
        ("htx", "cooperative"),
        ("dạ hộ kinh doanh ạ", "household"),
        ("làm tại nhà", "household"),
    ):
        await person.hears(typed)
        assert (await person.content()).answers["facility"] == key, typed
        await person.hears("quay lại")
    assert "Mình chưa rõ anh/chị chọn mục nào" in await person.hears("12")
    await person.gets("fill:pick:facility:worker")
    assert (await person.content()).answers["facility"] == "worker"
    other = Applicant(house, "other")
    await other.begins("A-01")
    await other.fills("certificates")
    await other.hears("1, 3")
    assert (await other.content()).answers["certificates"] == ("food_safety", "typical_product")
    await other.hears("quay lại", "1 và 4")  # a known value shifts no number
    assert (await other.content()).answers["certificates"] == ("food_safety", "trademark")
    assert 'Chọn "chưa có" thì không chọn thêm' in await other.hears("quay lại", "chưa có, OCOP")


async def test_skipping_goes_one_field_or_the_rest_of_a_section_and_never_over_what_is_required(
    house: House,
) -> None:
    person = Applicant(house)
    await person.begins("A-05")
    assert "chưa bỏ qua được" in await person.hears("bỏ qua")
    assert "Đi trong nước hay nước ngoài?" in person.told
    await person.hears("1", "xem lò sấy", "bỏ qua", "không biết")
    assert (await person.content()).skipped == ("visit_place", "visit_people")
    assert "Muốn đến đâu?" in await person.hears("quay lại", "quay lại")  # what was skipped is asked anew
    await person.hears("lò sấy ở Phú Yên", "bỏ qua", "bỏ qua")
    assert "viết mấy dòng báo cáo" in await person.hears("chưa rõ")
    assert 'nhắn "gặp cán bộ"' in person.told  # somebody who does not know is not left alone with it
    content = await person.content()
    assert content.skipped == ("visit_people", "hopes_to_learn")
    assert content.answers.keys() == {"item", "visit_purpose", "visit_place"}
    await person.hears("có")
    await person.fills("capital_vnd")
    told = await person.hears("Bỏ qua cả phần này")
    assert "Hỗ trợ và cam kết" in told
    figures = {"capital_vnd", "workers_total", "revenue_vnd", "market", "exports", "certificates"}
    assert figures <= set((await person.content()).skipped)


async def test_going_back_shows_what_was_said_and_leads_over_the_points_between_the_fields(
    house: House,
) -> None:
    person = Applicant(house)
    await person.begins("A-05", "short")
    assert "Đây là câu đầu rồi" in await person.hears("quay lại")
    await person.fills("?consent")
    told = await person.hears("quay lại")
    assert "viết mấy dòng báo cáo" in told
    assert "Bên mình đang có: **Có**" in told
    assert "Đi để làm gì?" in await person.hears("quay lại")
    assert "Đi trong nước hay nước ngoài?" in await person.hears("quay lại")
    assert "Đây là câu đầu rồi" in await person.hears("quay lại")
    assert "xin anh/chị đồng ý" in await person.hears("2")  # the next that was not said yet
    await person.fills(REVIEW)
    assert (await person.content()).answers["item"] == "study_abroad"


async def test_somebody_who_files_for_another_may_go_back_to_the_name_and_to_whom_it_is_for(
    house: House,
) -> None:
    person = Applicant(house)
    await person.begins("A-05", "short")
    await person.fills("?behalf")
    told = await person.gets("fill:said:behalf:no", "fill:back", "fill:said:behalf:no")
    assert "điền thay cho ai?" in told
    assert "Căn cứ" in await person.hears("hồ sơ gồm những gì, cần giấy tờ gì?")  # no name
    assert "cho Bà Bảy" in await person.hears("Bà Bảy")
    assert "điền thay cho ai?" in await person.hears("quay lại")
    assert "điền thay người khác" in await person.hears("quay lại")
    await person.gets("fill:said:behalf:yes")
    content = await person.content()
    assert (content.is_on_behalf, content.owner, content.waits_for) == (False, "", "facility")


async def test_an_answer_is_mended_by_its_section_by_its_name_and_by_its_name_after_the_question(
    house: House,
) -> None:
    person = Applicant(house)
    await person.begins("A-05", "short")
    await person.fills()
    review = person.last[-1].text
    assert "Muốn" not in await person.hears("sửa")
    assert "Anh/chị muốn sửa phần nào?" in person.told
    await person.gets("fill:section:contact")
    labels = [button.label for button in person.last[-1].buttons]
    assert "Điện thoại: 0912345678" in labels[1]
    await person.gets("fill:mend:phone")
    assert "Đúng rồi" in person.last[-1].text
    assert "- Điện thoại: 0987654321" in await person.hears("0987 654 321")
    assert "- Mục đích: xem lò nung" in await person.hears("sửa mục đích", "xem lò nung")
    assert "- Tên cơ sở: Hương Quê" in await person.hears("sửa", "tên cơ sở", "Hương Quê")
    assert await person.hears("sửa", "quay lại") == await person.hears("sửa", "Xem lại phiếu")
    assert "chưa sửa gì" not in person.told
    assert review != person.last[-1].text
    assert "- Mục đích: xem lò nung" in await person.hears("sửa mục đích", "quay lại")  # as it was
    assert (await person.content()).waits_for == REVIEW


async def test_a_word_said_when_asked_what_to_mend_never_becomes_an_answer(house: House) -> None:
    person = Applicant(house)
    await person.begins("A-05", "short")
    await person.fills("representative")
    assert "Anh/chị muốn sửa phần nào?" in await person.hears("sửa điện thoại")  # not come by yet
    assert "Anh/chị muốn sửa phần nào?" in await person.hears("0987654321")
    told = await person.hears(A_QUESTION)
    assert "Căn cứ" in told
    assert "representative" not in (await person.content()).answers


async def test_milk_and_repairs_are_answers_and_no_wish_to_mend(house: House) -> None:
    person = Applicant(house)
    await person.begins("A-04", "short")
    await person.hears("1")
    for trade in ("sữa chua", "Sửa chữa máy cày", "sua xe may", "Sữa"):
        await person.hears(trade)
        assert (await person.content()).answers["trade"] == trade
        await person.hears("quay lại")
    assert "Anh/chị muốn học, mở lớp" in await person.hears("sửa nhu cầu")


async def test_a_question_on_the_way_is_answered_and_the_open_one_put_again(house: House) -> None:
    person = Applicant(house)
    await person.begins("A-01", "short")
    for name in ("item", "machine_name", "machine", "cost_vnd", "?adult", "phone"):
        await person.fills(name)
        before = await person.content()
        question = person.last[-1].text.splitlines()[0]
        told = await person.hears(A_QUESTION)
        assert "Căn cứ" in told, name
        assert person.last[-1].text.splitlines()[0] == question, name
        assert await person.content() == before, name
        assert all(not reply.buttons for reply in person.last[:-1])  # only the open question has some
    story = Applicant(house, "story")
    await story.begins("A-08", "short")
    await story.hears("1", A_QUESTION)  # a story may well be a question
    assert (await story.content()).answers["matter_story"] == A_QUESTION


async def test_a_mistyped_number_is_refused_and_asks_nothing(house: House) -> None:
    person = Applicant(house)
    await person.begins("A-05", "short")
    await person.fills("phone")
    for typed in ("0912 34", "34", "120/2025", "?", "12.5"):
        assert "10 số" in await person.hears(typed)


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


async def test_buttons_of_earlier_questions_put_the_open_one_again_and_change_nothing(house: House) -> None:
    person = Applicant(house)
    await person.begins("A-05")
    pressed = ["fill:said:length:short", "fill:said:length:full", *person.payloads]
    for until in ("visit_place", "will_report", "?adult", "?consent", "?behalf", "facility", "phone"):
        await person.fills(until)
        before = await person.content()
        for payload in dict.fromkeys(pressed):
            is_open = payload in person.payloads
            if is_open or payload in ("fill:back", "fill:skip"):
                continue  # the open question has them too
            told = await person.gets(payload)
            assert "Nút vừa bấm là của câu trước" in told, payload
            assert await person.content() == before, payload
        pressed += person.payloads
    assert len(set(pressed)) > 20
    unclear = Applicant(house, "unclear")
    await unclear.begins("A-05", "short")
    await unclear.fills("province")
    await unclear.hears("Tân Phú")
    old = [payload for payload in unclear.payloads if payload.startswith("fill:meant:")]
    assert len(old) == 2
    told = await unclear.hears("Long Phú")
    assert "Ý anh/chị là ô nào" in told
    for payload in old:
        assert "Nút vừa bấm là của câu trước" in await unclear.gets(payload)
    assert "province" not in (await unclear.content()).answers
    await unclear.hears("1")
    assert (await unclear.content()).answers["province"] == PlaceValue(area="soc-trang")


async def test_a_form_keeps_the_version_it_was_begun_with_and_only_three_are_open_at_a_time(
    house: House,
) -> None:
    person = Applicant(house)
    for form_id in ("A-05", "A-01", "A-02"):
        await person.begins(form_id, "short")
        await person.hears("1")
    told = await person.gets("form:start:A-03")
    assert "nhiều phiếu điền dở" in told
    rows = await person.applications()
    assert [row.form_id for row in rows] == ["A-02", "A-01", "A-05"]
    assert [row.form_version for row in rows] == [
        house.knowledge.forms.forms[row.form_id].version for row in rows
    ]
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
