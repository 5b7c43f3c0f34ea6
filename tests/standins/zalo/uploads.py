"""What was uploaded, for seven days: pictures become attachment ids, files become tokens."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from .account import Json, OfficialAccount
from .clock import VIETNAM
from .codes import Refusal
from .given import Given, Upload
from .replies import StoredFile

MEGABYTE = 1024 * 1024
LIFE = timedelta(days=7)

Kind = Literal["image", "gif", "file"]

# the limit of a gif is named nowhere; it gets that of a file
LIMITS: dict[Kind, int] = {"image": MEGABYTE, "gif": 5 * MEGABYTE, "file": 5 * MEGABYTE}
_BEGINNINGS: dict[str, tuple[bytes, ...]] = {
    "jpg": (b"\xff\xd8\xff",),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "gif": (b"GIF87a", b"GIF89a"),
    "pdf": (b"%PDF",),
    "docx": (b"PK\x03\x04",),
    "doc": (b"\xd0\xcf\x11\xe0",),
}
_TYPES: dict[Kind, tuple[str, ...]] = {"image": ("jpg", "png"), "gif": ("gif",)}


@dataclass(frozen=True, slots=True)
class _Kept:
    kind: Kind
    file: StoredFile
    until: datetime


class Uploads:
    """The uploads of one account."""

    def __init__(self, oa: OfficialAccount) -> None:
        self._oa = oa
        self._kept: dict[str, _Kept] = {}
        self._per_month: dict[str, int] = {}

    def take(self, kind: Kind, given: Given) -> Json:
        """Keep an uploaded file and name it."""
        upload = given.upload
        if upload is None or not upload.content:
            raise Refusal("parameter", "file is missing")
        if len(upload.content) > LIMITS[kind]:
            raise Refusal("too_long", f"{kind} is larger than {LIMITS[kind]} bytes")
        if not _is_allowed(kind, upload):
            raise Refusal("parameter", f"this is no {kind} that may be uploaded")
        month = self._oa.now().astimezone(VIETNAM).strftime("%Y-%m")
        if self._per_month.get(month, 0) >= self._oa.limits.uploads_per_month:
            raise Refusal("quota", "uploads of this month")
        self._per_month[month] = self._per_month.get(month, 0) + 1
        name = self._oa.new_id(32)
        self._kept[name] = _Kept(kind, StoredFile(upload.name, upload.content), self._oa.now() + LIFE)
        return {"token" if kind == "file" else "attachment_id": name}

    def find(self, name: object, *kinds: Kind) -> StoredFile:
        """The upload behind an attachment id or a token; a token is no attachment id."""
        kept = self._kept.get(name) if isinstance(name, str) else None
        if kept is None or kept.kind not in kinds or self._oa.now() >= kept.until:
            raise Refusal("attachment")
        return kept.file


def _is_allowed(kind: Kind, upload: Upload) -> bool:
    if kind != "file":
        return any(upload.content.startswith(_BEGINNINGS[name]) for name in _TYPES[kind])
    ending = upload.name.rpartition(".")[2].lower()
    if ending == "csv":
        return b"\0" not in upload.content
    return ending in {"pdf", "doc", "docx"} and upload.content.startswith(_BEGINNINGS[ending])
