"""People's keys, in a file of their own beside the copies, written anew with each of them.

Whoever has their data deleted loses their key here with the next copy, and every older copy of what it sealed
turns into noise. So this file is never kept in old versions, and no copy holds a key itself.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path

FILE_NAME = "person-keys.json"


@dataclass(frozen=True, slots=True)
class WrappedKey:
    """A row of person_key; the key is sealed under the installation's own."""

    id: int
    contact_id: int
    wrapped: str = field(repr=False)  # hexadecimal
    created_at: str


@dataclass(frozen=True, slots=True)
class KeyFile:
    """All keys there are, and the people who had everything of theirs deleted, by number."""

    keys: tuple[WrappedKey, ...] = ()
    erased: tuple[int, ...] = ()


def write(folder: Path, held: KeyFile) -> None:
    """In place of the older one. Blocks."""
    target, passing = folder / FILE_NAME, folder / f".{FILE_NAME}.part"
    rows = [[key.id, key.contact_id, key.wrapped, key.created_at] for key in held.keys]
    passing.touch(0o600)
    passing.write_text(json.dumps({"keys": rows, "erased": held.erased}), encoding="ascii")
    passing.replace(target)


def read(folder: Path) -> KeyFile:
    """Empty when the file is not there. Blocks."""
    path = folder / FILE_NAME
    if not path.exists():
        return KeyFile()
    held = json.loads(path.read_text(encoding="ascii"))
    return KeyFile(tuple(WrappedKey(*row) for row in held["keys"]), tuple(held["erased"]))
