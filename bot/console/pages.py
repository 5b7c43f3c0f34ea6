"""Renders the templates; every value is escaped."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from aiohttp import web

from bot.console.menu import menu
from bot.web.templates import open_templates
from handlers.desk.sessions import Member

_TEMPLATES = Path(__file__).parent / "templates"
_HEADERS = {
    "Cache-Control": "no-store",  # nothing stays behind on a shared office computer
    # With the server's usual "no-referrer" a browser would send our own forms with `Origin: null`.
    "Referrer-Policy": "same-origin",
}

Render = Callable[..., web.Response]


def make_render(zone: ZoneInfo) -> Render:
    """`render(template, status=200, **values)`; moments are shown in `zone`."""
    environment = open_templates(_TEMPLATES)

    def local(moment: datetime) -> datetime:
        return moment.astimezone(zone)

    environment.filters.update(local=local, dotted=_dotted)

    def render(template: str, status: int = 200, **values: object) -> web.Response:
        member = values.get("member")
        if isinstance(member, Member):
            values["menu"] = menu(member.role, template)
        text = environment.get_template(template).render(**values)
        return web.Response(text=text, status=status, content_type="text/html", headers=_HEADERS)

    return render


def _dotted(number: int) -> str:
    return f"{number:,}".replace(",", ".")
