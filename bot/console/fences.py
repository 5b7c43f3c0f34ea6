"""What a request must show before anything is done: that one of our own pages sent it."""

import hmac
from ipaddress import IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from aiohttp import web

from bot.console.cookies import form_token

TOKEN_FIELD = "form"  # noqa: S105 - the name of a field
_FORM_TYPE = "application/x-www-form-urlencoded"
_LONGEST_FORM_BYTES = 16 * 1024  # a megabyte of "&" would take half a second to take apart
_OWN_SITE = ("same-origin", "none")
_ONE_HOME_BITS = 64  # of an IPv6 address: the rest is free for one customer to choose


async def read_form(request: web.Request) -> dict[str, str]:
    """The fields of a posted form; none when it is no form, or longer than any of ours."""
    length = request.content_length  # browsers tell it with every form
    if request.content_type != _FORM_TYPE or length is None or length > _LONGEST_FORM_BYTES:
        return {}
    try:
        posted = await request.post()
    except (ValueError, LookupError):  # bytes that are no text, a charset that does not exist
        return {}
    return {name: value for name, value in posted.items() if isinstance(value, str)}


def is_ours(request: web.Request, form: dict[str, str], cookie: str, public_url: str) -> bool:
    """The form's token fits the cookie, and the browser does not name another site as the sender."""
    given = form.get(TOKEN_FIELD, "")
    fits = hmac.compare_digest(given.encode("utf-8", "replace"), form_token(cookie).encode())
    return bool(cookie) and fits and _is_same_site(request, public_url)


def _is_same_site(request: web.Request, public_url: str) -> bool:
    """A browser that says nothing is old: then the token alone must do."""
    if request.headers.get("Sec-Fetch-Site", "none") not in _OWN_SITE:
        return False
    origin = request.headers.get("Origin")
    if origin is None:
        return True
    return urlsplit(origin).netloc in (request.host, urlsplit(public_url).netloc) and origin != "null"


def network(request: web.Request) -> str:
    """Where a guess comes from; behind a reverse proxy on this machine, the address that the proxy names."""
    peer = request.remote or ""
    forwarded = request.headers.get("X-Forwarded-For", "")
    named = forwarded.rpartition(",")[2].strip() if peer in ("127.0.0.1", "::1") and forwarded else peer
    try:
        address = ip_address(named)
    except ValueError:
        return named
    if not isinstance(address, IPv6Address):
        return named
    return str(address.ipv4_mapped or ip_network((address, _ONE_HOME_BITS), strict=False))
