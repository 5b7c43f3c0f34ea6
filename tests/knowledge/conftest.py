"""What the checks say of a small content directory."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from knowledge.base import KnowledgeBase
from knowledge.checks.run import check_all
from knowledge.loader import load_content, load_sources
from tests.knowledge.contents import TODAY, Files, write

Found = Callable[..., list[str]]


@pytest.fixture
def found(tmp_path: Path, knowledge: KnowledgeBase) -> Found:
    """The problems of some files as an editor reads them; the places are the real ones."""

    def look(files: Files, today: date = TODAY) -> list[str]:
        folder = write(tmp_path, files)
        problems = check_all(load_content(folder), load_sources(folder), knowledge.places, today)
        return [str(problem) for problem in problems]

    return look
