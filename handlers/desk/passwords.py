"""Passwords: argon2id, computed in threads, never more than two at once."""

import asyncio
import secrets
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_AT_ONCE = 2  # each hash takes 19 MiB
_T = TypeVar("_T")


class Hasher(Protocol):
    def hash(self, password: str) -> str: ...

    def verify(self, hash: str, password: str) -> bool: ...

    def check_needs_rehash(self, hash: str) -> bool: ...


@dataclass(frozen=True, slots=True)
class Checked:
    is_right: bool
    new_hash: str | None = None  # to be stored: the old one was made with other parameters


class Passwords:
    """One for the whole process, so that the limit holds."""

    def __init__(self, hasher: Hasher | None = None) -> None:
        self._hasher: Hasher = hasher or PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
        self._at_once = asyncio.Semaphore(_AT_ONCE)
        self._nobodys = ""

    async def hash(self, password: str) -> str:
        return await self._in_thread(lambda: self._hasher.hash(_composed(password)))

    async def check(self, password: str, stored: str | None) -> Checked:
        """Whether the password is the stored one. No account (None) is wrong, and takes as long."""
        return await self._in_thread(lambda: self._check(_composed(password), stored))

    def _check(self, password: str, stored: str | None) -> Checked:
        # Made at the first check, whoever asks: made for strangers alone it would tell them apart.
        self._nobodys = self._nobodys or self._hasher.hash(secrets.token_urlsafe())
        try:
            self._hasher.verify(stored or self._nobodys, password)
        except (VerificationError, InvalidHashError):
            return Checked(False)
        if stored is None:
            return Checked(False)
        is_old = self._hasher.check_needs_rehash(stored)
        return Checked(True, self._hasher.hash(password) if is_old else None)

    async def _in_thread(self, work: Callable[[], _T]) -> _T:
        async with self._at_once:
            return await asyncio.to_thread(work)


def _composed(password: str) -> str:
    """Telephones and desks write the same Vietnamese letter in two ways."""
    return unicodedata.normalize("NFC", password)
