"""What news may be chosen by: where people are at home and what they make, once they have agreed to news.

Forms keep their answers sealed. Somebody who agrees to news is found by a few plain words taken from them, and by
nothing else; they go with the consent.
"""

from collections.abc import Mapping

from handlers.applications.content import CONTENT
from handlers.consents import ChooseNewsBy
from handlers.deeds import Doer, Doing
from handlers.messages import Reply
from storage.states import ApplicationStatus

_ANSWERS = ("facility", "sector")
_PREFIXES = tuple(f"{name}:" for name in _ANSWERS)
_BY = "forms"


async def choose_by(doing: Doing, _wanted: ChooseNewsBy) -> tuple[Reply, ...]:
    """By the newest application that was sent, unless it was filed for somebody else."""
    store, of = doing.store, doing.contact_id
    rows = await store.applications.of_contact(of)
    sent = next((row for row in rows if row.status is not ApplicationStatus.DRAFT), None)
    if sent is None or sent.content is None or sent.is_on_behalf:
        return ()
    answers = CONTENT.validate_json(sent.content).answers
    stale = [tag for tag in await store.audiences.tags_of(of) if tag.startswith(_PREFIXES)]
    await store.audiences.untag(of, stale)
    for name in _ANSWERS:
        answer = answers.get(name)
        if isinstance(answer, str) and answer:
            await store.audiences.tag(of, f"{name}:{answer}", _BY, doing.now)
    if sent.province:
        await store.audiences.place(of, sent.province)
    return ()


DOERS: Mapping[type, Doer] = {ChooseNewsBy: choose_by}
