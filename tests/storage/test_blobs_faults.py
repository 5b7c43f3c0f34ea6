"""Death in the middle, full disks and much data: whole files only, strays found, memory flat."""

import os
import subprocess
import sys
import tracemalloc
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import pytest

from storage.blobs import Blobs
from storage.filecipher import FileKeys
from tests.support.source import ROOT

KEYS = FileKeys("a secret of the installation")
_MIB = 1024 * 1024

_HALTING = """
import asyncio, sys
from pathlib import Path
from storage.blobs import Blobs
from storage.filecipher import FileKeys

async def halting():
    yield bytes(1_000_000)
    print("in the middle", flush=True)
    await asyncio.Event().wait()

asyncio.run(Blobs(Path(sys.argv[1])).write(halting(), FileKeys("a secret of the installation"), 10**7))
"""

_BUSY = """
import asyncio, os, sys
from pathlib import Path
from storage.blobs import Blobs
from storage.filecipher import FileKeys

async def some():
    for _ in range(4):
        yield os.urandom(100_000)

async def main():
    blobs = Blobs(Path(sys.argv[1]))
    while True:
        stored = await blobs.write(some(), FileKeys("a secret of the installation"), 10**7)
        print(stored.id, stored.sha256, flush=True)

asyncio.run(main())
"""

_SMALL_DISK = """
import asyncio, resource, signal, sys
from pathlib import Path
from storage.blobs import Blobs
from storage.filecipher import FileKeys

async def much():
    for _ in range(40):
        yield bytes(100_000)

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))
try:
    asyncio.run(Blobs(Path(sys.argv[1])).write(much(), FileKeys("a secret"), 10**7))
except OSError:
    print("no room", flush=True)
"""


@contextmanager
def writer(code: str, folder: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", code, str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


async def test_a_writer_killed_in_the_middle_leaves_a_stray_that_is_swept(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    with writer(_HALTING, tmp_path) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "in the middle"
        assert await blobs.remove_strays() == 0, "its writer lives"
        process.kill()
        process.wait(10)
    assert len(files_in(tmp_path)) == 1
    assert await blobs.all() == []
    assert await blobs.remove_strays() == 1
    assert files_in(tmp_path) == []
    assert await blobs.remove_strays() == 0


async def test_every_file_of_writers_killed_at_any_moment_is_whole(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    told = {}
    for finished in range(1, 7):
        with writer(_BUSY, tmp_path) as process:
            assert process.stdout is not None
            lines = [process.stdout.readline().split() for _ in range(finished)]
            process.kill()
            lines += [line.split() for line in process.stdout.read().splitlines()]
        told |= {line[0]: line[1] for line in lines if len(line) == 2 and len(line[1]) == 64}
    kept = await blobs.all()
    assert {file.id for file in kept} >= set(told)
    for file in kept:
        data = b"".join([chunk async for chunk in blobs.read(file.id, KEYS)])
        assert len(data) == 400_000
        assert told.get(file.id, sha256(data).hexdigest()) == sha256(data).hexdigest()
    await blobs.remove_strays()
    assert len(files_in(tmp_path)) == len(kept)


async def test_a_disk_without_room_leaves_nothing(tmp_path: Path) -> None:
    with writer(_SMALL_DISK, tmp_path) as process:
        assert process.stdout is not None
        assert process.stdout.read().strip() == "no room"
    assert files_in(tmp_path) == []


async def test_memory_stays_flat_while_twenty_megabytes_go_in_and_out(tmp_path: Path) -> None:
    blobs, part = Blobs(tmp_path), os.urandom(64 * 1024)

    async def much() -> AsyncIterator[bytes]:
        for _ in range(20 * _MIB // len(part)):
            yield part

    tracemalloc.start()
    try:
        stored = await blobs.write(much(), KEYS, 20 * _MIB)
        size = sum([len(chunk) async for chunk in blobs.read(stored.id, KEYS)])
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert size == stored.size == 20 * _MIB
    assert peak < 3 * _MIB, f"{peak / _MIB:.1f} MiB"


@pytest.mark.parametrize("name", ["notes.txt", "0" * 32])
async def test_anything_that_lies_among_the_passing_files_unlocked_is_a_stray(
    tmp_path: Path, name: str
) -> None:
    blobs = Blobs(tmp_path)
    (tmp_path / "incoming" / name).write_bytes(b"left behind")
    assert await blobs.remove_strays() == 1
