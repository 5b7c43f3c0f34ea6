"""What was asked for, with every secret taken out."""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

SECRET_FIELDS = frozenset({"secret_token", "code", "code_verifier", "refresh_token", "secret_key"})


@dataclass(slots=True)
class Call:
    """One call; status 0 means that no answer was given (yet), `code` is the answer's `error`."""

    call: str
    params: dict[str, Any]
    user_id: str
    at: datetime
    code: int = 0
    status: int = 0

    def as_json(self) -> dict[str, Any]:
        """For the control interface."""
        return asdict(self) | {"at": self.at.isoformat()}


@dataclass(slots=True)
class RequestLog:
    """All calls in order of arrival."""

    calls: list[Call] = field(default_factory=list)

    def add(self, call: str, params: dict[str, Any], user_id: str, at: datetime) -> Call:
        """Write down one call."""
        shown = {name: "<secret>" if name in SECRET_FIELDS else value for name, value in params.items()}
        made = Call(call, shown, user_id, at)
        self.calls.append(made)
        return made

    def of(self, call: str) -> list[Call]:
        """The calls of one name."""
        return [made for made in self.calls if made.call == call]
