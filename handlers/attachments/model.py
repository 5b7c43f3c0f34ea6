"""The kinds of files that may come, and what becomes of one."""

from dataclasses import dataclass
from enum import StrEnum

MOST_BYTES = 20 * 1024 * 1024
MOST_PIXELS = 8192 * 6144  # what phones call 50 megapixels


class Kind(StrEnum):
    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    PDF = "pdf"
    DOCX = "docx"


PICTURES = frozenset({Kind.JPEG, Kind.PNG, Kind.WEBP})


class Reason(StrEnum):
    """Why a file is refused; content has a phrase for each."""

    EMPTY = "empty"
    TOO_BIG = "too_big"
    UNKNOWN_KIND = "unknown_kind"
    HEIC = "heic"  # iPhones' own pictures: their decoders have a record of letting strangers in
    OTHER_OFFICE = "other_office"  # .doc, .xlsx, .pptx, and .docx under a password
    BROKEN = "broken"
    TOO_MANY_PIXELS = "too_many_pixels"
    LOCKED = "locked"  # needs a password to be read
    MACROS = "macros"  # holds more than text and pictures
    UNSAFE = "unsafe"  # unpacks to far more than it is, or elsewhere than it should
    TOO_SLOW = "too_slow"
    INFECTED = "infected"
    NOT_SCANNED = "not_scanned"  # there is a scanner, and it did not answer


PASSED = "ok"  # what a worker says of a file that it does not refuse


@dataclass(frozen=True, slots=True)
class Accepted:
    """A file that is stored. Pictures of any kind are kept as JPEG; size and hash are of what is kept."""

    kind: Kind
    size: int
    sha256: str
    blob_id: str
    is_scanned: bool


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing of the file was kept."""

    reason: Reason
