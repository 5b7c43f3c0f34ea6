"""The key that seals stored fields: from the settings, or made once and kept beside the data."""

import os
import secrets
from pathlib import Path

_FILE = "secret.key"


def secret_key(setting: str, data_dir: Path) -> str:
    """The configured key, or the one in DATA_DIR (created with mode 0600 at the first start)."""
    if setting:
        return setting
    path = data_dir / _FILE
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    made = secrets.token_urlsafe(48)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(made + "\n")
        file.flush()
        os.fsync(file.fileno())
    return made
