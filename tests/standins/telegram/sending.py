"""The methods by which a bot writes to people."""

from typing import Any

from .checks import CALLBACK_ANSWER_LIMIT, FormattedText, read_caption, read_text
from .errors import ApiError, bad_request
from .html_text import utf16_length
from .keyboards import Markup, check_link, read_markup
from .params import UPLOAD_LIMIT, Params
from .state import CALLBACK_SECONDS, BotAccount, Chat, StoredFile

Json = dict[str, Any]

PHOTO_LIMIT = 10 * 1024 * 1024
PICTURE_STARTS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"BM", b"RIFF")
ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)


def send_message(bot: BotAccount, params: Params) -> Json:
    """A text to a chat."""
    body = read_text(params)
    chat = bot.chat_to_write(params.text("chat_id"))
    markup = read_markup(params, chat.is_private)
    content = _reply_target(chat, params) | body.content("text", "entities")
    return _post(bot, chat, content, body, markup)


def send_photo(bot: BotAccount, params: Params) -> Json:
    """A picture, uploaded or known by its id; at most 10 MB."""
    caption = read_caption(params)
    chat = bot.chat_to_write(params.text("chat_id"))
    markup = read_markup(params, chat.is_private)
    file = _file(bot, params, "photo", "photos")
    if file.size > PHOTO_LIMIT:
        raise bad_request(
            f"file of size {file.size} bytes is too big for a photo; the maximum size is {PHOTO_LIMIT} bytes"
        )
    if not file.content.startswith(PICTURE_STARTS):
        raise bad_request("IMAGE_PROCESS_FAILED")
    sizes = [{**file.as_json(), "width": width, "height": width} for width in (90, 320)]
    content = _reply_target(chat, params) | {"photo": sizes} | caption.content("caption", "caption_entities")
    return _post(bot, chat, content, caption, markup, file)


def send_document(bot: BotAccount, params: Params) -> Json:
    """A file, uploaded or known by its id; at most 50 MB."""
    caption = read_caption(params)
    chat = bot.chat_to_write(params.text("chat_id"))
    markup = read_markup(params, chat.is_private)
    file = _file(bot, params, "document", "documents")
    document = {**file.as_json(), "file_name": file.name, "mime_type": file.mime}
    content = (
        _reply_target(chat, params) | {"document": document} | caption.content("caption", "caption_entities")
    )
    return _post(bot, chat, content, caption, markup, file)


def send_chat_action(bot: BotAccount, params: Params) -> bool:
    """The line "is typing" and its like."""
    action = params.text("action")
    if action not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat = bot.chat_to_write(params.text("chat_id"))
    chat.actions.append(action)
    chat.changed()
    return True


def edit_message_text(bot: BotAccount, params: Params) -> Json:
    """New words for a sent text; without a markup its inline buttons go away."""
    body = read_text(params)
    chat, message = _own_message(bot, params, "edited")
    if "text" not in message:
        raise bad_request("there is no text in the message to edit")
    markup = read_markup(params, chat.is_private, inline_only=True)
    fields = body.content("text", "entities")
    _change(bot, chat, message, ("text", "entities"), fields, markup)
    bot.revise(
        chat,
        message,
        text=body.text,
        source=body.source,
        parse_mode=body.parse_mode,
        entities=body.entities,
        rows=markup.rows,
    )
    return message


def edit_message_reply_markup(bot: BotAccount, params: Params) -> Json:
    """New inline buttons for a sent message, or none."""
    chat, message = _own_message(bot, params, "edited")
    markup = read_markup(params, chat.is_private, inline_only=True)
    _change(bot, chat, message, (), {}, markup)
    bot.revise(chat, message, rows=markup.rows)
    return message


def delete_message(bot: BotAccount, params: Params) -> bool:
    """Takes a message away; the person no longer sees it."""
    chat = bot.chat_to_write(params.text("chat_id"))
    message_id = params.integer("message_id")
    if message_id not in chat.messages:
        raise bad_request("message to delete not found")
    del chat.messages[message_id]
    chat.sent = [sent for sent in chat.sent if sent.message_id != message_id]
    chat.changed()
    return True


def answer_callback_query(bot: BotAccount, params: Params) -> bool:
    """Ends the wait of a pressed button; a query that is too old is a 400."""
    text = params.text("text")
    if utf16_length(text) > CALLBACK_ANSWER_LIMIT:
        raise bad_request("MESSAGE_TOO_LONG")
    callback = bot.callbacks.get(params.text("callback_query_id"))
    if callback is None or bot.clock() - callback.asked_at > CALLBACK_SECONDS:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    if params.text("url"):
        check_link(params.text("url"), "callback answer URL", ("http", "https", "tg"))
    callback.answers.append({"text": text, "show_alert": params.flag("show_alert")})
    if callback.chat_id in bot.chats:
        bot.chats[callback.chat_id].changed()
    return True


def _post(
    bot: BotAccount,
    chat: Chat,
    content: Json,
    body: FormattedText,
    markup: Markup,
    file: StoredFile | None = None,
) -> Json:
    return bot.post(chat, content, body.text, body.source, body.parse_mode, markup, file)


def _reply_target(chat: Chat, params: Params) -> Json:
    target = params.json("reply_parameters", "reply parameters")
    if target is None and params.has("reply_to_message_id"):
        target = {
            "message_id": params.integer("reply_to_message_id"),
            "allow_sending_without_reply": params.flag("allow_sending_without_reply"),
        }
    if not isinstance(target, dict):
        return {}
    found = chat.messages.get(int(target.get("message_id", 0)))
    if found is not None:
        return {"reply_to_message": {key: value for key, value in found.items() if key != "reply_to_message"}}
    if target.get("allow_sending_without_reply"):
        return {}
    raise bad_request("message to be replied not found")


def _file(bot: BotAccount, params: Params, field: str, folder: str) -> StoredFile:
    value = params.text(field)
    upload = params.uploads.get(value.removeprefix("attach://") if value.startswith("attach://") else field)
    if upload is not None:
        if not upload.content:
            raise bad_request("file must be non-empty")
        if len(upload.content) > UPLOAD_LIMIT:
            raise ApiError(413, "Request Entity Too Large")
        return bot.store_file(upload.content, upload.name, upload.mime, folder)
    if value in bot.files:
        return bot.files[value]
    if value.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")  # the stand-in has no internet
    if not value:
        raise bad_request(f"there is no {field} in the request")
    raise bad_request("wrong remote file identifier specified: Wrong string length")


def _own_message(bot: BotAccount, params: Params, deed: str) -> tuple[Chat, Json]:
    if not params.text("chat_id") and not params.text("message_id"):
        raise bad_request("message identifier is not specified")
    chat = bot.chat_to_write(params.text("chat_id"))
    message = chat.messages.get(params.integer("message_id"))
    if message is None:
        raise bad_request("message to edit not found")
    if message["from"]["id"] != bot.user.id:
        raise bad_request(f"message can't be {deed}")
    return chat, message


def _change(
    bot: BotAccount, chat: Chat, message: Json, names: tuple[str, ...], fields: Json, markup: Markup
) -> None:
    """Writes new fields into a message, or refuses when nothing would differ."""
    before = {name: message.get(name) for name in (*names, "reply_markup")}
    after = {name: fields.get(name) for name in names} | {"reply_markup": markup.raw}
    if before == after:
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly the same as a "
            "current content and reply markup of the message"
        )
    for name, value in after.items():
        if value is None:
            message.pop(name, None)
        else:
            message[name] = value
    message["edit_date"] = int(bot.now())
    chat.messages[message["message_id"]] = message
