"""The Bot API over HTTP: addresses, bodies in, JSON out, scripted faults in between."""

import asyncio
import json
from typing import Any

from aiohttp import web

from .core import Core
from .errors import ApiError
from .faults import Fault
from .params import UPLOAD_LIMIT, Params, read_params
from .request_log import RequestRecord
from .state import BotAccount, StoredFile

# multipart bodies are larger than the file in them
BODY_LIMIT = UPLOAD_LIMIT + 1024 * 1024


class Front:
    """Answers calls and downloads; `closing` sends home whoever still hangs."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self.closing = asyncio.Event()

    def routes(self) -> list[web.RouteDef]:
        """Both roots of the Bot API."""
        return [
            web.route("*", "/bot{token:[^/]+}/{method}", self.method),
            web.get("/file/bot{token:[^/]+}/{path:.+}", self.download),
        ]

    async def method(self, request: web.Request) -> web.StreamResponse:
        """One call of a method."""
        name = request.match_info["method"]
        try:
            bot = self._core.find_bot(request.match_info["token"])
            params = await read_params(request)
        except ApiError as error:
            return _answer(error.status, error.as_json())
        record = self._core.log.add(bot.user.id, name, params, self._core.clock())
        fault = self._core.faults.take(name.lower(), params.integer("chat_id"))
        if fault is None:
            return await self._run(bot, name, params, record)
        return await self._run_badly(fault, request, bot, name, params, record)

    async def download(self, request: web.Request) -> web.StreamResponse:
        """The bytes of a file whose link is open."""
        try:
            bot = self._core.find_bot(request.match_info["token"])
            fault = self._core.faults.take("file", 0)
            if fault is not None and fault.error is not None:
                raise fault.error
            file = bot.linked(request.match_info["path"])
            if file is None:
                raise ApiError(404, "Not Found")
        except ApiError as error:
            return _answer(error.status, error.as_json())
        if fault is not None:
            return await self._download_badly(fault, request, file)
        return _content(file)

    async def _download_badly(
        self, fault: Fault, request: web.Request, file: StoredFile
    ) -> web.StreamResponse:
        match fault.kind:
            case "slow":
                await self._pause(fault.seconds)
                return _content(file)
            case "redirect":
                return _redirect(fault.location)
            case "cut" if fault.delivered:
                answer = web.StreamResponse(headers={"Content-Length": str(len(file.content))})
                await answer.prepare(request)
                await answer.write(file.content[: len(file.content) // 2])
        await self._stay_silent(fault, request)
        return web.Response(status=500)  # goes nowhere, the connection is gone

    async def _run(
        self, bot: BotAccount, name: str, params: Params, record: RequestRecord
    ) -> web.StreamResponse:
        try:
            result = await self._core.call(bot, name, params)
        except ApiError as error:
            record.status = error.status
            return _answer(error.status, error.as_json())
        record.status = 200
        return _answer(200, {"ok": True, "result": result})

    async def _run_badly(
        self,
        fault: Fault,
        request: web.Request,
        bot: BotAccount,
        name: str,
        params: Params,
        record: RequestRecord,
    ) -> web.StreamResponse:
        if fault.kind == "slow":
            await self._pause(fault.seconds)
            return await self._run(bot, name, params, record)
        if fault.kind == "redirect":
            record.status = 302
            return _redirect(fault.location)
        if fault.delivered:
            await self._run(bot, name, params, record)
        if fault.error is not None:
            record.status = fault.error.status
            return _answer(fault.error.status, fault.error.as_json())
        record.status = 0
        await self._stay_silent(fault, request)
        return web.Response(status=500)  # goes nowhere, the connection is gone

    async def _stay_silent(self, fault: Fault, request: web.Request) -> None:
        if fault.kind == "hang":
            await self._pause(fault.seconds)
        if fault.kind in {"hang", "cut"} and request.transport is not None:
            request.transport.abort()

    async def _pause(self, seconds: float | None) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self.closing.wait()
        except TimeoutError:
            pass


def _content(file: StoredFile) -> web.Response:
    # kinds of files are not told by the platform's file server
    return web.Response(body=file.content, content_type="application/octet-stream")


def _redirect(location: str) -> web.Response:
    return web.Response(status=302, headers={"Location": location})


def _answer(status: int, body: dict[str, Any]) -> web.Response:
    return web.Response(
        status=status, body=json.dumps(body, ensure_ascii=False).encode(), content_type="application/json"
    )
