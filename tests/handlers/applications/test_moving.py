"""Moving about in a form: over a question, back, to one by its name; old buttons lead nowhere."""

from bot.app import House
from handlers.applications.way import REVIEW
from knowledge.forms.replies import PlaceValue
from tests.support.applicants import Applicant

A_QUESTION = "mua máy có được hỗ trợ không, được bao nhiêu"


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
