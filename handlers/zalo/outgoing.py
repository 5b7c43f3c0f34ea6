"""Files on their way out, made to fit what the platform takes."""

import asyncio
from dataclasses import dataclass, replace
from pathlib import PurePath

from handlers.attachments.shrinking import shrunk
from handlers.channels import Attached
from handlers.zalo.wire import MOST_FILE_BYTES, MOST_PICTURE_BYTES, FileKind

_PICTURES = frozenset({".jpg", ".jpeg", ".png"})
_FILES = frozenset({".pdf", ".doc", ".docx", ".csv"})
KINDS = _PICTURES | _FILES


@dataclass(frozen=True, slots=True)
class Fitted:
    kind: FileKind
    attached: Attached

    @property
    def is_picture(self) -> bool:
        return self.kind is FileKind.PICTURE


async def fit(attached: Attached) -> Fitted | None:
    """The file as it may be uploaded; None when the platform takes none of its kind or size."""
    suffix = PurePath(attached.name).suffix.lower()
    if suffix in _PICTURES:
        return await _picture(attached)
    is_carried = suffix in _FILES and len(attached.data) <= MOST_FILE_BYTES
    return Fitted(FileKind.FILE, attached) if is_carried else None


async def _picture(attached: Attached) -> Fitted | None:
    if len(attached.data) > MOST_PICTURE_BYTES:
        data = await asyncio.to_thread(shrunk, attached.data, MOST_PICTURE_BYTES)
        if data is None:
            return None
        name = str(PurePath(attached.name).with_suffix(".jpg"))
        attached = replace(attached, name=name, mime="image/jpeg", data=data)
    return Fitted(FileKind.PICTURE, attached)
