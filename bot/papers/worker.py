"""A process of its own for one template: it can take little memory and time, write no file, and know nothing.

Run as `python -m bot.papers.worker`: in comes one line of words and then the template; out comes "ok", a line of the
template's placeholders and the filled document, or one word for why not. Dying in any other way is an answer too."""

import os
import resource
import sys
from contextlib import suppress
from pathlib import Path

from bot.papers.faults import TemplateRefused
from bot.papers.filler import FILLED
from bot.papers.template import fill
from bot.papers.words import Words

_MOST_MEMORY = 768 * 1024 * 1024
_MOST_CPU_SECONDS = 10


def confine() -> None:
    """Gives up for good what filling one template does not need."""
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")  # if memory ends, not the service
    os.nice(5)
    for limit, most in {
        resource.RLIMIT_AS: _MOST_MEMORY,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_NPROC: 0,
        resource.RLIMIT_CORE: 0,
    }.items():
        resource.setrlimit(limit, (most, most))
    # With room between the two the system says why it ends the process.
    resource.setrlimit(resource.RLIMIT_CPU, (_MOST_CPU_SECONDS, _MOST_CPU_SECONDS + 1))


def answer(sent: bytes) -> bytes:
    words, _, template = sent.partition(b"\n")
    try:
        filled = fill(template, Words.from_json(words))
    except TemplateRefused as refused:
        return refused.fault.encode()
    return b"\n".join((FILLED, " ".join(sorted(filled.names)).encode(), filled.docx))


def main() -> None:
    confine()
    sys.stdout.buffer.write(answer(sys.stdin.buffer.read()))
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
