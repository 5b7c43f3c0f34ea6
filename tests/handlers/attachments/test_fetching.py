"""Files that a message only names: brought before the answer, once, and nothing is left of what failed."""

import asyncio
import logging
from pathlib import Path

import pytest

from handlers.attachments.arrivals import Arrivals
from handlers.attachments.fetching import Fetching, NotFetched
from handlers.attachments.keeping import Attachments
from handlers.attachments.model import Kind, Reason
from handlers.messages import Address, Update, UpdateKind, Upload
from storage.blobs import Blobs
from storage.database import Database
from storage.states import Holder
from storage.tables import inbound
from tests.handlers.attachments.samples import files_in
from tests.standins.eventually import until
from tests.support.clock import HandClock
from tests.support.desks import APOLOGY, Desk
from tests.support.factories import PAGE, WEB, an_update
from tests.support.platforms import PDF, Platform, Post, Unwilling, Wanting, a_file
from tests.support.rows import rows


@pytest.fixture
def arrivals(database: Database, attachments: Attachments, blobs: Blobs) -> Arrivals:
    return Arrivals(database, attachments, blobs)


@pytest.fixture
def skill() -> Wanting:
    return Wanting()


@pytest.fixture
def platform() -> Platform:
    return Platform()


@pytest.fixture
def post(
    database: Database, clock: HandClock, arrivals: Arrivals, skill: Wanting, platform: Platform
) -> Post:
    return Post(database, clock, arrivals, skill, platform)


def states(post: Post) -> list[str]:
    return [str(found.state) for found in rows(post.desk.database, inbound)]


async def test_the_skill_gets_a_file_that_lies_here(post: Post, skill: Wanting, folder: Path) -> None:
    await post.desk.takes(a_file())
    await post.brings()
    (upload,) = skill.uploads
    assert (upload.name, upload.kind, upload.size, upload.remote) == ("đơn.pdf", Kind.PDF, len(PDF), "")
    assert [path.name for path in files_in(folder)] == [upload.blob_id]
    assert post.rings == 1
    assert states(post) == ["done"]


async def test_what_comes_after_a_file_is_answered_after_it(
    post: Post, skill: Wanting, platform: Platform
) -> None:
    platform.answers = [None]
    identity = await post.desk.takes(a_file())
    await post.desk.takes(an_update("đây là giấy của em ạ, chị xem giúp"))
    await post.desk.works()
    assert identity in post.fetching.busy
    assert await post.desk.dispatcher.due(post.desk.clock.now(), 10) == []
    assert await post.desk.dispatcher.next_due_at() is None
    await post.desk.dispatcher.work(identity, post.desk.clock.now())  # asked for by somebody who did not look
    await post.desk.takes(an_update("của người khác, dài đủ để trả lời ngay", "binh"))
    await post.desk.works()
    assert [turn.text[:3] for turn in skill.turns] == ["của"]
    platform.may_go.set()
    await post.brings()
    assert [turn.kind for turn in skill.turns[1:]] == [UpdateKind.ATTACHMENT, UpdateKind.TEXT]
    assert platform.asked == 1


async def test_a_platform_that_fails_is_asked_three_times_and_then_the_person_is_told(
    post: Post, skill: Wanting, platform: Platform, folder: Path
) -> None:
    platform.answers = [NotFetched("no_answer")] * 3
    await post.desk.takes(a_file())
    for tries in (1, 2):
        await post.brings(after_seconds=2)
        assert (skill.turns, states(post)) == ([], ["pending"])
        assert rows(post.desk.database, inbound)[0].attempts == tries
    await post.brings(after_seconds=2)
    assert [upload.refused for upload in skill.uploads] == ["not_fetched"]
    assert platform.asked == 3
    assert files_in(folder) == []
    assert APOLOGY not in await post.desk.said()


async def test_a_fault_that_passes_costs_nothing(post: Post, skill: Wanting, platform: Platform) -> None:
    platform.answers = [NotFetched("cut"), NotFetched("timeout")]
    await post.desk.takes(a_file())
    for _ in range(3):
        await post.brings(after_seconds=2)
    assert [upload.kind for upload in skill.uploads] == [Kind.PDF]


@pytest.mark.parametrize(
    ("error", "refused"),
    [
        (NotFetched("strange_path", is_final=True), "not_fetched"),
        (NotFetched("too_big", is_final=True, refused=Reason.TOO_BIG), "too_big"),
    ],
)
async def test_what_no_try_can_mend_is_told_at_once(
    post: Post, skill: Wanting, platform: Platform, error: NotFetched, refused: str
) -> None:
    platform.answers = [error]
    await post.desk.takes(a_file())
    await post.brings()
    assert [upload.refused for upload in skill.uploads] == [refused]
    assert platform.asked == 1


async def test_a_refused_file_is_told_with_its_reason(
    post: Post, skill: Wanting, platform: Platform, folder: Path
) -> None:
    platform.answers = [b"MZ" + bytes(100)]
    await post.desk.takes(a_file())
    await post.brings()
    assert [upload.refused for upload in skill.uploads] == [Reason.UNKNOWN_KIND]
    assert files_in(folder) == []


async def test_a_file_of_a_channel_that_gives_none_is_told(
    database: Database, clock: HandClock, arrivals: Arrivals, skill: Wanting
) -> None:
    fetching = Fetching(database, arrivals, {}, lambda: None)
    desk = Desk(database, clock, skill, fetching)
    await desk.takes(a_file())
    await desk.works()
    await fetching.settled()
    await desk.works()
    assert [upload.refused for upload in skill.uploads] == ["not_fetched"]


async def test_a_mistake_of_ours_is_buried_like_any_other_with_an_apology(
    post: Post, skill: Wanting, platform: Platform, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    platform.answers = [OSError("disk full")] * 3
    await post.desk.takes(a_file())
    for _ in range(3):
        await post.brings(after_seconds=2)
    assert (states(post), skill.turns) == (["dead"], [])
    assert await post.desk.said() == [APOLOGY]
    assert files_in(folder) == []
    assert "đơn.pdf" not in caplog.text


async def test_of_two_processes_that_fetch_one_writes_it_down_and_the_others_file_is_gone(
    post: Post, database: Database, clock: HandClock, arrivals: Arrivals, skill: Wanting, folder: Path
) -> None:
    platform = Platform(None, None)
    one, two = (Post(database, clock, arrivals, skill, platform) for _ in range(2))
    await one.desk.takes(a_file())
    await one.desk.works()
    await two.desk.works()
    await until(lambda: platform.asked == 2)
    platform.may_go.set()
    await asyncio.gather(one.fetching.settled(), two.fetching.settled())
    (kept,) = files_in(folder)
    await asyncio.gather(one.desk.works(), two.desk.works())
    assert [upload.blob_id for upload in skill.uploads] == [kept.name]
    assert states(post) == ["done"]


async def test_a_message_that_was_answered_meanwhile_leaves_no_file(
    post: Post, database: Database, platform: Platform, folder: Path
) -> None:
    platform.answers = [None]
    await post.desk.takes(a_file())
    await post.desk.works()
    (row,) = rows(database, inbound)
    async with database.transaction() as store:
        await store.inbound.finish([row.id])
    platform.may_go.set()
    await post.fetching.settled()
    assert files_in(folder) == []


async def test_a_file_nobody_wants_does_not_stay(
    database: Database, clock: HandClock, arrivals: Arrivals, folder: Path, blobs: Blobs
) -> None:
    post = Post(database, clock, arrivals, Unwilling(), Platform())
    await post.desk.takes(a_file())
    await post.brings()
    (kept,) = files_in(folder)
    assert post.desk.spent == [kept.name]


async def test_while_staff_are_talking_nothing_is_fetched(
    post: Post, skill: Wanting, platform: Platform
) -> None:
    identity = await post.desk.takes(a_file())
    async with post.desk.database.transaction() as store:
        await store.conversations.hand_to(identity, Holder.STAFF)
    await post.brings()
    assert (platform.asked, skill.turns, states(post)) == (0, [], ["done"])


async def test_a_stop_leaves_the_file_at_the_platform_and_the_next_start_fetches_it(
    post: Post, database: Database, clock: HandClock, arrivals: Arrivals, skill: Wanting, folder: Path
) -> None:
    platform = Platform(None)
    stopped = Post(database, clock, arrivals, skill, platform)
    await stopped.desk.takes(a_file())
    await stopped.desk.works()
    await until(lambda: platform.asked == 1)
    await stopped.fetching.aclose()
    assert (states(post), files_in(folder), list(stopped.fetching.busy)) == (["pending"], [], [])
    await post.brings()
    assert [upload.kind for upload in skill.uploads] == [Kind.PDF]


async def test_a_slow_platform_is_asked_for_few_files_at_once(
    database: Database, clock: HandClock, arrivals: Arrivals, skill: Wanting
) -> None:
    platform = Platform(*[None] * 9)
    post = Post(database, clock, arrivals, skill, platform)
    for person in range(9):
        where = Address(WEB, PAGE, f"p{person}")
        await post.desk.takes(
            Update(where, f"k{person}", UpdateKind.ATTACHMENT, file=Upload(remote="file-1"))
        )
    await post.desk.works()
    await until(lambda: platform.asked == 4)
    await asyncio.sleep(0.05)  # one more would ask now
    assert platform.asked == 4
    platform.may_go.set()
    await post.brings()
    assert len(skill.uploads) == 9


async def test_the_log_names_what_went_wrong_and_never_the_file(
    post: Post, platform: Platform, caplog: pytest.LogCaptureFixture
) -> None:
    platform.answers = [NotFetched("download_404")]
    with caplog.at_level(logging.DEBUG, "handlers"):
        await post.desk.takes(a_file())
        await post.brings()
    (told,) = [record for record in caplog.records if record.getMessage() == "file_not_fetched"]
    assert vars(told)["code"] == "download_404"
    assert "đơn.pdf" not in caplog.text
