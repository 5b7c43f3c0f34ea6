"""The form of a broadcast: whatever is wrong is told where it stands, and nothing that was typed is lost."""

import html
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.app import House
from handlers.broadcasts.model import AUDIENCE, BUTTONS, AudienceQuery, Criteria, NewsButton, Opens
from handlers.messages import FileOf, FileRef
from knowledge.base import KnowledgeBase
from storage.states import ApplicationStatus, Repeat
from storage.tables_broadcasts import broadcast
from tests.bot.console.desk import Desk
from tests.bot.console.newsdesk import NEW, PATH, TOKEN, WRITTEN, NewsDesk, stored
from tests.handlers.attachments import samples
from tests.support.clock import HandClock
from tests.support.houses import open_test_house
from tests.support.rows import rows

_TOPIC = "Hồ sơ bình chọn gồm những gì?"


@pytest.fixture
def any_database_url(sqlite_url: str) -> str:
    """One database is enough: what is stored is tested elsewhere on both."""
    return sqlite_url


@pytest.fixture
async def house(
    any_database_url: str, tmp_path: Path, clock: HandClock, knowledge: KnowledgeBase
) -> AsyncIterator[House]:
    settings = {"telegram_token": TOKEN}
    async with open_test_house(any_database_url, tmp_path / "data", clock, knowledge, **settings) as opened:
        yield opened


@pytest.fixture
def news(seated: Desk) -> NewsDesk:
    return NewsDesk(seated)


_TYPED = ("title", "b1_label", "b2_label", "b2_topic", "b3_link", "in_communes", "save_as")
_WRONG = [
    ({"title": " "}, "Tên tin đang trống"),
    ({"title": "x" * 121}, "Tên tin có 121 chữ cái"),
    ({"text": ""}, "Lời tin đang trống"),
    ({"text": "y" * 1001}, "Lời tin có 1001 chữ cái"),
    ({"b1_label": ""}, "Nút 1 chưa có chữ"),
    ({"b1_label": "z" * 41}, "Chữ trên nút 1 dài quá"),
    ({"b1_label": "ngung nhan tin"}, "trùng nút Ngừng nhận tin"),
    ({"b2_label": "Tôi sẽ dự", "b2_opens": "rsvp"}, "Chữ trên nút 2 trùng"),
    ({"b2_label": "toi se du", "b2_opens": "rsvp"}, "mỗi nút cần chữ riêng"),
    ({"b2_label": "Bản đồ"}, "Nút 2 có chữ nhưng chưa chọn mở ra gì"),
    ({"b2_label": "A", "b2_opens": "topic", "b2_topic": "chuyện khác"}, "Nút 2 chưa có chủ đề đúng"),
    ({"b2_label": "A", "b2_opens": "form", "b2_form": ""}, "Nút 2 chưa chọn phiếu"),
    ({"b3_label": "A", "b3_opens": "link", "b3_link": "javascript:alert(1)"}, "trang web của nút 3"),
    ({"b3_label": "A", "b3_opens": "link", "b3_link": "hai chữ"}, "trang web của nút 3"),
    ({"who": ""}, "Chưa chọn gửi cho ai"),
    ({"who": "saved", "saved": "7"}, "Chưa chọn nhóm đã lưu"),
    ({"who": "own"}, "Chưa đánh dấu dòng nào"),
    ({"who": "own", "in_communes": "xã Tây Hòa, làng Không Có"}, "xã, phường này: làng Không Có."),
    ({"who": "own", "in_seen": "30", "save_as": "n" * 81}, "Tên nhóm dài quá"),
    ({"spread": "12", "valid": "6"}, "Thời gian chưa khớp"),
]


async def test_a_mistake_is_told_and_the_rest_stays(house: House, news: NewsDesk) -> None:
    for change, told in _WRONG:
        page = await news.writes({**WRITTEN, **change})
        said = html.unescape(page.text)
        assert (page.status, told in said) == (422, True), told
        assert "<title>Chưa lưu được" in said
        for name, value in {**WRITTEN, **change}.items():
            if name in _TYPED:
                assert f'value="{value}"' in said, (told, name)
        assert {**WRITTEN, **change}["text"] in said
    assert rows(house.database, broadcast) == []


async def test_everything_that_may_be_chosen_is_kept_and_shown_again(house: House, news: NewsDesk) -> None:
    number = await news.composes(
        {
            **WRITTEN,
            "b2_label": "Đọc thêm",
            "b2_opens": "topic",
            "b2_topic": _TOPIC,
            "b3_label": "Đăng ký",
            "b3_opens": "form",
            "b3_form": "A-03",
            "who": "own",
            "in_provinces": ("gia-lai", "dak-lak"),
            "in_communes": "xa tay hoa; Phường Pleiku",
            "in_facilities": "facility:household",
            "in_sectors": ("sector:mining", "sector:other"),
            "in_forms": "A-01",
            "in_statuses": ("da_gui", "duoc_duyet"),
            "in_seen": "90",
            "ex_statuses": "da_quyet_toan",
            "ex_languages": "vi",
            "save_as": "Hộ ở Tây Nguyên",
            "spread": "6",
            "valid": "72",
            "repeat": "monthly",
        }
    )
    row = await stored(house, number)
    assert AUDIENCE.validate_json(row.audience) == AudienceQuery(
        Criteria(
            provinces=("gia-lai", "dak-lak"),
            communes=("Tây Hòa", "Pleiku"),
            forms=("A-01",),
            statuses=(ApplicationStatus.SENT, ApplicationStatus.APPROVED),
            tags=("facility:household", "sector:mining", "sector:other"),
            seen_within_days=90,
        ),
        Criteria(statuses=(ApplicationStatus.SETTLED,), languages=("vi",)),
    )
    topic, form = BUTTONS.validate_json(row.buttons)[1:]
    assert (topic.opens, form) == (Opens.TOPIC, NewsButton("Đăng ký", Opens.FORM, "A-03"))
    assert (row.spread_seconds, row.valid_for_seconds, row.repeat) == (6 * 3600, 72 * 3600, Repeat.MONTHLY)
    assert row.audience_name == "Hộ ở Tây Nguyên"
    again = html.unescape((await news.desk.opens(f"{PATH}/{number}/edit")).text)
    assert f'value="{_TOPIC}"' in again  # by its title, as it was chosen
    assert '<option value="1" selected>Hộ ở Tây Nguyên</option>' in again
    seen = html.unescape((await news.sees(number)).text)
    assert "ở Gia Lai, Đắk Lắk" in seen
    assert "thuộc nhóm Hộ kinh doanh; thuộc nhóm Khai thác khoáng sản, Ngành khác" in seen
    assert "trừ dùng ngôn ngữ tiếng Việt" in seen
    assert "rải trong 6 giờ" in seen


async def test_what_is_kept_again_without_a_change_is_the_same(house: House, news: NewsDesk) -> None:
    number = await news.composes({**WRITTEN, "who": "own", "in_provinces": "gia-lai", "ex_seen": "7"})
    before = await stored(house, number)
    page = (await news.desk.opens(f"{PATH}/{number}/edit")).text
    assert 'value="own" id="who-own" checked' in page
    assert 'name="in_provinces" value="gia-lai" checked' in page
    assert '<option value="7" selected>7 ngày</option>' in page
    fields = {**WRITTEN, "who": "own", "in_provinces": "gia-lai", "ex_seen": "7"}
    assert (await news.writes(fields, f"{PATH}/{number}/edit")).status == 303
    after = await stored(house, number)
    assert (after.text, after.buttons, after.audience) == (before.text, before.buttons, before.audience)


async def test_a_choice_that_is_no_longer_offered_narrows_as_before(house: House, news: NewsDesk) -> None:
    """A tag that nobody has any more would otherwise fall off, and more people be written to."""
    number = await news.composes({**WRITTEN, "who": "own", "in_tags": "hội viên cũ", "in_seen": "45"})
    page = html.unescape((await news.desk.opens(f"{PATH}/{number}/edit")).text)
    assert 'name="in_tags" value="hội viên cũ" checked' in page
    assert '<option value="45" selected>45 ngày</option>' in page


async def test_an_address_may_be_typed_without_its_beginning(house: House, news: NewsDesk) -> None:
    link = {"b2_label": "Bản đồ", "b2_opens": "link", "b2_link": " khuyencong.example.vn/ban-do "}
    row = await stored(house, await news.composes({**WRITTEN, **link}))
    assert BUTTONS.validate_json(row.buttons)[1].target == "https://khuyencong.example.vn/ban-do"


async def test_lines_are_one_kind_whatever_the_browser_sends(house: House, news: NewsDesk) -> None:
    row = await stored(
        house, await news.composes({**WRITTEN, "title": "Hai\r\ndòng", "text": "Một.\r\nHai."})
    )
    assert (row.title, row.text) == ("Hai dòng", "Một.\nHai.")


async def test_a_picture_goes_along_small_and_without_what_it_told(house: House, news: NewsDesk) -> None:
    number = await news.composes(file=("Ảnh chợ.PNG", samples.phone_photo("PNG")))
    async with house.database.reading() as store:
        file = await store.broadcasts.file(number)
    assert file is not None
    assert (file.name, file.mime, file.data[:3]) == ("Ảnh chợ.jpg", "image/jpeg", b"\xff\xd8\xff")
    page = (await news.sees(number)).text
    assert f'<img src="{PATH}/{number}/file"' in page
    got = await news.desk.client.get(f"{PATH}/{number}/file")
    assert await got.read() == file.data
    assert got.headers["Content-Disposition"] == "attachment"
    assert got.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"


_REFUSED = [
    (("a.pdf", b""), "không có nội dung"),
    (("a.png", b"GIF89a"), "Kiểu tệp này bên mình không nhận"),
    (("a.jpg", samples.pdf()[:20]), "bị hỏng"),
    (("a.docx", samples.docx(("word/vbaProject.bin", b"x"))), "kèm thứ khác"),
    (("a.pdf", samples.pdf(bytes(5 * 1024 * 1024))), "PDF và Word tới 5 MB"),
    (("a.png", b"\x89PNG\r\n\x1a\n" + bytes(20 * 1024 * 1024)), "Ảnh tới 20 MB"),
]


async def test_a_file_that_cannot_go_along_is_told(house: House, news: NewsDesk) -> None:
    for file, told in _REFUSED:
        page = await news.writes(file=file)
        assert (page.status, told in html.unescape(page.text)) == (422, True), told
    assert rows(house.database, broadcast) == []


async def test_words_under_a_file_are_short(house: House, news: NewsDesk) -> None:
    long, paper = {**WRITTEN, "text": "y" * 601}, ("a.pdf", samples.pdf())
    page = await news.writes(long, file=paper)
    assert (page.status, "dài nhất là 600" in page.text) == (422, True)
    assert "chọn lại tệp" in page.text  # which no browser keeps
    number = await news.composes(file=paper)
    edit = f"{PATH}/{number}/edit"
    assert (await news.writes(long, edit)).status == 422
    assert (await news.writes({**long, "drop_file": "yes"}, edit)).status == 303
    async with house.database.reading() as store:
        assert await store.broadcasts.file(number) is None


async def test_a_file_stays_until_another_comes(house: House, news: NewsDesk) -> None:
    number = await news.composes(file=("một.pdf", samples.pdf()))
    edit = f"{PATH}/{number}/edit"
    await news.writes(WRITTEN, edit)
    made = house.news.files.make
    tried = await made(FileRef(FileOf.BROADCAST, number, "một.pdf"), 0)  # as a trial sends it
    assert tried is not None
    assert tried.name == "một.pdf"
    await news.writes(WRITTEN, edit, file=("hai.docx", samples.docx()))
    changed = await made(FileRef(FileOf.BROADCAST, number, "hai.docx"), 0)
    assert changed is not None
    assert changed.name == "hai.docx"


async def test_somebody_else_was_faster_and_both_texts_are_there(house: House, news: NewsDesk) -> None:
    number = await news.composes()
    edit = f"{PATH}/{number}/edit"
    await news.writes({**WRITTEN, "text": "Bản của chị Lan."}, edit)
    page = await news.writes({**WRITTEN, "text": "Bản của tôi.", "revision": "0"}, edit)
    assert page.status == 409
    assert "Người khác vừa sửa tin này" in page.text
    assert "Bản của tôi." in page.text
    assert (await stored(house, number)).text == "Bản của chị Lan."
    assert (await news.writes({**WRITTEN, "text": "Bản của tôi."}, edit)).status == 303  # knowing it


async def test_what_is_gone_or_on_its_way_cannot_be_changed(house: House, news: NewsDesk) -> None:
    number = await news.composes()
    page = await news.writes(path=f"{PATH}/{number}/edit")
    assert page.status == 303
    await news.does("drop", number)
    page = await news.writes({**WRITTEN, "text": "Chữ còn đây."}, f"{PATH}/{number}/edit", token=None)
    assert page.status == 403  # the page with its token is gone, too


async def test_an_audience_is_put_by_once_under_a_name(house: House, news: NewsDesk) -> None:
    own = {**WRITTEN, "who": "own", "in_seen": "30", "save_as": "Ai mới nhắn"}
    await news.composes(own)
    page = await news.writes(own)
    assert page.status == 422
    assert "Đã có nhóm tên Ai mới nhắn" in page.text
    (saved,) = await house.news.audiences.all()
    chosen = await news.desk.opens(f"{NEW}?audience={saved.id}")
    assert f'<option value="{saved.id}" selected>' in chosen.text
    number = await news.composes({**WRITTEN, "who": "saved", "saved": str(saved.id)})
    row = await stored(house, number)
    assert (row.audience, row.audience_name) == (saved.query, "Ai mới nhắn")
