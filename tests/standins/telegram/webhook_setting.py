"""What `setWebhook` sets, how patient deliveries are, and tricks that tests play with them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Patience:
    """How long an answer is awaited and how long the waits between repeats are, in real seconds.

    The platform waits 60 s for an answer, repeats at once, then after 2, 4, 8 ... up to 60 s. Here the waits are
    a hundredth of that, and the answer has a tenth, so that a busy machine alone never causes a repeat.
    """

    answer_seconds: float = 6.0
    first_wait: float = 0.02
    longest_wait: float = 0.6

    def wait_after(self, failures: int, retry_after: float = 0.0) -> float:
        """The pause after so many failures; a Retry-After of the receiver comes first."""
        if retry_after > 0:
            return min(retry_after * self.longest_wait / 60, self.longest_wait)
        if failures <= 1:
            return 0.0
        return float(min(self.longest_wait, self.first_wait * 2.0 ** min(failures - 2, 30)))


@dataclass(slots=True)
class WebhookSetting:
    """A webhook in force, with the last failure that `getWebhookInfo` tells."""

    url: str
    secret_token: str = ""
    max_connections: int = 40
    last_error_at: int | None = None
    last_error: str = ""

    def info(self, pending: int, allowed: Sequence[str]) -> dict[str, Any]:
        """A `WebhookInfo`."""
        body: dict[str, Any] = {
            "url": self.url,
            "has_custom_certificate": False,
            "pending_update_count": pending,
            "max_connections": self.max_connections,
            "ip_address": "127.0.0.1",
        }
        if self.last_error_at is not None:
            body |= {"last_error_date": self.last_error_at, "last_error_message": self.last_error}
        if allowed:
            body["allowed_updates"] = list(allowed)
        return body


@dataclass(frozen=True, slots=True)
class Attempt:
    """One delivery to a webhook; status 0 means no answer."""

    update_id: int
    status: int
    at: float


@dataclass(slots=True)
class WebhookTricks:
    """Troubles a test asks for, and the log of all deliveries."""

    duplicate: int = 0  # so many next updates are delivered twice although the first was answered with 200
    reorder: int = 0  # so many next updates are gathered and delivered newest first
    attempts: list[Attempt] = field(default_factory=list)
