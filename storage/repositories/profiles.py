"""Cases that people let us keep, how they were judged last, and which outcomes have changed since."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.crypto import Vault
from storage.repositories.inserts import insert
from storage.states import ChangeState
from storage.tables import profile, verdict_change

_OVERTAKEN_BY = "recheck"
_JUDGED_ANEW_BY = "contact"


@dataclass(frozen=True, slots=True)
class NewProfile:
    """One case of one person, with what was agreed to and how it was judged."""

    contact_id: int
    item: str
    facts: str  # JSON; sealed at rest
    outcomes: Mapping[str, str]  # by scheme
    judged_version: str
    consent_version: str


@dataclass(frozen=True, slots=True)
class ProfileRow:
    id: int
    item: str
    facts: str | None  # None under a broken seal
    outcomes: dict[str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """A scheme whose outcome is not what it was, and the rules that decide now."""

    scheme: str
    before: str
    after: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """How a kept case stands by one version of the rules."""

    profile_id: int
    version: str
    outcomes: Mapping[str, str]
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A change that nobody has told the person of yet."""

    id: int
    item: str
    change: Change
    found_at: datetime
    facts: str | None  # of the case, None under a broken seal


# Built once: a check of everybody runs them for each person.
_SAVE_AGAIN = (
    update(profile)
    .where(profile.c.contact_id == bindparam("of"), profile.c.item == bindparam("for_item"))
    .returning(profile.c.id)
)
_TO_RECHECK = (
    select(profile.c.id, profile.c.contact_id, profile.c.item, profile.c.facts, profile.c.outcomes)
    .where(profile.c.judged_version != bindparam("version"), profile.c.id > bindparam("after_id"))
    .order_by(profile.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_JUDGED = update(profile).where(profile.c.id == bindparam("of")).returning(profile.c.item)
_OPEN = verdict_change.c.state == ChangeState.OPEN
_END_OPEN = (
    update(verdict_change)
    .where(verdict_change.c.profile_id == bindparam("of"), _OPEN)
    .values(state=ChangeState.DISMISSED, closed_at=bindparam("at"), closed_by=bindparam("by"))
)
_OVERTAKE = _END_OPEN.where(verdict_change.c.scheme == bindparam("of_scheme")).returning(
    verdict_change.c.before
)
_CLOSE = update(verdict_change).where(verdict_change.c.id == bindparam("of"), _OPEN)
_OPEN_CHANGES = (
    select(verdict_change, profile.c.contact_id, profile.c.facts)
    .join(profile, profile.c.id == verdict_change.c.profile_id)
    .where(_OPEN)
    .order_by(verdict_change.c.id)
    .limit(bindparam("most"))
)
_COUNT_OPEN = select(func.count()).select_from(verdict_change).where(_OPEN)
_OF_CONTACT = select(
    profile.c.id, profile.c.contact_id, profile.c.item, profile.c.facts, profile.c.consented_at
).where(profile.c.contact_id == bindparam("of"))
_REMOVE = delete(profile).where(profile.c.id == bindparam("of"))
_FORGET = delete(profile).where(profile.c.contact_id == bindparam("of"))
_FORGET_BEFORE = delete(profile).where(profile.c.consented_at < bindparam("moment"))


class Profiles:
    def __init__(self, connection: AsyncConnection, vault: Vault) -> None:
        self._connection = connection
        self._vault = vault

    async def save(self, new: NewProfile, now: datetime) -> int:
        """Keeps the case in place of what was kept for the same item; its open changes are over then.

        Call it with the person's conversation locked.
        """
        values = {
            "facts": self._vault.seal(new.facts, _place(new.contact_id, new.item)),
            "consented_at": now,
            "consent_version": new.consent_version,
            "outcomes": json.dumps(dict(new.outcomes)),
            "judged_version": new.judged_version,
            "judged_at": now,
        }
        known = {**values, "of": new.contact_id, "for_item": new.item}
        found = (await self._connection.execute(_SAVE_AGAIN, known)).scalar_one_or_none()
        if found is None:
            new_row = {**values, "contact_id": new.contact_id, "item": new.item, "created_at": now}
            return await insert(self._connection, profile, new_row)
        await self._connection.execute(_END_OPEN, {"of": found, "at": now, "by": _JUDGED_ANEW_BY})
        return int(found)

    async def move(self, gone: int, into: int) -> tuple[int, int]:
        """One person's cases become another's; how many did, and how many went instead.

        Of two for one item the one that was agreed to last stays. Call it with both people's conversations locked.
        """
        kept = {row.item: row for row in await self._connection.execute(_OF_CONTACT, {"of": into})}
        moved = forgotten = 0
        for row in (await self._connection.execute(_OF_CONTACT, {"of": gone})).all():
            known, facts = kept.get(row.item), self._opened(row.facts, row)
            is_newer = known is None or row.consented_at > known.consented_at
            if facts is None or not is_newer:
                forgotten += await self._remove(row.id)
                continue
            if known is not None:
                forgotten += await self._remove(known.id)
            values = {"contact_id": into, "facts": self._vault.seal(facts, _place(into, row.item))}
            await self._connection.execute(update(profile).where(profile.c.id == row.id).values(values))
            moved += 1
        return moved, forgotten

    async def forget(self, contact_id: int) -> int:
        """Removes all that is kept of a person for good, changes included; how many cases."""
        return (await self._connection.execute(_FORGET, {"of": contact_id})).rowcount

    async def forget_before(self, moment: datetime) -> int:
        """Removes cases whose consent is older; how many."""
        return (await self._connection.execute(_FORGET_BEFORE, {"moment": moment})).rowcount

    async def to_recheck(self, version: str, limit: int, after_id: int) -> list[ProfileRow]:
        """Cases last judged by another version, held until the transaction ends, in the order of their ids."""
        values = {"version": version, "most": limit, "after_id": after_id}
        return [
            ProfileRow(row.id, row.item, self._opened(row.facts, row), json.loads(row.outcomes))
            for row in await self._connection.execute(_TO_RECHECK, values)
        ]

    async def record(self, judgement: Judgement, now: datetime) -> int:
        """Stores how a held case stands now; how many changes it makes that the person does not know of.

        A change that nobody told yet is overtaken: the new one starts from what the person knows, and there
        is none when the outcome has come back to that.
        """
        values = {
            "of": judgement.profile_id,
            "outcomes": json.dumps(dict(judgement.outcomes)),
            "judged_version": judgement.version,
            "judged_at": now,
        }
        item = (await self._connection.execute(_JUDGED, values)).scalar_one()
        found = 0
        for change in judgement.changes:
            known = await self._overtaken(judgement.profile_id, change.scheme, now) or change.before
            if known != change.after:
                await self._add(judgement.profile_id, item, change, known, now)
                found += 1
        return found

    async def open_changes(self, limit: int) -> list[ChangeRow]:
        """The longest waiting first."""
        return [
            ChangeRow(
                row.id,
                row.item,
                Change(row.scheme, row.before, row.after, tuple(json.loads(row.rules))),
                row.found_at,
                self._opened(row.facts, row),
            )
            for row in await self._connection.execute(_OPEN_CHANGES, {"most": limit})
        ]

    async def count_open(self) -> int:
        return int((await self._connection.execute(_COUNT_OPEN)).scalar_one())

    async def close(self, change_id: int, state: ChangeState, by: str, now: datetime) -> bool:
        """False when it was no longer open, or never there."""
        values = {"of": change_id, "state": state, "closed_at": now, "closed_by": by}
        return (await self._connection.execute(_CLOSE, values)).rowcount == 1

    async def _remove(self, profile_id: int) -> int:
        return (await self._connection.execute(_REMOVE, {"of": profile_id})).rowcount

    async def _overtaken(self, profile_id: int, scheme: str, now: datetime) -> str | None:
        """Ends the open change of a scheme; what was the outcome before it."""
        values = {"of": profile_id, "of_scheme": scheme, "at": now, "by": _OVERTAKEN_BY}
        before: str | None = (await self._connection.execute(_OVERTAKE, values)).scalar_one_or_none()
        return before

    async def _add(self, profile_id: int, item: str, change: Change, before: str, now: datetime) -> None:
        values = {
            "profile_id": profile_id,
            "item": item,
            "scheme": change.scheme,
            "before": before,
            "after": change.after,
            "rules": json.dumps(change.rules),
            "found_at": now,
            "state": ChangeState.OPEN,
        }
        await insert(self._connection, verdict_change, values)

    def _opened(self, facts: bytes, row: Any) -> str | None:
        return self._vault.open_if_whole(facts, _place(row.contact_id, row.item))


def _place(contact_id: int, item: str) -> str:
    return f"profile.facts:{contact_id}:{item}"
