"""Who sends a request: from which network, and from a page of ours or another site's."""

from ipaddress import IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from aiohttp import web

_OWN_SITE = ("same-origin", "none")
_ONE_HOME_BITS = 64  # of an IPv6 address: the rest is free for one customer to choose
_PROXIES = ("127.0.0.1", "::1")


def network(request: web.Request) -> str:
    """The caller's network; behind a reverse proxy on this machine, the one the proxy names last."""
    peer = request.remote or ""
    forwarded = request.headers.get("X-Forwarded-For", "")
    named = forwarded.rpartition(",")[2].strip() if peer in _PROXIES and forwarded else peer
    try:
        address = ip_address(named)
    except ValueError:
        return named
    if not isinstance(address, IPv6Address):
        return named
    return str(address.ipv4_mapped or ip_network((address, _ONE_HOME_BITS), strict=False))


def is_same_site(request: web.Request, public_url: str) -> bool:
    """False when the browser names another site as the sender. One that says nothing is old."""
    if request.headers.get("Sec-Fetch-Site", "none") not in _OWN_SITE:
        return False
    origin = request.headers.get("Origin")
    if origin is None:
        return True
    return origin != "null" and urlsplit(origin).netloc in (request.host, urlsplit(public_url).netloc)
