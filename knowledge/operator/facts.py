"""The office's own facts, ready to be put into answers."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Self

from knowledge.loader import CONTENT_DIR
from knowledge.model import Confidence, Level, LevelStatus, OperatorAnswer, Scheme, Use
from knowledge.operator.file import read_file
from knowledge.operator.model import (
    CraftVillage,
    Officer,
    OperatorFile,
    OperatorLevel,
    PaperTemplate,
    SimpleFacts,
    YearDate,
    keys,
)

FILE_NAME = "don-vi.yaml"  # in DATA_DIR
PLACEHOLDER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class OperatorFacts:
    """What the office has told of itself; nothing at all until it has written its file."""

    simple: Mapping[str, str] = field(default_factory=dict)  # by the key that entries ask for
    province: str | None = None
    checked_on: date | None = None
    review_on: date | None = None
    officers: tuple[Officer, ...] = ()
    levels: tuple[OperatorLevel, ...] = ()
    templates: tuple[PaperTemplate, ...] = ()
    craft_villages: tuple[CraftVillage, ...] = ()
    dates: tuple[YearDate, ...] = ()
    filled: frozenset[str] = frozenset()  # the keys of the file that hold something

    @classmethod
    def load(cls, path: Path, province: str = "", directory: Path = CONTENT_DIR) -> Self:
        """The facts in a file, none when it is missing; `province` is the one of the settings.

        Raises KnowledgeError with file, field and mending in Vietnamese.
        """
        file = read_file(path, province, directory)
        if file is None:
            return cls(province=province or None)
        written = {key: value for key, name in keys(OperatorFile).items() if (value := getattr(file, name))}
        return cls(
            simple={key: written[key] for key in keys(SimpleFacts) if key in written},
            province=file.province or province or None,
            checked_on=file.checked_on,
            review_on=file.review_on,
            officers=file.officers,
            levels=file.levels,
            templates=file.templates,
            craft_villages=file.craft_villages,
            dates=file.dates,
            filled=frozenset(written),
        )

    def get(self, name: str) -> str | None:
        return self.simple.get(name)

    def missing(self, needs: Iterable[str]) -> tuple[str, ...]:
        """Those of the needed facts that are not known."""
        return tuple(name for name in needs if name not in self.simple)

    def fill(self, answer: OperatorAnswer) -> str | None:
        """The answer with the facts put in as they are; None while one of them is missing."""
        if self.missing((*answer.needs, *PLACEHOLDER.findall(answer.answer))):
            return None
        # One pass and no format string: braces within a fact stay what they are.
        return PLACEHOLDER.sub(lambda found: self.simple[found[1]], answer.answer)

    def own_levels(self) -> tuple[Level, ...]:
        """The levels as rows of the common table, for the office's own province."""
        if self.province is None:
            return ()
        return tuple(_row(place, level, self.province) for place, level in enumerate(self.levels, start=1))


def _row(place: int, level: OperatorLevel, province: str) -> Level:
    return Level(
        id=f"lv-don-vi-{place}",
        item=level.item,
        scheme=Scheme.LOCAL,
        province=province,
        old_area=None,
        percent=level.percent,
        cap_vnd=level.cap_vnd,
        unit=level.unit,
        document=None,
        document_name=level.document,
        article=level.article,
        valid_from=level.valid_from,
        valid_to=level.valid_to,
        status=LevelStatus.IN_FORCE,
        sources=(level.source,),
        confidence=Confidence.TEXT,
        use=Use.STATE,
        note=None,
    )
