"""A worker that spins, swells, dies or lies holds nobody up and is not believed."""

import signal
from pathlib import Path

import pytest

from bot.papers.faults import Fault
from bot.papers.filler import Filled, Filler, _understood
from bot.papers.words import words_of
from tests.bot.papers.samples import a_paper, a_template
from tests.support.confined import run

_TRYING = """
from bot.papers import worker
def answer(sent):
    written = tried(lambda: open("{}", "wb", buffering=0).write(b"x"))
    return " ".join((tried(lambda: bytearray(1 << 30)), written)).encode()
worker.answer = answer
worker.main()
"""


def test_a_worker_can_write_no_file_and_take_little_memory(tmp_path: Path) -> None:
    assert run(_TRYING.format(tmp_path / "x")).stdout.split() == ["MemoryError", "OSError"]


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
