"""The key that seals stored fields: from the settings, or made once and kept beside the data."""

import os
import secrets
from pathlib import Path

_FILE = "secret.key"
_SHORTEST = 32


class KeyDamaged(Exception):
    """The key file is there but holds no key; sealing under it would protect nothing."""


def secret_key(setting: str, data_dir: Path) -> str:
    """The configured key, or the one in DATA_DIR, made whole at the first start. Raises KeyDamaged."""
    if setting:
        return setting
    path = data_dir / _FILE
    if not path.exists():
        _make(path)
    key = path.read_text(encoding="ascii", errors="replace").strip()
    if len(key) < _SHORTEST:
        raise KeyDamaged(str(path))
    return key


def _make(path: Path) -> None:
    """Written beside and linked into place: a crash leaves no half key, and of two processes one wins."""
    draft = path.with_name(f"{_FILE}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48) + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # another process was first: its key counts
    finally:
        draft.unlink()
