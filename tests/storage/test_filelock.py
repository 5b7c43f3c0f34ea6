"""One process at one database, told apart from a process that has died."""

import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from storage.filelock import AlreadyRunning, FileLock
from tests.support.source import ROOT

_HOLD = """
import sys
from pathlib import Path
from storage.filelock import AlreadyRunning, FileLock
try:
    lock = FileLock(Path(sys.argv[1]))
except AlreadyRunning:
    print("refused", flush=True)
else:
    print("held", flush=True)
    sys.stdin.readline()
"""


@contextmanager
def another_process(path: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Tries to take the lock elsewhere; what came of it, and the process."""
    command = [sys.executable, "-c", _HOLD, str(path)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip(), process
        finally:
            process.kill()


def test_a_second_process_is_refused_while_the_first_lives(tmp_path: Path) -> None:
    path = tmp_path / "kc.db.lock"
    lock = FileLock(path)
    with another_process(path) as (answer, _):
        assert answer == "refused"
    lock.release()
    with another_process(path) as (answer, _):
        assert answer == "held"


def test_this_process_is_refused_while_another_holds_the_lock(tmp_path: Path) -> None:
    path = tmp_path / "kc.db.lock"
    with another_process(path) as (answer, _):
        assert answer == "held"
        with pytest.raises(AlreadyRunning):
            FileLock(path)


def test_the_lock_of_a_process_killed_at_once_is_gone_with_it(tmp_path: Path) -> None:
    path = tmp_path / "kc.db.lock"
    with another_process(path) as (answer, process):
        assert answer == "held"
        process.send_signal(signal.SIGKILL)
        process.wait(10)
        FileLock(path).release()
    assert path.exists()


def test_even_the_same_process_cannot_hold_it_twice(tmp_path: Path) -> None:
    lock = FileLock(tmp_path / "kc.db.lock")
    with pytest.raises(AlreadyRunning):
        FileLock(tmp_path / "kc.db.lock")
    lock.release()
    FileLock(tmp_path / "kc.db.lock").release()


def test_the_lock_file_is_the_owners_alone(tmp_path: Path) -> None:
    FileLock(tmp_path / "kc.db.lock").release()
    assert stat.S_IMODE((tmp_path / "kc.db.lock").stat().st_mode) == 0o600
