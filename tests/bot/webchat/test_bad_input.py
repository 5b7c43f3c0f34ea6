"""Whatever a page or a forger sends: a clear answer or a refusal, never an error of ours."""

import json
from typing import Any

import pytest

from tests.support.services import Running
from tests.support.visitors import Visitor


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"text": ""}, 400),
        ({"text": "   \n\t "}, 400),
        ({"text": "\x00\x01\x1b"}, 400),
        ({"text": "x" * 10_000}, 413),
        ({"text": 5}, 400),
        ({"text": None}, 400),
        ({"button": "x" * 65}, 400),
        ({"button": {"a": 1}}, 400),
        ({}, 400),
        ([], 400),
        ("chào", 400),
    ],
)
async def test_what_says_nothing_is_refused_with_a_sentence(visitor: Visitor, body: Any, status: int) -> None:
    answered, said = await visitor.posts(body)
    assert answered == status
    assert said["error"]
    assert await visitor.reads(0) == []


@pytest.mark.parametrize(
    "text",
    [
        "😀👍🏽🏳️‍🌈",
        "mu\u031b\u0301c ho\u0302\u0303 tro\u031b\u0323 mua ma\u0301y la\u0300 bao nhie\u0302u",
        "\u202emáy móc\u202c hỗ trợ thế nào vậy ạ",
        "a\u200bb\u200cc\u200d",
        "<script>alert(1)</script> hỗ trợ máy được bao nhiêu",
        "' OR 1=1 --",
        "{entry} {0} %s ${x}",
        "\ud83d hỏi về máy móc thì sao nhỉ",
        "x" * 4000,
    ],
)
async def test_strange_text_is_answered_and_shown_as_text(visitor: Visitor, text: str) -> None:
    said = await visitor.says(text)
    assert (await visitor.answer(said))["text"]


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe\x00", b"[" * 200_000, b'{"text": NaN}', b"null"])
async def test_broken_json_is_refused(running: Running, visitor: Visitor, body: bytes) -> None:
    status, said = await visitor.sends(body, "application/json")
    assert status in (400, 413)
    assert said["error"]


async def test_a_body_of_5_megabytes_is_refused(visitor: Visitor) -> None:
    status, said = await visitor.sends(json.dumps({"text": "x" * 5_000_000}).encode(), "application/json")
    assert status == 413
    assert said["error"]


async def test_an_unknown_content_type_is_refused(visitor: Visitor) -> None:
    assert (await visitor.sends(b"hello", "text/plain"))[0] == 415


async def test_another_sites_page_may_not_speak_for_a_visitor(visitor: Visitor) -> None:
    body = json.dumps({"text": "chào bạn"}).encode()
    status, _ = await visitor.sends(body, "application/json", {"Origin": "https://elsewhere.example"})
    assert status == 403


@pytest.mark.parametrize(
    "query", ["after=x", "after=-1", "after=1&wait=x", "after=1&wait=-3", "after=9" + "9" * 30, "wait=nan"]
)
async def test_a_senseless_cursor_is_refused(visitor: Visitor, query: str) -> None:
    assert await visitor.status(f"/chat/api/messages?{query}") == 400


@pytest.mark.parametrize(
    "path",
    ["/chat/static/../routes.py", "/chat/static/%2e%2e%2froutes.py", "/chat/static/x" * 50, "/chat/api/none"],
)
async def test_no_path_reaches_outside_the_page(visitor: Visitor, path: str) -> None:
    assert await visitor.status(path) == 404
