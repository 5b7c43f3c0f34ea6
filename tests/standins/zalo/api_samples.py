"""Recorded requests and answers of the two APIs by name, and wrong hooks that circulate."""

from typing import Any

from .samples import APP, AT, HOOKS, OA, USER, USER_BY_APP, copy

Json = dict[str, Any]

_TO: Json = {"recipient": {"user_id": "2512523625412515"}}


def _template(text: str = "", **payload: Any) -> Json:
    message: Json = {"text": text} if text else {}
    return _TO | {"message": message | {"attachment": {"type": "template", "payload": payload}}}


def _media(element: Json, text: str = "") -> Json:
    return _template(text, template_type="media", elements=[element])


REQUESTS: dict[str, Json] = {
    "text": _TO | {"message": {"text": "hello, world!"}},
    "quote": _TO | {"message": {"text": "dạ", "quote_message_id": "96d3cdf3af150460909"}},
    "image_by_url": _media({"media_type": "image", "url": "https://example.org/a.jpg"}, "caption"),
    "image_by_id": _media({"media_type": "image", "attachment_id": "4402c73f7e7a9724ce6b"}, "caption"),
    "sticker": _media({"media_type": "sticker", "attachment_id": "bfe458bf64fa8da4d4eb"}),
    "file": _TO | {"message": {"attachment": {"type": "file", "payload": {"token": "Q1w2E3r4T5y6"}}}},
    "request_user_info": _template(
        template_type="request_user_info",
        elements=[
            {
                "title": "OA name",
                "subtitle": "Please share your details",
                "image_url": "https://example.org/b.png",
            }
        ],
    ),
    "buttons": _template(
        "Anh/chị chọn:",
        buttons=[
            {"title": "Tra cứu hỗ trợ", "type": "oa.query.hide", "payload": "#menu:support"},
            {"title": "Trang web", "type": "oa.open.url", "payload": {"url": "https://example.org"}},
        ],
    ),
    "reaction": _TO
    | {"sender_action": {"react_message_id": "96d3cdf3af150460909", "react_icon": "/-strong"}},
    "broadcast": {
        "recipient": {"target": {"ages": 3, "gender": 1, "locations": 2, "cities": 4, "platform": 1}},
        "message": {
            "attachment": {
                "type": "template",
                "payload": {
                    "template_type": "media",
                    "elements": [{"media_type": "article", "attachment_id": "4402c73f7e7a9724ce6b"}],
                },
            }
        },
    },
    "template_by_uid": {"user_id": USER, "template_id": "283414", "template_data": {"ten": "Sáu"}},
    "template_by_phone": {
        "phone": "84912345678",
        "template_id": "283414",
        "template_data": {"ten": "Sáu"},
        "tracking_id": "kc-1",
    },
    "template_in_development": {
        "phone": "84912345678",
        "template_id": "283414",
        "template_data": {"ten": "Sáu"},
        "tracking_id": "kc-1",
        "mode": "development",
    },
    "user_detail": {"user_id": "4572947693969771653"},
    "quota": {"user_id": USER},
    "bot_message": {"chat_id": "a1b2c3d4e5f60718293a", "text": "Chào anh/chị"},
    "bot_webhook": {"url": "https://bot.example.org/zalo-bot", "secret_token": "bi-mat-cua-hook"},
}


def _sent(**quota: Any) -> Json:
    data: Json = {
        "message_id": "63ecf43f0df7dba892e6",
        "user_id": "2512523625412515",
        "sent_time": "1626926349402",
    }
    return {"data": quota | data, "error": 0, "message": "Success"}


ANSWERS: dict[str, Json] = {
    "tokens": {
        "access_token": "RfBh5NdqsWzhcX8b",
        "refresh_token": "L2Y2BO9Prn_I1SkM08T4",
        "expires_in": "90000",
    },
    "sent": _sent(quota={"quota_type": "reply", "remain": "8", "total": "8"}),
    "sent_since_2026": _sent(quota={"quota_type": "reply"}),
    "sent_billed": _sent(),
    "refused": {"error": -216, "message": "Access token is invalid"},
    "consent_refused": {
        "error": -118,
        "error_name": "invalid_grant",
        "error_reason": "refresh token is invalid",
        "error_description": "refresh token is invalid",
    },
    "user_detail": {
        "data": {
            "user_id": "4572947693969771653",
            "user_id_by_app": "4604138790644222978",
            "display_name": "Nguyễn Văn A",
            "is_sensitive": False,
            "user_last_interaction_date": "06/07/2023",
            "user_is_follower": False,
            "avatar": "https://s120-ava-talk.zadn.vn/a.jpg",
            "avatars": {
                "120": "https://s120-ava-talk.zadn.vn/a.jpg",
                "240": "https://s240-ava-talk.zadn.vn/a.jpg",
            },
            "tags_and_notes_info": {"notes": [""], "tag_names": []},
            "shared_info": {
                "address": "Thôn 2",
                "city": "Gia Lai",
                "district": "",
                "phone": "84912345678",
                "name": "Nguyễn Văn A",
            },
        },
        "error": 0,
        "message": "Success",
    },
    "uploaded_image": {"data": {"attachment_id": "4402c73f7e7a9724ce6b"}, "error": 0, "message": "Success"},
    "uploaded_file": {"data": {"token": "Q1w2E3r4T5y6"}, "error": 0, "message": "Success"},
    "bot_me": {
        "ok": True,
        "result": {
            "id": "1459232241454765289",
            "account_name": "bot.khuyencong",
            "account_type": "BASIC",
            "can_join_groups": False,
        },
    },
    "bot_sent": {"ok": True, "result": {"message_id": "82599fa32f56d00e8941", "date": 1749632637199}},
    "bot_webhook": {
        "ok": True,
        "result": {"url": "https://bot.example.org/zalo-bot", "updated_at": 1749633372026},
    },
    "bot_idle": {"ok": False, "error_code": 408, "description": "Request timeout"},
    "bot_refused": {"ok": False, "error_code": 429, "description": "Quota exceeded"},
}

_TEXT = HOOKS["text"]

# Seen in programs that cannot have met the platform; whoever reads one must neither crash nor believe it.
WRONG: dict[str, Json] = {
    "attachments_on_top": copy(
        _TEXT,
        event_name="user_send_image",
        message={"msg_id": "w1"},
        attachments=HOOKS["image"]["message"]["attachments"],
    ),
    "location_in_message": copy(
        _TEXT,
        event_name="user_send_location",
        message={"msg_id": "w2", "location": {"latitude": "10.7", "longitude": "106.6"}},
    ),
    "numbers_for_places": copy(
        _TEXT, event_name="user_send_location", message={"mid": "w3", "lat": 10.7, "long": 106.6}
    ),
    "click_button": copy(_TEXT, event_name="user_click_button", message={"msg_id": "w4", "payload": "#menu"}),
    "clicked_button": copy(
        _TEXT, event_name="user_clicked_button", message={"msg_id": "w5", "payload": "#menu"}
    ),
    "user_follow": copy(_TEXT, event_name="user_follow"),
    "follow_with_sender": {
        "app_id": APP,
        "oa_id": OA,
        "sender": {"id": USER},
        "user_id_by_app": USER_BY_APP,
        "event_name": "follow",
        "timestamp": AT,
    },
    "no_message": {"app_id": APP, "event_name": "user_send_text", "timestamp": AT},
    "text_is_a_number": copy(_TEXT, message={"msg_id": "w6", "text": 7}),
    "attachments_are_no_list": copy(
        HOOKS["image"], message={"msg_id": "w7", "attachments": {"type": "image"}}
    ),
}
