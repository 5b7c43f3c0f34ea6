"""Telegram HTML, built only from our own spans: everything else is escaped."""

from html import escape

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from handlers.markup import Style, spans
from handlers.messages import Button

_TAGS = {Style.BOLD: ("<b>", "</b>"), Style.ITALIC: ("<i>", "</i>"), Style.PLAIN: ("", "")}
_LABEL_UNITS = 60  # longer labels are cut by phones anyway; the numbered line says all of it


def to_html(text: str) -> str:
    return "".join(f"{_TAGS[span.style][0]}{escape(span.text)}{_TAGS[span.style][1]}" for span in spans(text))


def keyboard(buttons: tuple[Button, ...]) -> InlineKeyboardMarkup | None:
    """One button a row, numbered as in the text."""
    rows = [
        [InlineKeyboardButton(_label(number, button.label), callback_data=button.payload)]
        for number, button in enumerate(buttons, start=1)
    ]
    return InlineKeyboardMarkup(rows) if rows else None


def _label(number: int, label: str) -> str:
    shown = label if len(label) <= _LABEL_UNITS else f"{label[: _LABEL_UNITS - 1]}…"
    return f"{number}. {shown}"
