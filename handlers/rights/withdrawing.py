"""Taking consent back, one purpose at a time, with what rested on it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from handlers.applications.content import CONTENT
from handlers.deeds import Doer, Doing, NotYet
from handlers.messages import Reply
from handlers.outbox import LEASE
from handlers.rights.certifying import certify
from handlers.rights.deeds import MOST_APPLICATIONS, Asked, enter
from knowledge.privacy.model import Purpose
from storage.repositories.consents import ConsentRow
from storage.states import ApplicationStatus
from storage.states import Purpose as StoredPurpose

# Until it is approved an application is the person's alone; then a contract and the law keep it.
BEFORE_APPROVAL = frozenset(
    {
        ApplicationStatus.DRAFT,
        ApplicationStatus.SENT,
        ApplicationStatus.MORE_WANTED,
        ApplicationStatus.VISIT,
        ApplicationStatus.IN_REVIEW,
        ApplicationStatus.NOT_THIS_TIME,
    }
)
_LONGEST_ON_THE_WIRE = timedelta(
    seconds=10
)  # whoever takes longer has died with it, and it will not go again
_REASON = "consent withdrawn"
_GOES_WITH = {StoredPurpose.APPLICATION: (StoredPurpose.ON_BEHALF, StoredPurpose.SENSITIVE)}


@dataclass(frozen=True, slots=True)
class Withdraw:
    """A purpose is agreed to no longer. What is approved waits for staff, the rest is done at once."""

    purpose: Purpose
    asked: Asked


async def withdraw(doing: Doing, wanted: Withdraw) -> tuple[Reply, ...]:
    purpose = StoredPurpose(wanted.purpose.value)
    gone: dict[str, int] = {}
    waits_for_staff = False
    match purpose:
        case StoredPurpose.APPLICATION:
            await doing.store.erasing.lock(doing.contact_id)
            gone = await doing.store.erasing.applications(
                doing.contact_id, BEFORE_APPROVAL, doing.spent_blobs
            )
            gone["person_key"] = await doing.store.erasing.spare_keys(doing.contact_id)
            waits_for_staff = await doing.store.erasing.has_applications(doing.contact_id)
        case StoredPurpose.CASE:
            gone = {"profile": await doing.store.profiles.forget(doing.contact_id)}
        case StoredPurpose.SENSITIVE:
            gone = await _forget_sensitive(doing)
        case StoredPurpose.NEWS:
            await let_news_arrive(doing)
            gone = {"contact_tag": await doing.store.audiences.forget(doing.contact_id)}
    await take_back(doing, (purpose, *_GOES_WITH.get(purpose, ())))
    await enter(doing, wanted.asked, None if waits_for_staff else "withdrawn")
    await certify(doing.store, doing.now, doing.actor, doing.actor, gone, _REASON)
    return ()


async def let_news_arrive(doing: Doing) -> None:
    """What is on the wire at this very moment is waited for: after the answer to this no news arrive."""
    await doing.store.consents.hold(doing.contact_id)  # first: what is about to leave would not be seen yet
    still_leased = doing.now + LEASE - _LONGEST_ON_THE_WIRE
    if await doing.store.broadcast_deliveries.is_on_the_wire(doing.contact_id, still_leased):
        raise NotYet


async def take_back(doing: Doing, purposes: tuple[StoredPurpose, ...]) -> None:
    """A new row for each of these that stands: from now on it is a no."""
    standing: dict[StoredPurpose, ConsentRow] = {}
    for row in await doing.store.consents.of(doing.contact_id):
        standing[row.purpose] = row
    for purpose in purposes:
        newest = standing.get(purpose)
        if newest is None or not newest.is_given:
            continue
        taken = replace(
            newest,
            is_given=False,
            channel=doing.conversation.channel,
            inbound_id=doing.inbound_id,
            at=doing.now,
            application_id=None,
            field=None,
        )
        identity = await doing.store.consents.add(taken)
        await doing.store.audit.add(
            doing.now, doing.actor, "consent_withdrawn", f"consent:{identity}", purpose=purpose.value
        )


async def _forget_sensitive(doing: Doing) -> dict[str, int]:
    """The answers and files of sensitive fields, in everything that is not approved; they are asked no more."""
    fields = {
        row.field for row in await doing.store.consents.of(doing.contact_id) if row.field and row.is_given
    }
    gone = {"sensitive_answer": 0, "application_file": 0}
    for seen in await doing.store.applications.of_contact(doing.contact_id, MOST_APPLICATIONS):
        row = await doing.store.applications.get(seen.id, lock=True)
        if row is None or row.status not in BEFORE_APPROVAL or row.content is None:
            continue
        content = CONTENT.validate_json(row.content)
        answered = fields & content.answers.keys()
        if not answered:
            continue
        changed = replace(
            content,
            answers={name: value for name, value in content.answers.items() if name not in answered},
            agreed_fields=tuple(name for name in content.agreed_fields if name not in answered),
            refused_fields=(*content.refused_fields, *sorted(answered)),
        )
        await doing.store.applications.change(row, doing.now, content=CONTENT.dump_json(changed).decode())
        blobs = [file.blob_id for file in await doing.store.files.of(row.id) if file.field in answered]
        doing.spent_blobs.extend(await doing.store.files.remove(row.id, blobs) if blobs else ())
        gone["sensitive_answer"] += len(answered)
        gone["application_file"] += len(blobs)
    return gone


DOERS: Mapping[type, Doer] = {Withdraw: withdraw}
