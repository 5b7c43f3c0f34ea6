"""Looks at the two ends of a PDF; nothing in it is unpacked or run."""

import re

from handlers.attachments.model import Reason

_VERSION = re.compile(rb"%PDF-[12]\.\d")
_END = re.compile(rb"startxref\s{1,4}(\d{1,10})\s{1,4}%%EOF\Z")
_LOCK = re.compile(rb"/Encrypt\b")
_END_BYTES = 1024  # where readers look for the end
_BLANKS = b"\0\t\n\f\r "


def check_pdf(data: bytes) -> Reason | None:
    """Why this PDF is refused; None when it may be kept. Behind its end nothing may hide."""
    end = _END.search(data[-_END_BYTES:].rstrip(_BLANKS))
    if not _VERSION.match(data) or end is None or int(end[1]) >= len(data):
        return Reason.BROKEN
    return Reason.LOCKED if _LOCK.search(data) else None
