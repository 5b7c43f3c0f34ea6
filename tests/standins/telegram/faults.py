"""Faults that a test scripts: answers, cut connections, silence, slowness."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from .errors import ApiError

DESCRIPTIONS = {
    400: "Bad Request: something is wrong",
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    404: "Not Found",
    409: "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    413: "Request Entity Too Large",
    429: "Too Many Requests: retry after {retry_after}",
    500: "Internal Server Error",
    502: "Bad Gateway",
    504: "Gateway Timeout",
}

Kind = Literal["answer", "cut", "hang", "slow", "redirect"]


@dataclass(slots=True)
class Fault:
    """One scripted fault; `method` is lower case, "*" for all and "file" for downloads.

    `delivered` says whether the call takes effect before the fault shows. `times` None never runs out.
    """

    method: str
    kind: Kind
    error: ApiError | None = None
    delivered: bool = False
    seconds: float | None = None
    chat_id: int | None = None
    times: int | None = 1
    share: float = 1.0
    location: str = ""  # where a redirect points


class Faults:
    """All scripted faults, used up in the order in which they were added."""

    def __init__(self, seed: int = 1) -> None:
        self._faults: list[Fault] = []
        self._random = random.Random(seed)

    def add(self, fault: Fault) -> None:
        """Script one more."""
        self._faults.append(fault)

    def clear(self) -> None:
        """Forget what is left."""
        self._faults.clear()

    def take(self, method: str, chat_id: int) -> Fault | None:
        """The fault for this call, counted as used."""
        for fault in self._faults:
            if fault.method not in {"*", method} or fault.chat_id not in {None, chat_id}:
                continue
            if fault.share < 1.0 and self._random.random() >= fault.share:
                continue
            if fault.times is not None:
                fault.times -= 1
                if fault.times <= 0:
                    self._faults.remove(fault)
            return fault
        return None


def scripted_error(
    status: int, description: str | None = None, parameters: Mapping[str, object] | None = None
) -> ApiError:
    """An error answer in the platform's usual wording for its status."""
    given = dict(parameters or {})
    if status == 429:
        given.setdefault("retry_after", 1)
    if description is None:
        if "migrate_to_chat_id" in given:
            description = "Bad Request: group chat was upgraded to a supergroup chat"
        else:
            description = DESCRIPTIONS.get(status, f"Error {status}").format(**given)
    return ApiError(status, description, given)
