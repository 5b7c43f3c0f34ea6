"""`python -m bot …` with nothing of this machine's settings: as a process of its own, or quicker inside this one."""

import asyncio
import os
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.cli.parser import main
from tests.support.source import ROOT

_LONGEST_SECONDS = 180.0  # a start takes three; a crowded machine takes its time


@dataclass(frozen=True, slots=True)
class Finished:
    code: int
    out: str
    err: str


class CommandLine:
    """Runs commands whose data and temporary files lie under one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data_dir = folder / "data"
        self.temporary = folder / "tmp"
        self.temporary.mkdir()

    async def __call__(self, *arguments: str, typed: bytes | str = b"", **settings: str) -> Finished:
        """One command to its end, with what is typed as its whole input."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            *arguments,
            cwd=ROOT,
            env=self.environment() | settings,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        entered = typed.encode() if isinstance(typed, str) else typed
        try:
            async with asyncio.timeout(_LONGEST_SECONDS):
                out, err = await process.communicate(entered)
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        assert process.returncode is not None
        return Finished(process.returncode, out.decode(), err.decode())

    def files(self) -> list[Path]:
        """Everything that commands left behind."""
        return [path for path in self.folder.rglob("*") if path.is_file()]

    def environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "TMPDIR": str(self.temporary),
            "DATA_DIR": str(self.data_dir),
            "DATABASE_URL": "",  # said aloud, so that a developer's own `.env` does not count
            "TELEGRAM_TOKEN": "",
            "ZALO_BOT_TOKEN": "",
            "LOG_LEVEL": "INFO",
        }


class Inside:
    """The same commands without the seconds of a start: for the many ways to be refused."""

    def __init__(
        self, line: CommandLine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self._line = line
        self._monkeypatch = monkeypatch
        self._capsys = capsys

    def __call__(self, *arguments: str, **settings: str) -> Finished:
        with self._monkeypatch.context() as patch:
            for name, value in (self._line.environment() | settings).items():
                patch.setenv(name, value)
            try:
                code = main(arguments)
            except SystemExit as end:  # argparse leaves by itself
                code = int(str(end.code))
        told = self._capsys.readouterr()
        return Finished(code, told.out, told.err)
