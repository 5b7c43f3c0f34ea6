"""The knowledge base as the handlers see it: ask a question, open an entry, say a phrase."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from knowledge.eligibility.engine import Eligibility
from knowledge.eligibility.hearing import Hearing
from knowledge.eligibility.interview import Interview
from knowledge.eligibility.loader import load_rules
from knowledge.errors import KnowledgeError
from knowledge.forms.loader import FormBook, load_forms
from knowledge.forms.shown import Showing
from knowledge.forms.values import Values
from knowledge.levels import Levels
from knowledge.loader import CONTENT_DIR, Content, load_content
from knowledge.matching.calibration import Calibration
from knowledge.matching.commands import CommandIndex
from knowledge.matching.documents import as_documents, load_off_topic
from knowledge.matching.matcher import Match, Matcher
from knowledge.model import Document, Entry
from knowledge.operator.facts import OperatorFacts
from knowledge.phrases import Phrases
from knowledge.places.places import Places
from knowledge.privacy.privacy import Privacy
from knowledge.process.process import Process
from knowledge.questions import Questions, Talk
from knowledge.registry import Registry
from knowledge.reports.reports import ReportBook
from knowledge.text.normalise import Normaliser

__all__ = ["KnowledgeBase", "KnowledgeError"]


@dataclass(frozen=True, slots=True)
class KnowledgeBase:
    """Checked content with its index. Built once, never changed: a newer one takes its place whole."""

    content: Content
    phrase: Phrases
    places: Places
    levels: Levels
    office: OperatorFacts
    eligibility: Eligibility
    interview: Interview
    hearing: Hearing
    talk: Talk
    forms: FormBook
    values: Values
    showing: Showing
    privacy: Privacy
    process: Process
    reports: ReportBook
    _matcher: Matcher
    _questions: Questions
    _commands: CommandIndex

    @classmethod
    def load(cls, directory: Path = CONTENT_DIR) -> Self:
        """Reads and indexes the content (about a second). Raises KnowledgeError."""
        content = load_content(directory)
        normalise = Normaliser.load(directory / "language")
        matcher = Matcher(
            as_documents(content.entries.values()),
            normalise,
            Calibration.load(directory / "calibration.yaml"),
            load_off_topic(directory / "language"),
        )
        talk = Talk.load(directory)
        places, rules, phrases = Places.load(directory), load_rules(directory), Phrases(content.phrases)
        forms, privacy = load_forms(directory), Privacy.load(directory)
        return cls(
            content=content,
            phrase=phrases,
            places=places,
            levels=content.levels,
            office=OperatorFacts(),
            eligibility=Eligibility(rules, content.levels, places),
            interview=Interview.load(directory, rules),
            hearing=Hearing.load(directory, places),
            talk=talk,
            forms=forms,
            values=Values(forms.words, normalise, places),
            showing=Showing(forms.words, places, phrases),
            privacy=privacy,
            process=Process.load(directory, privacy.working_days),
            reports=ReportBook.load(directory),
            _matcher=matcher,
            _questions=Questions(matcher, talk, list(content.groups.values())),
            _commands=CommandIndex(content.commands, normalise),
        )

    def with_office(self, office: OperatorFacts) -> Self:
        """The same knowledge with the facts of another day of the operating office; nothing is indexed anew."""
        levels = self.levels.with_office(office.own_levels())
        eligibility = Eligibility(self.eligibility.book, levels, self.places)
        return replace(self, office=office, levels=levels, eligibility=eligibility)

    def match(self, question: str) -> Match:
        """Which entries fit a question, and how sure that is."""
        return self._matcher.match(question)

    def read(self, message: str, topic: Entry | None = None) -> tuple[Match, ...]:
        """One match for each question of a message; `topic` is the entry that was answered last."""
        return self._questions.read(message, topic)

    def asks(self, message: str) -> bool:
        """True for a message that asks something, and does not only tell."""
        return self._questions.asks(message)

    def asks_plainly(self, message: str) -> bool:
        """True for a message that is surely a question, also where a name would do."""
        return self._questions.asks_plainly(message)

    def without_slip(self, message: str) -> str:
        """The message with our programme's name where the neighbouring one's was written."""
        return self.talk.without_slip(message)

    def command(self, text: str) -> str | None:
        """The command that a short message means, misspelt or without marks."""
        return self._commands.find(text)

    def entry(self, identity: str) -> Entry | None:
        return self.content.entries.get(identity)

    def document(self, identity: str) -> Document:
        return self.registry.documents[identity]

    @property
    def registry(self) -> Registry:
        return self.content.registry
