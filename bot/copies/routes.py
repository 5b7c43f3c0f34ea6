"""One page with one button: whoever only looks at an address, as chats do for a preview, does not use it up."""

import logging
from contextlib import aclosing
from pathlib import Path

from aiohttp import web

from bot.web.caller import is_same_site
from bot.web.templates import open_templates
from handlers.rights.exporting import ZIP, Exports
from handlers.rights.words import COPY_PATH

log = logging.getLogger(__name__)

_TEMPLATES = Path(__file__).parent / "templates"
_PRIVATE = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}


class CopyPages:
    """Serves COPY_PATH. The token stands in no log: whatever breaks here is told without its path."""

    def __init__(self, exports: Exports, public_url: str) -> None:
        self._exports = exports
        self._public_url = public_url
        self._page = open_templates(_TEMPLATES).get_template("copy.html")

    def routes(self) -> list[web.RouteDef]:
        path = COPY_PATH + "{token:[A-Za-z0-9_-]{20,100}}"
        return [web.get(path, self.look), web.post(path, self.fetch)]

    async def look(self, request: web.Request) -> web.Response:
        return self._told(await self._exports.is_waiting(request.match_info["token"]))

    async def fetch(self, request: web.Request) -> web.StreamResponse:
        if not is_same_site(request, self._public_url):
            raise web.HTTPForbidden
        found = await self._exports.fetch(request.match_info["token"])
        if found is None:
            return self._told(is_there=False)
        name, chunks = found
        headers = {**_PRIVATE, "Content-Type": ZIP, "Content-Disposition": f'attachment; filename="{name}"'}
        response = web.StreamResponse(headers=headers)
        await response.prepare(request)
        try:
            async with aclosing(chunks):
                async for chunk in chunks:
                    await response.write(chunk)
        except OSError:  # the person went away
            raise
        except Exception:
            log.exception("copy_failed")
            raise web.HTTPInternalServerError from None
        await response.write_eof()
        return response

    def _told(self, is_there: bool) -> web.Response:
        text = self._page.render(is_there=is_there)
        status = 200 if is_there else 404
        return web.Response(text=text, content_type="text/html", status=status, headers=_PRIVATE)
