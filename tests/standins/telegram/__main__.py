"""Runs the stand-in as a process of its own until it is told to stop."""

import argparse
import asyncio
import signal

from .server import DEFAULT_TOKEN, TelegramStandIn


async def serve(host: str, port: int, tokens: list[str], with_rates: bool) -> None:
    """Listen until SIGINT or SIGTERM."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    api = TelegramStandIn(tokens[0], host, port)
    for token in tokens[1:]:
        api.add_bot(token)
    api.rates.is_on = with_rates
    async with api:
        print(f"Bot API  {api.base_url}")
        print(f"files    {api.base_file_url}")
        print(f"token    {' '.join(tokens)}")
        print(f"chat     {api.root_url}/standin/", flush=True)
        await stop.wait()


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.standins.telegram", description="Telegram stand-in"
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=9101, help="0 takes a free one")
    parser.add_argument("--token", action="append", help=f"may be given again; default {DEFAULT_TOKEN}")
    parser.add_argument("--rates", action="store_true", help="refuse what is too fast with 429")
    given = parser.parse_args()
    asyncio.run(serve(given.host, given.port, given.token or [DEFAULT_TOKEN], given.rates))


if __name__ == "__main__":
    main()
