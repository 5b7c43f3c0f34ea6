"""Steers a stand-in in another process: people's deeds, faults, and what was sent, as JSON over HTTP."""

import base64
import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, Protocol

from aiohttp import web

from .account import Json, OfficialAccount, Param, Template
from .bot_person import BotPerson
from .faults import Faults
from .oauth import OAuth
from .person import Person
from .replies import Reader, Reply, StoredFile
from .request_log import RequestLog

PAGE = Path(__file__).with_name("page.html")


class Steered(Protocol):
    """What can be steered."""

    faults: Faults
    log: RequestLog
    oauth: OAuth
    oa: OfficialAccount

    def person(self, name: str = ..., id: str | None = ..., phone: str | None = ...) -> Person: ...
    def bot_person(self, name: str = ..., id: str | None = ...) -> BotPerson: ...
    def staff_says(self, person: Person, text: str, admin_id: str = ...) -> Reply: ...
    def hook_to(self, url: str) -> None: ...


Deed = Callable[[Any, Json], Awaitable[Any]]


async def _photo(person: Any, body: Json) -> Any:
    if "content" not in body:
        return await person.send_photo(caption=str(body.get("caption", "")))
    return await person.send_photo(base64.b64decode(body["content"]), str(body.get("caption", "")))


async def _file(person: Any, body: Json) -> Any:
    if "content" not in body:
        return await person.send_file()
    return await person.send_file(base64.b64decode(body["content"]), str(body.get("name_of_file", "don.pdf")))


async def _info(person: Person, body: Json) -> Any:
    return await person.share_info(
        str(body.get("full_name", "")), str(body.get("phone", "")), bool(body.get("old"))
    )


DEEDS: dict[str, Deed] = {
    "say": lambda person, body: person.say(str(body["text"]), **_quote(body)),
    "press": lambda person, body: person.press(str(body["button"])),
    "photo": _photo,
    "file": _file,
    "info": _info,
    "location": lambda person, body: person.send_location(),
    "sticker": lambda person, body: person.send_sticker(),
    "audio": lambda person, body: person.send_audio(),
    "voice": lambda person, body: person.send_voice(),
    "follow": lambda person, body: person.follow(),
    "unfollow": lambda person, body: person.unfollow(),
    "block": lambda person, body: person.block(),
    "unblock": lambda person, body: person.unblock(),
    "see": lambda person, body: person.see(),
}


class Control:
    """The routes under /control/ and the page under /standin/."""

    def __init__(self, standin: Steered) -> None:
        self._standin = standin
        self._said: dict[tuple[str, str], list[Json]] = {}

    def routes(self) -> list[web.RouteDef]:
        """All of them; a deed is `POST /control/<deed>` with `{"face": "oa"|"bot", "name": …}`."""
        return [
            web.get("/standin/", self.page),
            web.get("/control/chat", self.chat),
            web.get("/control/requests", self.requests),
            web.post("/control/tokens", self.tokens),
            web.post("/control/hook", self.hook),
            web.post("/control/staff", self.staff),
            web.post("/control/settings", self.settings),
            web.post("/control/template", self.template),
            web.post("/control/fail", self.fail),
            web.post("/control/{deed}", self.deed),
        ]

    async def page(self, request: web.Request) -> web.StreamResponse:
        """The page to chat by hand."""
        del request
        return web.Response(body=PAGE.read_bytes(), content_type="text/html", charset="utf-8")

    async def deed(self, request: web.Request) -> web.StreamResponse:
        """One deed of the named person."""
        deed = DEEDS.get(request.match_info["deed"])
        if deed is None:
            return _json({"error": f"deeds are {sorted(DEEDS)}"}, 404)
        try:
            body = await request.json()
            person = self._person(body)
            result = await deed(person, body)
        except (LookupError, ValueError, TypeError, PermissionError, AttributeError) as error:
            return _json({"error": f"{type(error).__name__}: {error}"}, 400)
        if result is not None:
            said = {"at": len(person.replies), "body": result}
            self._said.setdefault((str(body.get("face", "oa")), person.id), []).append(said)
        return _json({"ok": True, "result": result})

    async def chat(self, request: web.Request) -> web.StreamResponse:
        """One talk as its person sees it."""
        person = self._person(dict(request.query))
        said = self._said.get((request.query.get("face", "oa"), person.id), [])
        replies = [_reply_json(reply) for reply in person.replies]
        return _json({"id": person.id, "said": said, "replies": replies})

    async def requests(self, request: web.Request) -> web.StreamResponse:
        """Every call so far, of one name with ?call=."""
        name = request.query.get("call")
        calls = self._standin.log.of(name) if name else self._standin.log.calls
        return _json([call.as_json() for call in calls])

    async def tokens(self, request: web.Request) -> web.StreamResponse:
        """A fresh pair without the consent page."""
        del request
        return _json(asdict(self._standin.oauth.issue()))

    async def hook(self, request: web.Request) -> web.StreamResponse:
        """Deliver hooks of the OA to `{"url"}`."""
        self._standin.hook_to(str((await request.json())["url"]))
        return _json({"ok": True})

    async def staff(self, request: web.Request) -> web.StreamResponse:
        """A human writes to the named person: `{"name", "text"}`."""
        body = await request.json()
        person = self._standin.person(str(body.get("name", "Sáu")), body.get("id"))
        return _json(_reply_json(self._standin.staff_says(person, str(body["text"]))))

    async def settings(self, request: web.Request) -> web.StreamResponse:
        """Change plain attributes of the OA, such as `{"button_refusal": 0}`."""
        for name, value in (await request.json()).items():
            if name.startswith("_") or not isinstance(getattr(self._standin.oa, name, {}), int | None):
                return _json({"error": f"no setting {name}"}, 400)
            setattr(self._standin.oa, name, value)
        return _json({"ok": True})

    async def template(self, request: web.Request) -> web.StreamResponse:
        """One more template: `{"id", "tag", "status", "by_uid", "params": {name: {"max_length", "is_required"}}}`."""
        body = await request.json()
        params = {name: Param(**told) for name, told in body.pop("params", {}).items()}
        self._standin.oa.add_template(Template(**body, params=params))
        return _json({"ok": True})

    async def fail(self, request: web.Request) -> web.StreamResponse:
        """Script faults: `{"kind": fail|answer|cut|hang|slow|redirect, "call", …}`; `{"clear": true}` forgets all."""
        body = await request.json()
        if body.pop("clear", False):
            self._standin.faults.clear()
            return _json({"ok": True})
        faults = self._standin.faults
        scripts: dict[str, Callable[..., None]] = {
            "fail": faults.fail_next,
            "answer": faults.answer_next,
            "cut": faults.cut_next,
            "hang": faults.hang_next,
            "slow": faults.slow_next,
            "redirect": faults.redirect_next,
        }
        try:
            scripts[body.pop("kind", "fail")](**body)
        except (TypeError, KeyError) as error:
            return _json({"error": str(error)}, 400)
        return _json({"ok": True})

    def _person(self, body: Json) -> Any:
        name, id = str(body.get("name", "Sáu")), body.get("id")
        person: Reader = (
            self._standin.bot_person(name, id)
            if body.get("face") == "bot"
            else self._standin.person(name, id)
        )
        return person


def _quote(body: Json) -> Json:
    return {"quote": str(body["quote"])} if body.get("quote") else {}


def _reply_json(reply: Reply) -> Json:
    def shown(file: StoredFile) -> Json:
        kind = "image/png" if file.content.startswith(b"\x89PNG") else "image/jpeg"
        data = f"data:{kind};base64,{base64.b64encode(file.content).decode()}"
        return {"name": file.name, "size": len(file.content), "url": file.url or data}

    return {
        "message_id": reply.message_id,
        "text": reply.text,
        "cost": reply.cost,
        "at": reply.sent_at.isoformat(),
        "buttons": [asdict(button) for button in reply.buttons],
        "images": [shown(file) for file in reply.images],
        "files": [shown(file) for file in reply.files],
        "quoted": reply.quoted,
        "asks_info": reply.asks_info,
        "template": list(reply.template) if reply.template else None,
        "admin_id": reply.admin_id,
    }


def _json(body: object, status: int = 200) -> web.Response:
    return web.Response(
        status=status, body=json.dumps(body, ensure_ascii=False).encode(), content_type="application/json"
    )
