"""Files that the bot made for a visitor, as answers that a browser saves and never shows."""

from pathlib import PurePath
from urllib.parse import quote

from aiohttp import web

from handlers.channels import Attached

_FENCES = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def as_download(attached: Attached) -> web.Response:
    headers = {"Content-Disposition": _disposition(attached.name), "Content-Type": attached.mime}
    return web.Response(body=attached.data, headers={**_FENCES, **headers})


def _disposition(name: str) -> str:
    """The name as RFC 5987 has it, and a plain one for browsers that cannot read that."""
    suffix = PurePath(name).suffix
    plain = f"file{suffix}" if suffix[1:].isascii() and suffix[1:].isalnum() else "file"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='', errors='replace')}"
