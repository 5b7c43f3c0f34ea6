"""A process of its own for one file: it can take little memory and time, open nothing, and know nothing.

Run as `python -m handlers.attachments.worker <kind>`: the file comes in at stdin; out comes "ok" or a reason on one
line, then the new picture if there is one. Dying in any other way is an answer too: the file is broken."""

import sys

from handlers.attachments.confining import confine
from handlers.attachments.docx import check_docx
from handlers.attachments.model import MOST_BYTES, PASSED, PICTURES, Kind, Reason
from handlers.attachments.pdf import check_pdf
from handlers.attachments.pictures import clean_picture, load_all


def examine(kind: Kind, data: bytes) -> bytes | Reason | None:
    """The new picture, None for a document that may be kept, or why not."""
    if kind in PICTURES:
        return clean_picture(data, kind)
    return check_pdf(data) if kind is Kind.PDF else check_docx(data)


def main() -> None:
    load_all()
    confine(may_open_files=False)
    try:
        found = examine(Kind(sys.argv[1]), sys.stdin.buffer.read(MOST_BYTES + 1))
    except MemoryError:
        found = Reason.TOO_MANY_PIXELS
    verdict, picture = (found, b"") if isinstance(found, Reason) else (PASSED, found or b"")
    sys.stdout.buffer.write(verdict.encode() + b"\n" + picture)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
