"""Says what a province gives: its own level, or that it is not known beside the national ceiling under its name."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from handlers.citations import document_name
from handlers.home import home_name
from handlers.messages import Home
from knowledge.base import KnowledgeBase
from knowledge.levels import LevelChoice
from knowledge.model import Confidence, CoverageState, Entry, Level

_DOCUMENT_KNOWN = (
    CoverageState.TEXT_KNOWN,
    CoverageState.PARTIAL,
)  # states of coverage with a document of today


def province_part(
    entry: Entry, home: Home, knowledge: KnowledgeBase, today: date, is_alone: bool = False
) -> str:
    """The paragraph about the person's own province, for an entry that tells amounts.

    Above the entry's answer it leaves out the ceilings that the answer tells; alone it tells them too.
    """
    say = knowledge.phrase
    area = home.old_area or None
    choices = [knowledge.levels.choose(item, home.province, area, today) for item in entry.levels]
    own = [_own_line(choice.own, knowledge) for choice in choices if choice.own]
    if any(choice.own and choice.own.confidence is not Confidence.TEXT for choice in choices):
        own.append(say("level_from_press"))
    missing = [choice for choice in choices if choice.own is None]
    told_below = set() if is_alone else {basis for each in entry.citations for basis in each.basis}
    lines = [*own, *_missing_lines(missing, home, told_below, knowledge)]
    return "\n".join([say("level_head", place=home_name(home, knowledge)), *lines])


def _own_line(level: Level, knowledge: KnowledgeBase) -> str:
    item = knowledge.levels.items[level.item]
    said = amount(level, knowledge)
    return knowledge.phrase("level_own", item=item, amount=said, source=_source(level, knowledge))


def _missing_lines(
    choices: list[LevelChoice], home: Home, told_below: set[str], knowledge: KnowledgeBase
) -> Iterator[str]:
    """What is not known of the province, then the ceiling that must not be taken for its level.

    Ceilings that the entry itself tells (`told_below`) are only named for what they are.
    """
    if not choices:
        return
    say = knowledge.phrase
    names = "; ".join(knowledge.levels.items[choice.item] for choice in choices)
    yield say("level_missing", items=names)
    for choice in choices:
        item = knowledge.levels.items[choice.item]
        for level in choice.old:
            area = home_name(Home(level.province or home.province, level.old_area or ""), knowledge)
            said = amount(level, knowledge)
            yield say("level_old", item=item, area=area, amount=said, source=_source(level, knowledge))
        if choice.national is not None and choice.national.id not in told_below:
            yield say("level_ceiling", item=item, amount=amount(choice.national, knowledge))
    if any(choice.national is not None for choice in choices):
        yield say("level_ceiling_only")
    coverage = knowledge.levels.coverage(home.province)
    if coverage and coverage.document and coverage.state in _DOCUMENT_KNOWN:
        document = knowledge.document(coverage.document)
        yield say("level_document_known", document=document_name(document, knowledge))
    yield say("level_ask_centre", centre=_centre(home, knowledge))


def _centre(home: Home, knowledge: KnowledgeBase) -> str:
    """The centre by the name that the office has told, if it is the one of this province."""
    name = knowledge.office.get("ten_trung_tam") if knowledge.office.province == home.province else None
    return name or knowledge.phrase("centre_of", place=home_name(Home(home.province), knowledge))


def amount(level: Level, knowledge: KnowledgeBase) -> str:
    """ "30%, tối đa 800.000.000 đồng mỗi mô hình"; only what is known of it."""
    say = knowledge.phrase
    parts = []
    if level.percent is not None:
        low = f"{decimal(level.percent_min)}-" if level.percent_min is not None else ""
        parts.append(say("amount_percent", percent=low + decimal(level.percent)))
    if level.cap_vnd is not None:
        parts.append(say("amount_cap", vnd=dotted(level.cap_vnd)))
    unit = knowledge.levels.units.get(level.unit or "", "")
    return " ".join([", ".join(parts), unit]).strip()


def dotted(vnd: int) -> str:
    """300.000.000"""
    return f"{vnd:,}".replace(",", ".")


def decimal(value: Decimal | float) -> str:
    """12,5"""
    return f"{value:g}".replace(".", ",")


def _source(level: Level, knowledge: KnowledgeBase) -> str:
    say = knowledge.phrase
    if level.document_name:
        name = level.document_name
    elif level.document:
        name = document_name(knowledge.document(level.document), knowledge)
    else:
        return say("level_source_unknown")
    named = f"{name}, {level.article}" if level.article else name
    return say("level_since", name=named, since=f"{level.valid_from:%d/%m/%Y}") if level.valid_from else named
