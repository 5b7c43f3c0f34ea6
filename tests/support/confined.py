"""A worker process as it stands once it has confined itself, and what it may still do."""

import subprocess
import sys

from tests.support.source import ROOT

_PRELUDE = """
import os, signal, socket, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
def tried(work):
    try:
        work()
    except (OSError, MemoryError) as error:
        return type(error).__name__
    return "done"
"""


def run(code: str) -> subprocess.CompletedProcess[str]:
    """The code as a process of its own; it may ask what is `tried(…)`."""
    command = [sys.executable, "-c", _PRELUDE + code]
    return subprocess.run(
        command, cwd=ROOT, input="", capture_output=True, text=True, timeout=120, check=False
    )
