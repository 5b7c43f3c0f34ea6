"""Pictures and papers of a form: taken where they are asked for, counted, and gone when they are not wanted."""

from bot.app import House
from handlers.applications.way import REVIEW
from storage.states import ApplicationStatus
from storage.tables_applications import application, application_file
from tests.support.applicants import Applicant
from tests.support.applications import a_sent_application, the_application
from tests.support.rows import rows

PHOTOS = "product_photos"


async def blobs_of(house: House) -> set[str]:
    return {kept.id for kept in await house.blobs.all()}


def files_of(house: House) -> list[tuple[str, str]]:
    """Field and blob of every file that belongs to an application."""
    return [(row.field, row.blob_id) for row in rows(house.database, application_file)]


async def at_photos(house: House) -> Applicant:
    person = Applicant(house)
    await person.stands_at("A-07", PHOTOS, is_short=False)
    return person


async def test_pictures_are_taken_counted_and_finished_with_a_word_when_they_are_enough(house: House) -> None:
    person = await at_photos(house)
    sent = []
    for count in (1, 2):
        sent.append((await person.sends_file()).blob_id)
        assert f"Đã nhận {count}/10" in person.told
    assert "cần ít nhất 3 tấm" in await person.hears("xong")
    assert "ít nhất 3 ảnh" in person.told  # the same question again
    sent.append((await person.sends_file()).blob_id)
    assert "Giấy chứng nhận" in await person.hears("xong") or "giấy chất lượng" in person.told
    assert (await person.content()).answers[PHOTOS] == tuple(sent)
    assert files_of(house) == [(PHOTOS, blob) for blob in sent]
    assert await blobs_of(house) == set(sent)
    await person.hears("xong")  # none at all are none wanted
    assert "danh hiệu" in person.told
    assert (await person.content()).skipped[-1] == "product_certificates"
    await person.fills()
    assert "- Ảnh sản phẩm: 3 ảnh" in person.last[-1].text


async def test_at_the_most_the_next_question_comes_and_one_more_is_not_kept(house: House) -> None:
    person = Applicant(house)
    await person.stands_at("A-05", "facility_photos", is_short=False)
    for _ in range(6):
        await person.sends_file()
    assert (await person.content()).waits_for == REVIEW
    before = files_of(house)
    await person.gets("fill:mend:facility_photos")
    more = await person.sends_file()
    assert "Đã đủ 6 tệp" in person.told
    assert more.blob_id not in await blobs_of(house)
    assert (files_of(house), await blobs_of(house)) == (before, {blob for _, blob in before})
    assert "Anh/chị xem lại phiếu" in await person.hears("xong")


async def test_what_is_not_wanted_here_is_not_kept(house: House) -> None:
    person = Applicant(house)
    await person.begins("A-07")
    early = await person.sends_file()
    assert "chưa cần ảnh hay tệp" in person.told
    assert "Sản phẩm tên gì?" in person.told  # the open question again
    await person.fills(PHOTOS)
    paper = await person.sends_file("pdf")
    assert "Phần này cần ảnh chụp" in person.told
    before = await person.content()
    await person.sends_file(refused="locked")
    assert house.say("file_refused_locked") in person.told
    assert "ít nhất 3 ảnh" in person.told
    assert await person.content() == before
    assert (files_of(house), await blobs_of(house)) == ([], set())
    assert early.blob_id != paper.blob_id
    await person.fills("registration_photo")
    await person.hears("bỏ qua", "bỏ qua")
    assert (await person.content()).waits_for == REVIEW


async def test_pictures_can_be_taken_away_skipped_and_left_out_and_none_stays_behind(house: House) -> None:
    person = await at_photos(house)
    for leave in ("fill:clear", "fill:skip", "fill:skip-rest"):
        await person.sends_file()
        await person.sends_file()
        assert len(await blobs_of(house)) == 2
        await person.gets(leave)
        assert PHOTOS not in (await person.content()).answers
        assert (files_of(house), await blobs_of(house)) == ([], set()), leave
        if leave != "fill:clear":
            await person.hears(f"sửa {house.knowledge.forms.forms['A-07'].fields[PHOTOS].label}")
            assert (await person.content()).waits_for == PHOTOS


async def test_a_dropped_draft_leaves_no_picture(house: House) -> None:
    person = await at_photos(house)
    await person.sends_file()
    code = (await person.application()).code
    await person.gets(f"form:drop:{code}", f"form:drop-yes:{code}")
    assert "Đã xóa phiếu và các tệp trong đó" in person.told
    assert rows(house.database, application) == []
    assert (files_of(house), await blobs_of(house)) == ([], set())


async def test_pictures_of_a_question_that_is_asked_no_more_are_not_sent(house: House) -> None:
    person = Applicant(house)
    await person.stands_at("A-05", "registration_photo", is_short=False)
    unwanted = await person.sends_file()
    await person.hears("xong")
    wanted = await person.sends_file()
    await person.hears("xong")
    await person.hears("sửa đã đăng ký kinh doanh", "không")
    assert (await person.content()).waits_for == REVIEW
    await person.gets("fill:send")
    assert (await person.application()).status is ApplicationStatus.SENT
    assert files_of(house) == [("facility_photos", wanted.blob_id)]
    assert unwanted.blob_id not in await blobs_of(house)


async def test_a_picture_without_a_form_or_with_one_that_has_moved_away_is_not_kept(house: House) -> None:
    person = Applicant(house)
    await person.sends_file()
    assert person.told
    draft = await person.stands_at("A-05")
    other = Applicant(house, "other")
    await other.hears(f"{draft.code} 5678")
    assert (await person.state()).memory.form is not None  # it does not know yet
    await person.sends_file()
    assert await blobs_of(house) == set()
    assert files_of(house) == []


async def test_a_caption_is_no_command(house: House) -> None:
    person = await at_photos(house)
    for caption in ("đăng ký", "để sau", "xong"):
        await person.sends_file(caption=caption)
    assert len(files_of(house)) == 3
    assert (await person.content()).waits_for == PHOTOS


async def test_papers_come_after_sending_asked_for_or_to_the_one_application_that_wants_them(
    house: House,
) -> None:
    person = Applicant(house)
    now = house.clock.now()
    row = await a_sent_application(
        house.database, now, chat_key="visitor", status=ApplicationStatus.MORE_WANTED
    )
    await person.gets(f"app:act:ask_change:{row.code}")  # words are asked for, but a file is one
    unasked = await person.sends_file()  # exactly one waits for papers: it is meant
    assert "Đã nhận thêm giấy" in person.told
    assert files_of(house) == [("", unasked.blob_id)]
    moved = await the_application(house.database, row.code)
    assert moved.status is ApplicationStatus.SENT
    second = await person.sends_file("pdf")  # several in a row
    assert files_of(house) == [("", unasked.blob_id), ("", second.blob_id)]
    assert "Phiếu KC-" in await person.hears("xong")
    stray = await person.sends_file()  # nothing waits any more
    assert len(files_of(house)) == 2
    assert stray.blob_id not in await blobs_of(house)
    await person.gets(f"app:act:add_papers:{row.code}")
    assert "gửi ảnh hoặc tệp" in person.told
    await person.sends_file(refused="too_big")
    assert house.say("file_refused_too_big") in person.told
    third = await person.sends_file()  # still awaited
    assert files_of(house)[-1] == ("", third.blob_id)
    for wish in ("ask_change", "look"):
        await person.gets("app:look-up" if wish == "look" else f"app:act:ask_change:{row.code}")
        lost = await person.sends_file()  # words were asked for
        assert lost.blob_id not in await blobs_of(house)


async def test_with_two_that_want_papers_nobody_guesses_which_is_meant(house: House) -> None:
    person = Applicant(house)
    for form_id in ("A-01", "A-02"):
        await a_sent_application(
            house.database,
            house.clock.now(),
            chat_key="visitor",
            form_id=form_id,
            status=ApplicationStatus.MORE_WANTED,
        )
    await person.sends_file()
    assert (files_of(house), await blobs_of(house)) == ([], set())


async def test_an_application_takes_twenty_papers_and_none_when_it_is_over(house: House) -> None:
    person = Applicant(house)
    row = await a_sent_application(house.database, house.clock.now(), chat_key="visitor")
    await person.gets(f"app:act:add_papers:{row.code}")
    for _ in range(20):
        await person.sends_file()
    assert len(files_of(house)) == 20
    await person.sends_file()
    assert "Đã đủ 20 tệp" in person.told
    assert (len(files_of(house)), len(await blobs_of(house))) == (20, 20)
    await person.gets(f"app:act:add_papers:{row.code}")
    async with house.database.transaction() as store:
        await store.applications.change(
            await the_application(house.database, row.code),
            house.clock.now(),
            status=ApplicationStatus.SETTLED,
        )
    await person.sends_file()
    assert "đã xong nên không nhận thêm" in person.told
    assert (len(files_of(house)), len(await blobs_of(house))) == (20, 20)
    assert "đã xong nên không nhận thêm" in await person.gets(f"app:act:add_papers:{row.code}")
