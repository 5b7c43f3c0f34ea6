"""A member of staff of a running service: an account from the command line, a browser, and a linked chat."""

import asyncio
import re
import sys
from collections.abc import Mapping

import aiohttp

from tests.standins.telegram import Person
from tests.support.source import ROOT

_PASSWORD = re.compile(r"một lần\): (\S+)")
_TOKEN = re.compile(r'name="form" value="([0-9a-f]*)"')
_CODE = re.compile(r"/lienket ([A-Z2-7]{4}-[A-Z2-7]{4})")


async def add_account(environment: Mapping[str, str], name: str, role: str) -> str:
    """The password of a new account, made beside the running service."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "staff", "add", name, "--role", role),
        cwd=ROOT,
        env=dict(environment),
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await process.communicate()
    found = _PASSWORD.search(said.decode())
    assert found is not None, said
    return found[1]


class Officer:
    """Signed in at the console of a running service, and with a chat of their own."""

    def __init__(self, url: str, http: aiohttp.ClientSession, chat: Person) -> None:
        self._url = url
        self._http = http
        self.chat = chat

    async def signs_in(self, name: str, password: str) -> None:
        token = await self._token("/console")
        fields = {"form": token, "name": name, "password": password}
        async with self._http.post(f"{self._url}/console/sign-in", data=fields) as answer:
            assert "Hôm nay" in await answer.text()

    async def links_the_chat(self) -> None:
        token = await self._token("/console/link")
        async with self._http.post(f"{self._url}/console/link", data={"form": token, "do": "code"}) as answer:
            page = await answer.text()
        found = _CODE.search(page)
        assert found is not None, page
        assert "/viec" in await self.writes(f"/lienket {found[1]}")

    async def writes(self, text: str) -> str:
        """What is answered to a line in the chat."""
        await self.chat.say(text)
        return (await self.chat.wait_for_reply()).text

    async def does(self, text: str) -> str:
        """Writes a line that is asked back, and says yes."""
        await self.chat.say(text)
        asked = await self.chat.wait_for_reply()
        assert "Xác nhận?" in asked.text, asked.text
        await self.chat.press(asked.labels[0])
        return (await self.chat.wait_for_reply()).text

    async def downloads(self, path: str) -> bytes:
        async with self._http.get(f"{self._url}{path}") as answer:
            assert answer.status == 200, path
            return await answer.read()

    async def _token(self, path: str) -> str:
        async with self._http.get(f"{self._url}{path}") as answer:
            found = _TOKEN.search(await answer.text())
        assert found is not None, path
        return found[1]
