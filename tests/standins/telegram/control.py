"""Steers a stand-in in another process: people's deeds, faults, and what was sent, as JSON over HTTP."""

import base64
import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from aiohttp import web

from .core import Core
from .person import Person
from .state import Chat, Json, SentMessage, User

PAGE = Path(__file__).with_name("page.html")

Deed = Callable[[Person, Json], Awaitable[Any]]


async def _say(person: Person, body: Json) -> Any:
    return await person.say(str(body["text"]))


async def _press(person: Person, body: Json) -> Any:
    if "data" in body:
        return {
            "query": person.press_unseen(str(body["data"]), body.get("message_id"), bool(body.get("old")))
        }
    return {"query": await person.press(str(body["button"]), body.get("message_id"), bool(body.get("old")))}


async def _contact(person: Person, body: Json) -> Any:
    owner = User(int(body["owner"]), str(body.get("owner_name", "Người quen"))) if body.get("owner") else None
    return await person.share_contact(str(body.get("phone", "+84912345678")), owner)


async def _location(person: Person, body: Json) -> Any:
    return await person.share_location(
        float(body.get("latitude", 20.2506)), float(body.get("longitude", 105.9745))
    )


async def _photo(person: Person, body: Json) -> Any:
    if "content" not in body:
        return await person.send_photo(caption=body.get("caption"))
    return await person.send_photo(base64.b64decode(body["content"]), body.get("caption"))


async def _document(person: Person, body: Json) -> Any:
    content = base64.b64decode(body.get("content", ""))
    return await person.send_document(
        content, str(body.get("name", "don.pdf")), body.get("caption"), body.get("size")
    )


async def _sticker(person: Person, body: Json) -> Any:
    return await person.sticker(str(body.get("emoji", "👍")))


async def _voice(person: Person, body: Json) -> Any:
    return await person.voice(int(body.get("seconds", 3)))


async def _edit(person: Person, body: Json) -> Any:
    return await person.edit(int(body["message_id"]), str(body["text"]))


async def _block(person: Person, body: Json) -> Any:
    del body
    await person.block()


async def _unblock(person: Person, body: Json) -> Any:
    del body
    await person.unblock()


async def _inject(person: Person, body: Json) -> Any:
    return {"update_id": person.inject(str(body["kind"]), body.get("content", {}))}


DEEDS: dict[str, Deed] = {
    "say": _say,
    "press": _press,
    "contact": _contact,
    "location": _location,
    "photo": _photo,
    "document": _document,
    "sticker": _sticker,
    "voice": _voice,
    "edit": _edit,
    "block": _block,
    "unblock": _unblock,
    "inject": _inject,
}


class Control:
    """The routes under /control/ and the page under /standin/."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def routes(self) -> list[web.RouteDef]:
        """All of them; a deed is `POST /control/<deed>` with `{"chat": id, ...}`."""
        return [
            web.get("/standin/", self.page),
            web.get("/control/sent", self.sent),
            web.get("/control/counts", self.counts),
            web.get("/control/requests", self.requests),
            web.get("/control/chat", self.chat),
            web.get("/control/state", self.state),
            web.post("/control/fail", self.fail),
            web.post("/control/people", self.people),
            web.post("/control/rates", self.rates),
            web.post("/control/webhook", self.webhook),
            web.post("/control/{deed}", self.deed),
        ]

    async def page(self, request: web.Request) -> web.StreamResponse:
        """The page to chat by hand."""
        del request
        return web.Response(body=PAGE.read_bytes(), content_type="text/html", charset="utf-8")

    async def deed(self, request: web.Request) -> web.StreamResponse:
        """One deed of the person whose private chat is named."""
        deed = DEEDS.get(request.match_info["deed"])
        if deed is None:
            return _json({"error": f"deeds are {sorted(DEEDS)}"}, 404)
        try:
            body = await request.json()
            person = self._core.person(
                int(body["chat"]), str(body.get("first_name", "Sáu")), bot=body.get("bot")
            )
            return _json({"ok": True, "result": await deed(person, body)})
        except (LookupError, ValueError, TypeError, PermissionError) as error:
            return _json({"error": f"{type(error).__name__}: {error}"}, 400)

    async def sent(self, request: web.Request) -> web.StreamResponse:
        """Delivered messages of the first bot, of one chat with ?chat=, later ones with ?after=<message_id>."""
        chat, after = request.query.get("chat"), int(request.query.get("after", 0))
        chosen = [
            message
            for message in self._core.sent
            if message.message_id > after and chat in {None, str(message.chat_id)}
        ]
        return _json([_sent_json(message) for message in chosen])

    async def counts(self, request: web.Request) -> web.StreamResponse:
        """For each chat how many messages were delivered, and when (seconds since 1970)."""
        del request
        times = {
            str(chat.id): [sent.sent_at for sent in chat.sent] for chat in self._core.bot().chats.values()
        }
        return _json({chat: {"count": len(at), "times": at} for chat, at in times.items() if at})

    async def requests(self, request: web.Request) -> web.StreamResponse:
        """Every call so far, of one method with ?method=."""
        method = request.query.get("method")
        records = self._core.log.of(method) if method else self._core.requests
        return _json([record.as_json() for record in records])

    async def chat(self, request: web.Request) -> web.StreamResponse:
        """A private chat as its person sees it; `{"version"}` alone when ?version= is still true."""
        bot = self._core.bot(request.query.get("bot"))
        # looking must not open a chat: the bot may not write before the person did
        chat = bot.chats.get(int(request.query["chat"])) or Chat(0, "private", {})
        if request.query.get("version") == str(chat.version):
            return _json({"version": chat.version})
        answers = [
            answer
            for callback in bot.callbacks.values()
            if callback.chat_id == chat.id
            for answer in callback.answers
        ]
        return _json(
            {
                "version": chat.version,
                "bot": bot.user.id,
                "messages": list(chat.messages.values()),
                "keyboard": [[asdict(key) for key in row] for row in chat.keyboard],
                "answers": answers,
                "is_blocked": chat.refusal is not None,
            }
        )

    async def state(self, request: web.Request) -> web.StreamResponse:
        """Waiting updates, webhook and deliveries to it, refusals by rate."""
        bot = self._core.bot(request.query.get("bot"))
        return _json(
            {
                "pending": len(bot.queue),
                "allowed_updates": list(bot.queue.allowed),
                "webhook": bot.webhook.url if bot.webhook else "",
                "attempts": [asdict(attempt) for attempt in bot.tricks.attempts],
                "rates": {"is_on": self._core.rates.is_on, "refused": self._core.rates.refused},
            }
        )

    async def fail(self, request: web.Request) -> web.StreamResponse:
        """Script faults: `{"method", "kind": answer|cut|hang|slow|redirect, "status", "parameters", "delivered",
        "seconds", "chat_id", "times", "share"}`; `{"clear": true}` forgets what is left.
        """
        body = await request.json()
        if body.pop("clear", False):
            self._core.faults.clear()
            return _json({"ok": True})
        kind = body.pop("kind", "answer")
        scripts: dict[str, Callable[..., None]] = {
            "answer": self._core.fail_next,
            "cut": self._core.cut_next,
            "hang": self._core.hang_next,
            "slow": self._core.slow_next,
            "redirect": self._core.redirect_next,
        }
        try:
            scripts[kind](**body)
        except (TypeError, KeyError) as error:
            return _json({"error": str(error)}, 400)
        return _json({"ok": True})

    async def people(self, request: web.Request) -> web.StreamResponse:
        """Many people who have written before: `{"first": id, "count": n}`; every n-th blocked with "block_every"."""
        body = await request.json()
        first, count, block_every = int(body["first"]), int(body["count"]), int(body.get("block_every", 0))
        for number in range(count):
            person = self._core.person(
                first + number, f"Người {number + 1}", has_started=True, bot=body.get("bot")
            )
            if block_every and number % block_every == block_every - 1:
                person.chat.refusal = "bot was blocked by the user"
        return _json({"ok": True})

    async def rates(self, request: web.Request) -> web.StreamResponse:
        """Switch the speed limits: `{"on": true}`."""
        self._core.rates.is_on = bool((await request.json())["on"])
        return _json({"ok": True})

    async def webhook(self, request: web.Request) -> web.StreamResponse:
        """Troubles of the webhook: `{"duplicate": n, "reorder": n}`."""
        body = await request.json()
        self._core.duplicate_next(int(body.get("duplicate", 0)), body.get("bot"))
        if body.get("reorder"):
            self._core.reorder_next(int(body["reorder"]), body.get("bot"))
        return _json({"ok": True})


def _sent_json(message: SentMessage) -> Json:
    file = message.file
    return {
        "chat": message.chat_id,
        "message_id": message.message_id,
        "text": message.text,
        "parse_mode": message.parse_mode,
        "buttons": [[asdict(button) for button in row] for row in message.rows],
        "file": {"name": file.name, "size": file.size} if file else None,
        "at": message.sent_at,
        "edits": message.edits,
    }


def _json(body: object, status: int = 200) -> web.Response:
    return web.Response(
        status=status, body=json.dumps(body, ensure_ascii=False).encode(), content_type="application/json"
    )
