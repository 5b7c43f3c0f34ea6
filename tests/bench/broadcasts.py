"""`python -m tests.bench.broadcasts`: broadcasts at a million people, beside conversations, and under kill -9."""

import argparse
import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from knowledge.base import KnowledgeBase
from tests.bench.crowded import PEOPLE, print_crowded
from tests.bench.killed import print_killed
from tests.bench.measure import HEAD
from tests.bench.mixed import print_mixed
from tests.support import postgres

_KILLS = 100


async def main(options: argparse.Namespace) -> None:
    knowledge = KnowledgeBase.load()
    print(HEAD)
    with tempfile.TemporaryDirectory() as named, _server() as server:
        folder = Path(named)
        for part in options.parts:
            for name in ("SQLite", "PostgreSQL") if server is not None else ("SQLite",):
                url = f"sqlite:///{folder}/{part}.db"
                if name == "PostgreSQL" and server is not None:
                    server.execute(f"CREATE DATABASE {part}")
                    url = f"{server.url}/{part}"
                match part:
                    case "crowded":
                        await print_crowded(name, url, folder, knowledge, options.people)
                    case "mixed":
                        await print_mixed(name, url, folder)
                    case _:
                        await print_killed(name, url, folder, options.kills)


@contextmanager
def _server() -> Iterator[postgres.Postgres | None]:
    """One of this run's own; None without binaries."""
    try:
        server = postgres.create(keeps_commits=True)
    except postgres.NoPostgres:
        print("no PostgreSQL binaries found: its rows are missing\n")
        yield None
        return
    try:
        yield server
    finally:
        postgres.remove(server)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", default=["crowded", "mixed", "killed"])
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--kills", type=int, default=_KILLS)
    asyncio.run(main(parser.parse_args()))
