"""The file of a copy: a plain tar of members, and last a manifest that says what each of them must be."""

import io
import json
import tarfile
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path

FORMAT = 1
_MANIFEST = "manifest.json"
_CHUNK = 1024 * 1024


class BadBackup(ValueError):
    """The file is no copy of ours, is not whole, or does not fit this program."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """`kind` is the database's, `schema` its revision; `digests` holds each member's SHA-256."""

    kind: str
    schema: str
    made_at: str
    rows: Mapping[str, int]
    key_mark: str  # tells whether the installation's key is the one that sealed it
    digests: Mapping[str, str] = field(default_factory=dict)
    format: int = FORMAT


def pack(target: Path, manifest: Manifest, members: Iterable[tuple[str, Path]]) -> None:
    """Written beside and moved into place, so that no half copy ever has this name. Blocks."""
    passing = target.with_name(f".{target.name}.part")
    digests: dict[str, str] = {}
    try:
        with tarfile.open(passing, "w") as tar:
            passing.chmod(0o600)
            for name, path in members:
                try:
                    tar.add(path, name, recursive=False)
                except FileNotFoundError:  # swept while we were at it
                    continue
                digests[name] = _digest(path)
            _add(tar, _MANIFEST, json.dumps(asdict(manifest) | {"digests": digests}).encode())
        passing.replace(target)
    finally:
        passing.unlink(missing_ok=True)


def unpack(source: Path, folder: Path) -> Manifest:
    """All members into an empty folder, each checked. Raises BadBackup. Blocks."""
    try:
        with tarfile.open(source) as tar:
            manifest = _manifest(tar)
            for name, digest in manifest.digests.items():
                tar.extract(name, folder, filter="data")
                if _digest(folder / name) != digest:
                    raise BadBackup(f"{name}: damaged")
    except (tarfile.TarError, KeyError, OSError, EOFError) as error:
        raise BadBackup(f"{source.name}: {type(error).__name__}") from error
    return manifest


def _manifest(tar: tarfile.TarFile) -> Manifest:
    held = tar.extractfile(_MANIFEST)
    if held is None:
        raise BadBackup(_MANIFEST)
    try:
        manifest = Manifest(**json.loads(held.read()))
    except (ValueError, TypeError):
        raise BadBackup(_MANIFEST) from None
    if manifest.format != FORMAT:
        raise BadBackup(f"format {manifest.format}")
    return manifest


def _add(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(data), 0o600
    tar.addfile(info, io.BytesIO(data))


def _digest(path: Path) -> str:
    found = sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            found.update(chunk)
    return found.hexdigest()
