"""The README says what is true: every setting with its default, every command, every file it names."""

import re
from pathlib import Path

import pytest

from bot.cli.parser import command_names
from bot.settings import Settings
from tests.support.source import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
_TABLE_ROW = re.compile(r"^\| `([A-Z_]+)` \| (.+?) \|", re.M)


def test_every_setting_is_documented_and_every_documented_one_exists() -> None:
    documented = {name.lower() for name, _ in _TABLE_ROW.findall(README)}
    assert documented == set(Settings.model_fields)


@pytest.mark.parametrize(
    "name", [name for name in Settings.model_fields if name not in ("roles", "secret_key")]
)
def test_a_documented_default_is_the_default(name: str) -> None:
    shown = dict(_TABLE_ROW.findall(README))[name.upper()]
    default = Settings.model_fields[name].default
    value = str(getattr(default, "get_secret_value", lambda: default)())
    assert shown == (f"`{value}`" if value else "*(empty)*")


def test_every_command_is_documented() -> None:
    assert [name for name in command_names() if f"`python -m bot {name}" not in README] == []


@pytest.mark.parametrize(
    "page", ["README.md", *sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("docs/*.md"))]
)
def test_links_lead_somewhere(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        assert "://" in target or ((ROOT / page).parent / target).exists(), target


def test_files_that_the_walk_names_exist() -> None:
    for path in re.findall(r"\b((?:bot|handlers|knowledge|storage)/[a-z_/]+\.(?:py|yaml))", README):
        assert (ROOT / Path(path)).exists(), path
