"""OAuth over HTTP: the consent page and the token endpoint."""

from collections.abc import Mapping
from datetime import timedelta
from html import escape

from aiohttp import web

from .answering import Answer, Answering, Json, json_answer
from .clock import Now
from .oauth import ACCESS_LIFE, OAuth, OAuthRefusal
from .request_log import RequestLog

_PAGE = """<!doctype html><html lang="vi"><meta charset="utf-8"><title>Cấp quyền (thử)</title>
<h1>Cấp quyền cho ứng dụng</h1><p>Official Account: {name}</p>
<form method="post" action="?{query}"><button>Allow</button></form></html>"""
_REFUSED = """<!doctype html><html lang="vi"><meta charset="utf-8"><title>Lỗi</title>
<p>error_code: {number}</p><p>{reason}</p></html>"""


class OAuthFront:
    """Answers under the base of oauth."""

    def __init__(self, oauth: OAuth, answering: Answering, log: RequestLog, now: Now, oa_name: str) -> None:
        self._oauth = oauth
        self._answering = answering
        self._log = log
        self._now = now
        self._oa_name = oa_name

    def routes(self, base: str) -> list[web.RouteDef]:
        """Both addresses."""
        return [
            web.get(f"{base}/v4/oa/permission", self.permission),
            web.post(f"{base}/v4/oa/permission", self.permission),
            web.post(f"{base}/v4/oa/access_token", self.access_token),
        ]

    async def permission(self, request: web.Request) -> web.StreamResponse:
        """The consent page; its button posts to the same address and leads to the callback."""
        query = dict(request.query)
        call = self._log.add("permission", query, "", self._now())

        async def run() -> Answer:
            names = ("app_id", "redirect_uri", "code_challenge")
            app_id, redirect_uri, challenge = (query.get(name, "") for name in names)
            try:
                if request.method == "POST":
                    location = self._oauth.allow(app_id, redirect_uri, challenge, query.get("state", ""))
                    return Answer(b"", status=302, headers={"Location": location})
                self._oauth.check_consent(app_id, redirect_uri, challenge)
            except OAuthRefusal as refusal:
                page = _REFUSED.format(number=refusal.number, reason=escape(refusal.reason))
                return Answer(page.encode(), refusal.number, content_type="text/html")
            page = _PAGE.format(name=escape(self._oa_name), query=escape(request.query_string))
            return Answer(page.encode(), content_type="text/html")

        return await self._answering.give(request, call, run, self._refused)

    async def access_token(self, request: web.Request) -> web.StreamResponse:
        """A code or a refresh token against a new pair."""
        form = await _form(request)
        self._oauth.arrived(form)
        call = self._log.add("access_token", dict(form), "", self._now())

        async def run() -> Answer:
            try:
                if request.content_type != "application/x-www-form-urlencoded":
                    raise OAuthRefusal("invalid_request", "the body is no form")
                tokens = self._oauth.exchange(request.headers.get("secret_key"), form)
            except OAuthRefusal as refusal:
                return self._refused(refusal.number, refusal.reason, refusal.name)
            lifetime = str(ACCESS_LIFE // timedelta(seconds=1))
            return json_answer(
                {"access_token": tokens.access, "refresh_token": tokens.refresh, "expires_in": lifetime}
            )

        return await self._answering.give(request, call, run, self._refused)

    def _refused(self, number: int, reason: str, name: str = "invalid_grant") -> Answer:
        """No shape is documented, so each that was seen or feared can be had."""
        match self._oauth.error_shape:
            case "short":
                return json_answer({"error": number, "message": name}, number)
            case "rfc":
                return json_answer({"error": name, "error_description": reason}, number, 400)
        body: Json = {"error": number, "error_name": name, "error_reason": reason}
        return json_answer(body | {"error_description": reason}, number)


async def _form(request: web.Request) -> Mapping[str, str]:
    return {name: str(value) for name, value in (await request.post()).items()}
