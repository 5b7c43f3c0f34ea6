"""A person who fills forms and asks after them, and what stands in the tables of it."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from itertools import count
from zoneinfo import ZoneInfo

from sqlalchemy import Table

from bot.app import House
from handlers.applications.codes import new_code
from handlers.applications.content import CONTENT, Content
from handlers.applications.way import REVIEW, SENSITIVE, Draft, next_point
from handlers.messages import STATE, DialogueState, Reply, Update, UpdateKind, Upload
from knowledge.base import KnowledgeBase
from knowledge.forms.replies import Parsed
from storage.filecipher import FileKeys
from storage.repositories.applications import ApplicationRow, NewApplication
from storage.repositories.consents import ConsentRow
from storage.repositories.conversations import ConversationRow
from storage.store import Store
from tests.support.forms import reply_to
from tests.support.houses import Person, work_all
from tests.support.rows import rows

_MOST_QUESTIONS = 120  # no form asks as many
_keys = count(1)
_AGREED = Content(is_adult=True, has_consented=True, is_on_behalf=False)


class Applicant(Person):
    """`last` is what was answered to the last message."""

    def __init__(
        self, house: House, chat_key: str = "visitor", channel: str = "web", bot_id: str = "page"
    ) -> None:
        super().__init__(house, chat_key, channel, bot_id)
        self.last: list[Reply] = []
        self._seen = 0

    async def hears(self, *texts: str) -> str:
        """Says one thing after the other; the answer to the last."""
        for text in texts:
            await self.says(text)
            await self.waits()
        return self.told

    async def gets(self, *payloads: str) -> str:
        """Presses one button after the other; the answer to the last."""
        for payload in payloads:
            await self.presses(payload)
            await self.waits()
        return self.told

    async def sends_file(self, kind: str = "jpeg", refused: str = "", caption: str = "") -> Upload:
        """Sends a file that is kept as a blob of its own, as the channels do."""
        upload = Upload("anh.jpg", refused=refused)
        if not refused:
            kept = await self.house.blobs.write(_picture(), await self.file_keys(), 100)
            upload = Upload(
                "anh.jpg", size=kept.size, blob_id=kept.id, kind=kind, sha256=kept.sha256, is_scanned=True
            )
        update = Update(self.address, f"f{next(_keys)}", UpdateKind.ATTACHMENT, caption, file=upload)
        await self.house.intake.accept(update, self.house.clock.now())
        await self.waits()
        return upload

    async def waits(self) -> None:
        """Until everything that is due has been answered."""
        await work_all(self.house)
        lines = await self.house.transcript.after(self.address, self._seen)
        self.last = [line.reply for line in lines if line.author == "bot"]
        self._seen = lines[-1].id if lines else self._seen

    @property
    def told(self) -> str:
        return "\n\n".join(reply.text for reply in self.last)

    @property
    def payloads(self) -> list[str]:
        """What the last reply offers."""
        return [button.payload for button in self.last[-1].buttons]

    async def begins(self, form_id: str, length: str = "full") -> str:
        return await self.gets(f"form:start:{form_id}", f"fill:said:length:{length}")

    async def stands_at(self, form_id: str, point: str = REVIEW, is_short: bool = True) -> ApplicationRow:
        """Has come to a field or point with usual answers, as if all before it had been asked; the draft."""
        house, now = self.house, self.house.clock.now()
        form = house.knowledge.forms.forms[form_id]
        draft = Draft(new_code(), form, replace(_AGREED, is_short=is_short))
        today = now.astimezone(ZoneInfo(house.settings.timezone)).date()
        while (asked := next_point(draft, draft.standing(today))) != point:
            draft = _answered(draft, asked, house.knowledge, today)
        content = CONTENT.dump_json(draft.saying(waits_for=point).content).decode()
        async with house.database.transaction() as store:
            found = await store.conversations.find_or_create(*self._where, now)
            conversation = await store.conversations.lock(found)
            assert conversation is not None
            new = NewApplication(
                draft.code, conversation.contact_id, conversation.id, form.id, form.version, content
            )
            await store.applications.add(new, now)
        await self.gets(f"form:resume:{draft.code}")
        return await self.application()

    async def fills(self, until: str = REVIEW, **replies: str) -> None:
        """Answers what is asked until a field or point is reached; `replies` are other than the usual ones.

        Fields are answered in words, points by their first button.
        """
        for _ in range(_MOST_QUESTIONS):
            row = await self.application()
            waiting = CONTENT.validate_json(row.content or "").waits_for
            if waiting == until:
                return
            field = self.house.knowledge.forms.forms[row.form_id].fields.get(waiting)
            if waiting in replies or field is not None:
                assert field is not None
                await self.hears(replies.get(waiting) or reply_to(field))
            else:
                await self.gets(self.payloads[0])
        raise AssertionError(f"never came to {until}: {self.told}")

    async def sends_form(self, form_id: str = "A-05", **replies: str) -> ApplicationRow:
        """Fills a form in short and sends it; the application."""
        await self.begins(form_id, "short")
        await self.fills(**replies)
        await self.gets("fill:send")
        return await self.application()

    async def applications(self) -> list[ApplicationRow]:
        """The newest first."""
        async with self.house.database.reading() as store:
            conversation = await self._conversation(store)
            return await store.applications.of_contact(conversation.contact_id)

    async def application(self) -> ApplicationRow:
        return (await self.applications())[0]

    async def content(self) -> Content:
        return CONTENT.validate_json((await self.application()).content or "")

    async def consents(self) -> list[ConsentRow]:
        async with self.house.database.reading() as store:
            conversation = await self._conversation(store)
            return await store.consents.of(conversation.contact_id)

    async def state(self) -> DialogueState:
        """What the bot remembers of the person."""
        async with self.house.database.reading() as store:
            return STATE.validate_json((await self._conversation(store)).state)

    async def file_keys(self) -> FileKeys:
        """Under which the person's files are kept."""
        now = self.house.clock.now()
        async with self.house.database.transaction() as store:
            await store.conversations.find_or_create(*self._where, now)
            conversation = await self._conversation(store)
            return (await store.keys.of(conversation.contact_id, now)).of_files

    @property
    def _where(self) -> tuple[str, str, str]:
        return self.address.channel, self.address.bot_id, self.address.chat_key

    async def _conversation(self, store: Store) -> ConversationRow:
        found = await store.conversations.find(*self._where)
        row = await store.conversations.get(found) if found is not None else None
        assert row is not None, "nobody of this name has ever written"
        return row


def _answered(draft: Draft, asked: str, knowledge: KnowledgeBase, today: date) -> Draft:
    field = draft.form.fields.get(asked)
    if field is None:
        assert asked == SENSITIVE, f"a point that is never passed: {asked}"
        return draft.saying(refused_fields=(*draft.content.refused_fields, *_sensitive(draft)))
    read = knowledge.values.read(field, reply_to(field), today, draft.content.answers)
    return draft.answered(field, read.value) if isinstance(read, Parsed) else draft.skipping(field.id)


def _sensitive(draft: Draft) -> list[str]:
    return [name for name, field in draft.form.fields.items() if field.is_sensitive]


def everything_in(house: House, *tables: Table) -> list[tuple[object, ...]]:
    """All rows of some tables as they stand: equal before and after means that nothing changed."""
    return [tuple(row) for table in tables for row in rows(house.database, table)]


async def _picture() -> AsyncIterator[bytes]:
    yield b"a picture"
