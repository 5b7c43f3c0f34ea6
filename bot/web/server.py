"""One aiohttp server for all pages and webhooks: headers, errors, health."""

import logging
from collections.abc import Callable, Iterable

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

log = logging.getLogger(__name__)

_MAX_BODY_BYTES = 1024 * 1024
_CSP = (
    "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors {frames}"
)
_EMBEDDABLE = frozenset({"/chat"})


def build_app(routes: Iterable[web.AbstractRouteDef], say: Callable[[str], str]) -> web.Application:
    app = web.Application(client_max_size=_MAX_BODY_BYTES, middlewares=[_kind_errors(say)])
    app.add_routes(routes)
    app.on_response_prepare.append(_secure)
    return app


def _kind_errors(say: Callable[[str], str]) -> Middleware:
    """A mistake of ours becomes one fixed sentence outside and one traced event inside."""

    def refusal(status: int, phrase: str) -> web.Response:
        return web.json_response({"error": say(phrase)}, status=status)

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except web.HTTPRequestEntityTooLarge:
            return refusal(413, "web_too_big")
        except web.HTTPException as refused:
            if refused.status < 400 or "/api/" not in request.path:
                raise
            return refusal(refused.status, "web_not_here")
        except Exception:
            log.exception("request_failed", extra={"path": request.path, "method": request.method})
            return refusal(500, "web_our_fault")

    return middleware


async def _secure(request: web.Request, response: web.StreamResponse) -> None:
    frames = "*" if request.path in _EMBEDDABLE else "'none'"
    response.headers.setdefault("Content-Security-Policy", _CSP.format(frames=frames))
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "no-referrer")
    response.headers.setdefault("Cache-Control", "no-store" if "/api/" in request.path else "no-cache")
    response.headers["Server"] = "khuyen-cong-bot"
