"""How a call is answered: as it went, or as a scripted fault has it."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from .faults import Fault, Faults
from .request_log import Call

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back over the wire; `code` is what the log keeps (0 when all is well)."""

    body: bytes
    code: int = 0
    status: int = 200
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)

    def response(self) -> web.Response:
        """As aiohttp sends it."""
        return web.Response(
            status=self.status, body=self.body, content_type=self.content_type, headers=dict(self.headers)
        )


def json_answer(
    body: Json, code: int = 0, status: int = 200, headers: Mapping[str, str] | None = None
) -> Answer:
    """A JSON body as the platform writes it: letters as they are."""
    return Answer(json.dumps(body, ensure_ascii=False).encode(), code, status, headers=headers or {})


Run = Callable[[], Awaitable[Answer]]
Refuse = Callable[[int, str], Answer]


class Answering:
    """Runs calls through the scripted faults; `closing` sends home whoever still hangs."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults
        self.closing = asyncio.Event()

    async def give(self, request: web.Request, call: Call, run: Run, refuse: Refuse) -> web.StreamResponse:
        """Run the call and answer it; `refuse` puts a scripted code into the shape of its face."""
        fault = self._faults.take(call.call, call.user_id)
        if fault is not None and fault.kind == "slow":
            await self._pause(fault.seconds)
            fault = None
        if fault is None:
            return self._told(call, await run())
        true_answer = await run() if fault.delivered else None
        match fault.kind:
            case "code":
                return self._told(call, refuse(fault.code, fault.text))
            case "answer":
                kind = "application/json" if fault.text.startswith("{") else "text/html"
                return self._told(call, Answer(fault.text.encode(), fault.code, fault.status, kind))
            case "redirect":
                return self._told(call, Answer(b"", 0, 302, headers={"Location": fault.text}))
        call.status = 0
        return await self._no_answer(request, fault, true_answer)

    async def _no_answer(
        self, request: web.Request, fault: Fault, true_answer: Answer | None
    ) -> web.StreamResponse:
        if fault.kind == "hang":
            await self._pause(fault.seconds)
        if fault.is_middle and true_answer is not None:
            size = {"Content-Length": str(len(true_answer.body)), "Content-Type": true_answer.content_type}
            half = web.StreamResponse(status=true_answer.status, headers=size)
            await half.prepare(request)
            await half.write(true_answer.body[: len(true_answer.body) // 2])
        if request.transport is not None:
            if fault.is_middle:
                request.transport.close()  # after what is written, unlike abort
            else:
                request.transport.abort()
        return web.Response(status=500)  # goes nowhere, the connection is gone

    async def _pause(self, seconds: float | None) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self.closing.wait()
        except TimeoutError:
            pass

    @staticmethod
    def _told(call: Call, answer: Answer) -> web.Response:
        call.code, call.status = answer.code, answer.status
        return answer.response()
