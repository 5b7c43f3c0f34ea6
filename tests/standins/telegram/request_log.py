"""What bots asked for, with every secret taken out."""

import json
from dataclasses import asdict, dataclass, field
from typing import Any

from .params import Params

SECRET_FIELDS = frozenset({"secret_token", "certificate"})
NESTED_FIELDS = frozenset(
    {
        "reply_markup",
        "reply_parameters",
        "entities",
        "caption_entities",
        "link_preview_options",
        "allowed_updates",
        "commands",
        "scope",
        "menu_button",
    }
)


@dataclass(slots=True)
class RequestRecord:
    """One call; status 0 means that no answer was given (yet)."""

    bot_id: int
    method: str
    params: dict[str, Any]
    files: dict[str, int]
    at: float
    status: int = 0

    @property
    def chat_id(self) -> int:
        """The chat of the call, 0 when it has none."""
        try:
            return int(self.params.get("chat_id", 0))
        except (TypeError, ValueError):
            return 0

    def as_json(self) -> dict[str, Any]:
        """For the control interface."""
        return asdict(self)


@dataclass(slots=True)
class RequestLog:
    """All calls in order of arrival; nested values are decoded, tokens are `<token>`, secrets `<secret>`."""

    records: list[RequestRecord] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)

    def add(self, bot_id: int, method: str, params: Params, at: float) -> RequestRecord:
        """Write down one call."""
        values = {
            name: "<secret>" if name in SECRET_FIELDS else self._readable(name, value)
            for name, value in params.values.items()
        }
        files = {name: len(upload.content) for name, upload in params.uploads.items()}
        record = RequestRecord(bot_id, method, values, files, at)
        self.records.append(record)
        return record

    def of(self, method: str) -> list[RequestRecord]:
        """The calls of one method."""
        return [record for record in self.records if record.method.lower() == method.lower()]

    def clean(self, text: str) -> str:
        """A text without the tokens of any bot."""
        for token in self.tokens:
            text = text.replace(token, "<token>")
        return text

    def _readable(self, name: str, value: Any) -> Any:
        text = self.clean(value if isinstance(value, str) else json.dumps(value))
        if isinstance(value, str) and name not in NESTED_FIELDS:
            return text
        try:
            return json.loads(text)
        except ValueError:
            return text
