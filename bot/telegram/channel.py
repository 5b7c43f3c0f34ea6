"""Telegram as a way out: one attempt, and what came of it."""

import logging

from telegram import Bot, InputFile, Message
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.telegram.markup import keyboard, to_html
from bot.telegram.parse import NAME
from bot.telegram.request import RequestNotSent
from handlers.attachments.names import shown_name
from handlers.channels import (
    Abilities,
    Attached,
    ChannelDown,
    Delivered,
    InDoubt,
    NotSent,
    Outcome,
    RefusedForGood,
    RefusedForNow,
)
from handlers.markup import plain
from handlers.messages import Address, Reply
from handlers.text import split

log = logging.getLogger(__name__)

_MOST_CAPTION_UNITS = 1024
_BROKEN_MARKUP = "can't parse entities"
_SECONDS_IF_UNSAID = 5.0
_MOST_IN_A_SECOND = 30.0  # over all chats, at api.telegram.org


def abilities(sends_per_second: float) -> Abilities:
    return Abilities(
        max_text_units=4096,
        sends_per_second=sends_per_second,
        most_in_a_second=max(sends_per_second, _MOST_IN_A_SECOND),
        chat_sends_per_second=1.0,
        chat_burst=3,
        is_abroad=True,
    )


class TelegramChannel:
    name = NAME

    def __init__(self, bot: Bot, bot_id: str, sends_per_second: float) -> None:
        self._bot = bot
        self.bot_id = bot_id
        self.abilities = abilities(sends_per_second)

    async def send(self, address: Address, reply: Reply, attached: Attached | None = None) -> Outcome:
        try:
            return await self._send(address, reply, attached, as_html=True)
        except BadRequest as error:
            if _BROKEN_MARKUP not in str(error).lower():
                return outcome_of(error)
        log.warning("markup_refused", extra={"channel": NAME})
        try:
            return await self._send(address, reply, attached, as_html=False)
        except TelegramError as error:
            return outcome_of(error)

    async def _send(
        self, address: Address, reply: Reply, attached: Attached | None, as_html: bool
    ) -> Outcome:
        chat_id = int(address.chat_key)
        try:
            if attached is not None:
                sent = await self._send_file(chat_id, reply, attached, as_html)
            else:
                sent = await self._bot.send_message(
                    chat_id=chat_id,
                    text=_shown(reply.text, as_html),
                    parse_mode=_mode(as_html),
                    reply_markup=keyboard(reply.buttons),
                    disable_web_page_preview=True,
                )
        except BadRequest:
            raise
        except TelegramError as error:
            return outcome_of(error)
        return Delivered(str(sent.message_id))

    async def _send_file(self, chat_id: int, reply: Reply, attached: Attached, as_html: bool) -> Message:
        """A picture to be looked at, anything else to be kept."""
        caption = _shown(next(split(reply.text, _MOST_CAPTION_UNITS)), as_html)
        file = InputFile(attached.data, filename=_file_name(attached.name))
        mode, buttons = _mode(as_html), keyboard(reply.buttons)
        if attached.mime.startswith("image/"):
            return await self._bot.send_photo(
                chat_id=chat_id, photo=file, caption=caption, parse_mode=mode, reply_markup=buttons
            )
        return await self._bot.send_document(
            chat_id=chat_id,
            document=file,
            caption=caption,
            parse_mode=mode,
            reply_markup=buttons,
            disable_content_type_detection=True,
        )


def _file_name(name: str) -> str:
    """Without quotes: servers disagree on how they are written inside the quotes of a form."""
    return shown_name(name).replace('"', "'")


def _shown(text: str, as_html: bool) -> str:
    return to_html(text) if as_html else plain(text)


def _mode(as_html: bool) -> str | None:
    return "HTML" if as_html else None


def outcome_of(error: TelegramError) -> Outcome:
    """What a failed call means. Order matters: BadRequest and TimedOut are NetworkErrors to the library."""
    match error:
        case RetryAfter():
            return RefusedForNow(seconds_to_wait(error))
        case Forbidden():
            return RefusedForGood("forbidden", is_person_gone=True)
        case ChatMigrated():
            return RefusedForGood("chat_migrated")
        case BadRequest() if "chat not found" in str(error).lower():
            return RefusedForGood("chat_not_found", is_person_gone=True)
        case BadRequest():
            return RefusedForGood("bad_request")
        case InvalidToken() | Conflict():
            return ChannelDown(type(error).__name__)
        case RequestNotSent():
            return NotSent("no_connection")
        case TimedOut():
            return InDoubt("timeout")
        case NetworkError():
            return InDoubt("network")
        case _:
            return InDoubt("telegram_error")


def seconds_to_wait(error: RetryAfter) -> float:
    wait = error.retry_after
    return float(wait) if isinstance(wait, int) else wait.total_seconds() or _SECONDS_IF_UNSAID
