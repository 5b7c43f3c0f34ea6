"""Recorded bodies of Zalo's two products by name: hooks, requests, answers, and wrong shapes that circulate.

Documented ones stand as they were published; where only a list of fields is, the body is put together from it.
"""

from copy import deepcopy
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]

APP = "360846524940903967"
OA = "388613280878808645"
USER = "246845883529197922"
USER_BY_APP = "552177279717587730"
ADMIN = "4572947693969771653"
AT = "1543908534740"


def copy(sample: Json, **changes: Any) -> Json:
    """A sample to change freely, some of its top fields replaced."""
    return deepcopy(sample) | changes


def _from_person(event_name: str, message: Json, at: str = AT) -> Json:
    return {
        "app_id": APP,
        "sender": {"id": USER},
        "user_id_by_app": USER_BY_APP,
        "recipient": {"id": OA},
        "event_name": event_name,
        "message": message,
        "timestamp": at,
    }


def _media(kind: str, payload: Json, event: str = "", text: str | None = None) -> Json:
    message: Json = {
        "attachments": [{"type": kind, "payload": payload}],
        "msg_id": f"{event or kind}db2f3df2a7",
    }
    return _from_person(f"user_send_{event or kind}", message | ({} if text is None else {"text": text}))


def _from_oa(event: str, message: Json, admin: str = "") -> Json:
    body = _from_person(f"oa_send_{event}", {"msg_id": f"oa{event}0c1d2e3f40"} | message)
    sender = {"id": OA} | ({"admin_id": admin} if admin else {})
    return body | {"sender": sender, "recipient": {"id": USER}}


def _receipt(event_name: str, message: Json, sender: str = OA, recipient: str = USER) -> Json:
    return {
        "event_name": event_name,
        "sender": {"id": sender},
        "recipient": {"id": recipient},
        "message": message,
        "app_id": APP,
        "timestamp": AT,
    }


def _follow(event_name: str) -> Json:
    return {
        "oa_id": OA,
        "follower": {"id": USER},
        "user_id_by_app": USER_BY_APP,
        "event_name": event_name,
        "source": "oa_profile",
        "app_id": APP,
        "timestamp": AT,
    }


def _submitted(info: Json) -> Json:
    return {
        "app_id": APP,
        "sender": {"id": USER},
        "recipient": {"id": OA},
        "event_name": "user_submit_info",
        "info": info,
        "timestamp": AT,
    }


def _managed(event_name: str, **fields: Any) -> Json:
    return {"app_id": APP, "oa_id": OA, "event_name": event_name, **fields, "timestamp": AT}


_PICTURE = {
    "thumbnail": "https://photo-stal-1.zdn.vn/thumb/b0a1.jpg",
    "url": "https://photo-stal-1.zdn.vn/jpg/b0a1.jpg",
}
_FILE = {
    "size": "1024000",
    "name": "don.pdf",
    "checksum": "0a1b2c3d4e5f60718293a4b5c6d7e8f9",
    "type": "pdf",
    "url": "https://f20-zpc.zdn.vn/don.pdf",
}
_PLACE = {"coordinates": {"latitude": "10.7642473", "longitude": "106.6564314"}}

HOOKS: dict[str, Json] = {
    "text": _from_person(
        "user_send_text", {"text": "message", "msg_id": "96d3cdf3af150460909"}, "154390853474"
    ),
    "text_quoting": _from_person(
        "user_send_text",
        {"text": "dạ cái này", "msg_id": "96d3cdf3af150460910", "quote_msg_id": "63ecf43f0df7dba892e6"},
    ),
    "image": _media("image", _PICTURE),
    "image_with_caption": _media("image", _PICTURE, text="máy của nhà"),
    "gif": _media("image", _PICTURE, "gif"),
    "file": _media("file", _FILE),
    "location": _media("location", _PLACE),
    "audio": _media("audio", {"url": "https://voice-stal-1.zdn.vn/a.aac"}),
    "video": _media(
        "video",
        {
            "url": "https://video-stal-1.zdn.vn/v.mp4",
            "thumbnail": "https://photo-stal-1.zdn.vn/v.jpg",
            "description": "xưởng",
        },
    ),
    "sticker": _media("sticker", {"url": "https://zalo-api.zadn.vn/sticker/2978.png", "id": "2978"}),
    "link": _media(
        "link",
        {
            "thumbnail": "https://photo-stal-1.zdn.vn/l.jpg",
            "description": "Tin khuyến công",
            "url": "https://example.org/tin",
        },
    ),
    "business_card": _media("link", {"description": "Nguyễn Văn A"}, "business_card"),
    "follow": _follow("follow"),
    "unfollow": _follow("unfollow"),
    "submit_info": _submitted(
        {
            "name": "Nguyễn Văn A",
            "phone": "84912345678",
            "user_dob": "01/02/1980",
            "gender": "1",
            "full_address": {
                "user_city": "Gia Lai",
                "user_ward": "An Nhơn",
                "user_address": "Thôn 2",
            },
        }
    ),
    "submit_info_old": _submitted(
        {
            "address": "Thôn 2",
            "phone": "84912345678",
            "city": "Bình Định",
            "district": "An Nhơn",
            "name": "Nguyễn Văn A",
            "ward": "Nhơn Phong",
        }
    ),
    "echo_text": _from_oa("text", {"text": "Chào anh/chị"}),
    "echo_image": _from_oa("image", {"attachments": [{"type": "image", "payload": _PICTURE}]}),
    "echo_gif": _from_oa("gif", {"attachments": [{"type": "gif", "payload": _PICTURE}]}),
    "echo_list": _from_oa("list", {"attachments": [{"type": "link", "payload": {"title": "Mời xem"}}]}),
    "echo_file": _from_oa("file", {"attachments": [{"type": "file", "payload": _FILE}]}),
    "echo_sticker": _from_oa("sticker", {"attachments": [{"type": "sticker", "payload": {"id": "2978"}}]}),
    "staff_text": _from_oa("text", {"text": "Em là cán bộ đây"}, ADMIN),
    "staff_image": _from_oa("image", {"attachments": [{"type": "image", "payload": _PICTURE}]}, ADMIN),
    "staff_file": _from_oa("file", {"attachments": [{"type": "file", "payload": _FILE}]}, ADMIN),
    "received": _receipt("user_received_message", {"msg_id": "m1"}),
    "seen": _receipt("user_seen_message", {"msg_ids": ["m1", "m2"]}),
    "seen_single": _receipt("user_seen_message", {"msg_id": "m2"}),
    "seen_by_sender": _receipt("user_seen_message", {"msg_ids": ["m1", "m2"]}, USER, OA),
    "template_received": _receipt(
        "user_received_message",
        {"msg_id": "t1", "delivery_time": AT, "tracking_id": "kc-1"},
        recipient="84912345678",
    ),
    "tagged": _managed("add_user_to_tag", user_id=USER),
    "chat_clicked": _managed("user_click_chatnow", user_id=USER),
    "feedback": _managed("user_feedback", message={"note": "tốt", "rate": "5"}),
    "echo_anonymous": _from_oa("anonymous_text", {"text": "chào"}),
    "template_changed": _managed("change_template_status", template_id="283414"),
    "quota_changed": _managed("change_oa_daily_quota"),
    "unknown": _managed("event_of_the_year_2030", hologram={"depth": 3}),
}


def _bot(event: str, **content: Any) -> Json:
    """As captured from a real bot: not wrapped."""
    chat = "a1b2c3d4e5f60718293a"
    message: Json = {
        "date": 1789033572455,
        "chat": {"chat_type": "PRIVATE", "id": chat},
        "message_id": f"m1a2b3c4d5e6f7{event[:4].encode().hex()}",
        "from": {"id": chat, "is_bot": False, "display_name": "Sáu"},
    }
    return {"event_name": f"message.{event}.received", "message": message | content}


def _wrapped(body: Json) -> Json:
    return {"ok": True, "result": body}


BOT_HOOKS: dict[str, Json] = {
    "text_documented": _wrapped(
        {
            "event_name": "message.text.received",
            "message": {
                "from": {"id": "6ede9afa66b88fe6d6a9", "display_name": "Sáu", "is_bot": False},
                "chat": {"id": "6ede9afa66b88fe6d6a9", "chat_type": "PRIVATE"},
                "text": "Xin chào",
                "message_id": "2d758cb5e222177a4e35",
                "date": 1750316131602,
            },
        }
    ),
    "image_documented": _wrapped(_bot("image", photo="https://photo-stal-1.zdn.vn/b.jpg", caption="máy")),
    "text": _bot("text", text="Xin chào", message_type="CHAT_TEXT"),
    "image": _bot(
        "image",
        photo_url="https://photo-stal-1.zdn.vn/b.jpg",
        caption="máy của nhà",
        message_type="CHAT_PHOTO",
    ),
    "voice": _bot("voice", voice_url="https://voice-stal-1.zdn.vn/a.aac", message_type="CHAT_VOICE"),
    "sticker": _bot("sticker", sticker="2978", url="https://zalo-api.zadn.vn/2978.png"),
    "link": _bot("link", text="https://example.org/tin"),
    "unsupported": _bot("unsupported"),
    "from_a_bot": _bot(
        "text", text="Em là bot", **{"from": {"id": "b0b0", "is_bot": True, "display_name": "Bot"}}
    ),
    "unknown": _bot("hologram", depth=3),
}


@dataclass(frozen=True, slots=True)
class Vector:
    """A signature worked out by hand, not by this code."""

    app_id: str
    oa_secret: str
    raw: bytes
    header: str


VECTOR = Vector(
    app_id="1234567890123456789",
    oa_secret="oa-secret-key-for-tests",
    raw=(
        '{"app_id":"1234567890123456789","sender":{"id":"246845883529197922"},"user_id_by_app":"552177279717587730",'
        '"recipient":{"id":"388613280878808645"},"event_name":"user_send_text","message":{"text":"Hỗ trợ vay vốn",'
        '"msg_id":"96d3cdf3af150460909"},"timestamp":"1763712000000"}'
    ).encode(),
    header="mac=051915c03cc9bd36c6c1a5fdc807c8de5e83a104566db86116f3edc552ec1263",
)
