"""The Bot Platform as a way out: one attempt, and what came of it."""

import logging
import unicodedata

from bot.zalo_bot.client import NotReached, Refused, ZaloBotClient, ZaloBotError
from bot.zalo_bot.parse import NAME
from bot.zalo_bot.quota import Quota
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
from handlers.text import split, utf16_units

log = logging.getLogger(__name__)

_MOST_UNITS = 2000  # characters, says the platform; counted in UTF-16 units they are never more
ABILITIES = Abilities(
    max_text_units=_MOST_UNITS,
    sends_per_second=5.0,  # no rate is documented: a modest one
    chat_sends_per_second=1.0,
    chat_burst=3,
    carries_files=False,
    file_kinds=frozenset(),
    has_buttons=False,
)


class ZaloBotChannel:
    """`no_files` is said in place of a file: the platform carries none from a bot."""

    name = NAME
    abilities = ABILITIES

    def __init__(self, client: ZaloBotClient, bot_id: str, quota: Quota, no_files: str) -> None:
        self._client = client
        self._quota = quota
        self._no_files = no_files
        self.bot_id = bot_id

    async def send(self, address: Address, reply: Reply, attached: Attached | None = None) -> Outcome:
        try:
            message_id = await self._client.send(address.chat_key, self._words(reply))
        except ZaloBotError as error:
            return self._outcome_of(error, address.chat_key)
        self._quota.passed(address.chat_key)
        return Delivered(message_id)

    def _words(self, reply: Reply) -> str:
        """Bare words, composed: letters with their marks apart would count twice."""
        text = unicodedata.normalize("NFC", plain(reply.text))
        if reply.file is None:
            return text
        room = _MOST_UNITS - utf16_units(self._no_files) - 2
        return f"{next(split(text, room))}\n\n{self._no_files}"

    def _outcome_of(self, error: ZaloBotError, chat_key: str) -> Outcome:
        """What a failed call means, by the codes of this platform and no other of the same house."""
        match error:
            case NotReached():
                return NotSent("no_connection")
            case Refused(is_of_token=True):
                return ChannelDown("unauthorized")
            case Refused(is_of_quota=True):
                return self._over_quota(chat_key)
            case Refused(code=400):
                return RefusedForGood("bad_request")
            case Refused(code=404):
                return RefusedForGood("not_found")
            case Refused():  # 403 too: the platform says "internal server error" with it
                return InDoubt(str(error))
            case _:
                return InDoubt("no_answer")

    def _over_quota(self, chat_key: str) -> Outcome:
        seconds = self._quota.refused(chat_key)
        if seconds is None:
            log.error("plan_full", extra={"channel": NAME})
            return RefusedForGood("plan_full", is_person_gone=True)
        if not self._quota.is_used_up:
            return RefusedForNow(seconds)
        log.error("quota_used_up", extra={"channel": NAME, "pause_seconds": round(seconds)})
        return RefusedForNow(seconds, "quota_used_up")
