"""A posted form with several values of a name, and the one file that may come with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from aiohttp import BodyPartReader, ClientError, web
from aiohttp.http_exceptions import HttpProcessingError

FILE_FIELD = "file"
_FORM_TYPE = "multipart/form-data"
_MOST_FIELDS, _MOST_FIELD_BYTES = 600, 32 * 1024
_MOST_DRAINED = 128 * 1024 * 1024  # a browser listens to no answer before it has sent everything
_PART_BYTES = 64 * 1024
_BROKEN = (
    *(ValueError, AssertionError, ConnectionError, LookupError),
    *(ClientError, HttpProcessingError, web.RequestPayloadError),
)


@dataclass(frozen=True, slots=True)
class SentFile:
    name: str
    data: bytes = field(repr=False)
    is_too_big: bool = False  # then there is no more of it here


@dataclass(frozen=True, slots=True)
class Posted:
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    file: SentFile | None = None

    def one(self, name: str) -> str:
        """The last value of this name; empty when there is none."""
        return (self.values.get(name) or ("",))[-1]

    def all(self, name: str) -> tuple[str, ...]:
        return self.values.get(name, ())

    def begins(self, prefix: str) -> bool:
        """Something was said under a name that begins like this."""
        return any(any(values) for name, values in self.values.items() if name.startswith(prefix))

    @property
    def single(self) -> dict[str, str]:
        return {name: self.one(name) for name in self.values}


async def read_posted(request: web.Request, most_file_bytes: int) -> Posted:
    """What was posted; nothing at all when it is no such form, or larger than any of ours."""
    if request.content_type != _FORM_TYPE:
        return Posted()
    try:
        return await _read(request, most_file_bytes)
    except _BROKEN:
        return Posted()


async def _read(request: web.Request, most_file_bytes: int) -> Posted:
    values: dict[str, list[str]] = {}
    file = None
    count = 0
    reader = await request.multipart()
    while (part := await reader.next()) is not None:
        count += 1
        if not isinstance(part, BodyPartReader) or count > _MOST_FIELDS:
            return Posted()
        name = part.name or ""
        if name == FILE_FIELD and file is None:
            file = await _file(part, most_file_bytes)
            continue
        data, is_whole = await _bytes(part, _MOST_FIELD_BYTES)
        if not is_whole:
            return Posted()
        values.setdefault(name, []).append(data.decode("utf-8", "replace"))
    return Posted({name: tuple(each) for name, each in values.items()}, file)


async def _file(part: BodyPartReader, most_bytes: int) -> SentFile | None:
    """None when nothing was chosen."""
    data, is_whole = await _bytes(part, most_bytes)
    name = part.filename or ""
    if not name and not data:
        return None
    return SentFile(name, data if is_whole else b"", not is_whole)


async def _bytes(part: BodyPartReader, most_bytes: int) -> tuple[bytes, bool]:
    """All of it; of what is too much only that it is too much."""
    data, drained = bytearray(), 0
    while not part.at_eof():
        chunk = await part.read_chunk(_PART_BYTES)
        drained += len(chunk)
        if drained > _MOST_DRAINED:
            raise ValueError("more than anybody would send")
        if drained <= most_bytes:
            data += chunk
    return bytes(data), drained <= most_bytes
