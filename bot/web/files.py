"""Files and fixed pages of the web server."""

from hashlib import sha256
from pathlib import Path

from aiohttp import ETag, web

_SHARED = Path(__file__).parent / "static"
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


class Files:
    """The files of one folder, by `{name}`. The map is fixed at the start: no request can name any other file."""

    def __init__(self, folder: Path) -> None:
        self._files = {
            path.name: (path, f"{_TYPES[path.suffix]}; charset=utf-8")
            for path in folder.iterdir()
            if path.suffix in _TYPES
        }

    async def serve(self, request: web.Request) -> web.StreamResponse:
        found = self._files.get(request.match_info["name"])
        if found is None:
            raise web.HTTPNotFound
        path, content_type = found
        return web.FileResponse(path, headers={"Content-Type": content_type})


class FixedPage:
    """A page that is the same for everybody until the next start; a browser that has it gets it no second time."""

    def __init__(self, html: str) -> None:
        self._html = html
        self._etag = sha256(html.encode()).hexdigest()

    async def serve(self, request: web.Request) -> web.StreamResponse:
        known = {tag.value for tag in request.if_none_match or ()}
        if self._etag in known:
            response = web.Response(status=304)
        else:
            response = web.Response(text=self._html, content_type="text/html")
        response.etag = ETag(self._etag)
        return response


def shared_files() -> web.RouteDef:
    """What the pages of every part link to."""
    return web.get("/static/{name}", Files(_SHARED).serve)
