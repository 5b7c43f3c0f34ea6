"""Reads the platform's HTML dialect: tags to entities, refusals in the platform's wording."""

import re
from dataclasses import dataclass
from typing import Any

from .errors import ApiError, bad_request

Entity = dict[str, Any]

TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "tg-emoji": "custom_emoji",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}

_TAG = re.compile(r"""<(/?)([^\s>]*)((?:[^>"']|"[^"]*"|'[^']*')*)>""")
_ATTRIBUTE = re.compile(r"""\s*([^\s=>]+)\s*=\s*("[^"]*"|'[^']*'|[\w.\-]+)|\s*(expandable)(?=\s|$)""")
_REFERENCE = re.compile(r"&(?:#(\d+)|#[xX]([0-9a-fA-F]+)|(\w+));")


@dataclass(slots=True)
class _Open:
    """A tag that waits for its end."""

    name: str
    attributes: dict[str, str]
    start: int


def utf16_length(text: str) -> int:
    """The length that the platform counts: 1 for most letters, 2 for an emoji."""
    return len(text) + sum(letter > "\uffff" for letter in text)


def decode_references(text: str) -> str:
    """Replaces the four named references and numbered ones; any other stays as typed, as on the platform."""

    def one(match: re.Match[str]) -> str:
        decimal, hexadecimal, name = match.groups()
        if name:
            return NAMED.get(name, match[0])
        code = int(decimal) if decimal else int(hexadecimal, 16)
        return chr(code) if 0 < code <= 0x10FFFF and not 0xD800 <= code < 0xE000 else match[0]

    return _REFERENCE.sub(one, text)


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Plain text and its entities, offsets in UTF-16 units; a broken source is a 400."""
    parts: list[str] = []
    entities: list[Entity] = []
    waiting: list[_Open] = []
    at = position = 0
    while (begin := source.find("<", at)) >= 0:
        plain = decode_references(source[at:begin])
        parts.append(plain)
        position += utf16_length(plain)
        tag = _TAG.match(source, begin)
        if tag is None:
            kind = "end" if source.startswith("</", begin) else "start"
            raise _broken(f"Unclosed {kind} tag", source, begin)
        if tag[1]:
            _close(tag, waiting, position, entities, source)
        else:
            waiting.append(_open(tag, position, source))
        at = tag.end()
    parts.append(decode_references(source[at:]))
    if waiting:
        raise bad_request(
            f"can't parse entities: Can't find end tag corresponding to start tag \"{waiting[-1].name}\""
        )
    return "".join(parts), sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))


def _open(tag: re.Match[str], position: int, source: str) -> _Open:
    name = tag[2].lower()
    if name not in TAGS:
        raise _broken(f'Unsupported start tag "{name}"', source, tag.start())
    attributes: dict[str, str] = {}
    rest = tag[3].rstrip()
    while rest:
        match = _ATTRIBUTE.match(rest)
        if match is None or (match[3] and name != "blockquote"):
            raise _broken(
                f'Expected equal sign in declaration of an attribute of the tag "{name}"', source, tag.start()
            )
        key = match[3] or match[1].lower()
        value = match[2] or ""
        attributes[key] = decode_references(value[1:-1] if value[:1] in {'"', "'"} else value)
        rest = rest[match.end() :]
    if name == "span" and attributes.get("class") != "tg-spoiler":
        raise _broken('Tag "span" must have class "tg-spoiler"', source, tag.start())
    if name == "tg-emoji" and not attributes.get("emoji-id", "").isdigit():
        raise bad_request("can't parse entities: Invalid custom emoji identifier specified")
    return _Open(name, attributes, position)


def _close(
    tag: re.Match[str], waiting: list[_Open], position: int, entities: list[Entity], source: str
) -> None:
    if not waiting:
        raise _broken("Unexpected end tag", source, tag.start())
    name = tag[2].lower()
    opened = waiting.pop()
    if name and name != opened.name:
        raise _broken(
            "Unmatched end tag", source, tag.start(), f', expected "</{opened.name}>", found "</{name}>"'
        )
    if position > opened.start:
        entity = _entity(opened, position)
        if entity:
            entities.append(entity)


def _entity(opened: _Open, position: int) -> Entity | None:
    kind = TAGS[opened.name]
    entity: Entity = {"type": kind, "offset": opened.start, "length": position - opened.start}
    if kind == "text_link":
        url = opened.attributes.get("href", "")
        if not url.startswith(("http://", "https://", "tg://", "mailto:", "tel:")) and "." not in url:
            return None  # the platform shows the words and drops a link that leads nowhere
        entity["url"] = url
    if kind == "custom_emoji":
        entity["custom_emoji_id"] = opened.attributes["emoji-id"]
    if kind == "blockquote" and "expandable" in opened.attributes:
        entity["type"] = "expandable_blockquote"
    return entity


def _broken(what: str, source: str, index: int, more: str = "") -> ApiError:
    offset = len(source[:index].encode())
    return bad_request(f"can't parse entities: {what} at byte offset {offset}{more}")
