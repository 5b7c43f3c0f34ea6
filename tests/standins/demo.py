"""Every channel on this machine without any account: the service, and stand-ins that show a page for each person."""

import argparse
import asyncio
import os
import signal
import socket
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from bot.app import open_database
from bot.clock import SystemClock
from bot.zalo_oa.webhook import PATH
from storage.migrate import migrate
from tests.standins.telegram import TelegramStandIn
from tests.standins.zalo import Identity, ZaloStandIn
from tests.support.houses import make_settings
from tests.support.source import ROOT
from tests.support.zalo import grant, zalo_settings

_INHERITED = ("PATH", "HOME", "LANG", "SYSTEMROOT", "VIRTUAL_ENV")
_READY_SECONDS = 180.0
_STOP_SECONDS = 30.0


class NotStarted(Exception):
    """The service ended, or did not answer in time."""


@dataclass(frozen=True, slots=True)
class Demo:
    """What runs; `process` is the service, `said` what it printed when it was ready."""

    url: str
    telegram: TelegramStandIn
    zalo: ZaloStandIn
    process: asyncio.subprocess.Process
    log: Path
    said: tuple[str, ...]

    def lines(self) -> list[str]:
        """What a newcomer needs."""
        accounts = [line for line in self.said if "mật khẩu" in line]
        return [
            f"Trang chat:            {self.url}/",
            f"Zalo OA (người dân):   {self.zalo.root_url}/standin/?face=oa",
            f"Zalo Bot (người dân):  {self.zalo.root_url}/standin/?face=bot",
            f"Telegram (người dân):  {self.telegram.root_url}/standin/",
            f"Cán bộ:                {self.url}/console",
            *(accounts or ["Tài khoản cán bộ: như lần chạy trước"]),
            f"Nhật ký:               {self.log}",
            "Dừng tất cả bằng Ctrl-C.",
        ]


@asynccontextmanager
async def running_demo(
    data_dir: Path, port: int = 0, telegram_port: int = 0, zalo_port: int = 0
) -> AsyncIterator[Demo]:
    """The stand-ins in this process and the service in another, until the block ends. Raises NotStarted, OSError."""
    port = _free_port(port)  # taken already: somebody else would answer in the place of the service
    url = f"http://127.0.0.1:{port}"
    first_number = int(time.time())  # with kept data, no message may look like one of an earlier run
    identity = Identity(redirect_uri=f"{url}/console/zalo/callback")
    telegram = TelegramStandIn(port=telegram_port)
    telegram.bot().queue.number_from(first_number % 2**30)
    zalo = ZaloStandIn(identity=identity, port=zalo_port, first_number=first_number)
    async with AsyncExitStack() as opened:
        await opened.enter_async_context(telegram)
        await opened.enter_async_context(zalo)
        await _put_tokens_in(data_dir, zalo)
        log = data_dir / "demo.log"
        process = await _start(data_dir, log, _environment(data_dir, port, telegram, zalo))
        opened.push_async_callback(_stop, process)
        said = await _ready(process, url, log)
        zalo.hook_to(f"{url}{PATH}")
        yield Demo(url, telegram, zalo, process, log, said)


async def _put_tokens_in(data_dir: Path, zalo: ZaloStandIn) -> None:
    """As a consent would; the page of the console can do it again by hand."""
    async with open_database(make_settings("", data_dir, secret_key="")) as database:
        await migrate(database.url)
        await grant(database, zalo, SystemClock().now())


def _environment(data_dir: Path, port: int, telegram: TelegramStandIn, zalo: ZaloStandIn) -> dict[str, str]:
    """Nothing of a real installation: neither its environment nor, by the working folder, its `.env`."""
    inherited = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    account = {name.upper(): str(value) for name, value in zalo_settings(zalo).items()}
    return {
        **inherited,
        **account,
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        "DATA_DIR": str(data_dir),
        "PORT": str(port),
        "TELEGRAM_TOKEN": telegram.token,
        "TELEGRAM_API_URL": telegram.root_url,
        "ZALO_BOT_TOKEN": zalo.bot.token,
        "ZALO_BOT_API_URL": zalo.bot_url,
    }


async def _start(data_dir: Path, log: Path, environment: Mapping[str, str]) -> asyncio.subprocess.Process:
    with log.open("ab") as errors:
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run"),
            cwd=data_dir,
            env=environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=errors,
            start_new_session=True,  # Ctrl-C comes to this process alone, which stops everything in order
        )


async def _ready(process: asyncio.subprocess.Process, url: str, log: Path) -> tuple[str, ...]:
    """What it printed until it said how to stop it, once it also answers."""
    said: list[str] = []
    try:
        async with asyncio.timeout(_READY_SECONDS):
            assert process.stdout is not None
            async for line in process.stdout:
                said.append(line.decode().strip())
                if "Ctrl-C" in said[-1]:
                    break
            async with aiohttp.ClientSession() as http:
                while process.returncode is None:
                    with suppress(aiohttp.ClientError):
                        async with http.get(f"{url}/healthz"):
                            return tuple(said)
                    await asyncio.sleep(0.05)  # asking again is the only way to know
    except TimeoutError:
        raise NotStarted(f"no answer in {_READY_SECONDS:.0f} s, see {log}") from None
    raise NotStarted((await asyncio.to_thread(log.read_text, "utf-8"))[-2000:])


async def _stop(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        with suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(process.wait(), _STOP_SECONDS)
        except TimeoutError:
            process.kill()
            await process.wait()


def _free_port(wanted: int) -> int:
    """This one, or any when it is 0. Raises OSError when it is taken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # one that was left a moment ago is free
        probe.bind(("127.0.0.1", wanted))
        return int(probe.getsockname()[1])


async def show(given: argparse.Namespace, data_dir: Path) -> int:
    """Until Ctrl-C, or until the service ends by itself."""
    told = asyncio.Event()
    for wish in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(wish, told.set)
    starting = running_demo(data_dir, given.port, given.telegram_port, given.zalo_port)
    work = asyncio.create_task(_show(starting))
    wish = asyncio.create_task(told.wait())
    await asyncio.wait({work, wish}, return_when=asyncio.FIRST_COMPLETED)
    if not work.done():
        work.cancel()  # also in the middle of starting
    try:
        return await work
    except asyncio.CancelledError:
        return 0
    except NotStarted as error:
        print(f"Chưa chạy được: {error}", file=sys.stderr)
    except OSError as error:
        print(f"Chưa chạy được: {error.strerror}", file=sys.stderr)
        print("Cổng đang bận thì đổi: --port, --telegram-port, --zalo-port.", file=sys.stderr)
    finally:
        wish.cancel()
    return 1


async def _show(starting: AbstractAsyncContextManager[Demo]) -> int:
    async with starting as demo:
        print("\n".join(demo.lines()), flush=True)
        code = await demo.process.wait()
        print(f"Bot đã tự dừng ({code}), xem {demo.log}", file=sys.stderr)
        return code or 1


def main() -> None:
    """Read the command line and show."""
    parser = argparse.ArgumentParser(prog="python -m tests.standins.demo", description="every channel, here")
    parser.add_argument("--port", type=int, default=8080, help="of the service; 0 takes a free one")
    parser.add_argument("--telegram-port", type=int, default=9101)
    parser.add_argument("--zalo-port", type=int, default=9102)
    parser.add_argument("--keep", default="", help="a folder for the data that is not thrown away")
    given = parser.parse_args()
    if given.keep:
        sys.exit(asyncio.run(show(given, Path(given.keep).absolute())))
    with tempfile.TemporaryDirectory(prefix="kc-demo-") as folder:
        code = asyncio.run(show(given, Path(folder) / "data"))
    sys.exit(code)


if __name__ == "__main__":
    main()
