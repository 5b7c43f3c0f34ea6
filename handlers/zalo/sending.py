"""One attempt to send one message: the cheapest way that is open, and what came of it."""

import logging
import secrets
import unicodedata
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from handlers.channels import (
    Attached,
    ChannelDown,
    Delivered,
    InDoubt,
    NotSent,
    Outcome,
    PutOff,
    RefusedForGood,
    RefusedForNow,
)
from handlers.markup import plain
from handlers.messages import NEWS_KIND, Address, Button, Reply
from handlers.zalo.codes import Act, meaning_of
from handlers.zalo.outgoing import Fitted, fit
from handlers.zalo.paying import Paying
from handlers.zalo.refusals import Refusals, Shut
from handlers.zalo.standings import Standings
from handlers.zalo.switch import ButtonSwitch
from handlers.zalo.tokens import Busy, NoConsent, Tokens
from handlers.zalo.windows import Standing, Way, end_of_night, ways
from handlers.zalo.wire import MOST_BUTTONS, Accepted, Kept, Refused, Sent, Uploaded, Wire

log = logging.getLogger(__name__)

_OF_BUTTONS = frozenset({-201, -210, -233})
_TRACKING_BYTES = 12
_Call = Callable[[str], Awaitable[Sent]]  # with a token


@dataclass(frozen=True, slots=True)
class Letter:
    """What is to be sent, to whom, and what is known of them."""

    user_id: str
    reply: Reply
    file: Fitted | None
    standing: Standing
    now: datetime


class Sending:
    """`no_file` is said in place of a file that the platform does not carry."""

    def __init__(
        self,
        wire: Wire,
        tokens: Tokens,
        standings: Standings,
        paying: Paying,
        refusals: Refusals,
        switch: ButtonSwitch,
        zone: tzinfo,
        now: Callable[[], datetime],
        no_file: str,
    ) -> None:
        self._wire = wire
        self._tokens = tokens
        self._standings = standings
        self._paying = paying
        self._refusals = refusals
        self._switch = switch
        self._zone = zone
        self._now = now
        self._no_file = no_file

    async def send(self, address: Address, reply: Reply, attached: Attached | None = None) -> Outcome:
        now = self._now()
        standing = await self._standings.of(address, reply)
        file = await fit(attached) if attached is not None else None
        text = unicodedata.normalize("NFC", plain(reply.text))
        if attached is not None and file is None:
            await self._refusals.tell_not_sent(standing, "file_kind", now)
            text = f"{text}\n\n{self._no_file}".strip()
        letter = Letter(address.chat_key, replace(reply, text=text), file, standing, now)
        why = "window"
        for way in ways(standing, now):
            if way.is_form and (until := end_of_night(now, self._zone)) is not None:
                return PutOff(until, "night")
            came = await self._by(way, letter)
            if not isinstance(came, Shut):
                return came
            why = came.reason
        if not _is_news(reply):  # a broadcast counts those whom it does not reach
            await self._refusals.tell_not_sent(standing, why, now)
        return RefusedForGood(why)

    async def courtesy(self, address: Address, text: str) -> None:
        """A word to somebody who has just written. It is no answer: what comes of it concerns nobody."""
        with suppress(NoConsent, Busy):
            await self._wire.text(await self._tokens.access(self._now()), address.chat_key, text, ())

    async def _by(self, way: Way, letter: Letter) -> Outcome | Shut:
        if way.is_form:
            return await self._form(way, letter)
        if letter.file is not None:
            return await self._file(way, letter, letter.file)
        return await self._text(way, letter, letter.reply.buttons)

    async def _form(self, way: Way, letter: Letter) -> Outcome | Shut:
        form, phone = letter.standing.form, letter.standing.phone
        if form is None or letter.file is not None:
            return Shut("window")

        async def call(token: str) -> Sent:
            if way is Way.FORM_BY_USER:
                return await self._wire.template(token, letter.user_id, form.template_id, form.values)
            mark = secrets.token_hex(_TRACKING_BYTES)
            return await self._wire.template_by_phone(token, phone, form.template_id, form.values, mark)

        return await self._message(way, letter, call)

    async def _text(self, way: Way, letter: Letter, choices: tuple[Button, ...] = ()) -> Outcome | Shut:
        """Every choice stands in the words, too, so a message without its buttons says the same."""
        buttons = choices[:MOST_BUTTONS] if choices and await self._switch.is_on() else ()

        async def call(token: str) -> Sent:
            nonlocal buttons
            sent = await self._wire.text(token, letter.user_id, letter.reply.text, buttons)
            if buttons and isinstance(sent, Refused) and sent.code in _OF_BUTTONS:
                await self._switch.turn_off(sent.reason, letter.now)
                buttons = ()
                sent = await self._wire.text(token, letter.user_id, letter.reply.text, ())
            return sent

        return await self._message(way, letter, call)

    async def _file(self, way: Way, letter: Letter, file: Fitted) -> Outcome | Shut:
        """A picture takes its words along; a file comes after them, and they are sent only when it is there."""
        kept = await self._authorised(
            lambda token: self._wire.upload(token, file.kind, file.attached), letter
        )
        if not isinstance(kept, Uploaded):
            return await self._unsent(kept, letter)
        if letter.reply.text and not file.is_picture:
            said = await self._text(way, letter)
            if not isinstance(said, Delivered):
                return said

        async def call(token: str) -> Sent:
            sent = await self._laid_out(token, letter, file, kept.id)
            if not isinstance(sent, Refused) or meaning_of(sent.api, sent.code).act is not Act.UPLOAD_AGAIN:
                return sent
            again = await self._wire.upload(token, file.kind, file.attached)
            return (
                await self._laid_out(token, letter, file, again.id) if isinstance(again, Uploaded) else again
            )

        return await self._message(way, letter, call)

    async def _laid_out(self, token: str, letter: Letter, file: Fitted, upload_id: str) -> Sent:
        if file.is_picture:
            return await self._wire.picture(token, letter.user_id, upload_id, letter.reply.text)
        return await self._wire.file(token, letter.user_id, upload_id)

    async def _message(self, way: Way, letter: Letter, call: _Call) -> Outcome | Shut:
        """One message on the wire, and what it costs."""
        bill = await self._paying.open(way, letter.now)
        if bill is None:
            return Shut("cap")
        sent = await self._authorised(call, letter)
        if isinstance(sent, Accepted):
            cost = await self._paying.settle(bill, sent.quota, letter.now)
            return Delivered(sent.message_id, cost)
        if not isinstance(sent, InDoubt):  # one in doubt may have been billed
            await self._paying.give_back(bill)
        return await self._unsent(sent, letter)

    async def _authorised(
        self, call: Callable[[str], Awaitable[Sent | Kept]], letter: Letter
    ) -> Sent | Kept | RefusedForNow | ChannelDown:
        """With the token of the moment; with the next one when that is refused."""
        try:
            token = await self._tokens.access(letter.now)
            answer = await call(token)
            if isinstance(answer, Refused) and meaning_of(answer.api, answer.code).act is Act.REAUTHORISE:
                answer = await call(await self._tokens.instead_of(token, letter.now))
        except NoConsent:
            return ChannelDown("no_consent")
        except Busy as busy:
            return RefusedForNow(busy.seconds, "token_busy")
        return answer

    async def _unsent(
        self, answer: Sent | Kept | RefusedForNow | ChannelDown, letter: Letter
    ) -> Outcome | Shut:
        match answer:
            case Refused():
                return await self._refusals.judge(answer, letter.standing, letter.now)
            case NotSent() | InDoubt() | RefusedForNow() | ChannelDown():
                return answer
            case _:
                return InDoubt("strange_answer")


def _is_news(reply: Reply) -> bool:
    return reply.notice is not None and reply.notice.kind == NEWS_KIND
