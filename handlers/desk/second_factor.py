"""The second factor of a member of staff within a transaction: a code of their telephone, or a spare one."""

import base64
import secrets
from datetime import datetime
from hashlib import sha256

from handlers.desk.totp import matching_step
from storage.store import Store

_SPARES = 10
_SPARE_BYTES = 10  # 80 bits: nobody finds one from its hash
_GROUP = 4


async def is_asked_for(store: Store, staff_id: int) -> bool:
    factor = await store.second_factors.of(staff_id)
    return factor is not None and factor.since is not None


async def spend(store: Store, staff_id: int, typed: str, now: datetime) -> bool:
    """Whether this is a right code, which from now on is worth nothing."""
    factor = await store.second_factors.of(staff_id)
    if factor is None or factor.since is None:
        return False
    step = matching_step(factor.secret, typed, now) if factor.secret is not None else None
    if step is not None:
        return await store.second_factors.take_step(staff_id, step)
    if not await store.second_factors.take_spare(staff_id, _hash(staff_id, typed)):
        return False
    await store.audit.add(now, f"staff:{staff_id}", "spare_code_used", f"staff:{staff_id}")
    return True


async def new_spares(store: Store, staff_id: int) -> tuple[str, ...]:
    """Ten spare codes in the place of those before; nothing but their hashes is stored."""
    codes = tuple(_new_spare() for _ in range(_SPARES))
    await store.second_factors.replace_spares(staff_id, [_hash(staff_id, code) for code in codes])
    return codes


def _new_spare() -> str:
    letters = base64.b32encode(secrets.token_bytes(_SPARE_BYTES)).decode()
    return "-".join(letters[start : start + _GROUP] for start in range(0, len(letters), _GROUP))


def _hash(staff_id: int, typed: str) -> str:
    letters = "".join(letter for letter in typed.upper() if letter.isalnum())
    return sha256(f"{staff_id}:{letters}".encode("utf-8", "replace")).hexdigest()
