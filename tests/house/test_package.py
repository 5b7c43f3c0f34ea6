"""What the program reads beside its code travels with it."""

import tomllib

from tests.support.source import PACKAGES, ROOT


def test_every_kind_of_file_beside_the_code_is_named_as_package_data() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]
    named = {pattern.removeprefix("*") for pattern in settings["package-data"]["*"]}
    beside = {
        path.suffix
        for folder in PACKAGES
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and path.suffix not in (".py", ".pyc")
    }
    assert beside == named
