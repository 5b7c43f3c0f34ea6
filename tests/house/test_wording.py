"""What people read lives in content, never in code."""

import ast
import re
import string

from knowledge.loader import load_content
from tests.support.source import ROOT, parsed, source_files, string_constants

_VIETNAMESE = re.compile(r"[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]", re.I)
_TALKING_TO_PEOPLE = (
    "handlers",
    "storage",
    "bot/webchat",
    "bot/telegram",
    "bot/web",
    "bot/zalo_bot",
    "bot/zalo_oa",
)
_SPEAKING = frozenset({"say", "phrase", "_refusal", "refusal"})


def test_code_that_talks_to_people_holds_no_vietnamese() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.value!r}"
        for path in source_files(*_TALKING_TO_PEOPLE)
        for node in string_constants(parsed(path))
        if _VIETNAMESE.search(str(node.value))
    ]
    assert found == []


def test_every_phrase_that_code_names_is_written_and_every_written_one_is_named() -> None:
    written = set(load_content().phrases)
    literals = {
        str(node.value) for path in source_files("handlers", "bot") for node in string_constants(parsed(path))
    }
    beginnings = tuple(_composed_keys())
    composed = {key for key in written if key.startswith(beginnings)}
    assert written - literals - composed == set()
    assert _spoken_keys() - written == set()


def test_every_document_type_has_a_name() -> None:
    content = load_content()
    named_by_themselves = {"quy_tac", "tin", "du_thao"}
    types = {document.type for document in content.registry.documents.values()} - named_by_themselves
    assert {f"type_{kind}" for kind in types} <= set(content.phrases)


def test_a_phrase_uses_only_simple_placeholders() -> None:
    for key, text in load_content().phrases.items():
        for _, name, spec, conversion in string.Formatter().parse(text):
            assert name is None or name.isidentifier(), key
            assert not spec, key
            assert conversion is None, key


def _composed_keys() -> set[str]:
    """What stands before the changing part of a key, as in say(f"type_{kind}")."""
    return {
        str(node.args[0].values[0].value)
        for path in source_files("handlers", "bot")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call) and _called(node) in _SPEAKING
        if node.args
        and isinstance(node.args[0], ast.JoinedStr)
        and isinstance(node.args[0].values[0], ast.Constant)
    }


def _spoken_keys() -> set[str]:
    """First string arguments of calls that look a phrase up."""
    keys = set()
    for path in source_files("handlers", "bot"):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Call) and _called(node) in _SPEAKING:
                keys |= {
                    argument.value
                    for argument in node.args
                    if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
                }
    return keys


def _called(call: ast.Call) -> str:
    return getattr(call.func, "attr", None) or getattr(call.func, "id", "")
