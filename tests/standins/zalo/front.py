"""The OA API over HTTP: two hosts, headers checked, HTTP 200 whatever happens."""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from typing import Any

from aiohttp import web

from .account import Json, OfficialAccount
from .answering import Answer, Answering, json_answer
from .buttons import ButtonsRefused
from .calls import Sends
from .codes import Api, Refusal, code_of
from .given import Given, Upload, read_json
from .oauth import OAuth
from .people_calls import Asks
from .rates import Rates
from .request_log import RequestLog
from .uploads import Uploads

BODY_LIMIT = 12 * 1024 * 1024

Run = Callable[[Given], Any]
Route = tuple[str, Run]


class Front:
    """Answers under the bases of openapi and business.openapi."""

    def __init__(
        self,
        oa: OfficialAccount,
        oauth: OAuth,
        answering: Answering,
        log: RequestLog,
        sends: Sends,
        asks: Asks,
        uploads: Uploads,
    ) -> None:
        self._oa = oa
        self._oauth = oauth
        self._answering = answering
        self._log = log
        self._rates = Rates(oa)
        self._routes = _routes(sends, asks, uploads)

    def routes(self, openapi: str, business: str) -> list[web.RouteDef]:
        """Both hosts; an address that none of them knows is a refusal, too."""
        return [
            web.route("*", f"{openapi}/{{path:.*}}", self.openapi),
            web.route("*", f"{business}/{{path:.*}}", self.business),
        ]

    async def openapi(self, request: web.Request) -> web.StreamResponse:
        """A call to openapi.zalo.me."""
        path = f"{request.method} /{request.match_info['path']}"
        return await self._call(request, path)

    async def business(self, request: web.Request) -> web.StreamResponse:
        """A call to business.openapi.zalo.me."""
        path = f"{request.method} business /{request.match_info['path']}"
        return await self._call(request, path)

    async def _call(self, request: web.Request, path: str) -> web.StreamResponse:
        name, run = self._routes.get(path, (path, _not_registered))
        api: Api = "template_phone" if name == "template_by_phone" else "oa"
        if name == "template" and self._oa.speaks_template_codes:
            api = "template_uid"
        given, fault = await _read(request)
        sent = (
            {"file": given.upload.name, "size": len(given.upload.content)} if given.upload else given.fields
        )
        call = self._log.add(name, sent, _person(given.fields), self._oa.now())

        async def answer() -> Answer:
            try:
                self._rates.spend()
                self._check(request.headers)
                if fault is not None:
                    raise fault
                body = {"data": run(given), "error": 0, "message": "Success"}
            except Refusal as refusal:
                return self._refused(*code_of(api, refusal))
            except ButtonsRefused as refusal:
                return self._refused(refusal.code, "Message type is not supported")
            return json_answer(body, headers=self._rates.headers())

        return await self._answering.give(request, call, answer, self._refused)

    def _refused(self, code: int, message: str) -> Answer:
        return json_answer({"error": code, "message": message}, code, headers=self._rates.headers())

    def _check(self, headers: Mapping[str, str]) -> None:
        token = headers.get("access_token", "")
        self._oauth.check_access(token)
        proof = hmac.new(self._oa.identity.app_secret.encode(), token.encode(), hashlib.sha256).hexdigest()
        if self._oa.needs_proof and not hmac.compare_digest(
            headers.get("appsecret_proof", "").encode(), proof.encode()
        ):
            raise Refusal("proof")
        for is_well, reason in (
            (not self._oa.is_deleted, "oa_deleted"),
            (self._oa.is_verified, "not_verified"),
            (self._oa.has_package, "package"),
            (self._oa.granted, "not_granted"),
        ):
            if not is_well:
                raise Refusal(reason)


def _routes(sends: Sends, asks: Asks, uploads: Uploads) -> dict[str, Route]:
    return {
        "POST /v3.0/oa/message/cs": ("cs", sends.cs),
        "POST /v3.0/oa/message/template": ("template", sends.template),
        "POST business /message/template": ("template_by_phone", sends.template_by_phone),
        "POST /v2.0/oa/message": ("message", sends.message),
        "POST /v2.0/oa/upload/image": ("upload/image", lambda given: uploads.take("image", given)),
        "POST /v2.0/oa/upload/gif": ("upload/gif", lambda given: uploads.take("gif", given)),
        "POST /v2.0/oa/upload/file": ("upload/file", lambda given: uploads.take("file", given)),
        "GET /v3.0/oa/user/detail": ("user/detail", asks.user_detail),
        "GET /v3.0/oa/user/getlist": ("user/getlist", asks.user_list),
        "POST /v3.0/oa/updatefollowerinfo": ("updatefollowerinfo", asks.update_info),
        "GET /v2.0/oa/tag/gettagsofoa": ("tag/gettagsofoa", asks.all_tags),
        "POST /v2.0/oa/tag/tagfollower": ("tag/tagfollower", asks.tag),
        "POST /v2.0/oa/tag/rmfollowerfromtag": ("tag/rmfollowerfromtag", asks.untag),
        "POST /v2.0/oa/tag/rmtag": ("tag/rmtag", asks.remove_tag),
        "POST /v3.0/oa/quota/message": ("quota/message", asks.quota),
        "GET /v2.0/oa/getoa": ("getoa", asks.oa_itself),
        "GET /v2.0/oa/listrecentchat": ("listrecentchat", asks.recent),
        "GET /v2.0/oa/conversation": ("conversation", asks.conversation),
    }


def _not_registered(given: Given) -> Json:
    """Stopped addresses (message/transaction, message/promotion) and those that never were."""
    del given
    raise Refusal("not_registered")


async def _read(request: web.Request) -> tuple[Given, Refusal | None]:
    """What a call brought; what cannot be read is refused only after the token was looked at."""
    try:
        if request.method == "GET":
            return Given(read_json(request.query.get("data", "{}"))), None
        if request.content_type == "multipart/form-data":
            return Given({}, await _upload(request)), None
        raw = await request.read()
        if request.content_type != "application/json":
            raise Refusal("parameter", "the body is no JSON")
        return Given(read_json(raw)), None
    except Refusal as refusal:
        return Given({}), refusal


async def _upload(request: web.Request) -> Upload | None:
    value = (await request.post()).get("file")
    if not isinstance(value, web.FileField):
        return None
    with value.file as file:
        return Upload(value.filename, file.read())


def _person(fields: Json) -> str:
    recipient = fields.get("recipient")
    inner = recipient.get("user_id") if isinstance(recipient, dict) else None
    return str(inner or fields.get("user_id") or fields.get("phone") or "")
