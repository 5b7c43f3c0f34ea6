"""Measures a matcher on labelled questions: ranking, and where the three bands put them."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from knowledge.matching.matcher import Band, Match, Matcher

AMBIGUOUS = "ambiguous"

_CUTS = (0.4, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.9)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A question with the entry that answers it; `also` are entries that would do, `expect` None means none does."""

    text: str
    expect: str | None
    also: frozenset[str]
    kind: str

    @property
    def accepted(self) -> frozenset[str]:
        return self.also | ({self.expect} if self.expect else frozenset())

    @property
    def is_in_scope(self) -> bool:
        return self.expect is not None


class Ending(StrEnum):
    """What became of a question, in the words of the report."""

    ANSWERED_RIGHT = "answered, right"
    ANSWERED_WRONG = "answered, wrong"
    OFFERED = "offered, right one among three"
    OFFERED_WITHOUT = "offered, right one missing"
    DECLINED = "declined"


_HEADS = {
    Ending.ANSWERED_RIGHT: "right",
    Ending.ANSWERED_WRONG: "wrong",
    Ending.OFFERED: "offered",
    Ending.OFFERED_WITHOUT: "without",
    Ending.DECLINED: "declined",
}


@dataclass(frozen=True, slots=True)
class Ranking:
    """How often the expected entry came first, and among the first three."""

    questions: int
    first: int
    three: int

    @property
    def top1(self) -> float:
        return self.first / max(1, self.questions)

    @property
    def top3(self) -> float:
        return self.three / max(1, self.questions)


def load_questions(*paths: Path) -> tuple[Labelled, ...]:
    """The labelled questions of JSON-lines files."""
    lines = (line for path in paths for line in path.read_text(encoding="utf-8").splitlines())
    rows = (json.loads(line) for line in lines if line)
    return tuple(
        Labelled(row["q"], row["expect"], frozenset(row.get("also", ())), row["kind"]) for row in rows
    )


def ranking(matcher: Matcher, questions: Iterable[Labelled]) -> Ranking:
    """Top-1 and top-3 over the questions that have exactly one answer."""
    asked = first = three = 0
    for question in questions:
        if question.is_in_scope and question.kind != AMBIGUOUS:
            ids = [candidate.id for candidate in matcher.match(question.text).candidates]
            asked += 1
            first += bool(question.accepted.intersection(ids[:1]))
            three += bool(question.accepted.intersection(ids))
    return Ranking(asked, first, three)


def bands(matcher: Matcher, questions: Iterable[Labelled]) -> Counter[Ending]:
    """How the questions ended."""
    return Counter(ending(matcher.match(question.text), question) for question in questions)


def ending(match: Match, question: Labelled) -> Ending:
    """How one question ended; an ambiguous question must not be answered outright, whatever comes first."""
    hits = question.accepted.intersection(candidate.id for candidate in match.candidates)
    if match.band is Band.UNKNOWN:
        return Ending.DECLINED
    if match.band is Band.CLARIFY:
        return Ending.OFFERED if hits else Ending.OFFERED_WITHOUT
    is_right = match.candidates[0].id in hits and question.kind != AMBIGUOUS
    return Ending.ANSWERED_RIGHT if is_right else Ending.ANSWERED_WRONG


def report(matcher: Matcher, questions: Sequence[Labelled]) -> str:
    """The tables for people: ranking and endings by kind, then endings of clear, ambiguous and foreign questions."""
    lines = [
        "".join(
            [f"{'kind':<15}{'n':>5}{'top-1':>8}{'top-3':>8}", *(f"{head:>9}" for head in _HEADS.values())]
        )
    ]
    for kind in sorted({question.kind for question in questions}):
        lines.append(_row(kind, matcher, [question for question in questions if question.kind == kind]))
    for name, chosen in _groups(questions).items():
        lines.append(_row(name, matcher, chosen))
    return "\n".join(lines)


def _row(name: str, matcher: Matcher, questions: Sequence[Labelled]) -> str:
    """One line in percent; of questions without one right answer only how they ended."""
    found, counts = ranking(matcher, questions), bands(matcher, questions)
    ranks = f"{100 * found.top1:>8.1f}{100 * found.top3:>8.1f}" if found.questions else " " * 16
    shares = (f"{100 * counts[end] / max(1, len(questions)):>9.1f}" for end in _HEADS)
    return "".join([f"{name:<15}{len(questions):>5}{ranks}", *shares])


def trade_off(matcher: Matcher, questions: Sequence[Labelled]) -> str:
    """What other thresholds for a direct answer would do, for the editor who is to choose."""
    clear = [each for each in questions if each.kind != AMBIGUOUS]
    matches = [(each, matcher.match(each.text)) for each in clear]
    lines = [f"{'from':<8}{'right':>9}{'wrong':>9}{'or offered':>12}{'foreign':>9}"]
    for cut in _CUTS:
        counts = Counter((each.is_in_scope, ending(_with_cut(match, cut), each)) for each, match in matches)
        inside = max(1, sum(each.is_in_scope for each in clear))
        right = counts[True, Ending.ANSWERED_RIGHT]
        figures = (
            right / inside,
            counts[True, Ending.ANSWERED_WRONG] / inside,
            (right + counts[True, Ending.OFFERED]) / inside,
            counts[False, Ending.ANSWERED_WRONG] / max(1, len(clear) - inside),
        )
        lines.append(f"{cut:<8}{figures[0]:>9.1%}{figures[1]:>9.1%}{figures[2]:>12.1%}{figures[3]:>9.1%}")
    return "\n".join(lines)


def _with_cut(match: Match, cut: float) -> Match:
    if match.band is Band.UNKNOWN:
        return match
    return replace(match, band=Band.ANSWER if match.confidence >= cut else Band.CLARIFY)


def _groups(questions: Sequence[Labelled]) -> dict[str, list[Labelled]]:
    clear = [each for each in questions if each.is_in_scope and each.kind != AMBIGUOUS]
    return {
        "in scope": clear,
        AMBIGUOUS: [each for each in questions if each.kind == AMBIGUOUS],
        "out of scope": [each for each in questions if not each.is_in_scope],
    }
