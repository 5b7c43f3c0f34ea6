"""The knowledge of the moment with the routes built on it; a newer one takes its place whole."""

from datetime import tzinfo

from handlers.routes import Routes
from knowledge.base import KnowledgeBase


class Library:
    """`public_url` is where people find the chat page, if it is known."""

    def __init__(self, knowledge: KnowledgeBase, zone: tzinfo, public_url: str = "") -> None:
        self._zone = zone
        self._public_url = public_url
        self.replace(knowledge)

    def replace(self, knowledge: KnowledgeBase) -> None:
        """What is being answered goes on with the knowledge it began with."""
        self.knowledge, self.routes = knowledge, Routes(knowledge, self._zone, self._public_url)
