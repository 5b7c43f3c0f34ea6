"""Alive, and ready: each part asked and named."""

from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

Check = Callable[[], Awaitable[str]]


class Health:
    """`checks` name a part and say "ok" or what is wrong; "off" counts as well."""

    def __init__(self, checks: Mapping[str, Check]) -> None:
        self._checks = checks

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/healthz", self.alive), web.get("/readyz", self.ready)]

    async def alive(self, _request: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    async def ready(self, _request: web.Request) -> web.Response:
        parts = {name: await _answer(check) for name, check in self._checks.items()}
        is_ready = all(answer in ("ok", "off") for answer in parts.values())
        return web.json_response(
            {"status": "ok" if is_ready else "not ready", "parts": parts}, status=200 if is_ready else 503
        )


async def _answer(check: Check) -> str:
    try:
        return await check()
    except Exception as error:  # noqa: BLE001 - a failing part is the answer, not an error of the page
        return f"failed: {type(error).__name__}"
