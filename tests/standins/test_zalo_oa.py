"""The OA API sends what is documented and refuses the rest with HTTP 200 and a code."""

import hashlib
import hmac
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from tests.standins.zalo.api_samples import REQUESTS
from tests.standins.zalo_desk import HOUR, Desk, media, template

BUTTONS = REQUESTS["buttons"]["message"]["attachment"]["payload"]["buttons"]


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with Desk() as opened:
        yield opened


async def test_a_text_arrives_and_the_answer_names_it(desk: Desk) -> None:
    person = await desk.person()
    answer = await desk.cs(person, {"text": "Chào anh/chị"})
    reply = await person.wait_for_reply()
    assert answer == {
        "data": {
            "quota": {"quota_type": "reply"},
            "message_id": reply.message_id,
            "user_id": person.id,
            "sent_time": str(int(desk.clock.now().timestamp() * 1000)),
        },
        "error": 0,
        "message": "Success",
    }
    assert (reply.text, reply.cost, len(person.id)) == ("Chào anh/chị", "reply", 19)


@pytest.mark.parametrize(
    ("ago", "code", "cost"),
    [
        (timedelta(hours=48), 0, "reply"),
        (timedelta(hours=48, seconds=1), 0, "billed"),
        (timedelta(days=7), 0, "billed"),
        (timedelta(days=7, seconds=1), -230, None),
        (None, -230, None),
    ],
)
async def test_the_last_interaction_decides_window_and_cost(
    desk: Desk, ago: timedelta | None, code: int, cost: str | None
) -> None:
    person = desk.api.person("Tư")
    if ago is not None:
        person.interacted(ago)
    answer = await desk.cs(person, {"text": "?"})
    assert answer["error"] == code
    assert ("quota" in answer.get("data", {})) == (cost == "reply")
    assert [reply.cost for reply in person.replies] == ([cost] if cost else [])


async def test_following_opens_a_welcome_and_receipts_open_nothing(desk: Desk) -> None:
    person = desk.api.person("Năm")
    await person.follow()
    answer = await desk.cs(person, {"text": "Chào mừng"})
    assert answer["data"]["quota"] == {"quota_type": "welcome_msg"}
    desk.later(49 * HOUR)
    await person.see()
    desk.api.oa.package_quota = 1
    packaged = await desk.cs(person, {"text": "?"})
    assert packaged["data"]["quota"]["quota_type"] == "sub_quota"
    assert await desk.say(person) == 0
    assert [reply.cost for reply in person.replies] == ["welcome", "package", "billed"]


async def test_billed_messages_need_an_account_with_money(desk: Desk) -> None:
    person = desk.api.person()
    person.interacted(timedelta(days=3))
    desk.api.oa.balance = 1
    assert [await desk.say(person), await desk.say(person)] == [0, -321]
    desk.api.oa.has_cloud_account = False
    assert await desk.say(person) == -320


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("ế" * 2000, 0),
        ("e\u0302\u0301" * 2000, 0),  # the same letter in three pieces
        ("ế" * 2001, -210),
        ("x" * 2244, -210),
        ("", -201),
        ("  ", -201),
        (7, -201),
    ],
)
async def test_a_text_has_1_to_2000_characters_in_nfc(desk: Desk, text: Any, code: int) -> None:
    person = await desk.person()
    assert (await desk.cs(person, {"text": text}))["error"] == code


REFUSED: list[tuple[Any, int]] = [
    ({}, -201),
    ("text", -201),
    ({"attachment": {"type": "image", "payload": {}}}, -201),
    ({"attachment": {"type": "file", "payload": {"token": "unknown"}}}, -100),
    ({"text": "?", "attachment": {"type": "file", "payload": {"token": "unknown"}}}, -201),
    (media(media_type="image"), -201),
    (media(media_type="image", url="https://a.example.org", attachment_id="x"), -201),
    (media(media_type="image", url="javascript:alert(1)"), -201),
    (media(media_type="image", attachment_id="unknown"), -100),
    (media(media_type="video", url="https://a.example.org"), -201),
    (template(template_type="media", elements=[]), -201),
    (template("?", template_type="list", elements=[], buttons=BUTTONS), -233),
    (template("?", template_type="button", buttons=BUTTONS), -233),
    (template(template_type="request_user_info", elements=[{"title": "a"}]), -201),
    (
        template(
            template_type="request_user_info",
            elements=[{"title": "a" * 101, "subtitle": "b", "image_url": "https://example.org/b.png"}],
        ),
        -210,
    ),
    ({"text": "?", "quote_message_id": "unknown"}, -201),
    (template("?", buttons=BUTTONS), -233),
]


@pytest.mark.parametrize(("message", "code"), REFUSED)
async def test_a_wrong_message_is_refused_and_does_not_arrive(desk: Desk, message: Any, code: int) -> None:
    person = await desk.person()
    answer = await desk.cs(person, message)
    assert (answer["error"], "data" in answer, person.replies) == (code, False, [])


async def test_contact_data_is_asked_for_and_typed(desk: Desk) -> None:
    person = await desk.person()
    with pytest.raises(LookupError):
        await person.share_info()
    assert (await desk.cs(person, REQUESTS["request_user_info"]["message"]))["error"] == 0
    assert (await person.wait_for_reply()).asks_info
    told = await person.share_info(phone="84900000000")
    assert (told["event_name"], told["info"]["phone"]) == ("user_submit_info", "84900000000")
    assert "ward" in (await person.share_info(is_old_form=True))["info"]


async def test_a_message_can_quote_what_the_person_said(desk: Desk) -> None:
    person = await desk.person()
    said = await person.say("hỏi cái này")
    message_id = said["message"]["msg_id"]
    await desk.cs(person, {"text": "dạ", "quote_message_id": message_id})
    reply = await person.wait_for_reply()
    assert reply.quoted == message_id
    answered = await person.say("cảm ơn", quote=reply)
    assert answered["message"]["quote_msg_id"] == reply.message_id
    reaction = {"react_message_id": message_id, "react_icon": "/-strong"}
    body = {"recipient": {"user_id": person.id}, "sender_action": reaction}
    assert (await desk.post("/v2.0/oa/message", body))["error"] == 0
    assert desk.api.oa.reactions[0]["react_icon"] == "/-strong"


@pytest.mark.parametrize(
    ("reason", "code"), [("blocked", -244), ("inactive", -227), ("invitations", -217), ("person_quota", -218)]
)
async def test_a_person_may_be_out_of_reach(desk: Desk, reason: str, code: int) -> None:
    person = await desk.person()
    person.contact.refusal = reason
    assert await desk.say(person) == code
    with pytest.raises(PermissionError):
        await person.say("?")
    await person.unblock()
    assert await desk.say(person) == 0


async def test_followers_only_is_a_switch(desk: Desk) -> None:
    person = await desk.person()
    assert await desk.say(person) == 0
    desk.api.oa.cs_needs_follow = True
    assert await desk.say(person) == -213


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("/v2.0/oa/message", REQUESTS["text"], -240),
        ("/v3.0/oa/message/transaction", REQUESTS["text"], -212),
        ("/v3.0/oa/message/promotion", REQUESTS["text"], -212),
        ("/v3.0/oa/message/cs", {"message": {"text": "?"}}, -201),
        (
            "/v3.0/oa/message/cs",
            {"recipient": {"user_id": 4572947693969771653}, "message": {"text": "?"}},
            -201,
        ),
        ("/v3.0/oa/message/cs", {"recipient": {"user_id": "1" * 20}, "message": {"text": "?"}}, -201),
        ("/v3.0/oa/message/cs", REQUESTS["text"], -201),  # nobody has this id here
        ("/v3.0/oa/message/cs", [], -201),
    ],
)
async def test_other_addresses_and_broken_bodies_are_refused(
    desk: Desk, path: str, body: Any, code: int
) -> None:
    assert (await desk.post(path, body))["error"] == code


@pytest.mark.parametrize(
    ("setting", "value", "code"),
    [
        ("is_deleted", True, -204),
        ("is_verified", False, -221),
        ("has_package", False, -224),
        ("granted", False, -223),
    ],
)
async def test_the_account_itself_may_be_in_trouble(desk: Desk, setting: str, value: bool, code: int) -> None:
    person = await desk.person()
    setattr(desk.api.oa, setting, value)
    assert await desk.say(person) == code


async def test_the_token_travels_in_its_own_header(desk: Desk) -> None:
    person = await desk.person()
    body = {"recipient": {"user_id": person.id}, "message": {"text": "?"}}
    url = f"{desk.api.openapi_url}/v3.0/oa/message/cs"
    bearer = {"Authorization": f"Bearer {desk.tokens.access}"}
    async with desk.http.post(url, json=body, headers=bearer) as answer:
        assert (answer.status, (await answer.json())["error"]) == (200, -216)


async def test_the_proof_of_the_app_secret_is_a_switch(desk: Desk) -> None:
    person = await desk.person()
    desk.api.oa.needs_proof = True
    assert await desk.say(person) == -242
    secret, token = desk.api.identity.app_secret.encode(), desk.tokens.access.encode()
    proof = hmac.new(secret, token, hashlib.sha256).hexdigest()
    body = {"recipient": {"user_id": person.id}, "message": {"text": "?"}}
    assert (await desk.post("/v3.0/oa/message/cs", body, appsecret_proof=proof))["error"] == 0


async def test_calls_are_counted_by_the_minute(desk: Desk) -> None:
    person = await desk.person()
    desk.api.oa.limits.per_minute = 2
    body = {"recipient": {"user_id": person.id}, "message": {"text": "?"}}
    url = f"{desk.api.openapi_url}/v3.0/oa/message/cs"
    seen = []
    for _ in range(3):
        async with desk.http.post(url, json=body, headers=desk.headers) as answer:
            left = answer.headers["X-RateLimit-Remain"]
            seen.append((answer.headers["X-RateLimit-Limit"], left, (await answer.json())["error"]))
    assert seen == [("2", "1", 0), ("2", "0", 0), ("2", "0", -32)]
    desk.clock.pass_seconds(60)
    assert await desk.say(person) == 0
