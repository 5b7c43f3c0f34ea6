"""People who do whatever comes to mind: nothing personal is kept too early, and nobody is stuck.

KC_WALKS=1000 makes more of them.
"""

import os
import random
import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Iterator
from pathlib import Path

import pytest

from bot.app import House
from handlers.applications.content import CONTENT
from handlers.messages import STATE, Button, Line, Update, UpdateKind, Upload
from knowledge.base import KnowledgeBase
from storage.repositories.applications import ApplicationRow
from storage.states import ApplicationStatus, Purpose
from tests.support.clock import HandClock
from tests.support.forms import reply_to
from tests.support.houses import Person, open_test_house, work_all

_WALKS = int(os.environ.get("KC_WALKS", "250"))
_SAID = (
    "chào em",
    "mua máy được hỗ trợ bao nhiêu tiền",
    "ho so can gi",
    "thời tiết hôm nay",
    "tui làm nem chua ở Gia Lai, muốn mua máy 400 triệu, được không, được nhiêu?",
    "ở Bình Định",
    "không biết",
    "1, 3",
    "7",
    "0912345678",
    "Nguyễn Thị Hương",
    "sửa điện thoại",
    "KC-7Q4M-2X9T-1B5K",
    "😀",
    "nói hoài không ai giải quyết",
)
_COMMANDS = (
    "đăng ký",
    "điền tiếp",
    "quay lại",
    "bỏ qua",
    "để sau",
    "xong",
    "gửi phiếu",
    "sửa",
    "phiếu của tôi",
    "xét thử",
    "bắt đầu lại",
    "gặp cán bộ",
    "đổi tỉnh",
    "/quyenriengtu",
    "/dulieu",
    "/xoa",
    "/rutdongy",
    "/ngung",
    "/noikenh",
    "/huy",
)


@pytest.fixture
def quick_folder() -> Iterator[Path]:
    """In memory where the machine has such a place: the walks wait for nothing but the disk."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of its own is made in it
    folder = Path(tempfile.mkdtemp(prefix="kc-walks-", dir=memory if memory.is_dir() else None))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
async def quick_house(quick_folder: Path, clock: HandClock, knowledge: KnowledgeBase) -> AsyncIterator[House]:
    url = f"sqlite:///{quick_folder / 'kc.db'}"
    async with open_test_house(url, quick_folder / "data", clock, knowledge) as house:
        yield house


class Walker(Person):
    """Does one thing after another, mostly what was offered; every fifth one fills a form in earnest."""

    def __init__(self, house: House, number: int) -> None:
        channel, bot = ("telegram", "7") if number % 4 == 0 else ("web", "page")
        super().__init__(house, f"walker-{number}", channel, bot)
        self.dice = random.Random(number)
        self.trail: list[str] = []
        self.last: list[Line] = []  # what was answered to the last message
        self.seen = self._conversation_id = 0
        self._rows: list[ApplicationRow] = []  # as they stood after the last message
        self.is_earnest = number % 5 == 1
        self.step_count = 26 if self.is_earnest else 9

    async def walks(self) -> None:
        await self._presses(f"form:start:A-0{self.dice.randint(1, 9)}")
        for _ in range(self.step_count):
            await self._steps()

    async def _steps(self) -> None:
        buttons = [button for line in self.last for button in line.reply.buttons]
        dice = self.dice.random()
        if self.is_earnest and dice < 0.93:
            await self._goes_on(buttons)
        elif dice < 0.45 and buttons:
            await self._presses(self.dice.choice(buttons).payload)
        elif dice < 0.75:
            await self._says(self._fitting() or self.dice.choice(("1", "có", "Tôi đồng ý")))
        elif dice < 0.85:
            await self._says(self.dice.choice(_SAID))
        elif dice < 0.97:
            await self._says(self.dice.choice(_COMMANDS))
        else:
            await self._sends_a_file()

    async def unwinds(self) -> None:
        """One word leads out of everything, to something that may be chosen."""
        await self._says("/huy")
        async with self.house.database.reading() as store:
            row = await store.conversations.lock(await self._conversation())
        assert row is not None
        state = STATE.validate_json(row.state)
        case = state.memory.case
        assert state.memory.form is None, self.trail
        assert state.expects == "", self.trail
        assert case is None or not case.waits_for, self.trail
        assert state.choices, self.trail

    def has_sent(self) -> bool:
        return any(row.status is not ApplicationStatus.DRAFT for row in self._rows)

    async def _goes_on(self, buttons: list[Button]) -> None:
        fitting = self._fitting()
        if fitting or not buttons:
            await self._says(fitting or "điền tiếp")
        else:
            await self._presses(buttons[0].payload)

    def _fitting(self) -> str:
        """A good answer to the field that is open, if there is one."""
        for row in self._rows:
            content = CONTENT.validate_json(row.content or "{}")
            field = self.house.knowledge.forms.forms[row.form_id].fields.get(content.waits_for)
            if field is not None and row.status is ApplicationStatus.DRAFT:
                return reply_to(field)
        return ""

    async def _presses(self, payload: str) -> None:
        await self._does(f"[{payload}]", self.presses(payload))

    async def _says(self, text: str) -> None:
        await self._does(text, self.says(text))

    async def _sends_a_file(self) -> None:
        blob = f"{self.dice.getrandbits(128):032x}"
        upload = Upload("anh.jpg", size=9, blob_id=blob, kind="jpeg", sha256="0" * 64)
        update = Update(self.address, blob, UpdateKind.ATTACHMENT, file=upload)
        await self._does("(a picture)", self.house.intake.accept(update, self.house.clock.now()))

    async def _does(self, what: str, doing: Awaitable[object]) -> None:
        """Every message is answered, without an apology, and leaves nothing personal that was not agreed to."""
        self.trail.append(what)
        await doing
        await work_all(self.house)
        lines = await self.house.transcript.after(self.address, self.seen)
        self.last = [line for line in lines if line.author == "bot"]
        assert self.last, self.trail
        assert self.last[-1].reply.text != self.house.say("apology"), self.trail
        self.seen = lines[-1].id
        await self._looks_for_what_was_not_agreed_to()

    async def _conversation(self) -> int:
        if not self._conversation_id:
            where = (self.address.channel, self.address.bot_id, self.address.chat_key)
            async with self.house.database.reading() as store:
                self._conversation_id = await store.conversations.find(*where) or 0
        return self._conversation_id

    async def _looks_for_what_was_not_agreed_to(self) -> None:
        identity = await self._conversation()
        async with self.house.database.reading() as store:
            row = await store.conversations.get(identity)
            assert row is not None
            self._rows = await store.applications.of_contact(row.contact_id)
            log = await store.consents.of(row.contact_id) if self._rows else []
        given = {(each.purpose, each.field) for each in log if each.is_given}
        for application in self._rows:
            content = CONTENT.validate_json(application.content or "{}")
            fields = self.house.knowledge.forms.forms[application.form_id].fields
            told = [fields[name] for name in content.answers]
            sensitive = {field.id for field in told if field.is_sensitive}
            if content.owner or sensitive or any(field.is_personal for field in told):
                assert (Purpose.APPLICATION, None) in given, self.trail
            assert {(Purpose.SENSITIVE, name) for name in sensitive} <= given, self.trail
            assert not sensitive or self.address.channel == "web", self.trail


async def test_random_walks_keep_nothing_too_early_and_leave_nobody_stuck(quick_house: House) -> None:
    sent = 0
    for number in range(_WALKS):
        walker = Walker(quick_house, number)
        await walker.walks()
        await walker.unwinds()
        sent += walker.has_sent()
    assert sent > _WALKS // 50  # many walks do get through to the end
