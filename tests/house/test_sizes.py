"""A file that grows past a screenful or ten is two files."""

import ast

from tests.support.source import PACKAGES, ROOT, functions, parsed, source_files

_MAX_FILE_LINES = 300
_MAX_FUNCTION_LINES = 60


def test_no_file_is_longer_than_300_lines() -> None:
    sizes = {
        path: len(path.read_text(encoding="utf-8").splitlines()) for path in source_files(*PACKAGES, "tests")
    }
    assert {str(path.relative_to(ROOT)): size for path, size in sizes.items() if size > _MAX_FILE_LINES} == {}


def test_no_function_is_longer_than_60_lines() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{function.lineno} {function.name}"
        for path in source_files(*PACKAGES, "tests")
        for function in functions(parsed(path))
        if (function.end_lineno or 0) - function.lineno >= _MAX_FUNCTION_LINES
    ]
    assert long == []


def test_an_import_inside_a_function_says_why() -> None:
    silent = []
    for path in source_files(*PACKAGES):
        lines = path.read_text(encoding="utf-8").splitlines()
        for function in functions(parsed(path)):
            for node in ast.walk(function):
                if isinstance(node, ast.Import | ast.ImportFrom) and "#" not in lines[node.lineno - 1]:
                    silent.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert silent == []
