"""Every event of the platform's, read as ours; what circulates and is wrong is set aside, never guessed at."""

import random
from contextlib import suppress
from typing import Any

import pytest

from bot.fields import Unreadable
from bot.zalo_oa.parse import OfNobody, Receipt, StaffSaid, parse
from handlers.attachments.model import Reason
from handlers.messages import Update, UpdateKind
from tests.standins.zalo import api_samples, samples

_UPDATES: dict[str, list[tuple[UpdateKind, str]]] = {  # kind, and text or detail
    "text": [(UpdateKind.TEXT, "message")],
    "text_quoting": [(UpdateKind.TEXT, "dạ cái này")],
    "image": [(UpdateKind.ATTACHMENT, "")],
    "image_with_caption": [(UpdateKind.ATTACHMENT, ""), (UpdateKind.TEXT, "máy của nhà")],
    "gif": [(UpdateKind.ATTACHMENT, "")],
    "file": [(UpdateKind.ATTACHMENT, "")],
    "location": [(UpdateKind.LOCATION, "")],
    "audio": [(UpdateKind.UNSUPPORTED, "voice")],
    "video": [(UpdateKind.ATTACHMENT, "")],
    "sticker": [(UpdateKind.UNSUPPORTED, "sticker")],
    "link": [(UpdateKind.UNSUPPORTED, "link")],
    "business_card": [(UpdateKind.CONTACT, "")],
    "follow": [(UpdateKind.FOLLOW, "")],
    "unfollow": [(UpdateKind.UNFOLLOW, "")],
    "submit_info": [(UpdateKind.CONTACT, "")],
    "submit_info_old": [(UpdateKind.CONTACT, "")],
}
_OTHERS: dict[str, object] = {
    "received": Receipt(("m1",), is_seen=False),
    "seen": Receipt(("m1", "m2"), is_seen=True),
    "seen_single": Receipt(("m2",), is_seen=True),
    "seen_by_sender": Receipt(("m1", "m2"), is_seen=True),
    "template_received": Receipt(("t1",), is_seen=False),
    **{
        f"echo_{kind}": OfNobody("own_echo")
        for kind in ("text", "image", "gif", "list", "file", "sticker", "anonymous")
    },
}
_UNKNOWN = ("tagged", "chat_clicked", "feedback", "template_changed", "quota_changed", "unknown")
_STAFF = {"staff_text": "Em là cán bộ đây", "staff_image": "", "staff_file": ""}


def _updates(event: dict[str, Any]) -> tuple[Update, ...]:
    heard = parse(event, samples.OA)
    assert isinstance(heard, tuple)
    return heard


def test_every_sample_is_in_one_of_the_tables() -> None:
    assert set(samples.HOOKS) == {*_UPDATES, *_OTHERS, *_UNKNOWN, *_STAFF}


@pytest.mark.parametrize("name", _UPDATES)
def test_what_people_do_is_an_update_of_theirs(name: str) -> None:
    heard = _updates(samples.HOOKS[name])
    assert [(each.kind, each.text or each.detail) for each in heard] == _UPDATES[name]
    assert {(each.address.bot_id, each.address.chat_key) for each in heard} == {(samples.OA, samples.USER)}
    assert len({each.key for each in heard}) == len(heard)
    assert _updates(samples.HOOKS[name]) == heard  # a repeat has the same keys


@pytest.mark.parametrize("name", _OTHERS)
def test_receipts_and_our_own_echoes_are_known(name: str) -> None:
    assert parse(samples.HOOKS[name], samples.OA) == _OTHERS[name]


@pytest.mark.parametrize("name", _STAFF)
def test_an_echo_with_an_admin_is_a_member_of_staff(name: str) -> None:
    heard = parse(samples.HOOKS[name], samples.OA)
    assert isinstance(heard, StaffSaid)
    assert (heard.address.chat_key, heard.text) == (samples.USER, _STAFF[name])


@pytest.mark.parametrize("name", _UNKNOWN)
def test_an_event_that_nobody_knows_is_unreadable(name: str) -> None:
    with pytest.raises(Unreadable):
        parse(samples.HOOKS[name], samples.OA)


@pytest.mark.parametrize("name", sorted(samples.HOOKS))
def test_another_account_of_the_same_app_is_left_alone(name: str) -> None:
    try:
        assert isinstance(parse(samples.HOOKS[name], "999999999"), OfNobody)
    except Unreadable:
        assert name in _UNKNOWN


def test_files_are_named_and_stay_where_they_are() -> None:
    (sent,) = _updates(samples.HOOKS["file"])
    assert sent.file is not None
    assert (sent.file.name, sent.file.size) == ("don.pdf", 1_024_000)
    assert sent.file.remote.startswith("https://")
    payload = samples.HOOKS["file"]["message"]["attachments"][0]["payload"]
    for change, reason in (({"size": "21000000"}, Reason.TOO_BIG), ({"url": ""}, "not_fetched")):
        event = samples.copy(samples.HOOKS["file"])
        event["message"]["attachments"][0]["payload"] = payload | change
        (refused,) = _updates(event)
        assert refused.file is not None
        assert refused.file.refused == reason


def test_several_pictures_in_one_message_are_several_updates() -> None:
    event = samples.copy(samples.HOOKS["image"])
    event["message"]["attachments"] *= 3
    assert len({update.key for update in _updates(event)}) == 3


def test_a_pressed_button_is_told_from_a_typed_word_by_its_mark_alone() -> None:
    event = samples.copy(samples.HOOKS["text"])
    event["message"]["text"] = "#kc:form:resume:7Q4M2X9T1B5K"
    (pressed,) = _updates(event)
    assert (pressed.kind, pressed.payload) == (UpdateKind.BUTTON, "form:resume:7Q4M2X9T1B5K")
    event["message"]["text"] = "#khuyencong mua máy"
    assert _updates(event)[0].kind is UpdateKind.TEXT


def test_nothing_of_a_submitted_form_is_in_what_is_stored() -> None:
    for name in ("submit_info", "submit_info_old"):
        (update,) = _updates(samples.HOOKS[name])
        for value in ("84912345678", "Nguyễn", "Gia Lai", "Thôn 2"):
            assert value not in repr(update)


@pytest.mark.parametrize("name", sorted(api_samples.WRONG))
def test_wrong_shapes_that_circulate_break_nothing(name: str) -> None:
    with suppress(Unreadable):
        parse(api_samples.WRONG[name], samples.OA)


_JUNK: tuple[Any, ...] = (None, True, 0, -1, 3.5, "", "x" * 5000, "\ud800", [], {}, [[]], {"id": {}})


def test_mutated_events_are_read_or_set_aside_and_raise_nothing_else() -> None:
    dice = random.Random(4)
    for _ in range(3000):
        event = samples.copy(dice.choice(list(samples.HOOKS.values())))
        for _ in range(dice.randint(1, 3)):
            _mutate(event, dice)
        with suppress(Unreadable):
            parse(event, samples.OA)


def _mutate(holder: Any, dice: random.Random) -> None:
    """Changes or removes one value somewhere inside."""
    while True:
        keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
        if not keys:
            return
        key = dice.choice(keys)
        if isinstance(holder[key], dict | list) and holder[key] and dice.random() < 0.6:
            holder = holder[key]
            continue
        if dice.random() < 0.3:
            del holder[key]
        else:
            holder[key] = dice.choice(_JUNK)
        return
