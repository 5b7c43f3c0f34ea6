"""The two pages around the same chat: one with an introduction, one alone, for other sites to embed."""

from dataclasses import dataclass
from pathlib import Path

from bot.web.files import FixedPage
from bot.web.templates import open_templates

_TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class Pages:
    landing: FixedPage
    chat: FixedPage


def render_pages() -> Pages:
    """Renders both; a mistake in a template stops the start."""
    environment = open_templates(_TEMPLATES)

    def page(template: str) -> FixedPage:
        return FixedPage(environment.get_template(template).render())

    return Pages(landing=page("landing.html"), chat=page("chat.html"))
