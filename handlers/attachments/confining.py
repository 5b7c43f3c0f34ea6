"""What a worker process gives up before it looks at anything that strangers have made."""

import os
import resource
from contextlib import suppress
from pathlib import Path

_MOST_MEMORY = 768 * 1024 * 1024
_MOST_CPU_SECONDS = 10


def confine(*, may_open_files: bool, cpu_seconds: int = _MOST_CPU_SECONDS) -> None:
    """Gives up for good what reading what came in, and answering, does not need: it can write no file either way."""
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")  # if memory ends, not the service
    os.nice(5)
    limits = {
        resource.RLIMIT_AS: _MOST_MEMORY,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_NPROC: 0,
        resource.RLIMIT_CORE: 0,
    }
    if not may_open_files:
        limits[resource.RLIMIT_NOFILE] = 0  # the three that are open stay open
    for limit, most in limits.items():
        resource.setrlimit(limit, (most, most))
    # With room between the two the system says why it ends the process.
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
