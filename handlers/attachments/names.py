"""Names that people's files came with: shown to staff, never used as paths."""

import unicodedata
from pathlib import PurePosixPath

LONGEST_NAME = 80
_LONGEST_SUFFIX = 10
_MOST_READ = 1000
_UNSEEN = frozenset(
    {"Cc", "Cf", "Cs", "Co", "Cn"}
)  # controls, turns of direction, zero width, halves, nobody's


def shown_name(name: str) -> str:
    """The last part of the name in one line of at most LONGEST_NAME letters; "" when nothing can be shown."""
    last = name[-_MOST_READ:].replace("\\", "/").rpartition("/")[2]
    spaced = (" " if mark.isspace() else mark for mark in last)
    seen = "".join(mark for mark in spaced if unicodedata.category(mark) not in _UNSEEN)
    clean = " ".join(unicodedata.normalize("NFC", seen).split())
    if len(clean) <= LONGEST_NAME:
        return clean
    suffix = PurePosixPath(clean).suffix[-_LONGEST_SUFFIX:]
    return clean[: LONGEST_NAME - len(suffix) - 1].rstrip() + "…" + suffix
