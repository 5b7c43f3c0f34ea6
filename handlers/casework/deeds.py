"""Keeping a judged case, and forgetting what is kept: what is wanted, and how it is done."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from handlers.deeds import Doer, Doing
from handlers.messages import Reply
from storage.repositories.consents import ConsentRow
from storage.repositories.profiles import NewProfile
from storage.states import Purpose


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
    await _note_consent(doing, wanted.consent_version, is_given=True)
    await doing.store.audit.add(
        doing.now, doing.actor, "profile_kept", f"profile:{kept}", consent=wanted.consent_version
    )
    return ()


async def forget(doing: Doing, wanted: ForgetProfile) -> tuple[Reply, ...]:
    gone = await doing.store.profiles.forget(doing.contact_id)
    if gone:
        given = [
            row for row in await doing.store.consents.of(doing.contact_id) if row.purpose is Purpose.CASE
        ]
        await _note_consent(doing, given[-1].text_hash if given else "", is_given=False)
        await doing.store.audit.add(doing.now, doing.actor, "profiles_forgotten", doing.actor, rows=gone)
    return (wanted.tell(gone),)


async def _note_consent(doing: Doing, consent_version: str, *, is_given: bool) -> None:
    """The terms of keeping a case have no number of their own; their hash says which they were."""
    await doing.store.consents.add(
        ConsentRow(
            contact_id=doing.contact_id,
            purpose=Purpose.CASE,
            is_given=is_given,
            text_version=1,
            text_hash=consent_version,
            channel=doing.conversation.channel,
            inbound_id=doing.inbound_id,
            at=doing.now,
        )
    )


DOERS: Mapping[type, Doer] = {KeepProfile: keep, ForgetProfile: forget}
