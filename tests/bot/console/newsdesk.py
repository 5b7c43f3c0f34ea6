"""A member of staff who writes to many, by HTTP alone: forms with files, what pages show, what streams tell."""

import io
import json
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from bot.app import House
from handlers.desk.sessions import Role
from storage.repositories.broadcasts import BroadcastRow
from tests.bot.console.desk import Desk, Page

PATH, NEW = "/console/broadcasts", "/console/broadcasts/new"
TOKEN = "123456789:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc"
BOT = TOKEN.partition(":")[0]
_REVISION = re.compile(r'name="revision" value="(\d+)"')
Fields = Mapping[str, str | Sequence[str]]

WRITTEN: Fields = {
    "title": "Hội chợ",
    "text": "Hội chợ mở **thứ bảy** tại __Pleiku__.",
    "who": "all",
    "b1_opens": "rsvp",
    "b1_label": "Tôi sẽ dự",
    "spread": "0",
    "valid": "48",
}


class NewsDesk:
    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def writes(
        self,
        fields: Fields = WRITTEN,
        path: str = NEW,
        file: tuple[str, bytes] | None = None,
        token: str | None = None,
        **headers: str,
    ) -> Page:
        """What the form of the page sends; the revision is that of the page as it stands now."""
        page = await self.desk.opens(path)
        form = aiohttp.FormData(quote_fields=False, default_to_multipart=True)
        given = {"form": page.token if token is None else token, "revision": revision_on(page), **fields}
        for name, value in given.items():
            for each in (value,) if isinstance(value, str) else value:
                form.add_field(name, each)
        if file is not None:
            form.add_field("file", io.BytesIO(file[1]), filename=file[0])
        return await self.posts(path, form, **headers)

    async def posts(self, path: str, form: aiohttp.FormData, **headers: str) -> Page:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        async with self.desk.client.post(path, data=form, headers=named, allow_redirects=False) as answer:
            return Page(answer.status, await answer.text(), dict(answer.headers))

    async def composes(self, fields: Fields = WRITTEN, file: tuple[str, bytes] | None = None) -> int:
        """The number of a new draft."""
        page = await self.writes(fields, file=file)
        assert page.status == 303, page.text
        return int(re.findall(r"/broadcasts/(\d+)", page.headers["Location"])[0])

    async def sees(self, broadcast_id: int) -> Page:
        return await self.desk.opens(f"{PATH}/{broadcast_id}")

    async def does(self, deed: str, broadcast_id: int, **fields: str) -> Page:
        """Presses a button of its page, as the page stands now."""
        page = await self.sees(broadcast_id)
        given = {"form": page.token, "revision": revision_on(page), "do": deed, **fields}
        return await self.desk.sends(f"{PATH}/{broadcast_id}", given)

    async def counts(self, broadcast_id: int) -> dict[str, Any]:
        async with self.desk.client.get(f"{PATH}/{broadcast_id}/count") as answer:
            assert answer.status == 200
            told: dict[str, Any] = await answer.json()
            return told

    @asynccontextmanager
    async def follows(self, broadcast_id: int) -> AsyncIterator[AsyncIterator[dict[str, Any]]]:
        async with self.desk.client.get(f"{PATH}/{broadcast_id}/events") as answer:
            assert answer.headers["Content-Type"].startswith("text/event-stream")
            yield _events(answer)


async def _events(answer: aiohttp.ClientResponse) -> AsyncIterator[dict[str, Any]]:
    async for line in answer.content:
        if line.startswith(b"data: "):
            yield json.loads(line.removeprefix(b"data: "))


def revision_on(page: Page) -> str:
    found = _REVISION.search(page.text)
    return found.group(1) if found else "0"


async def stored(house: House, broadcast_id: int) -> BroadcastRow:
    async with house.database.reading() as store:
        row = await store.broadcasts.get(broadcast_id)
    assert row is not None
    return row


async def somebody(house: House, role: Role, desk: Desk, name: str = "Chị Lan") -> Desk:
    """The same browser with another member of staff at it."""
    account = await house.desk.staff.add(name, role, house.clock.now())
    desk.client.session.cookie_jar.clear()
    assert (await desk.signs_in(account.name, account.password)).status == 303
    return desk
