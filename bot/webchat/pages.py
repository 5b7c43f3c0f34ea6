"""The two pages around the same chat: one with an introduction, one alone, for other sites to embed."""

from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.web.files import FixedPage

_TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class Pages:
    landing: FixedPage
    chat: FixedPage


def render_pages() -> Pages:
    """Renders both; a mistake in a template stops the start."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )

    def page(template: str) -> FixedPage:
        return FixedPage(environment.get_template(template).render())

    return Pages(landing=page("landing.html"), chat=page("chat.html"))
