"""Whatever is done to a stored file, what comes out is what was written or an error."""

import os
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from storage.blobs import Blobs
from storage.crypto import SealBroken
from storage.filecipher import CHUNK_BYTES, HEADER_BYTES, SEALED_CHUNK_BYTES, FileKeys

KEYS = FileKeys("a secret of the installation")
DATA = os.urandom(3 * CHUNK_BYTES + 100)
CHUNKS = 4


async def stream(data: bytes) -> AsyncIterator[bytes]:
    yield data


async def stored(folder: Path, data: bytes = DATA) -> tuple[Blobs, str, Path]:
    blobs = Blobs(folder)
    blob_id = (await blobs.write(stream(data), KEYS, len(data))).id
    return blobs, blob_id, folder / blob_id[:2] / blob_id


async def read(blobs: Blobs, blob_id: str) -> bytes:
    """What came out before the end or the error; it must be a true beginning."""
    out = b""
    try:
        async for chunk in blobs.read(blob_id, KEYS):
            out += chunk
    finally:
        assert DATA.startswith(out)
    return out


def parts(sealed: bytes) -> list[bytes]:
    body = sealed[HEADER_BYTES:]
    return [body[start : start + SEALED_CHUNK_BYTES] for start in range(0, len(body), SEALED_CHUNK_BYTES)]


@pytest.mark.parametrize("number", range(CHUNKS))
@pytest.mark.parametrize("within", [0, 1000, -1])
async def test_a_changed_bit_in_any_chunk_is_noticed(tmp_path: Path, number: int, within: int) -> None:
    blobs, blob_id, path = await stored(tmp_path)
    chunks = parts(path.read_bytes())
    damaged = bytearray(chunks[number])
    damaged[within % len(damaged)] ^= 1
    chunks[number] = bytes(damaged)
    path.write_bytes(path.read_bytes()[:HEADER_BYTES] + b"".join(chunks))
    with pytest.raises(SealBroken):
        await read(blobs, blob_id)


async def test_a_change_of_any_byte_of_the_header_is_noticed(tmp_path: Path) -> None:
    blobs, blob_id, path = await stored(tmp_path)
    sealed = path.read_bytes()
    for position in range(HEADER_BYTES):
        damaged = bytearray(sealed)
        damaged[position] ^= 1
        path.write_bytes(damaged)
        with pytest.raises(SealBroken):
            await read(blobs, blob_id)


@pytest.mark.parametrize(
    "cut",
    [
        *(0, 1, HEADER_BYTES - 1, HEADER_BYTES, HEADER_BYTES + 15),
        *(HEADER_BYTES + number * SEALED_CHUNK_BYTES for number in range(1, CHUNKS)),
        *(HEADER_BYTES + number * SEALED_CHUNK_BYTES + 1 for number in range(CHUNKS)),
        -1,
    ],
)
async def test_a_file_cut_off_anywhere_is_noticed(tmp_path: Path, cut: int) -> None:
    blobs, blob_id, path = await stored(tmp_path)
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(SealBroken):
        await read(blobs, blob_id)


async def test_a_file_of_whole_chunks_cut_between_them_is_noticed(tmp_path: Path) -> None:
    blobs, blob_id, path = await stored(tmp_path, DATA[: 2 * CHUNK_BYTES])
    path.write_bytes(path.read_bytes()[:-SEALED_CHUNK_BYTES])
    with pytest.raises(SealBroken):
        await read(blobs, blob_id)


_MOVES: dict[str, Callable[[list[bytes]], list[bytes]]] = {
    "two exchanged": lambda chunks: [chunks[1], chunks[0], *chunks[2:]],
    "one left out": lambda chunks: [chunks[0], *chunks[2:]],
    "the first left out": lambda chunks: chunks[1:],
    "one twice": lambda chunks: [chunks[0], chunks[0], *chunks[1:]],
    "the last twice": lambda chunks: [*chunks, chunks[-1]],
    "the last first": lambda chunks: [chunks[-1], *chunks[:-1]],
    "something behind": lambda chunks: [*chunks, b"x"],
    "a long thing behind": lambda chunks: [*chunks, bytes(2 * SEALED_CHUNK_BYTES)],
}


@pytest.mark.parametrize("move", _MOVES)
async def test_chunks_that_were_moved_are_noticed(tmp_path: Path, move: str) -> None:
    blobs, blob_id, path = await stored(tmp_path)
    sealed = path.read_bytes()
    path.write_bytes(sealed[:HEADER_BYTES] + b"".join(_MOVES[move](parts(sealed))))
    with pytest.raises(SealBroken):
        await read(blobs, blob_id)


async def test_two_files_exchanged_are_noticed(tmp_path: Path) -> None:
    blobs, blob_id, path = await stored(tmp_path)
    _, _, other = await stored(tmp_path)
    path.write_bytes(other.read_bytes())
    with pytest.raises(SealBroken):
        await read(blobs, blob_id)


@pytest.mark.parametrize("number", range(CHUNKS))
async def test_a_chunk_of_another_file_is_noticed(tmp_path: Path, number: int) -> None:
    blobs, blob_id, path = await stored(tmp_path)
    _, _, other = await stored(tmp_path)
    chunks = parts(path.read_bytes())
    chunks[number] = parts(other.read_bytes())[number]
    path.write_bytes(path.read_bytes()[:HEADER_BYTES] + b"".join(chunks))
    with pytest.raises(SealBroken):
        await read(blobs, blob_id)


async def test_a_file_renamed_is_noticed(tmp_path: Path) -> None:
    blobs, blob_id, path = await stored(tmp_path)
    new = blob_id[:2] + "0" * 30
    path.rename(path.parent / new)
    with pytest.raises(SealBroken):
        await read(blobs, new)
