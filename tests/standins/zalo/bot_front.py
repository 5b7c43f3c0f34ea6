"""The Bot Platform over HTTP: the token in the address, JSON in and out."""

import json

from aiohttp import web

from .answering import Answer, Answering, json_answer
from .bot_account import BotAccount, BotRefusal, Json
from .bot_methods import BotMethods
from .request_log import RequestLog


class BotFront:
    """Answers under the base of the Bot Platform."""

    def __init__(self, bot: BotAccount, answering: Answering, log: RequestLog) -> None:
        self._bot = bot
        self._answering = answering
        self._log = log
        self._methods = BotMethods(bot, answering.closing)

    def routes(self, base: str) -> list[web.RouteDef]:
        """One address for every method."""
        return [web.route("*", f"{base}/bot{{token:[^/]+}}/{{method}}", self.method)]

    async def method(self, request: web.Request) -> web.StreamResponse:
        """One call of a method."""
        name = request.match_info["method"]
        params = await _params(request)
        shown = params if params is not None else {}
        call = self._log.add(name, shown, str(shown.get("chat_id", "")), self._bot.now())

        async def run() -> Answer:
            try:
                if request.match_info["token"] != self._bot.token:
                    raise BotRefusal(401, "Unauthorized")
                run_method = self._methods.table.get(name)
                if run_method is None:
                    raise BotRefusal(404, "Not Found")
                if request.method != "POST" or params is None:
                    raise BotRefusal(400, "the body must be a JSON object sent with POST")
                result = await run_method(params)
            except BotRefusal as refusal:
                return self._refused(refusal.code, refusal.description)
            return json_answer({"ok": True, "result": result})

        return await self._answering.give(request, call, run, self._refused)

    def _refused(self, code: int, description: str) -> Answer:
        body: Json = {"ok": False, "error_code": code, "description": description}
        return json_answer(body, code, code if self._bot.http_errors else 200)


async def _params(request: web.Request) -> Json | None:
    raw = await request.read()
    if not raw:
        return {}
    try:
        value = json.loads(raw)
    except ValueError:
        return None
    return value if isinstance(value, dict) and request.content_type == "application/json" else None
