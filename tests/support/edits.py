"""One edit of one file in a copy of the real content, and what the checks say of it."""

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

from knowledge.errors import KnowledgeError, Problem
from knowledge.loader import CONTENT_DIR

Edited = Callable[[str, str, str], list[str]]  # a file, what stands there, what stands there afterwards


def edits_of(room: str, tmp_path: Path, check: Callable[[Path], Iterable[Problem]]) -> Edited:
    """Edits files of one folder of the content. `check` reads the folder above it, and may raise KnowledgeError."""

    def look(name: str, old: str, new: str) -> list[str]:
        folder = tmp_path / room
        shutil.copytree(CONTENT_DIR / room, folder, dirs_exist_ok=True)
        path = (folder / name).with_suffix(".yaml")
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        try:
            return [str(problem) for problem in check(tmp_path)]
        except KnowledgeError as error:
            return [str(problem) for problem in error.problems]

    return look
