"""The reports as the handlers see them: which there are, what each indicator is, and the words around them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Self

from knowledge.phrases import Phrases
from knowledge.reports.loader import ReportContent, load_reports
from knowledge.reports.model import (
    Group,
    Heading,
    HeadingWords,
    Indicator,
    Part,
    PartWords,
    ReportKind,
)


@dataclass(frozen=True)
class ReportBook:
    content: ReportContent

    @classmethod
    def load(cls, directory: Path) -> Self:
        """Raises KnowledgeError."""
        return cls(load_reports(directory))

    @cached_property
    def indicators(self) -> Mapping[str, Indicator]:
        """By id, in the order in which they are shown."""
        return {each.id: each for each in self.content.indicators.indicators}

    @cached_property
    def kinds(self) -> Mapping[str, ReportKind]:
        return {each.id: each for each in self.content.reports.reports}

    @cached_property
    def word(self) -> Phrases:
        """What stands on every report beside its parts."""
        return Phrases(self.content.words)

    def group_name(self, group: Group) -> str:
        return self.content.indicators.groups[group]

    def part(self, part: Part) -> PartWords:
        return self.content.reports.parts[part]

    @property
    def headings(self) -> Mapping[Heading, HeadingWords]:
        return self.content.reports.headings

    def of_groups(self, groups: tuple[Group, ...]) -> list[Indicator]:
        """The indicators of some groups, group after group."""
        return [each for group in groups for each in self.indicators.values() if each.group is group]
