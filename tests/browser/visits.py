"""One tab of a real browser, what the person does in it, and everything it complains of."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import Browser, ConsoleMessage, Dialog, Locator, Page, Request, WebError, expect

_TOO_SMALL = """() => Array.from(
  document.querySelectorAll("button, input:not([type=hidden]), textarea, select, a.button, a.file")
).map((node) => [node, node.getBoundingClientRect()])
  .filter(([, box]) => box.width && (box.width < 44 || box.height < 44))
  .map(([node, box]) => `${node.tagName} ${node.textContent.trim()} ${box.width} x ${box.height}`)"""
_TOO_WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
_BACKGROUND = "() => getComputedStyle(document.body).backgroundColor"
_MANY_TABS = 20


class Visit:
    """`complaints` gathers console errors (a refused CSP is one), dialogs and requests to other hosts."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.complaints: list[str] = []
        page.context.on("console", self._on_console)
        page.context.on("weberror", self._on_error)
        page.context.on("dialog", self._on_dialog)
        page.context.on("request", self._on_request)

    async def opens_chat(self, path: str = "/chat") -> None:
        """Until the history is there and the page takes questions."""
        await self.page.goto(f"{self.url}{path}")
        await self.is_ready()

    async def is_ready(self) -> None:
        await self.page.wait_for_selector("#composer fieldset:enabled")
        await self.page.wait_for_selector('#log[aria-busy="false"]', state="attached")

    @property
    def box(self) -> Locator:
        return self.page.get_by_label("Câu hỏi của anh/chị")

    def messages(self, author: str = "") -> Locator:
        """What the server has, by everybody or by "you" or "bot"."""
        by = f'[data-from="{author}"]' if author else ""
        return self.page.locator(f"#log .message[data-id]{by}")

    async def says(self, text: str) -> None:
        await self.box.fill(text)
        await self.box.press("Enter")

    async def answer(self, number: int = 1) -> str:
        """The bot's answer of this number, which is the last one so far."""
        answers = self.messages("bot")
        await expect(answers).to_have_count(number)
        return await answers.last.locator(".text").text_content() or ""

    async def asks(self, text: str, number: int = 1) -> str:
        await self.says(text)
        return await self.answer(number)

    async def shown(self) -> list[tuple[str, str]]:
        """Id and text of each message in the order of the page."""
        pairs: list[tuple[str, str]] = await self.page.locator("#log .message").evaluate_all(
            "nodes => nodes.map((node) => [node.dataset.id, node.querySelector('.text').textContent])"
        )
        return [(identity, text) for identity, text in pairs]

    async def stored(self) -> list[dict[str, Any]]:
        """The same conversation as the server tells it."""
        answer = await self.page.request.get(f"{self.url}/chat/api/messages?after=0")
        messages: list[dict[str, Any]] = (await answer.json())["messages"]
        return messages

    async def tabs_to(self, target: Locator, key: str = "Tab") -> None:
        """Presses Tab (or Shift+Tab) as often as a person would to get there."""
        for _ in range(_MANY_TABS):
            await self.page.keyboard.press(key)
            if await target.evaluate("node => node === document.activeElement"):
                return
        raise AssertionError(f"{_MANY_TABS} times {key} do not reach {target}")

    async def fits(self, width: int) -> None:
        """Nothing wider than the screen, nothing too small for a thumb."""
        await self.page.set_viewport_size({"width": width, "height": 640})
        assert await self.page.evaluate(_TOO_WIDE) == 0, f"wider than {width}"
        assert await self.page.evaluate(_TOO_SMALL) == [], f"too small at {width}"

    async def background(self, scheme: Any) -> str:
        await self.page.emulate_media(color_scheme=scheme)
        colour: str = await self.page.evaluate(_BACKGROUND)
        return colour

    def forgives(self, words: str) -> None:
        """Drops the complaints that the test itself caused."""
        self.complaints = [complaint for complaint in self.complaints if words not in complaint]

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def _on_error(self, error: WebError) -> None:
        self.complaints.append(str(error.error))

    async def _on_dialog(self, dialog: Dialog) -> None:
        self.complaints.append(f"dialog: {dialog.message}")
        await dialog.dismiss()

    def _on_request(self, request: Request) -> None:
        if not request.url.startswith((f"{self.url}/", "data:")):
            self.complaints.append(f"asked another host: {request.url}")


@asynccontextmanager
async def visiting(browser: Browser, url: str, **options: Any) -> AsyncIterator[Visit]:
    """A person with a browser of their own; at the end it must have nothing to complain of."""
    context = await browser.new_context(**options)
    try:
        visit = Visit(await context.new_page(), url)
        yield visit
        assert visit.complaints == []
    finally:
        await context.close()
