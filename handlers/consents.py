"""Consents, as skills want them noted."""

from collections.abc import Mapping
from dataclasses import dataclass

from handlers.deeds import Doer, Doing
from handlers.messages import Reply
from knowledge.privacy.model import Purpose
from storage.repositories.consents import ConsentRow
from storage.states import Purpose as StoredPurpose
from storage.store import Store


@dataclass(frozen=True, slots=True)
class GiveConsent:
    """What somebody said to one text: yes, or no; taking back is a no."""

    purpose: Purpose
    is_given: bool
    version: int
    text_hash: str
    application_code: str | None = None
    field: str | None = None  # of a sensitive one


@dataclass(frozen=True, slots=True)
class ChooseNewsBy:
    """News may be chosen by what the person has told; asked for with a yes to news, and with each form after it."""


async def note_consent(doing: Doing, wanted: GiveConsent) -> tuple[Reply, ...]:
    """The newest row of a purpose counts; none is ever changed."""
    code = wanted.application_code
    application = await doing.store.applications.find(code) if code else None
    row = ConsentRow(
        contact_id=doing.contact_id,
        purpose=StoredPurpose(wanted.purpose.value),
        is_given=wanted.is_given,
        text_version=wanted.version,
        text_hash=wanted.text_hash,
        channel=doing.conversation.channel,
        inbound_id=doing.inbound_id,
        at=doing.now,
        application_id=application.id if application else None,
        field=wanted.field,
    )
    identity = await doing.store.consents.add(row)
    action = "consent_given" if wanted.is_given else "consent_refused"
    await doing.store.audit.add(
        doing.now, doing.actor, action, f"consent:{identity}", purpose=wanted.purpose.value
    )
    return ()


async def stands(store: Store, contact_id: int, purpose: StoredPurpose) -> bool:
    """Whether the person agrees to a purpose, by what was said last; silence is no consent."""
    return (await store.consents.standing(contact_id)).get(purpose, False)


DOERS: Mapping[type, Doer] = {GiveConsent: note_consent}
