"""Works stored updates: one transaction for each conversation, locked first, then loaded."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from handlers.attachments.fetching import Errand, Fetching, is_at_platform
from handlers.broadcasts.typed import TypedLabels
from handlers.deeds import Deeds, Doing, NotYet
from handlers.handover import note_update
from handlers.library import Library
from handlers.messages import STATE, UPDATE, DialogueState, Reply, Update, UpdateKind
from handlers.outbox import Door, last_asked
from handlers.records import StoredRecords
from handlers.text import clean
from handlers.turns import Response, Turn
from knowledge.text.fold import fold
from storage.crypto import SealBroken
from storage.database import Database
from storage.repositories.conversations import ConversationRow
from storage.repositories.inbound import InboundRow
from storage.states import Holder, Lane
from storage.store import Store

log = logging.getLogger(__name__)

_MAX_TRIES = 3
_RETRY_AFTER = timedelta(seconds=2)
_SOON = timedelta(milliseconds=200)
_LONGEST_NUMBER = 2  # digits of a choice; anything longer is a year, a sum or a telephone


class Dispatcher:
    """`spend` takes the blobs that nobody needs once a turn is committed, `fetching` brings platforms' files,
    `labels` knows the buttons of broadcasts."""

    def __init__(
        self,
        database: Database,
        library: Library,
        door: Door,
        deeds: Deeds,
        spend: Callable[[list[str]], Awaitable[None]],
        fetching: Fetching,
        labels: TypedLabels,
    ) -> None:
        self._database = database
        self._library = library
        self._door = door
        self._deeds = deeds
        self._spend = spend
        self._fetching = fetching
        self._labels = labels

    async def due(self, now: datetime, limit: int) -> list[int]:
        """Conversations with due updates, the longest waiting first; without those that wait for a file."""
        async with self._database.reading() as store:
            return await store.inbound.due_conversations(now, limit, self._fetching.busy)

    async def next_due_at(self) -> datetime | None:
        async with self._database.reading() as store:
            return await store.inbound.next_due_at(self._fetching.busy)

    async def work(self, conversation_id: int, now: datetime) -> None:
        """Answers everything due in one conversation, question by question. Never raises for a bad update.

        A file that has to be fetched ends it for now: the conversation is due again when the file is here."""
        if conversation_id in self._fetching.busy:
            return
        while (question := await self._work_one(conversation_id, now)) is not None:
            if question.errand is not None:
                self._send_for_file(conversation_id, question, question.errand, now)
                return
            if question.failed_with:
                await self._try_again_or_bury(conversation_id, question, now)
            elif question.is_last:
                return

    async def _work_one(self, conversation_id: int, now: datetime) -> "_Worked | None":
        ids: list[int] = []
        spent: list[str] = []
        try:
            async with self._database.transaction() as store:
                conversation = await store.conversations.lock(conversation_id, skip_locked=True)
                rows = await store.inbound.take(conversation_id, now) if conversation else []
                if conversation is None or not rows:
                    return None  # nothing left, or another process is at it
                ids = [rows[0].id]
                update, ids = _first_question(rows)
                if is_at_platform(update) and conversation.holder is not Holder.STAFF:
                    keys = await store.keys.of(conversation.contact_id, now)
                    is_last_try = rows[0].attempts + 1 >= _MAX_TRIES
                    return _Worked(ids, errand=Errand(rows[0], update, keys.of_files, is_last_try))
                doing = Doing(store, conversation, now, ids[-1], spent)
                await self._answer(doing, update, ids)
        except NotYet:
            async with self._database.transaction() as store:
                await store.inbound.put_off(ids, now + _SOON)
            return None
        except Exception as error:  # one bad update must not stop the others
            if not ids:
                raise
            log.exception("update_failed", extra={"conversation": conversation_id, "inbound": ids[0]})
            return _Worked(ids, failed_with=type(error).__name__)
        if spent:
            await self._spend(spent)
        return _Worked(ids, is_last=len(ids) == len(rows))

    def _send_for_file(
        self, conversation_id: int, question: "_Worked", errand: Errand, now: datetime
    ) -> None:
        async def failed(error: str) -> None:
            await self._try_again_or_bury(conversation_id, replace(question, failed_with=error), now)

        self._fetching.begin(conversation_id, errand, failed)

    async def _answer(self, doing: Doing, update: Update, ids: list[int]) -> None:
        store, conversation, now = doing.store, doing.conversation, doing.now
        state = STATE.validate_json(conversation.state)
        response = await self._respond(doing, update, state)
        replies = (*response.replies, *await self._deeds.do(doing, response.deeds))
        lane = Lane.REPLY if conversation.holder is not Holder.STAFF else Lane.NOTICE
        await self._door.post(store, conversation, replies, now, inbound_id=ids[-1], lane=lane)
        gap_id = await _note_gap(store, conversation, response, state, now)
        memory = response.memory or state.memory
        state = replace(state, memory=memory)
        if replies:
            asked = last_asked(replies)
            state = DialogueState(asked.buttons, gap_id, memory, asked.takes_numbers, response.expects)
        await store.conversations.save(conversation.id, STATE.dump_json(state).decode(), now)
        await note_update(store, conversation, update.kind, response, now)
        is_reachable = update.kind is not UpdateKind.UNFOLLOW
        if conversation.is_reachable is not is_reachable:
            await store.conversations.set_reachable(
                conversation.id, is_reachable, None if is_reachable else "left"
            )
        await store.inbound.finish(ids)

    async def _respond(self, doing: Doing, update: Update, state: DialogueState) -> Response:
        conversation, routes = doing.conversation, self._library.routes
        text = clean(update.text)
        payload = update.payload or _chosen(text, state)
        turn = Turn(
            kind=update.kind,
            text=text,
            payload=payload or await self._labels.payload(doing.store, conversation.id, text, doing.now),
            detail=update.detail,
            state=state,
            now=doing.now,
            upload=update.file,
            records=StoredRecords(doing.store, conversation.contact_id, conversation.id),
            is_abroad=self._door.is_abroad(conversation.channel),
            file_kinds=self._door.file_kinds(conversation.channel),
        )
        if conversation.holder is not Holder.STAFF:
            return await routes.choose(turn)(turn)
        skill = routes.beside_staff(turn)  # staff are talking; their inbox shows the message
        return await skill(turn) if skill is not None else Response()

    async def _try_again_or_bury(self, conversation_id: int, question: "_Worked", now: datetime) -> None:
        """Counts a failed try; after three the update is set aside and the person told."""
        ids, error = question.ids, question.failed_with
        async with self._database.transaction() as store:
            conversation = await store.conversations.lock(conversation_id)
            tries = await store.inbound.attempts(ids)
            if tries is None:
                return  # another process has answered it meanwhile
            if tries + 1 < _MAX_TRIES:
                await store.inbound.retry(ids, now + _RETRY_AFTER, error)
                return
            await store.inbound.bury(ids, error)
            if conversation is not None and conversation.holder is not Holder.STAFF:
                apology = Reply(self._library.knowledge.phrase("apology"))
                await self._door.post(store, conversation, (apology,), now, inbound_id=ids[-1])
            await store.audit.add(now, "dispatcher", "update_dead", f"inbound:{ids[-1]}", error=error)
        log.error("update_dead", extra={"conversation": conversation_id, "inbound": ids[-1], "error": error})


@dataclass(frozen=True, slots=True)
class _Worked:
    ids: list[int]
    failed_with: str = ""
    is_last: bool = False
    errand: Errand | None = None  # not answered: its file is still at the platform


def _first_question(rows: list[InboundRow]) -> tuple[Update, list[int]]:
    """Short texts in a row are one question; everything else stands alone. With the ids it covers."""
    question = _read(rows[0])
    ids, said = [rows[0].id], question.text
    if not _may_join(question):
        return question, ids
    for row in rows[1:]:
        following = _following(row, rows[0])
        if following is None:
            break
        if following.text != said:  # said twice by somebody in a hurry, it is said once
            question = replace(question, text=f"{question.text}\n{following.text}")
        said = following.text
        ids.append(row.id)
    return question, ids


def _following(row: InboundRow, first: InboundRow) -> Update | None:
    """The next text of the same question; None when it is something of its own, or must not fail with the first."""
    if row.attempts != first.attempts:
        return None
    try:
        following = _read(row)
    except (SealBroken, ValueError):
        return None  # fails alone when its turn comes
    return following if _may_join(following) else None


def _read(row: InboundRow) -> Update:
    if row.payload is None:
        raise SealBroken("the stored update cannot be opened")
    return UPDATE.validate_json(row.payload)


def _may_join(update: Update) -> bool:
    is_choice = update.text.strip().isdecimal() or update.text.startswith("/")
    return update.kind is UpdateKind.TEXT and not is_choice


def _chosen(text: str, state: DialogueState) -> str:
    """The payload that a typed number, label or payload stands for; empty when it is none of them."""
    bare = text.strip(" .)")
    is_number = bare.isdecimal() and len(bare) <= _LONGEST_NUMBER and not state.takes_numbers
    if is_number and 1 <= int(bare) <= len(state.choices):
        return state.choices[int(bare) - 1].payload
    wanted = fold(text)
    fitting = (choice.payload for choice in state.choices if wanted in (fold(choice.label), choice.payload))
    return next(fitting, "") if wanted else ""


async def _note_gap(
    store: Store, conversation: ConversationRow, response: Response, state: DialogueState, now: datetime
) -> int | None:
    """Writes the question down, or which offered entry answered the one written down before."""
    if response.chosen_entry and state.gap_id:
        await store.gaps.choose(state.gap_id, response.chosen_entry)
    if response.gap is None:
        return None
    note = response.gap
    return await store.gaps.add(
        note.kind, conversation.id, note.question, note.candidates, note.confidence, now
    )
