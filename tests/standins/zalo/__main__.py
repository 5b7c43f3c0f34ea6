"""Runs the stand-in as a process of its own until it is told to stop."""

import argparse
import asyncio
import signal

from .account import Identity
from .server import ZaloStandIn


async def serve(given: argparse.Namespace) -> None:
    """Listen until SIGINT or SIGTERM."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for wish in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(wish, stop.set)
    identity = Identity(redirect_uri=given.callback) if given.callback else Identity()
    api = ZaloStandIn(identity=identity, host=given.host, port=given.port)
    api.oa.button_refusal = 0 if given.buttons else api.oa.button_refusal
    api.hook_to(given.hook)
    tokens = api.oauth.issue()
    async with api:
        print(f"chat         {api.root_url}/standin/")
        for name in ("oauth_url", "openapi_url", "business_url", "bot_url"):
            print(f"{name:<12} {getattr(api, name)}")
        for name in ("app_id", "app_secret", "oa_id", "oa_secret", "redirect_uri"):
            print(f"{name:<12} {getattr(api.identity, name)}")
        print(f"bot_token    {api.bot.token}")
        print(f"access       {tokens.access}")
        print(f"refresh      {tokens.refresh}", flush=True)
        await stop.wait()


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(prog="python -m tests.standins.zalo", description="Zalo stand-in")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=9102, help="0 takes a free one")
    parser.add_argument("--hook", default="", help="address of the OA's webhook")
    parser.add_argument("--callback", default="", help="callback address of the consent page")
    parser.add_argument("--buttons", action="store_true", help="accept buttons on message/cs")
    asyncio.run(serve(parser.parse_args()))


if __name__ == "__main__":
    main()
