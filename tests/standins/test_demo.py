"""The demo starts everything, each channel answers as its page asks, and one signal ends it all."""

import asyncio
import re
import signal
import socket
import sys
import time
from pathlib import Path
from typing import Any

import aiohttp

from tests.support.source import ROOT
from tests.support.visitors import Visitor

QUESTION = "mua máy được hỗ trợ bao nhiêu tiền"
ANSWER = "Thông tư 28/2018/TT-BTC"
_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")


async def test_a_newcomer_asks_on_every_channel_and_one_signal_stops_everything(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.standins.demo", "--keep", str(tmp_path / "data")),
        *("--port", "0", "--telegram-port", "0", "--zalo-port", "0"),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        told = await _told(process)
        assert any("mật khẩu" in line for line in told)
        page, zalo, _, telegram, console = _ADDRESS.findall("\n".join(told))
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
            visitor = Visitor(page, http)
            await visitor.arrives()
            await visitor.hears(QUESTION, ANSWER)
            async with http.get(f"{console}/console") as answer:
                assert answer.status == 200
            await _asks(http, zalo, {"face": "oa", "name": "Sáu"}, "replies")
            await _asks(http, zalo, {"face": "bot", "name": "Sáu"}, "replies")
            await _asks(http, telegram, {"chat": 42}, "messages")
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGINT)
        code = await asyncio.wait_for(process.wait(), 60)
    assert code == 0
    async with aiohttp.ClientSession() as http:
        for url in (page, zalo, telegram):
            try:
                await http.get(url)
            except aiohttp.ClientConnectorError:
                continue
            raise AssertionError(f"{url} still answers")


async def test_a_taken_port_is_told_and_nothing_starts(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.standins.demo", "--keep", str(tmp_path / "data")),
            *("--port", str(taken.getsockname()[1]), "--telegram-port", "0", "--zalo-port", "0"),
            cwd=ROOT,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        said, complaint = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 1
    assert said == b""
    assert "--port" in complaint.decode()
    assert not (tmp_path / "data").exists()


async def _told(process: asyncio.subprocess.Process) -> list[str]:
    assert process.stdout is not None
    lines: list[str] = []
    async with asyncio.timeout(180):
        async for line in process.stdout:
            lines.append(line.decode())
            if "Ctrl-C" in lines[-1]:
                return lines
    raise AssertionError(lines)


async def _asks(http: aiohttp.ClientSession, url: str, who: dict[str, Any], where: str) -> None:
    """By the same addresses as the page of the stand-in."""
    async with http.get(f"{url}/standin/") as page:
        assert page.status == 200
    async with http.post(f"{url}/control/say", json={**who, "text": QUESTION}) as said:
        assert said.status == 200, await said.text()
    until = time.monotonic() + 60
    talk = ""
    while time.monotonic() < until:
        async with http.get(f"{url}/control/chat", params=who) as answer:
            messages = (await answer.json())[where]
        talk = "\n".join(str(message.get("text", "")) for message in messages)
        if ANSWER in talk:
            return
        await asyncio.sleep(0.2)  # as often as the page looks
    raise AssertionError(f"{who} read only {talk!r}")
