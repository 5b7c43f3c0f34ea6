"""Hostile and broken files: refused quickly with the right reason, and nothing of them is kept."""

import asyncio
import random
import struct
import time
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from handlers.attachments.examiner import Examiner
from handlers.attachments.keeping import Attachments
from handlers.attachments.kinds import kind_of
from handlers.attachments.model import Accepted, Kind, Reason, Refused
from handlers.attachments.pictures import clean_picture
from storage.blobs import Blobs
from storage.filecipher import FileKeys
from tests.handlers.attachments import samples
from tests.handlers.attachments.samples import files_in, stream

_JPEG = samples.encoded(samples.two_colours("RGB", (640, 480)), "JPEG")
_PNG = samples.encoded(samples.two_colours("RGB", (640, 480)), "PNG")
_WEBP = samples.encoded(samples.two_colours("RGB", (640, 480)), "WEBP")
_NOISE = random.Random(20261121).randbytes(5000)
_HOSTILE: dict[str, tuple[bytes, Reason]] = {
    "nothing": (b"", Reason.EMPTY),
    "one byte": (b"\xff", Reason.UNKNOWN_KIND),
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", Reason.UNKNOWN_KIND),
    "xml before svg": (b"<?xml version='1.0'?><svg/>", Reason.UNKNOWN_KIND),
    "html named photo.jpg": (b"<!DOCTYPE html><script>alert(1)</script>", Reason.UNKNOWN_KIND),
    "html behind blanks": (b" " * 500 + b"<html>", Reason.UNKNOWN_KIND),
    "windows program": (b"MZ" + bytes(2000), Reason.UNKNOWN_KIND),
    "linux program": (b"\x7fELF" + bytes(2000), Reason.UNKNOWN_KIND),
    "script": (b"#!/bin/sh\nrm -rf /\n", Reason.UNKNOWN_KIND),
    "gif": (b"GIF89a" + bytes(100), Reason.UNKNOWN_KIND),
    "bmp": (b"BM" + bytes(100), Reason.UNKNOWN_KIND),
    "tiff": (b"II*\0" + bytes(100), Reason.UNKNOWN_KIND),
    "postscript": (b"%!PS-Adobe-3.0 EPSF-3.0\n", Reason.UNKNOWN_KIND),
    "avif": (b"\0\0\0\x1cftypavif" + bytes(50), Reason.UNKNOWN_KIND),
    "video": (b"\0\0\0\x1cftypisom" + bytes(50), Reason.UNKNOWN_KIND),
    "sound": (b"RIFF\0\0\0\0WAVEfmt " + bytes(50), Reason.UNKNOWN_KIND),
    "rar": (b"Rar!\x1a\x07\x00" + bytes(50), Reason.UNKNOWN_KIND),
    "gzip": (b"\x1f\x8b\x08" + bytes(50), Reason.UNKNOWN_KIND),
    "empty zip": (b"PK\x05\x06" + bytes(18), Reason.UNKNOWN_KIND),
    "text": ("Đơn đề nghị hỗ trợ".encode(), Reason.UNKNOWN_KIND),
    "blank before a photo": (b"\n" + _JPEG, Reason.UNKNOWN_KIND),
    "heic": (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(50), Reason.HEIC),
    "heif": (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic" + bytes(50), Reason.HEIC),
    "doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), Reason.OTHER_OFFICE),
    "xlsx": (samples.docx(("xl/workbook.xml", b"x")), Reason.OTHER_OFFICE),
    "three bytes of a jpeg": (_JPEG[:3], Reason.BROKEN),
    "half a jpeg": (_JPEG[: len(_JPEG) // 2], Reason.BROKEN),
    "half a png": (_PNG[: len(_PNG) // 2], Reason.BROKEN),
    "half a webp": (_WEBP[: len(_WEBP) // 2], Reason.BROKEN),
    "half a pdf": (samples.pdf(bytes(5000))[:3000], Reason.BROKEN),
    "half a docx": (samples.docx()[:300], Reason.BROKEN),
    "a jpeg's head on noise": (b"\xff\xd8\xff\xe0" + _NOISE, Reason.BROKEN),
    "a png's head on html": (b"\x89PNG\r\n\x1a\n<html><script>", Reason.BROKEN),
    "a webp's head on noise": (b"RIFF\0\0\1\0WEBPVP8 " + bytes(14) + _NOISE, Reason.BROKEN),
    "a webp that is a sound": (b"RIFF\x24\0\0\0WEBP" + b"WAVEfmt " * 5, Reason.BROKEN),
    "a pdf's head on html": (b"%PDF-1.7<html><script>", Reason.BROKEN),
    "a pdf with a zip behind": (samples.pdf() + samples.docx(), Reason.BROKEN),
    "a docx with a program behind": (samples.docx() + b"MZ" + bytes(100), Reason.BROKEN),
    "60,000 x 60,000": (samples.png_header(60_000, 60_000), Reason.TOO_MANY_PIXELS),
    "20,000 x 20,000": (samples.png_header(20_000, 20_000), Reason.TOO_MANY_PIXELS),
    "10,000 x 10,000": (samples.png_header(10_000, 10_000), Reason.TOO_MANY_PIXELS),
    "65,000 x 65,000 jpeg": (samples.jpeg_header(65_000, 65_000), Reason.TOO_MANY_PIXELS),
    "16,384 x 16,384 webp": (samples.webp_header(16_384, 16_384), Reason.TOO_MANY_PIXELS),
    "50 megapixels in 1 kB": (samples.png_header(8192, 6144), Reason.BROKEN),
    "locked pdf": (samples.pdf(trailer=b"/Encrypt 9 0 R"), Reason.LOCKED),
    "locked docx": (samples.docx(flags=1), Reason.LOCKED),
    "docm": (samples.docx(("word/vbaProject.bin", b"x")), Reason.MACROS),
    "docx with a zip in it": (samples.docx(("word/a.zip", samples.archive(("b.zip", b"x")))), Reason.MACROS),
    "jar": (samples.archive(("META-INF/MANIFEST.MF", b"x"), ("a.class", b"x")), Reason.UNKNOWN_KIND),
    "zip": (samples.archive(("a.txt", b"x")), Reason.UNKNOWN_KIND),
    "zip bomb": (samples.docx(("word/a.xml", bytes(30 * 1024 * 1024))), Reason.UNSAFE),
    "4 GB docx": (samples.told_otherwise(samples.docx(), 2, 24, "<L", 0xFFFFFFF0), Reason.UNSAFE),
    "path in a docx": (samples.docx(("../../etc/cron.d/evil.xml", b"x")), Reason.UNSAFE),
    "noise": (_NOISE, Reason.UNKNOWN_KIND),
}


async def test_every_hostile_file_is_refused_for_its_reason(
    attachments: Attachments, keys: FileKeys, folder: Path
) -> None:
    began = time.perf_counter()
    await attachments.keep(stream(b"%PDF-"), keys)  # how long the least work takes on this machine
    patience = max(1.0, 10 * (time.perf_counter() - began))
    slowest = 0.0
    for name, (data, reason) in _HOSTILE.items():
        began = time.perf_counter()
        assert await attachments.keep(stream(data), keys) == Refused(reason), name
        slowest = max(slowest, time.perf_counter() - began)
        assert slowest <= patience, name
    assert files_in(folder) == []
    print(f"{len(_HOSTILE)} hostile files refused, the slowest in {slowest:.2f} s")


async def test_chunks_of_text_that_blow_up_inside_a_png_do_no_harm(
    attachments: Attachments, keys: FileKeys
) -> None:
    bomb = b"Comment\0\0" + zlib.compress(bytes(200 * 1024 * 1024), 1)
    chunk = len(bomb).to_bytes(4, "big") + b"zTXt" + bomb + zlib.crc32(b"zTXt" + bomb).to_bytes(4, "big")
    sent = _PNG[:33] + chunk + _PNG[33:]
    assert isinstance(await attachments.keep(stream(sent), keys), Refused | Accepted)


_BEGINNINGS = [b"", b"\xff\xd8\xff", _JPEG[:200], _PNG[:60], _WEBP[:40], b"%PDF-1.4", b"PK\x03\x04"]


@given(st.sampled_from(_BEGINNINGS), st.binary(max_size=3000))
@settings(max_examples=25, deadline=None)
def test_random_bytes_are_refused_without_an_error(
    tmp_path_factory: pytest.TempPathFactory, beginning: bytes, data: bytes
) -> None:
    async def kept() -> Accepted | Refused:
        blobs = Blobs(tmp_path_factory.mktemp("files"))
        return await Attachments(blobs, Examiner(seconds=60)).keep(
            stream(beginning + data), FileKeys("a secret")
        )

    assert isinstance(asyncio.run(kept()), Refused)


@given(st.binary(max_size=100))
def test_any_beginning_has_a_kind_or_a_reason(head: bytes) -> None:
    assert isinstance(kind_of(head), Kind | Reason)


async def test_what_is_stored_is_named_by_the_bot_alone(
    attachments: Attachments, keys: FileKeys, tmp_path: Path
) -> None:
    kept = await attachments.keep(stream(samples.pdf()), keys)
    assert isinstance(kept, Accepted)
    assert files_in(tmp_path) == [tmp_path / "files" / kept.blob_id[:2] / kept.blob_id]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_cut_off_anywhere_is_not_taken_for_whole(kind: str) -> None:
    whole = samples.encoded(Image.frombytes("RGB", (40, 40), _NOISE[:4800]), kind)
    for length in range(0, len(whole) - 100, len(whole) // 25):
        with pytest.raises((OSError, SyntaxError, struct.error, ValueError)):
            clean_picture(whole[:length], Kind(kind.lower()))
