"""The knowledge of the moment with the routes built on it; a newer one takes its place whole."""

from datetime import tzinfo

from handlers.routes import Routes
from knowledge.base import KnowledgeBase


class Library:
    def __init__(self, knowledge: KnowledgeBase, zone: tzinfo) -> None:
        self._zone = zone
        self.replace(knowledge)

    def replace(self, knowledge: KnowledgeBase) -> None:
        """What is being answered goes on with the knowledge it began with."""
        self.knowledge, self.routes = knowledge, Routes(knowledge, self._zone)
