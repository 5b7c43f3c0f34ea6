"""The locks are complete, hashed, and name no download address."""

import re
import tomllib
from pathlib import Path

import pytest

from tests.support.source import ROOT

_LOCKS = ("requirements.txt", "requirements-dev.txt")


@pytest.mark.parametrize("name", _LOCKS)
def test_every_requirement_is_pinned_with_a_hash(name: str) -> None:
    for block in _blocks(ROOT / name):
        assert re.match(r"^[a-z0-9][a-z0-9._-]*(\[[a-z,]+\])?==\S+", block), block[:80]
        assert "--hash=sha256:" in block, block[:80]


@pytest.mark.parametrize("name", _LOCKS)
def test_no_lock_names_an_address_or_index(name: str) -> None:
    text = (ROOT / name).read_text()
    assert "://" not in text
    assert "index-url" not in text
    assert "find-links" not in text


def test_every_declared_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    declared = project["dependencies"] + project["optional-dependencies"]["dev"]
    names = {re.split(r"[\[<>=]", line)[0].lower() for line in declared}
    locked = {block.split("==")[0].split("[")[0] for block in _blocks(ROOT / "requirements-dev.txt")}
    assert names - locked == set()


def _blocks(path: Path) -> list[str]:
    lines = [line for line in path.read_text().splitlines() if line and not line.lstrip().startswith("#")]
    return re.split(r"\n(?=\S)", "\n".join(lines))
