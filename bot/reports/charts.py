"""Draws a chart as a picture: lying bars with their labels and values, readable in print without colour."""

from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from PIL.ImageFont import FreeTypeFont

from bot.papers.text import one_line
from handlers.reports.model import Bar, Chart
from handlers.reports.showing import told_number

# DejaVu Sans with the letters of Vietnamese: the library's own face has none of them, and a server may have no font.
_FACE = Path(__file__).parent / "fonts" / "DejaVuSans-vi.ttf"
_WIDTH, _MARGIN = 1400, 24
_LABELS, _VALUES = 430, 190  # pixels for the names on the left and the numbers on the right
_BAR, _GAP, _HEAD = 30, 20, 100
_LONGEST_LABEL = 80
_INK, _SOFT, _PAPER = (42, 35, 23), (98, 86, 63), (255, 255, 255)
_COLOURS = ((29, 77, 51), (214, 160, 60))  # dark and light: told apart in grey too


def draw(chart: Chart) -> bytes:
    """A PNG. Bars of what is not known are left out, and say nothing."""
    series = len(chart.series)
    height = _HEAD + len(chart.bars) * (series * _BAR + _GAP) + _MARGIN
    image = Image.new("RGB", (_WIDTH, height), _PAPER)
    pen = ImageDraw.Draw(image)
    title = f"{one_line(chart.title)} ({one_line(chart.unit)})"
    pen.text((_MARGIN, 16), _fitting(title, _font(30), _WIDTH - 2 * _MARGIN), _INK, _font(30))
    if series > 1:
        _legend(pen, chart.series)
    largest = max(
        (value for bar in chart.bars for value in bar.values if value is not None), default=Decimal(0)
    )
    for at, bar in enumerate(chart.bars):
        _bar(pen, bar, _HEAD + at * (series * _BAR + _GAP), largest)
    out = BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _legend(pen: ImageDraw.ImageDraw, series: Sequence[str]) -> None:
    left = _MARGIN
    for name, colour in zip(series, _COLOURS, strict=False):
        pen.rectangle((left, 64, left + 22, 86), fill=colour)
        pen.text((left + 32, 62), one_line(name), _SOFT, _font(22))
        left += 62 + int(_font(22).getlength(one_line(name)))


def _bar(pen: ImageDraw.ImageDraw, bar: Bar, top: int, largest: Decimal) -> None:
    label = _fitting(one_line(bar.label)[:_LONGEST_LABEL], _font(22), _LABELS - _MARGIN)
    middle = top + len(bar.values) * _BAR // 2
    pen.text((_LABELS - 12, middle), label, _INK, _font(22), anchor="rm")
    room = _WIDTH - _LABELS - _VALUES
    for value, colour in zip(bar.values, _COLOURS, strict=False):
        if value is not None:
            long = int(room * value / largest) if largest > 0 else 0
            pen.rectangle((_LABELS, top + 2, _LABELS + max(long, 2), top + _BAR - 3), fill=colour)
            told = told_number(value.normalize() if value % 1 else value.to_integral_value())
            pen.text((_LABELS + max(long, 2) + 10, top + _BAR // 2), told, _INK, _font(20), anchor="lm")
        top += _BAR


def _fitting(text: str, font: FreeTypeFont, width: int) -> str:
    if font.getlength(text) <= width:
        return text
    while text and font.getlength(f"{text}…") > width:
        text = text[:-1]
    return f"{text.rstrip()}…"


@cache
def _font(size: int) -> FreeTypeFont:
    return ImageFont.truetype(_FACE, size)
