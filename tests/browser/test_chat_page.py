"""The chat page in a real browser: asking, choosing, reading again, on any screen."""

import asyncio

import pytest
from playwright.async_api import Browser, Route, expect

from handlers.markup import plain
from tests.browser.visits import Visit, visiting
from tests.support.services import Running

pytestmark = pytest.mark.asyncio(loop_scope="session")

QUESTION = "ho tro mua may bao nhieu tien"
UNCLEAR = "hồ sơ"
_LONG_WORD = "x" * 300
_WIDTHS = (320, 360, 1280)
_XSS = (
    "<script>window.broken = 1; alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><img src=x onerror=alert(1)>',
    "'><svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "</p></div><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "<iframe src=javascript:alert(1)></iframe>",
    '<iframe srcdoc="<script>parent.alert(1)</script>"></iframe>',
    "<a href=javascript:alert(1)>bấm vào đây</a>",
    "javascript:alert(1)",
    "javascript://example.com/%0aalert(1)",
    'http://example.com/"onmouseover="alert(1)',
    "https://example.com/<script>alert(1)</script>",
    "data:text/html,<script>alert(1)</script>",
    "<body onload=alert(1)><input autofocus onfocus=alert(1)>",
    "<style>@import 'http://example.com/x.css'; * { display: none }</style>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "&lt;script&gt;alert(1)&lt;/script&gt; &#60;img src=x onerror=alert(1)&#62;",
    "{{ constructor.constructor('alert(1)')() }} ${alert(1)} <%= alert(1) %>",
)
_OWN_TAGS = frozenset({"DIV", "P", "SPAN", "TIME", "A", "FIELDSET", "LEGEND", "BUTTON"})


async def test_a_question_without_marks_gets_a_cited_answer(visit: Visit) -> None:
    await visit.opens_chat()
    answer = await visit.asks(QUESTION)
    assert "Trần quốc gia" in answer
    assert "Thông tư 28/2018/TT-BTC" in answer
    await expect(visit.messages("you").locator(".text")).to_have_text(QUESTION)
    await expect(visit.messages("you")).to_have_attribute("data-state", "sent")
    await expect(visit.page.locator("#typing")).to_be_hidden()
    await expect(visit.page.locator("#empty")).to_be_hidden()


async def test_the_page_says_that_nobody_is_behind_it(visit: Visit) -> None:
    for path in ("/", "/chat"):
        await visit.opens_chat(path)
        await expect(visit.page.locator(".machine")).to_contain_text("không phải người thật")


async def test_the_send_button_sends(visit: Visit) -> None:
    await visit.opens_chat("/")
    await visit.box.fill(QUESTION)
    await visit.page.get_by_role("button", name="Gửi", exact=True).click()
    assert "Trần quốc gia" in await visit.answer()


async def test_typing_2_opens_the_second_choice(visit: Visit, running: Running) -> None:
    await visit.opens_chat()
    await visit.asks(UNCLEAR)
    assert await visit.page.locator(".choice").count() == 4
    second = (await visit.stored())[-1]["buttons"][1]["payload"]
    answer = await visit.asks("2", number=2)
    assert wording(running, second) in answer


async def test_a_pressed_choice_is_answered_and_older_ones_no_longer_work(
    visit: Visit, running: Running
) -> None:
    await visit.opens_chat()
    await visit.asks(UNCLEAR)
    first = (await visit.stored())[-1]["buttons"][0]
    offered = visit.page.locator("fieldset.choices").first
    await visit.page.get_by_role("button", name=first["label"], exact=True).click()
    assert wording(running, first["payload"]) in await visit.answer(2)
    await expect(visit.messages("you").last.locator(".text")).to_have_text(first["label"])
    await expect(offered).to_have_attribute("disabled", "")
    await expect(offered.locator(".chosen")).to_have_count(1)
    await visit.asks(UNCLEAR, number=3)
    await expect(visit.page.locator("fieldset.choices:enabled")).to_have_count(1)
    await expect(visit.messages("bot").last.locator("fieldset.choices:enabled")).to_have_count(1)


async def test_an_example_question_is_asked_by_one_press(visit: Visit) -> None:
    await visit.opens_chat()
    examples = visit.page.locator("#empty [data-ask]")
    await expect(examples).to_have_count(4)
    text = await examples.first.text_content()
    await examples.first.click()
    assert "Căn cứ" in await visit.answer()
    await expect(visit.messages("you").locator(".text")).to_have_text(text or "")


async def test_a_whole_conversation_by_keyboard_alone(visit: Visit) -> None:
    await visit.opens_chat()
    await visit.tabs_to(visit.page.locator("#empty [data-ask]").last)
    await visit.page.keyboard.press("Enter")
    await visit.answer(1)
    await expect(visit.box).to_be_focused()
    await visit.page.keyboard.type(UNCLEAR)
    await visit.tabs_to(visit.page.get_by_role("button", name="Gửi", exact=True))
    await visit.page.keyboard.press("Enter")
    await visit.answer(2)
    await visit.tabs_to(visit.messages("bot").last.locator(".choice").first, "Shift+Tab")
    await visit.page.keyboard.press("Enter")
    await visit.answer(3)
    await expect(visit.box).to_be_focused()


async def test_reading_the_page_again_shows_the_same_history_once(visit: Visit) -> None:
    await visit.opens_chat()
    await visit.asks(QUESTION)
    await visit.asks(UNCLEAR, number=2)
    before = await visit.shown()
    await visit.page.reload()
    await visit.is_ready()
    assert await visit.shown() == before
    assert [int(identity) for identity, _ in before] == [line["id"] for line in await visit.stored()]
    await visit.opens_chat("/")  # the other page is the same conversation
    assert await visit.shown() == before


async def test_an_answer_stands_above_what_was_said_meanwhile(visit: Visit) -> None:
    may_go = asyncio.Event()

    async def slow_network(route: Route) -> None:
        await may_go.wait()
        await route.continue_()

    await visit.opens_chat()
    await visit.says(UNCLEAR)  # short: the service waits a second before it answers
    await expect(visit.messages("you")).to_have_count(1)
    await visit.page.route("**/chat/api/messages", slow_network)
    for thing in ("máy móc", "nhãn hiệu", "hội chợ"):
        await visit.says(f"cho hỏi hỗ trợ {thing} thế nào")
    await visit.answer()
    may_go.set()
    await expect(visit.messages("you")).to_have_count(4)
    order = [int(identity) for identity, _ in await visit.shown()]
    assert order == sorted(order)


async def test_whatever_a_person_says_stays_text(visit: Visit) -> None:
    await visit.opens_chat()
    for payload in _XSS:
        await visit.says(payload)
    await expect(visit.messages("you")).to_have_count(len(_XSS))
    await check_texts(visit)
    await visit.page.reload()
    await visit.is_ready()
    await check_texts(visit)


async def check_texts(visit: Visit) -> None:
    texts = visit.messages("you").locator(".text")
    assert await texts.all_text_contents() == list(_XSS)
    tags = await visit.page.locator("#log *").evaluate_all("nodes => nodes.map((node) => node.tagName)")
    assert set(tags) <= _OWN_TAGS
    links = await visit.page.locator("#log a").evaluate_all("nodes => nodes.map((node) => node.protocol)")
    assert set(links) <= {"http:", "https:"}
    assert await visit.page.evaluate("() => window.broken") is None


@pytest.mark.parametrize("path", ["/", "/chat"])
async def test_the_page_fits_every_screen_and_thumb(visit: Visit, path: str) -> None:
    await visit.opens_chat(path)
    for width in _WIDTHS:
        await visit.fits(width)
    await visit.asks(f"{UNCLEAR} {_LONG_WORD} https://example.com/{_LONG_WORD}")
    await visit.asks(UNCLEAR, number=2)
    for width in _WIDTHS:
        await visit.fits(width)


@pytest.mark.parametrize("path", ["/", "/chat"])
async def test_a_dark_screen_gets_a_dark_page(visit: Visit, path: str) -> None:
    await visit.opens_chat(path)
    assert await visit.background("light") == "rgb(244, 236, 220)"
    assert await visit.background("dark") == "rgb(25, 22, 16)"


@pytest.mark.parametrize("path", ["/", "/chat"])
async def test_without_javascript_the_page_says_what_to_do(
    browser: Browser, running: Running, path: str
) -> None:
    async with visiting(browser, running.url, java_script_enabled=False) as visit:
        await visit.page.goto(f"{running.url}{path}")
        advice = visit.page.locator("noscript p")
        await expect(advice).to_be_visible()
        await expect(advice).to_contain_text("đang tắt JavaScript")
        await expect(visit.box).to_be_disabled()


async def test_a_script_or_style_from_elsewhere_would_be_refused_and_noticed(visit: Visit) -> None:
    await visit.opens_chat()
    await visit.page.evaluate("""() => {
      document.body.insertAdjacentHTML("beforeend", '<p style="color: red" onclick="window.broken = 1">x</p>');
      document.body.append(Object.assign(document.createElement("script"), { textContent: "window.broken = 1" }));
    }""")
    assert await visit.page.evaluate("() => window.broken") is None
    assert visit.complaints
    visit.forgives("Content Security Policy")


def wording(running: Running, payload: str) -> str:
    """The answer that a choice leads to, as the page shows it."""
    entry = running.house.knowledge.entry(payload.removeprefix("entry:"))
    assert entry is not None
    return plain(entry.answer)
