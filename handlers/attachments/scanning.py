"""The place for a scanner of viruses; none comes with the bot."""

from collections.abc import AsyncIterable
from enum import StrEnum
from typing import Protocol


class Scan(StrEnum):
    CLEAN = "clean"
    INFECTED = "infected"
    NO_SCANNER = "no_scanner"
    NO_ANSWER = "no_answer"  # there is one, and it cannot tell now: the file is not taken


class Scanner(Protocol):
    async def scan(self, chunks: AsyncIterable[bytes]) -> Scan:
        """What the scanner says of the file; it need not read to the end."""
        ...


class NoScanner:
    """Says that there is none."""

    async def scan(self, chunks: AsyncIterable[bytes]) -> Scan:
        return Scan.NO_SCANNER
