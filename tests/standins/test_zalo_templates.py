"""Template messages, broadcasts, and what the OA can ask about people."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from tests.standins.zalo import Param, Template
from tests.standins.zalo.api_samples import ANSWERS, REQUESTS
from tests.standins.zalo_desk import DAY, HOUR, Desk

NIGHT = 13 * HOUR  # from nine in the morning to ten in the evening
PHONE = "84912345678"
PARAMS = {"ten": Param(max_length=10), "ma": Param(is_required=False)}


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with Desk() as opened:
        opened.api.person("Sáu", phone=PHONE)
        opened.api.oa.add_template(Template("1", PARAMS))
        opened.api.oa.add_template(Template("2", PARAMS, tag=3))
        opened.api.oa.add_template(Template("3", PARAMS, status="pending"))
        opened.api.oa.add_template(Template("4", PARAMS, by_uid=False))
        yield opened


def by_phone(**changes: Any) -> dict[str, Any]:
    return {
        "phone": PHONE,
        "template_id": "1",
        "template_data": {"ten": "Sáu"},
        "tracking_id": "kc-1",
    } | changes


async def by_uid(desk: Desk, **changes: Any) -> Any:
    body = by_phone(user_id=desk.api.person("Sáu").id) | changes
    del body["phone"]
    return await desk.post("/v3.0/oa/message/template", body)


async def test_a_template_reaches_whom_no_window_is_open_for(desk: Desk) -> None:
    sau = desk.api.person("Sáu")
    answer = await desk.by_phone(by_phone())
    assert (await by_uid(desk))["data"]["user_id"] == sau.id
    phone, uid = sau.replies
    assert answer["data"]["msg_id"] == phone.message_id
    assert answer["data"]["quota"] == {"remainingQuota": "499", "dailyQuota": "500"}
    assert (phone.template, phone.cost, phone.tracking_id) == (
        ("1", {"ten": "Sáu"}),
        "template_phone",
        "kc-1",
    )
    assert uid.cost == "template_uid"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"phone": "0912345678"}, -108),
        ({"phone": "+84912345678"}, -108),
        ({"phone": 84912345678}, -108),
        ({"phone": "84999999999"}, -118),
        ({"template_id": "9"}, -109),
        ({"template_id": 1}, -109),
        ({"template_id": "3"}, -131),
        ({"template_data": {}}, -111),
        ({"template_data": {"ma": "KC-1"}}, -1122),
        ({"template_data": {"ten": "x" * 11}}, -1121),
        ({"template_data": {"ten": 7}}, -1124),
        ({"tracking_id": "x" * 49}, -210),
        ({"mode": "development"}, -127),
    ],
)
async def test_a_template_by_phone_is_refused_in_its_own_numbers(
    desk: Desk, changes: dict[str, Any], code: int
) -> None:
    answer = await desk.by_phone(by_phone(**changes))
    assert (answer["error"], desk.api.person("Sáu").replies) == (code, [])


async def test_the_same_numbers_mean_other_things_in_other_apis(desk: Desk) -> None:
    sau = await desk.person("Sáu")
    await sau.block()
    assert await desk.say(sau) == -244
    assert (await by_uid(desk))["error"] == -216
    assert (await desk.by_phone(by_phone()))["error"] == -119
    desk.api.oauth.issue()
    assert await desk.say(sau) == -216
    assert (await by_uid(desk))["error"] == -124
    assert (await desk.by_phone(by_phone()))["error"] == -124
    desk.api.oa.speaks_template_codes = False
    assert (await by_uid(desk))["error"] == -216


async def test_some_templates_go_by_phone_only(desk: Desk) -> None:
    assert (await by_uid(desk, template_id="4"))["error"] == -249
    assert (await desk.by_phone(by_phone(template_id="4")))["error"] == 0


async def test_at_night_promotion_waits_and_news_come_without_push(desk: Desk) -> None:
    sau = await desk.person("Sáu")
    desk.clock.pass_seconds(NIGHT)
    assert await desk.say(sau) == 0
    assert (await by_uid(desk, template_id="2"))["error"] == -234
    assert (await desk.by_phone(by_phone(template_id="2")))["error"] == -133
    assert (await desk.by_phone(by_phone()))["error"] == 0
    assert [reply.is_silent for reply in sau.replies] == [False, True]
    desk.clock.pass_seconds(8 * HOUR)
    assert (await by_uid(desk, template_id="2"))["error"] == 0


async def test_templates_cost_money_and_have_a_daily_quota(desk: Desk) -> None:
    desk.api.oa.balance = 1
    assert [(await desk.by_phone(by_phone()))["error"] for _ in range(2)] == [0, -115]
    desk.api.oa.has_cloud_account = False
    assert (await desk.by_phone(by_phone()))["error"] == -136
    desk.api.oa.has_cloud_account, desk.api.oa.balance = True, None
    desk.api.oa.limits.template_per_day = 1
    assert (await desk.by_phone(by_phone()))["error"] == -144
    desk.clock.pass_seconds(DAY)
    assert (await desk.by_phone(by_phone()))["error"] == 0


async def test_administrators_try_a_template_before_its_approval(desk: Desk) -> None:
    desk.api.oa.admins.add(PHONE)
    desk.api.oa.balance = 0
    trial = by_phone(template_id="3", mode="development")
    assert (await desk.by_phone(trial))["error"] == 0
    codes = [(await desk.by_phone(trial))["error"] for _ in range(100)]
    assert (codes[-2], codes[-1]) == (0, -126)


@pytest.mark.parametrize(
    ("article", "hours", "code"), [("ready", 0, 0), ("new", 0, -214), ("none", 0, -100), ("ready", 14, -234)]
)
async def test_a_broadcast_is_an_article_by_day(desk: Desk, article: str, hours: int, code: int) -> None:
    desk.api.oa.add_article("ready")
    desk.api.oa.add_article("new", is_ready=False)
    desk.clock.pass_seconds(hours * HOUR)
    body = json.loads(json.dumps(REQUESTS["broadcast"]))
    element = body["message"]["attachment"]["payload"]["elements"][0]
    element["attachment_id"] = article
    assert (await desk.post("/v2.0/oa/message", body))["error"] == code
    body["message"]["text"] = "thêm chữ"
    assert (await desk.post("/v2.0/oa/message", body))["error"] == -233


async def test_a_person_is_told_as_the_sample_has_it(desk: Desk) -> None:
    sau = await desk.person("Sáu")
    await sau.share_info(is_unasked=True)
    answer = await desk.get("/v3.0/oa/user/detail", json.dumps({"user_id": sau.id}))
    assert answer["data"].keys() == ANSWERS["user_detail"]["data"].keys()
    assert answer["data"]["user_last_interaction_date"] == "23/11/2026"
    assert answer["data"]["user_id_by_app"] == sau.user_id_by_app != sau.id
    assert (await desk.get("/v3.0/oa/user/detail", json.dumps({"user_id": "7"})))["error"] == -201
    assert (await desk.get("/v3.0/oa/user/detail", "no json"))["error"] == -201


async def test_people_are_listed_in_pages_and_by_tag(desk: Desk) -> None:
    for number in range(7):
        await desk.api.person(f"Người {number}").follow()
    desk.api.person("Cũ").interacted(timedelta(days=20))

    async def listed(**data: Any) -> Any:
        return await desk.get("/v3.0/oa/user/getlist", json.dumps(data))

    pages = [await listed(offset=offset, count=5) for offset in (0, 5)]
    ids = [user["user_id"] for page in pages for user in page["data"]["users"]]
    assert (pages[0]["data"]["total"], len(set(ids))) == (8, 8)
    assert (await listed(is_follower=True))["data"]["total"] == 7
    assert (await listed(last_interaction_period="L7D"))["data"]["total"] == 7
    tag = {"user_id": ids[0], "tag_name": "nem chua"}
    assert (await desk.post("/v2.0/oa/tag/tagfollower", tag))["error"] == 0
    assert (await desk.get("/v2.0/oa/tag/gettagsofoa"))["data"] == ["nem chua"]
    assert (await listed(tag_name="nem chua"))["data"]["users"] == [{"user_id": ids[0]}]
    assert (await desk.post("/v2.0/oa/tag/rmfollowerfromtag", tag))["error"] == 0
    assert (await desk.post("/v2.0/oa/tag/rmtag", {"tag_name": "nem chua"}))["error"] == -201
    stranger = tag | {"user_id": desk.api.person("Cũ").id}
    assert (await desk.post("/v2.0/oa/tag/tagfollower", stranger))["error"] == -213
    for wrong in ({"count": 51}, {"offset": 9952}, {"count": "x"}):
        assert (await listed(**wrong))["error"] in {-201, -210}


async def test_history_quota_and_the_account_can_be_asked_for(desk: Desk) -> None:
    sau = await desk.person("Sáu")
    await desk.say(sau, "Chào bác")
    ask = json.dumps({"offset": 0, "count": 10})
    (newest,) = (await desk.get("/v2.0/oa/listrecentchat", ask))["data"]
    assert (newest["src"], newest["message"], newest["to_id"]) == (0, "Chào bác", sau.id)
    talk = await desk.get("/v2.0/oa/conversation", json.dumps({"user_id": sau.id, "count": 10}))
    assert [told["message"] for told in talk["data"]] == ["Chào bác", "xin chào"]
    assert (await desk.get("/v2.0/oa/listrecentchat", json.dumps({"count": 11})))["error"] == -210
    quota = await desk.post("/v3.0/oa/quota/message", {"user_id": sau.id})
    assert quota["data"]["cs_reply"] == {"quota_type": "reply"}
    oa = await desk.get("/v2.0/oa/getoa")
    assert (oa["data"]["is_verified"], oa["data"]["package_name"]) == (True, "Nâng cao")
