"""Finds what a message asks: one question or two, standing alone or leaning on the last answer."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from pydantic import TypeAdapter

from knowledge.errors import KnowledgeError, Problem
from knowledge.matching.matcher import Band, Match, Matcher
from knowledge.model import Entry, Noun
from knowledge.reading import read, whole
from knowledge.text.fold import fold
from knowledge.text.normalise import LONGEST_TEXT

_SHORT = 6  # words; a longer question stands alone unless it begins with a leaning word
_SHORTEST = 3  # words of a question that stands beside another one
_LIKELY = 0.25  # chance from which a leaning question is answered within the subject
_CLEAR = 0.5  # the same for one that is foreign by itself
_MOST = 2  # questions of one message


class Talk(Noun):
    """Word lists of conversation; all but the leaning words and the slips are folded."""

    leaning: tuple[str, ...]  # a message that begins so leans on the last answer
    asking: tuple[str, ...]  # in a part of a message that asks
    asking_plainly: tuple[str, ...]  # in a message that asks, even where a name was expected
    joints: tuple[str, ...]  # between two questions of one message
    about_home: frozenset[str]  # around a place in a message that says nothing else
    living: tuple[str, ...]  # before a place where the person lives or works
    slips: Mapping[str, str]  # the neighbouring programme's name -> ours

    @classmethod
    def load(cls, directory: Path) -> "Talk":
        """The lists of a content directory. Raises KnowledgeError."""
        problems: list[Problem] = []
        talk = whole(_TALK, read(directory, "language/talk.yaml", problems), problems)
        if talk is None:
            raise KnowledgeError(problems)
        return talk

    def without_slip(self, text: str) -> str:
        """The text with our programme's name where the neighbouring one's was written."""
        for said, meant in self.slips.items():
            text = re.sub(re.escape(said), meant, text, flags=re.IGNORECASE)
        return text


_TALK = TypeAdapter(Talk)


class Questions:
    """Reads messages with a matcher; `groups` are entries that belong together."""

    def __init__(self, matcher: Matcher, talk: Talk, groups: Sequence[Sequence[str]]) -> None:
        self._matcher = matcher
        self._group_of = {identity: frozenset(group) for group in groups for identity in group}
        self._leaning = _beginning(talk.leaning)
        self._leaning_unmarked = _beginning([fold(words) for words in talk.leaning])
        self._asking = _words(talk.asking)
        self._asking_plainly = _words(talk.asking_plainly)
        self._ends = re.compile(rf"[?!;\n]+|\.\s+|[, ]+(?=(?:{'|'.join(map(re.escape, talk.joints))})\b)")

    def read(self, text: str, topic: Entry | None = None) -> tuple[Match, ...]:
        """One match for each question of the message, at most two; `topic` is what was answered last."""
        alone = self._matcher.match(text)
        lean = self._lean(text) if topic is not None else None
        if topic is not None and lean is not None:
            return (self._leaning_on(topic, lean, alone),)
        if alone.band is Band.UNKNOWN:
            return (alone,)
        return tuple(self._side_by_side(text, alone)) or (alone,)

    def asks(self, text: str) -> bool:
        """True for a message that asks something, by its words or its mark."""
        return "?" in text or self._asking.search(fold(text[:LONGEST_TEXT])) is not None

    def asks_plainly(self, text: str) -> bool:
        """True for a message that is a question and no name: the words of names may ask by chance."""
        return "?" in text or self._asking_plainly.search(fold(text[:LONGEST_TEXT])) is not None

    def _lean(self, text: str) -> str | None:
        """The question without its leaning word; None when it is long and has none, so that it stands alone."""
        said = unicodedata.normalize("NFC", text[:LONGEST_TEXT]).lower().strip()
        is_marked = fold(said) != said
        word = (self._leaning if is_marked else self._leaning_unmarked).match(said)
        if word is not None:
            return said[word.end() :]
        return text if len(said.split()) <= _SHORT else None

    def _leaning_on(self, topic: Entry, question: str, alone: Match) -> Match:
        """The best match within the subject of the last answer, else the question as it stands.

        What is foreign without its leaning word stays foreign, unless it fits the subject clearly.
        """
        candidates = self._matcher.lean(question, topic.title)
        if not candidates:
            return alone
        bare = self._matcher.match(question)
        least = _CLEAR if bare.band is Band.UNKNOWN else _LIKELY
        near = self._group_of[topic.id] | {topic.id, *topic.related}
        enough = max(least, candidates[0].score / 2)
        fitting = [each for each in candidates if each.id in near and each.score >= enough]
        if fitting:
            others = (each for each in candidates if each is not fitting[0])
            return Match(Band.ANSWER, (fitting[0], *others), fitting[0].score)
        if alone.band is Band.ANSWER:
            return alone
        return bare if bare.band is not Band.CLARIFY else Match(Band.CLARIFY, candidates, candidates[0].score)

    def _side_by_side(self, text: str, alone: Match) -> Iterator[Match]:
        """Two questions that each have an answer of their own.

        One of them must be what the whole is about, unless both end in a question mark.
        """
        parts = [part for part in self._parts(text) if len(part.split()) >= _SHORTEST]
        asking = [part for part in parts if self.asks(part)]
        if len(asking) < _MOST:
            yield from self._only(asking, parts, alone)
            return
        found: dict[str, Match] = {}
        for part in asking:
            match = self._matcher.match(part)
            if match.band is Band.ANSWER:
                found.setdefault(match.candidates[0].id, match)
        is_sure = alone.candidates[0].id in found or all(part.endswith("?") for part in asking)
        if len(found) >= _MOST and is_sure:
            yield from list(found.values())[:_MOST]

    def _only(self, asking: Sequence[str], parts: Sequence[str], alone: Match) -> Iterator[Match]:
        """The one part that asks, where the whole was unclear or answered what was said beside it."""
        if len(asking) != 1 or len(parts) == 1:
            return
        only = self._matcher.match(asking[0])
        beside = (self._matcher.match(part) for part in parts if part != asking[0])
        is_beside = any(
            match.candidates[:1] and match.candidates[0].id == alone.candidates[0].id for match in beside
        )
        if (is_beside and only.band is not Band.UNKNOWN) or (
            alone.band is Band.CLARIFY and only.band is Band.ANSWER
        ):
            yield only

    def _parts(self, text: str) -> Iterator[str]:
        """The sentences of a message; folding keeps the length of composed text, so places fit both."""
        kept = text[:LONGEST_TEXT]
        folded = fold(kept)
        if len(folded) != len(kept):
            return
        start = 0
        for end in self._ends.finditer(folded):
            mark = "?" if "?" in end[0] else ""
            yield kept[start : end.start()].strip() + mark
            start = end.end()
        yield kept[start:].strip()


def _words(phrases: Sequence[str]) -> re.Pattern[str]:
    """Any of these, as whole words."""
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, phrases))})\b")


def _beginning(words: Iterable[str]) -> re.Pattern[str]:
    """Matches a text that begins with one of these, the longest first."""
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile(rf"(?:{'|'.join(map(re.escape, longest_first))})\b[ ,]*")
