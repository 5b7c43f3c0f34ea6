"""The knowledge base as the handlers see it: ask a question, open an entry, say a phrase."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

from knowledge.errors import KnowledgeError
from knowledge.loader import CONTENT_DIR, Content, load_content
from knowledge.matching.calibration import Calibration
from knowledge.matching.commands import CommandIndex
from knowledge.matching.documents import as_documents, load_off_topic
from knowledge.matching.matcher import Match, Matcher
from knowledge.model import Document, Entry
from knowledge.phrases import Phrases
from knowledge.text.normalise import Normaliser

__all__ = ["KnowledgeBase", "KnowledgeError"]


@dataclass(frozen=True, slots=True)
class KnowledgeBase:
    """Checked content with its index. Built once; safe to share."""

    content: Content
    phrase: Phrases
    _matcher: Matcher
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
        return cls(content, Phrases(content.phrases), matcher, CommandIndex(content.commands, normalise))

    def match(self, question: str) -> Match:
        """Which entries fit a question, and how sure that is."""
        return self._matcher.match(question)

    def command(self, text: str) -> str | None:
        """The command that a short message means, misspelt or without marks."""
        return self._commands.find(text)

    def entry(self, identity: str) -> Entry | None:
        return self.content.entries.get(identity)

    def document(self, identity: str) -> Document:
        return self.content.documents[identity]
