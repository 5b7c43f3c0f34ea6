"""Calls a minute, told in two headers and refilled with the next minute."""

from .account import OfficialAccount
from .codes import Refusal


class Rates:
    """Counts the calls of one app."""

    def __init__(self, oa: OfficialAccount) -> None:
        self._oa = oa
        self._minute = -1
        self._spent = 0

    def spend(self) -> None:
        """Count one call, or refuse it."""
        self._turn()
        if self._spent >= self._oa.limits.per_minute:
            raise Refusal("rate")
        self._spent += 1

    def headers(self) -> dict[str, str]:
        """What each answer tells."""
        self._turn()
        limit = self._oa.limits.per_minute
        return {"X-RateLimit-Limit": str(limit), "X-RateLimit-Remain": str(max(0, limit - self._spent))}

    def _turn(self) -> None:
        minute = int(self._oa.now().timestamp() // 60)
        if minute != self._minute:
            self._minute, self._spent = minute, 0
