"""Each kind of question takes what people type, and what is no answer to it is none."""

import pytest

from bot.app import House
from handlers.applications.codes import shown
from handlers.applications.content import CONTENT
from knowledge.forms.replies import PlaceValue
from storage.states import ApplicationStatus
from tests.support.applicants import Applicant

A_QUESTION = "mua máy có được hỗ trợ không, được bao nhiêu"


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
