"""Knows a DOCX by the directory at the end of its archive; nothing in it is unpacked."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import PurePosixPath

from handlers.attachments.model import Reason

_END = struct.Struct("<4s4H2LH")  # end of central directory
_ENTRY = struct.Struct("<4s6H3L5H2L")  # one entry of it
_LOCAL = struct.Struct("<4s5H3L2H")  # what stands before the packed bytes of an entry
_LONGEST_COMMENT = 0xFFFF
_LONGEST_NAME = 255
_MOST_ENTRIES = 2000
_MOST_UNPACKED = 200 * 1024 * 1024
_MOST_RATIO = 100
_SMALL_UNPACKED = 10 * 1024 * 1024  # below this a high ratio hurts nobody
_STORED, _DEFLATED = 0, 8
_ENCRYPTED = 1  # flag
_NEEDED = frozenset({"[Content_Types].xml", "_rels/.rels", "word/document.xml"})
_OTHER_OFFICE = ("xl/", "ppt/")
_TEXTS = frozenset({".xml", ".rels", ".xlsx"})  # the tables are those behind charts
_FONTS = frozenset({".odttf", ".ttf"})
_PICTURES = frozenset({".png", ".jpg", ".jpeg", ".jfif", ".gif", ".bmp", ".tif", ".tiff", ".svg"})
_DRAWINGS = frozenset({".emf", ".wmf", ".wdp"})
_MAY_HOLD = _TEXTS | _FONTS | _PICTURES | _DRAWINGS


class _Malformed(Exception):
    """No archive that a writer of documents has made."""


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    flags: int
    method: int
    packed: int
    unpacked: int
    offset: int
    end: int  # of its packed bytes


def check_docx(data: bytes) -> Reason | None:
    """Why this archive is refused; None when it is a DOCX that may be kept."""
    try:
        entries = list(_entries(data))
    except (_Malformed, struct.error, UnicodeDecodeError):
        return Reason.BROKEN
    names = {entry.name for entry in entries}
    if any(name.startswith(_OTHER_OFFICE) for name in names):
        return Reason.OTHER_OFFICE
    if any(entry.flags & _ENCRYPTED for entry in entries):
        return Reason.LOCKED
    if _is_trap(entries):
        return Reason.UNSAFE
    if not names >= _NEEDED:
        return Reason.UNKNOWN_KIND
    files = (name for name in names if not name.endswith("/"))
    is_plain = all(_suffix(name) in _MAY_HOLD for name in files)
    return None if is_plain else Reason.MACROS


def _entries(data: bytes) -> Iterator[_Entry]:
    """What the directory tells, each entry compared with what stands before its bytes."""
    at = data.rfind(b"PK\x05\x06", max(len(data) - _END.size - _LONGEST_COMMENT, 0))
    if at < 0:
        raise _Malformed
    _, disk, first_disk, here, count, size, start, comment = _END.unpack_from(data, at)
    is_whole = start + size == at and at + _END.size + comment == len(data)
    if disk or first_disk or here != count or not 0 < count <= _MOST_ENTRIES or not is_whole:
        raise _Malformed
    position = start
    for _ in range(count):
        signature, _, _, flags, method, _, _, _, packed, unpacked, *lengths, _, _, _, offset = (
            _ENTRY.unpack_from(data, position)
        )
        name_length, extra_length, comment_length = lengths
        name = data[position + _ENTRY.size : position + _ENTRY.size + name_length]
        if signature != b"PK\x01\x02" or not 0 < name_length <= _LONGEST_NAME:
            raise _Malformed
        end = _end_of(data, offset, name, flags, packed)
        yield _Entry(name.decode(), flags, method, packed, unpacked, offset, end)
        position += _ENTRY.size + name_length + extra_length + comment_length
    if position != at:
        raise _Malformed


def _end_of(data: bytes, offset: int, name: bytes, flags: int, packed: int) -> int:
    """Where the packed bytes end. An entry that says one thing here and another there is malformed."""
    signature, _, own_flags, *_, name_length, extra_length = _LOCAL.unpack_from(data, offset)
    begin = offset + _LOCAL.size
    own_name = data[begin : begin + name_length]
    if signature != b"PK\x03\x04" or own_name != name or (own_flags ^ flags) & _ENCRYPTED:
        raise _Malformed
    end: int = begin + name_length + extra_length + packed
    return end


def _is_trap(entries: list[_Entry]) -> bool:
    """Whether unpacking it would do more than fill a folder with a document."""
    unpacked, packed = sum(entry.unpacked for entry in entries), sum(entry.packed for entry in entries)
    in_order = sorted(entries, key=lambda entry: entry.offset)
    return (
        unpacked > _MOST_UNPACKED
        or (unpacked > _SMALL_UNPACKED and unpacked > packed * _MOST_RATIO)
        or any(before.end > after.offset for before, after in pairwise(in_order))
        or any(entry.method not in (_STORED, _DEFLATED) for entry in entries)
        or len({entry.name.casefold() for entry in entries}) < len(entries)
        or any(_leads_elsewhere(entry.name) for entry in entries)
    )


def _leads_elsewhere(name: str) -> bool:
    parts = name.removesuffix("/").split("/")
    return not name.isprintable() or "\\" in name or ":" in name or bool({"", ".", ".."} & set(parts))


def _suffix(name: str) -> str:
    return ".rels" if name.endswith("/.rels") else PurePosixPath(name).suffix.lower()
