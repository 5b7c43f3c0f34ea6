"""A member of staff at a browser, by HTTP alone."""

import re
from dataclasses import dataclass, field
from http.cookies import Morsel

from aiohttp import web
from aiohttp.test_utils import TestClient

from bot.app import House
from bot.parts import console
from bot.web.server import build_app

SESSION = "kc_staff"
_TOKEN = re.compile(r'name="form" value="([0-9a-f]*)"')


def console_app(house: House) -> web.Application:
    return build_app(console(house).routes(), house.say)


@dataclass(frozen=True, slots=True)
class Page:
    status: int
    text: str
    headers: dict[str, str]
    cookies: dict[str, "Morsel[str]"] = field(default_factory=dict)

    @property
    def token(self) -> str:
        found = _TOKEN.search(self.text)
        return found.group(1) if found else ""


class Desk:
    """Keeps cookies like a browser. Each request comes from `network`, as a proxy on this machine tells it."""

    def __init__(
        self, client: "TestClient[web.Request, web.Application]", network: str = "192.0.2.1"
    ) -> None:
        self.client = client
        self.network = network

    async def opens(self, path: str = "/console", **headers: str) -> Page:
        return await self._asks("GET", path, None, headers)

    async def sends(self, path: str, fields: dict[str, str], **headers: str) -> Page:
        return await self._asks("POST", path, fields, headers)

    async def signs_in(self, name: str, password: str) -> Page:
        """Opens the form and sends it; the page that comes back, redirects not followed."""
        token = (await self.opens()).token
        return await self.sends("/console/sign-in", {"form": token, "name": name, "password": password})

    async def signs_out(self) -> Page:
        return await self.sends("/console/sign-out", {"form": (await self.opens()).token})

    async def is_in(self) -> bool:
        return "Hôm nay" in (await self.opens()).text

    def cookie(self, name: str = SESSION) -> str:
        found = [cookie.value for cookie in self.client.session.cookie_jar if cookie.key == name]
        return found[0] if found else ""

    def plant(self, value: str, name: str = SESSION) -> None:
        self.client.session.cookie_jar.update_cookies({name: value}, self.client.make_url("/"))

    async def _asks(
        self, method: str, path: str, fields: dict[str, str] | None, headers: dict[str, str]
    ) -> Page:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        all_headers = {"X-Forwarded-For": self.network, **named}
        async with self.client.request(
            method, path, data=fields, headers=all_headers, allow_redirects=False
        ) as answer:
            return Page(answer.status, await answer.text(), dict(answer.headers), dict(answer.cookies))
