"""The six headings: what staff wrote, or the sentences that they may begin with, the figures filled in."""

from collections.abc import Mapping

from handlers.reports.figures import Figures
from handlers.reports.model import Written
from handlers.reports.showing import rounded_to, told_number
from knowledge.reports.model import Heading, HeadingWords
from knowledge.templates import Template

LONGEST_TEXT = 3000  # of one heading
_SHARE_DECIMALS = 1
_BESIDE = ("_plan", "_since", "_share", "_last")
_JOINTS = " ,;."  # that a part in brackets begins with, when what it was to follow is not known


async def written(figures: Figures, texts: Mapping[str, str]) -> tuple[Written, ...]:
    """All six in their order. An empty text of staff stays empty."""
    found = []
    for heading in Heading:
        words = figures.book.headings[heading]
        if heading.value in texts:
            found.append(Written(heading, words.title, texts[heading.value]))
        else:
            found.append(Written(heading, words.title, await _proposal(words, figures), True))
    return tuple(found)


async def _proposal(words: HeadingWords, figures: Figures) -> str:
    """Sentences whose figures are known; what is not known is not written about."""
    lines = [await _said(line, figures) for line in words.lines]
    return "\n".join(f"{line[0].upper()}{line[1:]}." for line in lines if line)


async def _said(line: Template, figures: Figures) -> str:
    values: dict[str, str] = {}
    for name in line.names:
        told = await _value(name, figures)
        if told is not None:
            values[name] = told
    return line(**values).strip(_JOINTS)


async def _value(name: str, figures: Figures) -> str | None:
    beside = next((each for each in _BESIDE if name.endswith(each) and _is_beside(name, each, figures)), "")
    line = await figures.line(name.removesuffix(beside))
    decimals = _SHARE_DECIMALS if beside == "_share" else line.indicator.decimals
    value = {
        "": line.in_period.value,
        "_plan": line.plan.value,
        "_since": line.since_january.value,
        "_share": line.share,
        "_last": line.last.value,
    }[beside]
    return None if value is None else told_number(rounded_to(value, decimals))


def _is_beside(name: str, beside: str, figures: Figures) -> bool:
    """An indicator may itself be called so: then it is meant."""
    return name not in figures.book.indicators and name.removesuffix(beside) in figures.book.indicators
