"""Whatever a person or the platform sends: an answer, or silence by rule, never an error of ours."""

import asyncio
import logging
import time
import unicodedata
from collections.abc import Callable, Iterator

import pytest

from tests.standins.eventually import until
from tests.standins.telegram import Person, TelegramStandIn, User, updates
from tests.support.services import Running

QUESTION = "ho tro mua may bao nhieu tien"
_FILE_SENTENCE, _WORDS_SENTENCE = "Mình chỉ nhận ảnh và tệp", "bằng chữ"
Deed = Callable[[Person], object]


@pytest.fixture(autouse=True)
def no_error_in_the_log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    yield
    records = [record for when in ("setup", "call") for record in caplog.get_records(when)]
    assert [record.getMessage() for record in records if record.levelno >= logging.ERROR] == []


def _somebody(api: TelegramStandIn, number: int) -> Person:
    return api.person(id=1000 + number, first_name="Người lạ", has_started=True)


async def test_text_that_says_nothing_is_answered(running: Running, api: TelegramStandIn) -> None:
    texts = (
        "   ",
        "\n\t\n",
        "\x00\x07\x1b",
        "\u200b",
        "\u200d\ufe0f",
        "\u2060\ufeff",
        "\u3164",
        ".",
        "?",
        "-" * 50,
    )
    people = [_somebody(api, number) for number in range(len(texts))]
    for person, text in zip(people, texts, strict=True):
        await person.send(updates.text(text))
    replies = [await person.wait_for_reply() for person in people]
    assert all("chữ nào" in reply.text for reply in replies[:3])
    assert all(reply.text for reply in replies)


@pytest.mark.parametrize(
    "text",
    [
        "😀👍🏽🏳️‍🌈👨‍👩‍👧‍👦",
        "😀" * 2000,
        "\u202emáy móc\u202c được hỗ trợ thế nào vậy ạ",
        "\u200f\u2067mua máy\u2069 thì hỏi ai bây giờ",
        "Z̷̡̛͍͉̜a̴̢l̶̨g̵̛o" * 100,
        "<b>mua máy</b> & <a href='tg://user?id=1'>x</a> được không",
        "**mua máy** __được__ `không` [x](y) nhỉ bạn ơi",
        "{entry} {0} %s ${x} ' OR 1=1 --",
        "/" + "x" * 4000,
        "/start@ban_khac_bot <script>",
        "entry:khong-co-muc-nay",
        "9" * 4096,
    ],
)
async def test_strange_text_is_answered(running: Running, person: Person, text: str) -> None:
    await person.say(text)
    assert (await person.wait_for_reply()).text


async def test_ten_thousand_letters_are_answered(running: Running, api: TelegramStandIn) -> None:
    one_word, many_words = _somebody(api, 1), _somebody(api, 2)
    await one_word.say("m" * 10_000)
    await many_words.say(f"{QUESTION} " * 333)
    assert (await one_word.wait_for_reply()).text
    assert (await many_words.wait_for_reply()).text


async def test_marks_typed_apart_controls_and_invisible_letters_change_no_answer(
    running: Running, api: TelegramStandIn
) -> None:
    composed = "mức hỗ trợ mua máy móc là bao nhiêu tiền"
    ways = (
        composed,
        unicodedata.normalize("NFD", composed),
        unicodedata.normalize("NFKD", composed),
        "\x00".join(composed),
        f"\u200e{composed}\u200f",
        f"\ufeff{composed}",
    )
    people = [_somebody(api, number) for number in range(len(ways))]
    for person, text in zip(people, ways, strict=True):
        await person.say(text)
    replies = [await person.wait_for_reply() for person in people]
    assert "Trần quốc gia" in replies[0].text
    assert {reply.text for reply in replies} == {replies[0].text}


async def test_one_person_in_a_burst_delays_nobody_and_is_told_once_to_slow_down(
    running: Running, api: TelegramStandIn, person: Person
) -> None:
    noisy = _somebody(api, 1)
    at_rest = await _seconds_to_answer(person)
    for number in range(300):
        await noisy.say(f"câu hỏi số {number}")
    # A crowded machine is slow for everybody; then it may be so many times slower than without the burst.
    assert await _seconds_to_answer(person) < max(1.0, 20 * at_rest)
    await until(lambda: len(noisy.bot.queue) == 0)
    await noisy.wait_for_reply()
    await _seconds_to_answer(person)  # by now a second notice would have gone out
    notices = [sent for sent in noisy.replies if "nhắn nhanh quá" in sent.text]
    assert len(notices) == 1


async def _seconds_to_answer(person: Person) -> float:
    began = time.monotonic()
    await person.say(QUESTION)
    assert "Trần quốc gia" in (await person.wait_for_reply()).text
    return time.monotonic() - began


_ANSWERED: dict[str, tuple[Deed, str]] = {
    "sticker": (lambda person: person.sticker(), _WORDS_SENTENCE),
    "voice": (lambda person: person.voice(), "tin thoại"),
    "photo": (lambda person: person.send_photo(), _FILE_SENTENCE),
    "photo with words": (lambda person: person.send_photo(caption="mua máy này được không"), _FILE_SENTENCE),
    "broken document": (lambda person: person.send_document(b"%PDF-1.4"), "bị hỏng"),
    "document too large": (lambda person: person.send_document(b"x", size=3_000_000_000), "tới 20 MB"),
    "document with a hostile name": (
        lambda person: person.send_document(b"x", name="../../\u202egpj.exe"),
        "Kiểu tệp này",
    ),
    "own contact": (lambda person: person.share_contact(), "số điện thoại"),
    "somebody else's contact": (
        lambda person: person.share_contact("+84987654321", User(77, "Bảy")),
        "số điện thoại",
    ),
    "contact of nobody": (
        lambda person: person.send(updates.contact("0912345678", "Tám", None)),
        "số điện thoại",
    ),
    "location": (lambda person: person.share_location(), "vị trí"),
    "forwarded question": (
        lambda person: person.send(
            updates.forwarded(updates.text(QUESTION), User(78, "Chín"), 1_790_000_000)
        ),
        "Trần quốc gia",
    ),
    "content of a kind nobody knows": (
        lambda person: person.send(updates.unknown_content()),
        _WORDS_SENTENCE,
    ),
    "no content": (lambda person: person.send({}), _WORDS_SENTENCE),
    "dice": (lambda person: person.send({"dice": {"emoji": "🎲", "value": 3}}), _WORDS_SENTENCE),
    "round video": (
        lambda person: person.send(
            {"video_note": {"file_id": "a", "file_unique_id": "b", "length": 240, "duration": 2}}
        ),
        "tin thoại",
    ),
    "button of an old message": (
        lambda person: person.press_unseen("entry:lo-mua-may-truoc", is_old=True),
        "Căn cứ",
    ),
    "button of no entry": (lambda person: person.press_unseen("entry:khong-co"), "Nút này đã cũ"),
    "button of strange data": (lambda person: person.press_unseen("\u202e{0}%s'--" * 4), "Nút này đã cũ"),
}

_SILENT: dict[str, Deed] = {
    "update of a kind nobody knows": lambda person: person.inject(*updates.unknown_kind()),
    "broken button": lambda person: person.inject(
        "callback_query", updates.broken_callback_query(person.user)
    ),
    "button of a game": lambda person: person.inject(
        "callback_query", {**updates.callback_query("5", person.user, None, ""), "game_short_name": "x"}
    ),
    "message of nobody": lambda person: person.inject("message", {"nothing": "here"}),
    "message that is a text": lambda person: person.inject("message", "xin chào"),
    "message that is nothing": lambda person: person.inject("message", None),
    "post in a channel": lambda person: person.inject(
        "channel_post",
        {"message_id": 1, "date": 1, "chat": {"id": -1001, "type": "channel"}, "text": QUESTION},
    ),
    "question in a group": lambda person: person.inject(
        "message", _message(person, {"id": -100, "type": "group", "title": "Xóm"}, updates.text(QUESTION))
    ),
    "a place that moves": lambda person: person.inject(
        "edited_message",
        _message(
            person, person.chat.as_json(), {**updates.location(20.1, 105.9), "edit_date": 1_790_000_009}
        ),
    ),
}


def _message(person: Person, chat: dict[str, object], content: dict[str, object]) -> dict[str, object]:
    sender = person.user.as_json()
    return {"message_id": 900, "date": 1_790_000_000, "chat": chat, "from": sender, **content}


async def test_every_kind_of_content_gets_its_sentence(running: Running, api: TelegramStandIn) -> None:
    people = {kind: _somebody(api, number) for number, kind in enumerate(_ANSWERED)}
    for kind, (deed, _) in _ANSWERED.items():
        done = deed(people[kind])
        if asyncio.iscoroutine(done):
            await done
    for kind, (_, sentence) in _ANSWERED.items():
        assert sentence in (await people[kind].wait_for_reply()).text, kind


async def test_what_does_not_concern_the_bot_is_met_with_silence_and_the_next_question_answered(
    running: Running, api: TelegramStandIn
) -> None:
    people = {kind: _somebody(api, number) for number, kind in enumerate(_SILENT)}
    for kind, deed in _SILENT.items():
        deed(people[kind])
    for person in people.values():
        await person.say(QUESTION)
    for kind, person in people.items():
        assert "Trần quốc gia" in (await person.wait_for_reply()).text, kind
    assert {kind: len(person.replies) for kind, person in people.items()} == dict.fromkeys(_SILENT, 1)
    assert [sent for sent in api.sent if sent.chat_id < 0] == []
