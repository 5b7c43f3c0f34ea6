"""Keeping a judged case, and forgetting what is kept: what is wanted, and how it is done."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from handlers.deeds import Doer, Doing
from handlers.messages import Reply
from storage.repositories.profiles import NewProfile


@dataclass(frozen=True, slots=True)
class KeepProfile:
    """A case that the person agreed to have kept, and how it was judged."""

    item: str
    facts: Mapping[str, bool | int | float | str]
    outcomes: Mapping[str, str]  # by scheme
    judged_version: str
    consent_version: str  # of the words that were agreed to


@dataclass(frozen=True, slots=True)
class ForgetProfile:
    """Everything kept of the person is to go."""

    tell: Callable[[int], Reply]  # what is said once it is known how many cases went


async def keep(doing: Doing, wanted: KeepProfile) -> tuple[Reply, ...]:
    new = NewProfile(
        doing.contact_id,
        wanted.item,
        json.dumps(dict(wanted.facts), ensure_ascii=False),
        wanted.outcomes,
        wanted.judged_version,
        wanted.consent_version,
    )
    kept = await doing.store.profiles.save(new, doing.now)
    await doing.store.audit.add(
        doing.now, doing.actor, "profile_kept", f"profile:{kept}", consent=wanted.consent_version
    )
    return ()


async def forget(doing: Doing, wanted: ForgetProfile) -> tuple[Reply, ...]:
    gone = await doing.store.profiles.forget(doing.contact_id)
    if gone:
        await doing.store.audit.add(doing.now, doing.actor, "profiles_forgotten", doing.actor, rows=gone)
    return (wanted.tell(gone),)


DOERS: Mapping[type, Doer] = {KeepProfile: keep, ForgetProfile: forget}
