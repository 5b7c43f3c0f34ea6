"""Files that visitors send: kept, refused with a reason, or gone without a trace when the line breaks."""

import asyncio
import io
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from yarl import URL

from handlers.attachments.model import MOST_BYTES, Reason
from tests.handlers.attachments import samples
from tests.standins.eventually import until
from tests.support.services import Running
from tests.support.uploads import HOSTILE_NAMES, REFUSED, files_of
from tests.support.visitors import Visitor

PDF = samples.pdf()
BOUNDARY = "----a-boundary-of-a-browser"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"


def part(name: str, data: bytes, filename: bytes | None = None) -> bytes:
    told = b"" if filename is None else b'; filename="%b"' % filename
    head = b'--%b\r\nContent-Disposition: form-data; name="%b"%b\r\n\r\n' % (
        BOUNDARY.encode(),
        name.encode(),
        told,
    )
    return head + data + b"\r\n"


END = f"--{BOUNDARY}--\r\n".encode()


async def no_file_left(running: Running) -> None:
    await until(lambda: files_of(running.house.settings.data_dir) == [])


async def test_every_reason_is_told_and_nothing_of_the_file_stays(running: Running, visitor: Visitor) -> None:
    for reason, data in REFUSED.items():
        status, said = await visitor.sends_file(data, "tệp của tôi.pdf")
        assert status == 202, reason
        answer = await visitor.answer(said["id"])
        assert answer["text"] == running.house.say(f"file_refused_{reason}"), reason
    lines = await visitor.reads(0)
    assert {line["text"] for line in lines if line["from"] == "you"} == {"📎 tệp của tôi.pdf"}
    await no_file_left(running)


async def test_a_file_nobody_asked_for_is_not_kept_as_the_answer_says(
    running: Running, visitor: Visitor
) -> None:
    for data in (PDF, samples.phone_photo("JPEG", 6), samples.docx()):
        _, said = await visitor.sends_file(data)
        answer = await visitor.answer(said["id"])
        assert answer["text"] == running.house.say("attachment")
    await no_file_left(running)


async def test_words_that_come_with_a_file_are_answered_too(running: Running, visitor: Visitor) -> None:
    status, said = await visitor.sends_file(PDF, text="ho tro mua may bao nhieu tien")
    assert status == 202
    first = await visitor.answer(0)
    await visitor.answer(first["id"])
    lines = await visitor.reads(0)
    own = [line for line in lines if line["from"] == "you"]
    assert [line["text"] for line in own] == ["ho tro mua may bao nhieu tien", "📎 giay.pdf"]
    assert own[-1]["id"] == said["id"]
    told = " ".join(line["text"] for line in lines if line["from"] == "bot")
    assert "Trần quốc gia" in told
    assert running.house.say("attachment") in told


async def test_a_file_sent_again_under_the_same_key_is_one_file(running: Running, visitor: Visitor) -> None:
    first = await visitor.sends_file(PDF, key="0" * 32)
    await visitor.answer(first[1]["id"])
    assert await visitor.sends_file(PDF, key="0" * 32) == first
    sent = await asyncio.gather(*(visitor.sends_file(PDF, key="1" * 32) for _ in range(3)))
    assert [status for status, _ in sent] == [202] * 3
    assert len({said["id"] for _, said in sent}) == 1
    await visitor.answer(sent[0][1]["id"])
    assert [line["from"] for line in await visitor.reads(0)] == ["you", "bot"] * 2
    await no_file_left(running)


async def chunks(*parts: bytes, then_megabytes: int = 0) -> AsyncIterator[bytes]:
    for piece in parts:
        yield piece
    for _ in range(then_megabytes):
        yield bytes(1024 * 1024)


@pytest.mark.parametrize("beginning", [PDF[:100], b"MZ"])
async def test_more_than_20_megabytes_are_refused_whatever_they_are_and_leave_nothing(
    running: Running, visitor: Visitor, beginning: bytes
) -> None:
    named, body = part("file", beginning, b"a.pdf")[:-2], {"Content-Type": MULTIPART}
    url, http = f"{running.url}/chat/api/messages", visitor._http
    # In chunks, so that nobody is told beforehand how much there is.
    async with http.post(url, data=chunks(named, then_megabytes=21), headers=body) as answer:
        assert (answer.status, (await answer.json())["error"]) == (413, running.house.say("web_file_too_big"))
    status, _ = await visitor.sends(named + bytes(MOST_BYTES) + b"\r\n" + END, MULTIPART)
    assert status == 413
    assert await visitor.reads(0) == []
    await no_file_left(running)


_BROKEN = {
    "two files": (part("file", PDF, b"a.pdf") + part("file", PDF, b"b.pdf") + END, 400),
    "a field of no name": (part("file", PDF, b"a.pdf") + part("other", b"x") + END, 400),
    "no end": (part("file", PDF, b"a.pdf"), 400),
    "cut in the file": (part("file", PDF, b"a.pdf")[:-100], 400),
    "cut in the head of the second": (
        part("file", PDF, b"a.pdf") + f"--{BOUNDARY}\r\nContent-Disp".encode(),
        400,
    ),
    "words too long behind it": (part("file", PDF, b"a.pdf") + part("text", b"x" * 5000) + END, 413),
    "words without end behind it": (part("file", PDF, b"a.pdf") + part("text", b"x" * 70_000) + END, 413),
    "a form in a form": (
        part("file", PDF, b"a.pdf")
        + f"--{BOUNDARY}\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x--\r\n".encode()
        + END,
        400,
    ),
    "nothing in it": (END, 400),
    "no form": (b"%PDF-1.7", 400),
}


@pytest.mark.parametrize("name", _BROKEN)
async def test_a_broken_form_is_refused_and_what_was_kept_of_it_is_gone(
    running: Running, visitor: Visitor, name: str
) -> None:
    body, status = _BROKEN[name]
    answered, said = await visitor.sends(body, MULTIPART)
    assert answered == status
    assert said["error"]
    assert await visitor.reads(0) == []
    await no_file_left(running)


async def test_a_line_that_breaks_in_the_middle_leaves_nothing(running: Running, visitor: Visitor) -> None:
    data_dir, address = running.house.settings.data_dir, URL(running.url)
    body = part("file", samples.pdf(bytes(5_000_000)), b"a.pdf") + END
    head = (
        f"POST /chat/api/messages HTTP/1.1\r\nHost: {address.host}:{address.port}\r\nCookie: {visitor.cookie}\r\n"
        f"Content-Type: {MULTIPART}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    _, writer = await asyncio.open_connection(address.host, address.port)
    writer.write(head.encode() + body[:3_000_000])
    await writer.drain()
    await until(lambda: len(files_of(data_dir)) == 1)
    writer.transport.abort()
    await no_file_left(running)
    assert await visitor.reads(0) == []
    status, _ = await visitor.sends_file(PDF)
    assert status == 202


@pytest.mark.filterwarnings("ignore::aiohttp.BadContentDispositionHeader")
@pytest.mark.filterwarnings("ignore::aiohttp.BadContentDispositionParam")
async def test_hostile_names_are_only_names(running: Running, visitor: Visitor) -> None:
    for name in HOSTILE_NAMES[::14]:
        raw = name.encode("utf-8", "surrogatepass").replace(b"\r\n", b" ").replace(b"\n", b" ")
        status, said = await visitor.sends(part("file", PDF, raw) + END, MULTIPART)
        assert status in (202, 400), name
        if status == 202:
            assert (await visitor.answer(said["id"]))["text"] == running.house.say("attachment")
    shown = [line["text"] for line in await visitor.reads(0) if line["from"] == "you"]
    assert len(shown) >= 10
    assert not any(set(text) & set("/\\\0") for text in shown)
    await no_file_left(running)


async def test_a_file_field_without_a_name_is_a_file(running: Running, visitor: Visitor) -> None:
    form: Any = aiohttp.MultipartWriter("form-data")
    plain = form.append(io.BytesIO(PDF))
    plain.set_content_disposition("form-data", name="file")
    status, said = await visitor.uploads(form)
    assert status == 202
    assert (await visitor.answer(said["id"]))["text"] == running.house.say("attachment")


def test_the_reasons_without_a_file_of_their_own_are_size_time_and_scanner() -> None:
    beside = {Reason.TOO_BIG, Reason.TOO_SLOW, Reason.INFECTED, Reason.NOT_SCANNED}
    assert set(REFUSED) | beside == set(Reason)
