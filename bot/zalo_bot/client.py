"""The Bot Platform's calls. The token stands in every address, so no error, log or repr may hold one."""

from typing import Any, Self

import aiohttp

from bot.web.raw import json_object, read_up_to

_CONNECT_SECONDS = 10.0
_READ_SECONDS = 20.0
_POLL_MARGIN_SECONDS = 10.0  # beyond what a long poll was told to wait
_MOST_ANSWER_BYTES = 1024 * 1024
_UNAUTHORIZED, _NOTHING_NEW = 401, 408
_TOO_MANY = 429


class ZaloBotError(Exception):
    """A call that brought no result. Its text is a word of ours, never the platform's."""


class NotReached(ZaloBotError):
    """The request never left this machine, so repeating it cannot double anything."""


class NoAnswer(ZaloBotError):
    """The request may have arrived; nobody said."""


class Refused(ZaloBotError):
    """The platform said no. `code` is its own, or the HTTP status when it names none."""

    def __init__(self, code: int) -> None:
        super().__init__(f"refused_{code}")
        self.code = code

    @property
    def is_of_token(self) -> bool:
        return self.code == _UNAUTHORIZED

    @property
    def is_of_quota(self) -> bool:
        return self.code == _TOO_MANY


class ZaloBotClient:
    """Open for calls while its `async with` block lasts. Every call raises NotReached, NoAnswer or Refused."""

    def __init__(self, token: str, api_url: str, connections: int = 32) -> None:
        self._base = f"{api_url.rstrip('/')}/bot{token}/"
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=self._connections), cookie_jar=aiohttp.DummyCookieJar()
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def name(self) -> str:
        """What the bot is called."""
        return _text(await self._call("getMe"), "account_name")

    async def send(self, chat_id: str, text: str) -> str:
        """The id of the message that was delivered."""
        return _text(await self._call("sendMessage", chat_id=chat_id, text=text), "message_id")

    async def events(self, wait_seconds: int) -> list[dict[str, Any]]:
        """The next event, or none. It is gone from the platform with this answer."""
        # As a text: the platform's own table says so, and programs that run send it so.
        fields = {"timeout": str(wait_seconds)}
        try:
            result = await self._call("getUpdates", wait_seconds + _POLL_MARGIN_SECONDS, **fields)
        except Refused as error:
            if error.code != _NOTHING_NEW:
                raise
            return []
        events = result if isinstance(result, list) else [result]
        return [event for event in events if event and isinstance(event, dict)]

    async def receive_by_webhook(self, url: str, secret: str) -> None:
        await self._call("setWebhook", url=url, secret_token=secret)

    async def receive_by_polling(self) -> None:
        """Ends the webhook: while there is one, nothing can be polled."""
        await self._call("deleteWebhook")

    async def _call(self, method: str, read_seconds: float = _READ_SECONDS, **fields: str) -> Any:
        if self._session is None:
            raise RuntimeError("the client is not open")
        wait = aiohttp.ClientTimeout(sock_connect=_CONNECT_SECONDS, sock_read=read_seconds)
        try:
            async with self._session.post(
                self._base + method, json=fields, timeout=wait, allow_redirects=False
            ) as answer:
                body = await read_up_to(answer, _MOST_ANSWER_BYTES)
                if body is None:
                    raise NoAnswer("too_long")
                return _result(answer.status, body)
        # From nothing: the text of the cause may name the address.
        except (aiohttp.ConnectionTimeoutError, aiohttp.ClientConnectorError, aiohttp.InvalidURL) as error:
            raise NotReached(type(error).__name__) from None
        except TimeoutError:
            raise NoAnswer("timeout") from None
        except (aiohttp.ClientError, OSError) as error:
            raise NoAnswer(type(error).__name__) from None


def _result(status: int, body: bytes) -> Any:
    """What a call brought. A refusal may come under HTTP 200, and anything from whoever stands in between."""
    told = json_object(body)
    if told is None:
        raise NoAnswer("unreadable") if status == 200 else Refused(status)
    if told.get("ok") is True:
        return told.get("result")
    code = str(told.get("error_code", ""))
    raise Refused(int(code) if code.isascii() and code.isdecimal() and len(code) < 10 else status)


def _text(result: Any, field: str) -> str:
    return str(result.get(field, "")) if isinstance(result, dict) else ""
