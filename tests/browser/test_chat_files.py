"""Files on the chat page: chosen by finger or keyboard, their way shown, refusals in place, links that download."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Route, expect

from bot.webchat.channel import ABILITIES
from handlers.channels import Attached
from handlers.messages import FileOf, FileRef, Reply
from handlers.outbox import Door
from knowledge.base import KnowledgeBase
from storage.tables import conversation
from tests.browser.visits import Visit
from tests.handlers.attachments import samples
from tests.support.rows import rows
from tests.support.services import Running, running_service

pytestmark = pytest.mark.asyncio(loop_scope="session")

QUESTION = "ho tro mua may bao nhieu tien"
PAPER = "Phiếu đăng ký nhu cầu hỗ trợ máy móc thiết bị tiên tiến KC-7Q4M-2X9T-1B5K.docx"
_WIDTHS = (320, 360, 1280)


async def _paper(ref: FileRef, contact_id: int) -> Attached | None:
    return Attached(ref.name, "application/x-test", b"words of the paper")


@pytest_asyncio.fixture(loop_scope="session")
async def running(sqlite_url: str, tmp_path: Path, knowledge: KnowledgeBase) -> AsyncIterator[Running]:
    makers = {FileOf.REQUEST: _paper}
    async with running_service(sqlite_url, tmp_path / "data", knowledge, makers) as service:
        yield service


def attach(visit: Visit) -> Locator:
    return visit.page.get_by_role("button", name="Gửi ảnh hoặc tệp")


async def chooses(visit: Visit, *files: Path) -> None:
    async with visit.page.expect_file_chooser() as chooser:
        await attach(visit).click()
    await (await chooser.value).set_files(files)


def a_file(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


async def test_a_chosen_file_stands_in_the_conversation_and_is_answered(
    visit: Visit, running: Running, tmp_path: Path
) -> None:
    await visit.opens_chat()
    await chooses(visit, a_file(tmp_path, "Giấy phép.pdf", samples.pdf()))
    assert await visit.answer() == running.house.say("attachment")
    await expect(visit.messages("you").locator(".text")).to_have_text("Giấy phép.pdf")
    await expect(visit.messages("you")).to_have_attribute("data-state", "sent")
    await expect(visit.page.locator("progress")).to_have_count(0)
    await expect(visit.page.locator("#typing")).to_be_hidden()
    before = await visit.shown()
    await visit.page.reload()
    await visit.is_ready()
    assert await visit.shown() == before


async def test_several_files_come_one_after_another_and_the_same_one_again(
    visit: Visit, tmp_path: Path
) -> None:
    await visit.opens_chat()
    one, two = (a_file(tmp_path, f"{name}.pdf", samples.pdf(name.encode())) for name in "ab")
    await chooses(visit, one, two)
    await visit.answer(2)
    await chooses(visit, one)
    await visit.answer(3)
    await expect(visit.page.locator(".sent-file")).to_have_text(["a.pdf", "b.pdf", "a.pdf"])


async def test_the_button_is_reached_and_pressed_by_keyboard(visit: Visit, tmp_path: Path) -> None:
    await visit.opens_chat()
    async with (
        visit.page.expect_file_chooser() as chooser
    ):  # it takes the browser a moment to begin to expect
        await visit.tabs_to(attach(visit))
        await visit.page.keyboard.press("Enter")
    await (await chooser.value).set_files(a_file(tmp_path, "a.pdf", samples.pdf()))
    await visit.answer()
    await visit.page.keyboard.press("Tab")
    await expect(visit.box).to_be_focused()


async def test_a_slow_file_shows_its_way_and_hinders_no_words(visit: Visit, tmp_path: Path) -> None:
    await visit.opens_chat()
    browser = await visit.page.context.new_cdp_session(visit.page)
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 400_000}
    await browser.send("Network.emulateNetworkConditions", slow)
    await chooses(visit, a_file(tmp_path, "to.pdf", samples.pdf(bytes(2_000_000))))
    bar = visit.page.get_by_role("progressbar", name="Đang gửi tệp")
    await expect(bar).to_be_visible()
    assert "Trần quốc gia" in await visit.asks(QUESTION)
    await expect(visit.page.locator('[data-state="sending"] .text')).to_have_text("to.pdf")
    assert 0 < float(await bar.get_attribute("value") or 0) < 100
    await visit.answer(2)
    await expect(visit.page.locator('[data-state="sending"]')).to_have_count(0)


async def test_a_file_too_large_is_refused_in_place_without_being_sent(visit: Visit, tmp_path: Path) -> None:
    await visit.opens_chat()
    await chooses(visit, a_file(tmp_path, "lon.pdf", bytes(20 * 1024 * 1024 + 1)))
    await expect(visit.page.locator(".why")).to_contain_text("tới 20 MB")
    await expect(visit.page.locator(".retry")).to_have_count(0)
    assert await visit.stored() == []
    assert "Trần quốc gia" in await visit.asks(QUESTION)


@pytest.mark.parametrize(("status", "retries"), [(413, 0), (429, 1), (500, 1)])
async def test_what_the_server_says_stands_under_the_file(
    visit: Visit, tmp_path: Path, status: int, retries: int
) -> None:
    async def refuse(route: Route) -> None:
        await route.fulfill(status=status, json={"error": "Câu của máy chủ."})

    await visit.opens_chat()
    await visit.page.route("**/chat/api/messages", refuse)
    await chooses(visit, a_file(tmp_path, "a.pdf", samples.pdf()))
    await expect(visit.page.locator(".why")).to_have_text("Câu của máy chủ.")
    await expect(visit.page.locator(".retry")).to_have_count(retries)
    visit.forgives(f"status of {status}")
    if retries:
        await visit.page.unroute("**/chat/api/messages")
        await visit.page.locator(".retry").click()
        await visit.answer()
        await expect(visit.page.locator(".why")).to_have_count(0)


async def test_a_line_that_breaks_offers_to_send_again_and_the_file_arrives_once(
    visit: Visit, running: Running, tmp_path: Path
) -> None:
    async def breaks(route: Route) -> None:
        await route.abort()

    await visit.opens_chat()
    await visit.page.route("**/chat/api/messages", breaks, times=1)
    await chooses(visit, a_file(tmp_path, "a.pdf", samples.pdf()))
    await visit.page.locator(".retry").click()
    assert await visit.answer() == running.house.say("attachment")
    visit.forgives("net::ERR_")
    await expect(visit.messages("you")).to_have_count(1)
    assert len(await visit.stored()) == 2


async def gets_a_paper(visit: Visit, running: Running) -> None:
    await visit.asks(QUESTION)
    door = Door({"web": ABILITIES}, "", "")
    reply = Reply("Phiếu của anh/chị đây ạ.", file=FileRef(FileOf.REQUEST, 7, PAPER))
    async with running.house.database.transaction() as store:
        row = await store.conversations.lock(rows(running.house.database, conversation)[-1].id)
        assert row is not None
        await door.post(store, row, (reply,), running.house.clock.now())
    await visit.answer(2)


async def test_a_file_of_the_bot_is_a_link_that_saves_it_under_its_name(
    visit: Visit, running: Running
) -> None:
    await visit.opens_chat()
    await gets_a_paper(visit, running)
    link = visit.page.get_by_role("link", name=PAPER)
    async with visit.page.expect_download() as download:
        await link.click()
    saved = await download.value
    assert saved.suggested_filename == PAPER
    kept = await saved.path()
    assert kept.read_bytes() == b"words of the paper"


@pytest.mark.parametrize("path", ["/", "/chat"])
async def test_files_fit_every_screen_and_thumb(
    visit: Visit, running: Running, tmp_path: Path, path: str
) -> None:
    await visit.opens_chat(path)
    await gets_a_paper(visit, running)
    await chooses(visit, a_file(tmp_path, f"{'dài ' * 40}.pdf", samples.pdf()))
    await visit.answer(3)
    await chooses(visit, a_file(tmp_path, f"{'x' * 150}.pdf", bytes(20 * 1024 * 1024 + 1)))
    await expect(visit.page.locator(".why")).to_be_visible()
    for width in _WIDTHS:
        await visit.fits(width)
