"""What to say to a question: shared by the conversation and by `ask`, which has no conversation."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo
from itertools import islice

from handlers.amounts import province_part
from handlers.answers import NONE, entry_buttons, unknown_reply, ways_on
from handlers.answers import answer_text as entry_text
from handlers.home import heard, home_button, home_of, says_living, without_places
from handlers.messages import Button, Home, Memory, Reply
from handlers.papers import paper_notes
from knowledge.base import KnowledgeBase
from knowledge.matching.matcher import Band, Match
from knowledge.model import Entry
from knowledge.places.model import Place
from knowledge.text.fold import fold

_TOPIC_LASTS = timedelta(hours=1)  # afterwards a short question stands alone again
_OFFERED = 3
_PAPERS_ENTRIES = ("van-ban-dang-hieu-luc", "lich-su-van-ban")
_COURTESIES = ("chao-hoi", "cam-on-tam-biet")
_ABOUT_BOTH = "khac-khuyen-nong"  # answers what was meant for the neighbouring programme


@dataclass(frozen=True, slots=True)
class Answer:
    """What to say, what it rests on, and what to remember of it."""

    band: Band
    replies: tuple[Reply, ...]
    match: Match
    memory: Memory
    entry: Entry | None = None  # the first that is told
    papers: tuple[str, ...] = ()  # documents that are told about


@dataclass(frozen=True, slots=True)
class Answering:
    """Answers questions from the knowledge; keeps nothing between them."""

    knowledge: KnowledgeBase
    zone: tzinfo  # in which levels begin and end

    def __call__(self, question: str, memory: Memory, now: datetime) -> Answer:
        """The answer to one message, which may hold two questions."""
        finding = self.knowledge.places.find(question)
        home = heard(finding, self.knowledge) or memory.home
        if memory.home is None or says_living(question, finding, self.knowledge):
            memory = replace(memory, home=home)  # a place in passing moves nobody
        notes, papers = paper_notes(question, self.knowledge)
        matches, slip = self._read(question, memory, now)
        if matches[0].band is Band.CLARIFY and finding.is_certain:
            again, _ = self._read(without_places(question, finding), memory, now)
            matches = again if again[0].band is Band.ANSWER else matches
        told = [(entry, match) for match in matches if (entry := self._told(match, now))]
        if asked := [(entry, match) for entry, match in told if entry.id not in _COURTESIES]:
            told = asked  # a greeting before a question is no question
        if told:
            entry, match = told[0]
            replies = _buttons_last([self.entry_reply(each, home, now, finding.places) for each, _ in told])
            before = [*notes, *([self.knowledge.phrase("slip_khuyen_nong")] if slip else [])]
            first = replace(replies[0], text="\n\n".join([*before, replies[0].text]))
            memory = self._remembering(memory, [each for each, _ in told], now)
            return Answer(Band.ANSWER, (first, *replies[1:]), match, memory, entry, papers)
        memory = replace(memory, asks_home=False)
        is_unclear = matches[0].band is Band.CLARIFY
        if papers or (notes and not is_unclear):
            buttons = entry_buttons(_PAPERS_ENTRIES, self.knowledge)
            said = Reply("\n\n".join(notes), buttons)
            band = Band.ANSWER if papers else Band.UNKNOWN  # of a strange number nothing is known
            return Answer(band, (said,), matches[0], memory, None, papers)
        if is_unclear:
            return Answer(Band.CLARIFY, (self._ask_back(matches[0], notes, now),), matches[0], memory)
        return Answer(Band.UNKNOWN, (unknown_reply(self.knowledge),), matches[0], memory)

    def entry_reply(
        self, entry: Entry, home: Home | None, now: datetime, hints: tuple[Place, ...] = ()
    ) -> Reply:
        """An entry for one person: with the level of the own province, or the question where that is.

        `hints` are places that a message may have meant.
        """
        text = entry_text(entry, self.knowledge)
        buttons = ways_on(entry, self.knowledge, with_more=entry.more is not None)
        if not entry.levels:
            return Reply(text, buttons)
        if home is not None:
            part = province_part(entry, home, self.knowledge, self._day(now))
            return Reply(f"{part}\n\n{text}", buttons)
        offered = tuple(
            home_button(home_of(place, self.knowledge), self.knowledge) for place in hints[:_OFFERED]
        )
        return Reply(f"{text}\n\n{self.knowledge.phrase('ask_home')}", (*offered, *buttons))

    def home_reply(self, entry: Entry, home: Home, now: datetime, noted: str) -> Reply:
        """What was missing from an entry just read: the level of the province that the person has told."""
        part = province_part(entry, home, self.knowledge, self._day(now), is_alone=True)
        return Reply(f"{part}\n\n{noted}", ways_on(entry, self.knowledge, with_more=entry.more is not None))

    def _read(self, question: str, memory: Memory, now: datetime) -> tuple[tuple[Match, ...], bool]:
        """The matches; True when the neighbouring programme was named and this one was meant."""
        is_fresh = memory.topic_at is not None and now - memory.topic_at <= _TOPIC_LASTS
        topic = self.knowledge.entry(memory.topic) if is_fresh else None
        matches = self.knowledge.read(question, topic)
        meant = self.knowledge.without_slip(question)
        if meant == question or self._names_ours(question):
            return matches, False
        if _is_ours(matches[0]):
            return matches, True
        again = self.knowledge.read(meant, topic)
        return (again, True) if _is_ours(again[0]) else (matches, False)

    def _names_ours(self, question: str) -> bool:
        """True when our programme's name stands in the message, so that the other one was meant as such."""
        folded = fold(question)
        return any(fold(ours) in folded for ours in self.knowledge.talk.slips.values())

    def entry(self, identity: str, now: datetime) -> Entry | None:
        """The entry with this id; None for one whose validity has run out."""
        entry = self.knowledge.entry(identity)
        is_over = entry is not None and entry.valid_to is not None and entry.valid_to < self._day(now)
        return None if is_over else entry

    def _told(self, match: Match, now: datetime) -> Entry | None:
        """The entry of a sure match."""
        return self.entry(match.candidates[0].id, now) if match.band is Band.ANSWER else None

    def _remembering(self, memory: Memory, told: list[Entry], now: datetime) -> Memory:
        """The entry that later words lean on: the one that waits for a province, else the last."""
        if told[-1].id in _COURTESIES:
            return memory  # a thank-you changes no subject and answers nothing that was asked
        waiting = [entry for entry in told if self.asks_home(entry, memory.home)]
        return replace(memory, topic=(waiting or told)[-1].id, topic_at=now, asks_home=bool(waiting))

    def _day(self, now: datetime) -> date:
        return now.astimezone(self.zone).date()

    @staticmethod
    def asks_home(entry: Entry, home: Home | None) -> bool:
        """True when the entry's amounts differ by province and the person's is not known."""
        return bool(entry.levels) and home is None

    def _ask_back(self, match: Match, notes: list[str], now: datetime) -> Reply:
        valid = (candidate.id for candidate in match.candidates if self.entry(candidate.id, now))
        offered = tuple(islice(valid, _OFFERED))
        none_of_these = Button(self.knowledge.phrase("none_label"), NONE)
        buttons = (*entry_buttons(offered, self.knowledge), none_of_these)
        return Reply("\n\n".join([*notes, self.knowledge.phrase("clarify")]), buttons)


def _buttons_last(replies: list[Reply]) -> list[Reply]:
    """The choices of all replies on the last one: a typed number can mean only what was said last."""
    buttons = dict.fromkeys(button for reply in replies for button in reply.buttons)
    return [
        *(replace(reply, buttons=()) for reply in replies[:-1]),
        replace(replies[-1], buttons=tuple(buttons)),
    ]


def _is_ours(match: Match) -> bool:
    """A sure match with something other than how the two programmes differ."""
    return match.band is Band.ANSWER and match.candidates[0].id != _ABOUT_BOTH
