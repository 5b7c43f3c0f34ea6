"""Hooks of the OA are signed, repeated and switched off as documented, and spoilt on demand."""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web

from tests.standins.eventually import until
from tests.standins.zalo import STAFF_ID, HookRetries, Param, Person, Signing, Template
from tests.standins.zalo.api_samples import ANSWERS, REQUESTS, WRONG
from tests.standins.zalo.samples import BOT_HOOKS, HOOKS, VECTOR, copy
from tests.standins.zalo_desk import Desk

QUICK = HookRetries(seconds=(1, 1, 1, 1, 1), scale=0.001)


@dataclass(slots=True)
class Hook:
    """A receiver that answers as told and writes down what it got."""

    url: str = ""
    raws: list[bytes] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    slow: float = 0.0

    async def answer(self, request: web.Request) -> web.Response:
        self.raws.append(await request.read())
        self.headers.append(dict(request.headers))
        await asyncio.sleep(self.slow)
        return web.Response(status=self.statuses.pop(0) if self.statuses else 200)

    @property
    def bodies(self) -> list[Any]:
        return [json.loads(raw) for raw in self.raws]

    @property
    def names(self) -> list[str]:
        return [str(body["event_name"]) for body in self.bodies]

    @property
    def words(self) -> list[str]:
        return [body.get("message", {}).get("text", "") for body in self.bodies]

    def is_signed(self, secret: str, index: int = -1) -> bool:
        """The documented check, written out once more."""
        raw, header = self.raws[index], self.headers[index].get("X-ZEvent-Signature", "")
        body = json.loads(raw)
        whole = str(body["app_id"]).encode() + raw + str(body["timestamp"]).encode() + secret.encode()
        return header.removeprefix("mac=") == hashlib.sha256(whole).hexdigest()


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    made = Hook()
    app = web.Application()
    app.router.add_post("/hook", made.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield made
    await runner.cleanup()


@pytest.fixture
async def desk(hook: Hook) -> AsyncIterator[Desk]:
    async with Desk() as opened:
        opened.api.hook_to(hook.url)
        opened.api.hooks.retries = QUICK
        yield opened


async def test_the_worked_example_of_the_signature_comes_out(desk: Desk, hook: Hook) -> None:
    assert (desk.api.identity.app_id, desk.api.identity.oa_secret) == (VECTOR.app_id, VECTOR.oa_secret)
    await desk.api.hooks.post(VECTOR.raw)
    assert hook.raws == [VECTOR.raw]
    assert hook.headers[0]["X-ZEvent-Signature"] == VECTOR.header


@pytest.mark.parametrize(
    ("signing", "is_good"),
    [
        (Signing(), True),
        (Signing(prefix=""), True),
        (Signing(key="another"), False),
        (Signing(is_absent=True), False),
        (Signing(is_reserialised=True), False),
        (Signing(is_altered=True), False),
        (Signing(is_upper=True), False),  # a reader may fold case; this plain check does not
        (Signing(header="mac=ế"), False),
        (Signing(app_id="999"), True),  # well signed, for somebody else's app
    ],
)
async def test_a_signature_is_right_or_wrong_as_asked(
    desk: Desk, hook: Hook, signing: Signing, is_good: bool
) -> None:
    desk.api.hooks.sign_next(signing)
    await desk.api.person().say("Hỗ trợ vay vốn")
    await desk.api.person().say("lần sau thì đúng")
    await desk.api.hooks.settled()
    secret = desk.api.identity.oa_secret
    assert [hook.is_signed(secret, 0), hook.is_signed(secret, 1)] == [is_good, True]
    assert (hook.bodies[0]["app_id"] == "999") == (signing.app_id is not None)


SAID: list[tuple[str, Callable[[Person], Any]]] = [
    ("text", lambda person: person.say("xin chào")),
    ("text_quoting", lambda person: person.say("dạ", quote="63ecf43f0df7dba892e6")),
    ("image", lambda person: person.send_photo()),
    ("image_with_caption", lambda person: person.send_photo(caption="máy")),
    ("gif", lambda person: person.send_gif()),
    ("file", lambda person: person.send_file()),
    ("location", lambda person: person.send_location()),
    ("audio", lambda person: person.send_audio()),
    ("video", lambda person: person.send_video()),
    ("sticker", lambda person: person.send_sticker()),
    ("link", lambda person: person.send_link()),
    ("business_card", lambda person: person.send_card()),
    ("follow", lambda person: person.follow()),
    ("submit_info", lambda person: person.share_info(is_unasked=True)),
    ("submit_info_old", lambda person: person.share_info(is_unasked=True, is_old_form=True)),
    ("seen", lambda person: person.see()),
    ("seen_single", lambda person: person.see(is_single=True)),
    ("seen_by_sender", lambda person: person.see(is_person_sender=True)),
    ("received", lambda person: person.receive(person.replies[0])),
]


@pytest.mark.parametrize(("name", "deed"), SAID)
async def test_what_a_person_does_has_the_shape_of_its_sample(
    desk: Desk, hook: Hook, name: str, deed: Callable[[Person], Any]
) -> None:
    person = desk.api.person()
    desk.api.hooks.echoes = False
    desk.api.staff_says(person, "chào")
    await deed(person)
    await desk.api.hooks.settled()
    assert shape(hook.bodies[-1]) == shape(HOOKS[name])
    assert hook.bodies[-1]["event_name"] == HOOKS[name]["event_name"]


def shape(value: Any) -> Any:
    """Names and kinds of values without the values."""
    if isinstance(value, dict):
        return {name: shape(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [shape(inner) for inner in value[:1]]
    return type(value).__name__


async def test_our_own_sends_come_back_and_a_human_is_told_apart(desk: Desk, hook: Hook) -> None:
    person = await desk.person()
    desk.api.hooks.receipts = True
    await desk.say(person)
    desk.api.staff_says(person, "Em là cán bộ đây")
    await desk.api.hooks.settled()
    ours, human = [body for body in hook.bodies if body["event_name"] == "oa_send_text"]
    assert (shape(ours), shape(human)) == (shape(HOOKS["echo_text"]), shape(HOOKS["staff_text"]))
    assert human["sender"] == {"id": desk.api.identity.oa_id, "admin_id": STAFF_ID}
    assert hook.names.count("user_received_message") == 2
    assert [reply.cost for reply in person.replies] == ["reply", "staff"]


async def test_hooks_of_one_person_keep_their_order_unless_asked(desk: Desk, hook: Hook) -> None:
    person = desk.api.person()
    for word in ("1", "2", "3"):
        await person.say(word)
    await desk.api.hooks.settled()
    desk.api.hooks.reorder_next(2)
    desk.api.hooks.duplicate_next()
    for word in ("4", "5"):
        await person.say(word)
    await desk.api.hooks.settled()
    assert hook.words == ["1", "2", "3", "5", "5", "4"]


async def test_a_closed_door_is_knocked_at_five_times_then_left_for_good(desk: Desk, hook: Hook) -> None:
    desk.api.hook_to("http://127.0.0.1:9/hook")
    await desk.person()
    await desk.api.hooks.settled()
    (delivery,) = desk.api.hooks.deliveries
    assert [answer.is_unopened for answer in delivery.answers] == [True] * 6
    assert not desk.api.hooks.is_subscribed
    desk.api.hook_to(hook.url)
    await desk.person()
    assert hook.raws == []
    desk.api.hooks.subscribe()
    await desk.person()
    await desk.api.hooks.settled()
    assert len(hook.raws) == 1


async def test_a_door_that_opens_later_gets_the_same_body_and_a_number(desk: Desk, hook: Hook) -> None:
    desk.api.hooks.retries = HookRetries(seconds=(1,), scale=0.2)
    desk.api.hook_to("http://127.0.0.1:9/hook")
    body = await desk.api.person().say("một")
    await until(lambda: bool(desk.api.hooks.deliveries[0].answers))
    desk.api.hook_to(hook.url)
    await desk.api.hooks.settled()
    assert (hook.bodies, hook.headers[0]["num_retry"]) == ([body], "1")


@pytest.mark.parametrize(("retries", "tries"), [("unopened", 1), ("anything", 3), ("off", 1)])
async def test_an_error_of_the_receiver_is_repeated_only_if_switched_on(
    desk: Desk, hook: Hook, retries: Any, tries: int
) -> None:
    desk.api.hooks.retries = HookRetries(
        retries != "off", (1, 1), 0.001, "unopened" if retries == "off" else retries
    )
    hook.statuses = [500, 503]
    await desk.api.person().say("một")
    await desk.api.hooks.settled()
    assert len(hook.raws) == tries
    assert desk.api.hooks.is_subscribed


async def test_how_long_an_answer_took_is_written_down(desk: Desk, hook: Hook) -> None:
    hook.slow = 0.05
    assert (await desk.api.hooks.post(desk.api.hooks.sample("text"))).seconds >= 0.05


async def test_the_console_pings_tests_filters_and_switches_events_off(desk: Desk, hook: Hook) -> None:
    assert (await desk.api.hooks.ping()).is_ok
    assert "X-ZEvent-Signature" not in hook.headers[0]
    await desk.api.hooks.test("user_send_location")
    assert hook.is_signed(desk.api.identity.oa_secret)
    person = desk.api.person()
    desk.api.hooks.syntax_filter = True
    await person.say("không có dấu thăng")
    await person.say("#menu")
    desk.api.hooks.off_events.add("user_send_sticker")
    await person.send_sticker()
    await desk.api.hooks.settled()
    assert hook.words[2:] == ["#menu"]


async def test_a_template_by_phone_tells_of_its_arrival(desk: Desk, hook: Hook) -> None:
    desk.api.person(phone="84912345678")
    desk.api.oa.add_template(Template("283414", {"ten": Param()}))
    desk.api.hooks.receipts = True
    assert (await desk.by_phone(REQUESTS["template_by_phone"]))["error"] == 0
    await desk.api.hooks.settled()
    (told,) = hook.bodies
    assert shape(told) == shape(HOOKS["template_received"])
    assert (told["recipient"]["id"], told["message"]["tracking_id"]) == ("84912345678", "kc-1")
    assert hook.headers[0]["X-ZEvent-Server"] == "ZNS"


@pytest.mark.parametrize("table", [HOOKS, BOT_HOOKS, REQUESTS, ANSWERS, WRONG])
def test_samples_are_json_and_copies_are_free(table: dict[str, Any]) -> None:
    for sample in table.values():
        assert json.loads(json.dumps(sample)) == sample
        changed = copy(sample, event_name="other")
        changed.setdefault("message", {})
        assert changed != sample


def test_every_kind_of_event_has_a_sample() -> None:
    named = {body["event_name"] for body in HOOKS.values()}
    kinds = ("text", "image", "gif", "link", "audio", "video", "sticker", "location", "business_card", "file")
    assert {f"user_send_{kind}" for kind in kinds} <= named
    assert {f"oa_send_{kind}" for kind in ("text", "image", "gif", "list", "file", "sticker")} <= named
