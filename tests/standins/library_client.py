"""The ordinary python-telegram-bot client, pointed at a stand-in."""

import telegram
from telegram.request import HTTPXRequest


def library_client(root_url: str, token: str) -> telegram.Bot:
    """A client to be used with `async with`; loopback has no TLS, so loading certificates is left out."""
    plain = {"verify": False, "trust_env": False}
    return telegram.Bot(
        token,
        base_url=f"{root_url}/bot",
        base_file_url=f"{root_url}/file/bot",
        request=HTTPXRequest(httpx_kwargs=plain),
        get_updates_request=HTTPXRequest(httpx_kwargs=plain),
    )
