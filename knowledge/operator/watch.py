"""Notices when the office has changed its file."""

import os
from pathlib import Path

from knowledge.loader import CONTENT_DIR
from knowledge.operator.facts import OperatorFacts

_NOTHING = (0, 0)


class OfficeFile:
    """The office's file on disk; `province` is the one of the settings."""

    def __init__(self, path: Path, province: str, directory: Path = CONTENT_DIR) -> None:
        self._path = path
        self._province = province
        self._directory = directory
        self._seen = _NOTHING

    def changed(self) -> OperatorFacts | None:
        """The facts when the file is another than at the last call; None when it is the same.

        Raises KnowledgeError once for each broken state of the file.
        """
        found = self._state()
        if found == self._seen:
            return None
        self._seen = found
        return OperatorFacts.load(self._path, self._province, self._directory)

    def _state(self) -> tuple[int, int]:
        try:
            state = os.stat(self._path)
        except OSError:
            return _NOTHING
        return state.st_mtime_ns, state.st_size
