"""The key that seals stored fields."""

import os
import stat
from pathlib import Path

from bot.secret_key import secret_key
from storage.crypto import Vault


def test_the_first_start_makes_a_key_only_its_owner_can_read(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        made = secret_key("", tmp_path)
    finally:
        os.umask(before)
    (file,) = tmp_path.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.read_text(encoding="ascii").strip() == made
    assert len(made) >= 48


def test_later_starts_use_the_same_key_and_leave_the_file_alone(tmp_path: Path) -> None:
    first = secret_key("", tmp_path)
    (file,) = tmp_path.iterdir()
    before = file.stat()
    assert secret_key("", tmp_path) == first
    assert file.stat().st_mtime_ns == before.st_mtime_ns
    sealed = Vault(first).seal("xin chào", "here")
    assert Vault(secret_key("", tmp_path)).open(sealed, "here") == "xin chào"


def test_two_installations_never_share_a_key(tmp_path: Path) -> None:
    keys = set()
    for name in ("one", "two", "three"):
        (tmp_path / name).mkdir()
        keys.add(secret_key("", tmp_path / name))
    assert len(keys) == 3


def test_a_configured_key_is_used_and_nothing_is_written(tmp_path: Path) -> None:
    assert secret_key("from the settings", tmp_path) == "from the settings"
    assert list(tmp_path.iterdir()) == []
