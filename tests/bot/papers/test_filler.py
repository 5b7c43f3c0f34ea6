"""A worker that spins, swells, dies or lies holds nobody up and is not believed."""

import signal
import subprocess
import sys

import pytest

from bot.papers.faults import Fault
from bot.papers.filler import Filled, Filler, _understood
from bot.papers.words import words_of
from tests.bot.papers.samples import a_paper, a_template
from tests.support.source import ROOT

_CONFINED = """
from bot.papers.worker import confine
confine()
def tried(work):
    try:
        work()
    except (OSError, MemoryError) as error:
        return type(error).__name__
    return "done"
print(tried(lambda: bytearray(1 << 30)), flush=True)
import signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
print(tried(lambda: open("{}", "wb", buffering=0).write(b"x")))
"""
_SPINNING = """
from bot.papers import worker
worker._MOST_CPU_SECONDS = 1
worker.confine()
while True:
    pass
"""


def _run(code: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


def test_a_worker_can_write_no_file_and_take_little_memory(tmp_path: object) -> None:
    assert _run(_CONFINED.format(f"{tmp_path}/x")).stdout.split() == ["MemoryError", "OSError"]


def test_a_worker_that_spins_is_ended_by_the_system() -> None:
    assert _run(_SPINNING).returncode == -signal.SIGXCPU


async def test_a_document_that_swells_is_refused() -> None:
    swelling = "{{ phieu" + "|replace('', 'xxxxxxxxxxxxxxxx')" * 8 + " }}"
    assert await Filler(seconds=60).fill(a_template(swelling), words_of(a_paper())) is Fault.BROKEN


@pytest.mark.parametrize(
    ("said", "code", "understood"),
    [
        (b"ok\na b\nPK..\n..", 0, Filled(b"PK..\n..", frozenset({"a", "b"}))),
        (b"ok\n\nPK", 0, Filled(b"PK", frozenset())),
        (b"syntax", 0, Fault.SYNTAX),
        (b"ok\na b\nPK", 1, Fault.BROKEN),
        (b"ok\na b\nPK", -signal.SIGKILL, Fault.BROKEN),
        (b"", -signal.SIGXCPU, Fault.TOO_SLOW),
        (b"", 0, Fault.BROKEN),
        (b"what?", 0, Fault.BROKEN),
    ],
)
def test_only_a_whole_answer_is_believed(said: bytes, code: int, understood: Filled | Fault) -> None:
    assert _understood(said, code) == understood
