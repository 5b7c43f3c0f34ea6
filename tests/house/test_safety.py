"""Rules of safety that a reader of code can check: no SQL text, no slow pattern, no payload too long."""

import ast
import re
import time

import pytest

from handlers.answers import ENTRY, MORE
from handlers.home import HOME
from knowledge.loader import CONTENT_DIR, load_content
from knowledge.places.content import load_place_content
from tests.support.source import PACKAGES, ROOT, parsed, source_files

_WORST = (
    "a" * 4096,
    "0" * 4096,
    " " * 4096,
    "." * 4096,
    "1." * 2048,
    "ế" * 4096,
    "*" * 4096,
    "_" * 4096,
    "84" * 2048,
)
_MAX_SECONDS = 0.05
_PLAIN_SQL = frozenset({"SELECT 1", "next_at IS NOT NULL", "true", "false"})


def _patterns() -> list[tuple[str, str]]:
    found = []
    for path in source_files(*PACKAGES):
        for node in ast.walk(parsed(path)):
            is_regex = isinstance(node, ast.Call) and ast.unparse(node.func).startswith("re.")
            if is_regex and node.args and isinstance(node.args[0], ast.Constant):
                found.append((f"{path.relative_to(ROOT)}:{node.lineno}", str(node.args[0].value)))
    return found


@pytest.mark.parametrize(("place", "pattern"), _patterns())
def test_no_pattern_is_slow_on_the_worst_input(place: str, pattern: str) -> None:
    compiled = re.compile(pattern, re.I)
    for text in (*_WORST, *(f"{text}!" for text in _WORST)):
        assert min(_seconds(compiled, text) for _ in range(3)) < _MAX_SECONDS, place


def _seconds(pattern: re.Pattern[str], text: str) -> float:
    began = time.process_time()
    pattern.search(text)
    return time.process_time() - began


def test_sql_is_written_as_expressions_only() -> None:
    """Nobody else may import the means, which the contracts see to."""
    texts = [
        (
            f"{path.relative_to(ROOT)}:{node.lineno}",
            node.args[0].value if isinstance(node.args[0], ast.Constant) else "?",
        )
        for path in source_files("storage")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "text" and node.args
    ]
    assert [place for place, sql in texts if sql not in _PLAIN_SQL] == []


def test_button_payloads_fit_the_strictest_channel() -> None:
    of_entries = (f"{kind}{entry}" for entry in load_content().entries for kind in (ENTRY, MORE))
    areas = load_place_content(CONTENT_DIR).provinces.old_areas
    longest = max((*of_entries, *(f"{HOME}{area.now}/{area.id}" for area in areas)), key=len)
    assert len(longest.encode()) <= 64, longest
