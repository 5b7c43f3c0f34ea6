"""PDF and DOCX are known by their structure and refused by what it tells, without being unpacked."""

import os
import struct
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.attachments.docx import check_docx
from handlers.attachments.model import Reason
from handlers.attachments.pdf import check_pdf
from tests.handlers.attachments import samples

_UNPACKED, _PACKED, _OFFSET = 24, 20, 42  # of fields in an entry of the directory


def test_a_pdf_is_kept() -> None:
    assert check_pdf(samples.pdf()) is None
    assert check_pdf(samples.pdf(os.urandom(100_000))) is None
    assert check_pdf(samples.pdf() + samples.pdf()[9:]) is None, "saved twice"


@pytest.mark.parametrize(
    "trailer", [b"/Size 2 /Encrypt 5 0 R", b"/Encrypt<</Filter/Standard>>", b"/Root 1 0 R/Encrypt\n7 0 R"]
)
def test_a_pdf_under_a_password_is_refused(trailer: bytes) -> None:
    assert check_pdf(samples.pdf(trailer=trailer)) is Reason.LOCKED


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-",
        b"%PDF-1.7",
        b"%PDF-9.9" + samples.pdf()[8:],
        samples.pdf()[:-40],
        samples.pdf() + samples.archive(("evil.exe", bytes(3000))),
        samples.pdf().replace(b"startxref\n", b"startxref\n99999"),
        b"%PDF-1.7 <html><script>alert(1)</script></html>",
    ],
)
def test_what_only_begins_like_a_pdf_is_refused(data: bytes) -> None:
    assert check_pdf(data) is Reason.BROKEN


def test_a_docx_is_kept() -> None:
    assert check_docx(samples.docx()) is None
    assert check_docx(samples.docx(("word/", b""), ("word/fonts/font1.odttf", b"x"))) is None


@pytest.mark.parametrize(
    "part",
    [
        "word/vbaProject.bin",
        "word/activeX/activeX1.bin",
        "word/embeddings/oleObject1.bin",
        "run.exe",
        "a.zip",
    ],
)
def test_a_docx_with_programs_is_refused(part: str) -> None:
    assert check_docx(samples.docx((part, b"x"))) is Reason.MACROS


def test_a_docx_under_a_password_is_refused() -> None:
    assert check_docx(samples.docx(flags=1)) is Reason.LOCKED


@pytest.mark.parametrize("name", ["xl/workbook.xml", "ppt/presentation.xml"])
def test_other_office_files_are_told_apart(name: str) -> None:
    assert check_docx(samples.docx((name, b"x"))) is Reason.OTHER_OFFICE


@pytest.mark.parametrize("missing", ["word/document.xml", "[Content_Types].xml", "_rels/.rels"])
def test_any_other_archive_is_an_unknown_kind(missing: str) -> None:
    names = {"word/document.xml", "[Content_Types].xml", "_rels/.rels"} - {missing}
    assert check_docx(samples.archive(*((name, b"x") for name in names))) is Reason.UNKNOWN_KIND


@pytest.mark.parametrize(
    "name",
    [
        *("../evil.xml", "word/../../evil.xml", "/etc/passwd.xml", "word//a.xml", "./a.xml", "a\\b.xml"),
        *("C:evil.xml", "word/a\x01.xml", "word/\u202elmx.xml", "WORD/Document.xml", ".."),
    ],
)
def test_names_that_lead_elsewhere_or_meet_are_refused(name: str) -> None:
    assert check_docx(samples.docx((name, b"x"))) is Reason.UNSAFE


def test_an_archive_that_unpacks_to_far_more_is_refused() -> None:
    assert check_docx(samples.docx(("word/a.xml", bytes(15 * 1024 * 1024)))) is Reason.UNSAFE
    four_gigabytes = samples.told_otherwise(samples.docx(), 2, _UNPACKED, "<L", 0xFFFFFFF0)
    assert check_docx(four_gigabytes) is Reason.UNSAFE


def test_an_archive_whose_entries_share_bytes_is_refused() -> None:
    data = samples.docx(("word/a.xml", os.urandom(500)), ("word/b.xml", os.urandom(500)))
    assert check_docx(samples.told_otherwise(data, 4, _PACKED, "<L", 700)) is Reason.UNSAFE


def test_an_unusual_way_of_packing_is_refused() -> None:
    assert check_docx(samples.told_otherwise(samples.docx(), 1, 10, "<H", 14)) is Reason.UNSAFE


def test_a_directory_that_tells_another_story_than_the_entries_is_refused() -> None:
    data = samples.docx()
    renamed = data[::-1].replace(b"word/media"[::-1], b"word/medib"[::-1], 1)[::-1]
    assert check_docx(renamed) is Reason.BROKEN
    assert check_docx(samples.told_otherwise(data, 1, _OFFSET, "<L", 0)) is Reason.BROKEN
    assert check_docx(samples.told_otherwise(data, 1, 8, "<H", 1)) is Reason.BROKEN


def test_an_archive_that_is_not_the_whole_file_is_refused() -> None:
    data = samples.docx()
    for changed in (data + b"x", b"PK\x03\x04" + data, data[:-30], data[: len(data) // 2], b"PK\x03\x04"):
        assert check_docx(changed) is Reason.BROKEN


def test_a_directory_of_very_many_entries_is_refused_at_once() -> None:
    many = samples.archive(*((f"word/{number}.xml", b"") for number in range(3000)))
    began = time.process_time()
    assert check_docx(many) is Reason.BROKEN
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0, 20_000_000, 0)
    assert check_docx(b"PK\x03\x04" + bytes(20_000_000 - 4) + end) is Reason.BROKEN
    assert time.process_time() - began < 0.5


@given(st.binary(max_size=2000))
def test_random_bytes_are_refused_without_an_error(data: bytes) -> None:
    assert check_pdf(b"%PDF-" + data) is Reason.BROKEN
    assert check_docx(b"PK\x03\x04" + data) is Reason.BROKEN


@given(st.data())
def test_a_docx_with_changed_bytes_never_raises(data: st.DataObject) -> None:
    sent = bytearray(samples.docx())
    for _ in range(data.draw(st.integers(1, 8))):
        sent[data.draw(st.integers(0, len(sent) - 1))] = data.draw(st.integers(0, 255))
    assert check_docx(bytes(sent)) in {None, *Reason}
