"""Files are stored whole or not at all, readable by their keys alone, under names that nobody typed."""

import asyncio
import os
import stat
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.blobs import Blobs, NoBlob, TooBig
from storage.crypto import SealBroken
from storage.filecipher import CHUNK_BYTES, FileKeys

KEYS = FileKeys("a secret of the installation")
SIZES = [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES, 1_000_003]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data" / "files"


@pytest.fixture
def blobs(folder: Path) -> Blobs:
    return Blobs(folder)


async def stream(data: bytes, part: int = 10_000) -> AsyncIterator[bytes]:
    for start in range(0, len(data), part):
        yield data[start : start + part]


async def whole(blobs: Blobs, blob_id: str, keys: FileKeys = KEYS) -> bytes:
    return b"".join([chunk async for chunk in blobs.read(blob_id, keys)])


def files_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def modes_in(folder: Path) -> set[tuple[bool, int]]:
    """Of the folder and all in it: whether it is a folder, and its mode."""
    return {(path.is_dir(), stat.S_IMODE(path.stat().st_mode)) for path in [folder, *folder.rglob("*")]}


@pytest.mark.parametrize("size", SIZES)
async def test_what_is_written_is_read_again(blobs: Blobs, size: int) -> None:
    data = os.urandom(size)
    stored = await blobs.write(stream(data), KEYS, size)
    assert await whole(blobs, stored.id) == data
    assert (stored.size, stored.sha256) == (size, sha256(data).hexdigest())
    assert await blobs.size(stored.id) == size


@given(st.lists(st.binary(max_size=200_000), max_size=6))
@settings(max_examples=20, deadline=None)
def test_how_the_stream_was_cut_makes_no_difference(
    tmp_path_factory: pytest.TempPathFactory, parts: list[bytes]
) -> None:
    async def there_and_back() -> bytes:
        async def given_parts() -> AsyncIterator[bytes]:
            for part in parts:
                yield part

        blobs = Blobs(tmp_path_factory.mktemp("files"))
        return await whole(blobs, (await blobs.write(given_parts(), KEYS, 10**7)).id)

    assert asyncio.run(there_and_back()) == b"".join(parts)


async def test_a_byte_over_the_cap_is_refused_and_leaves_nothing(blobs: Blobs, folder: Path) -> None:
    data = os.urandom(300_000)
    await blobs.write(stream(data), KEYS, 300_000)
    before = files_in(folder)
    with pytest.raises(TooBig):
        await blobs.write(stream(data), KEYS, 299_999)
    assert files_in(folder) == before


async def test_nothing_more_is_read_once_it_is_too_big(blobs: Blobs) -> None:
    asked = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal asked
        while True:
            asked += 1
            yield bytes(1000)

    with pytest.raises(TooBig):
        await blobs.write(endless(), KEYS, 10_000)
    assert asked == 11


async def test_a_stream_that_breaks_leaves_nothing(blobs: Blobs, folder: Path) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield os.urandom(600_000)
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await blobs.write(broken(), KEYS, 10**6)
    assert files_in(folder) == []


async def test_a_cancelled_writer_leaves_nothing(blobs: Blobs, folder: Path) -> None:
    has_begun = asyncio.Event()

    async def halting() -> AsyncIterator[bytes]:
        yield os.urandom(600_000)
        has_begun.set()
        await asyncio.Event().wait()

    writing = asyncio.create_task(blobs.write(halting(), KEYS, 10**6))
    await has_begun.wait()
    assert len(files_in(folder)) == 1
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    assert files_in(folder) == []


async def test_a_writer_cancelled_at_any_step_leaves_all_or_nothing(blobs: Blobs, folder: Path) -> None:
    data = os.urandom(600_000)
    for steps in range(40):
        writing = asyncio.create_task(blobs.write(stream(data, 200_000), KEYS, 10**6))
        for _ in range(steps):
            await asyncio.sleep(0)
        writing.cancel()
        await asyncio.wait([writing])
        kept = [] if writing.cancelled() else [writing.result().id]
        assert [path.name for path in files_in(folder)] == kept
        for blob_id in kept:
            await blobs.delete(blob_id)


async def test_files_and_folders_are_the_owners_alone(blobs: Blobs, folder: Path) -> None:
    await blobs.write(stream(b"text"), KEYS, 10)
    assert modes_in(folder) == {(True, 0o700), (False, 0o600)}


def test_a_folder_that_others_may_read_is_closed_to_them(folder: Path) -> None:
    folder.mkdir(parents=True, mode=0o755)
    Blobs(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


async def test_the_plain_bytes_are_nowhere_on_the_disk(blobs: Blobs, folder: Path) -> None:
    data = b"079123456789 Nguyen Van A " * 10_000
    await blobs.write(stream(data), KEYS, 10**6)
    assert all(b"079123456789" not in path.read_bytes() for path in files_in(folder))


async def test_the_same_file_twice_never_looks_the_same(blobs: Blobs, folder: Path) -> None:
    for _ in range(5):
        await blobs.write(stream(bytes(1000)), KEYS, 1000)
    assert len({path.read_bytes()[24:] for path in files_in(folder)}) == 5


async def test_one_persons_keys_open_nothing_of_another(blobs: Blobs) -> None:
    hers, his = FileKeys(os.urandom(32)), FileKeys(os.urandom(32))
    stored = await blobs.write(stream(b"hers"), hers, 10)
    assert await whole(blobs, stored.id, hers) == b"hers"
    with pytest.raises(SealBroken):
        await whole(blobs, stored.id, his)


async def test_after_a_rotation_old_files_open_and_new_ones_are_under_the_new_key(blobs: Blobs) -> None:
    before, rotated, after = FileKeys("old"), FileKeys("new", "old"), FileKeys("new")
    old = await blobs.write(stream(b"old file"), before, 10)
    new = await blobs.write(stream(b"new file"), rotated, 10)
    assert await whole(blobs, old.id, rotated) == b"old file"
    assert await whole(blobs, new.id, after) == b"new file"
    with pytest.raises(SealBroken):
        await whole(blobs, old.id, after)


async def test_a_deleted_file_is_gone_and_deleting_again_is_no_error(blobs: Blobs, folder: Path) -> None:
    stored = await blobs.write(stream(b"text"), KEYS, 10)
    assert await blobs.delete(stored.id)
    assert not await blobs.delete(stored.id)
    assert files_in(folder) == []
    with pytest.raises(NoBlob):
        await blobs.size(stored.id)
    with pytest.raises(NoBlob):
        await whole(blobs, stored.id)


async def test_all_files_are_listed_with_their_sizes_the_oldest_first(blobs: Blobs, folder: Path) -> None:
    stored = [await blobs.write(stream(bytes(size)), KEYS, 10**7) for size in SIZES]
    for age, file in enumerate(stored):
        path = folder / file.id[:2] / file.id
        os.utime(path, (1_800_000_000 - age, 1_800_000_000 - age))
    (folder / "ab").mkdir(exist_ok=True)
    (folder / "ab" / "notes.txt").write_text("somebody else's")
    kept = await blobs.all()
    assert [(file.id, file.size) for file in kept] == [(file.id, file.size) for file in reversed(stored)]
    assert kept[-1].written_at == datetime.fromtimestamp(1_800_000_000, UTC)
    assert kept[0].written_at.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    "name",
    ["", "../secret.key", "a" * 31, "A" * 32, "a" * 32 + "\n", "..", "/etc/passwd", "%2e%2e", "\0" * 32],
)
async def test_a_name_that_is_no_id_never_becomes_a_path(blobs: Blobs, name: str) -> None:
    for attempt in (blobs.size(name), blobs.delete(name), whole(blobs, name)):
        with pytest.raises(NoBlob):
            await attempt


async def test_many_at_once_do_not_mix(blobs: Blobs) -> None:
    contents = [os.urandom(150_000) for _ in range(20)]
    stored = await asyncio.gather(*(blobs.write(stream(data), KEYS, 10**6) for data in contents))
    assert await asyncio.gather(*(whole(blobs, file.id) for file in stored)) == contents
