"""What skills want done with files that came in."""

from collections.abc import Mapping
from dataclasses import dataclass

from handlers.deeds import Doer, Doing
from handlers.messages import Reply, Upload


@dataclass(frozen=True, slots=True)
class DropUpload:
    """A file that nobody wants is not to stay."""

    blob_id: str


def drops(upload: Upload | None) -> tuple[DropUpload, ...]:
    """The deed that leaves nothing of an upload; none when nothing was kept."""
    return (DropUpload(upload.blob_id),) if upload is not None and upload.blob_id else ()


async def drop(doing: Doing, wanted: DropUpload) -> tuple[Reply, ...]:
    doing.spent_blobs.append(wanted.blob_id)
    return ()


DOERS: Mapping[type, Doer] = {DropUpload: drop}
