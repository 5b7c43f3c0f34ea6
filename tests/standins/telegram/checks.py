"""What the platform refuses in texts and captions: length, formatting, emptiness."""

from dataclasses import dataclass
from typing import Any

from .errors import bad_request
from .html_text import Entity, parse_html, utf16_length
from .params import Params

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
CALLBACK_ANSWER_LIMIT = 200

# what a bot may send in `entities`; the kinds that the platform finds by itself are accepted too
ENTITY_KINDS = frozenset(
    {
        "mention",
        "hashtag",
        "cashtag",
        "bot_command",
        "url",
        "email",
        "phone_number",
        "bold",
        "italic",
        "underline",
        "strikethrough",
        "spoiler",
        "blockquote",
        "expandable_blockquote",
        "code",
        "pre",
        "text_link",
        "text_mention",
        "custom_emoji",
    }
)


@dataclass(frozen=True, slots=True)
class FormattedText:
    """A text as people see it, with its entities, and as the bot wrote it."""

    text: str
    entities: tuple[Entity, ...]
    parse_mode: str | None
    source: str

    def content(self, text_field: str, entities_field: str) -> dict[str, Any]:
        """The fields of the answered Message."""
        if not self.text:
            return {}
        fields: dict[str, Any] = {text_field: self.text}
        if self.entities:
            fields[entities_field] = list(self.entities)
        return fields


def read_text(params: Params) -> FormattedText:
    """The `text` of a message: 1 to 4096 UTF-16 units after the tags are taken out."""
    body = _formatted(params, "text", "entities")
    if not body.text:
        raise bad_request("message text is empty")
    if utf16_length(body.text) > TEXT_LIMIT:
        raise bad_request("message is too long")
    return body


def read_caption(params: Params) -> FormattedText:
    """The `caption` of a file: up to 1024 UTF-16 units after the tags are taken out."""
    body = _formatted(params, "caption", "caption_entities")
    if utf16_length(body.text) > CAPTION_LIMIT:
        raise bad_request("message caption is too long")
    return body


def _formatted(params: Params, field: str, entities_field: str) -> FormattedText:
    source = params.text(field)
    mode = params.text("parse_mode")
    match mode.lower():
        case "html":
            text, entities = parse_html(source)
        case "" | "none":
            text, entities = source, _given_entities(params.json(entities_field, "entities"), source)
        case "markdown" | "markdownv2":
            # The house speaks HTML; a silent pass would hide broken markup.
            raise bad_request("unsupported parse_mode (this stand-in reads HTML only)")
        case _:
            raise bad_request("unsupported parse_mode")
    text, entities = _trim(text, entities)
    return FormattedText(text, tuple(entities), mode or None, source)


def _given_entities(given: Any, text: str) -> list[Entity]:
    if given is None:
        return []
    if not isinstance(given, list):
        raise bad_request("can't parse entities: Expected an Array")
    for entity in given:
        if not isinstance(entity, dict) or entity.get("type") not in ENTITY_KINDS:
            raise bad_request("can't parse entities: Unsupported type specified")
        offset, length = entity.get("offset"), entity.get("length")
        if not isinstance(offset, int) or not isinstance(length, int):
            raise bad_request("can't parse entities: Field offset and length must be of type Number")
        if offset < 0 or length <= 0 or offset + length > utf16_length(text):
            raise bad_request(f"can't parse entities: entity at offset {offset} is outside the text")
    return given


def _trim(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """White space at both ends is cut off, and entities move with the text."""
    lead = utf16_length(text) - utf16_length(text.lstrip())
    text = text.strip()
    size = utf16_length(text)
    kept = []
    for entity in entities:
        begin = max(entity["offset"] - lead, 0)
        end = min(entity["offset"] - lead + entity["length"], size)
        if end > begin:
            kept.append(entity | {"offset": begin, "length": end - begin})
    return text, kept
