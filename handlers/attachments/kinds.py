"""Tells kinds of files apart by their first bytes, never by what a name or a sender claims."""

from handlers.attachments.model import Kind, Reason

HEAD_BYTES = 32

_BEGINNINGS: tuple[tuple[bytes, Kind | Reason], ...] = (
    (b"\xff\xd8\xff", Kind.JPEG),
    (b"\x89PNG\r\n\x1a\n", Kind.PNG),
    (b"%PDF-", Kind.PDF),
    (b"PK\x03\x04", Kind.DOCX),  # or another archive: its directory decides
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Reason.OTHER_OFFICE),
)
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})


def kind_of(head: bytes) -> Kind | Reason:
    """What a file that begins like this may be, or why it is refused at once."""
    if not head:
        return Reason.EMPTY
    for beginning, kind in _BEGINNINGS:
        if head.startswith(beginning):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return Kind.WEBP
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS:
        return Reason.HEIC
    return Reason.UNKNOWN_KIND
