"""What the word index counts: syllables and neighbouring pairs, folded and as written."""

from collections.abc import Iterator
from itertools import pairwise

from knowledge.text.normalise import Normalised

_WRITTEN = "="  # keeps máy as written apart from the folded may; never part of a syllable


def terms(text: Normalised) -> Iterator[str]:
    """Every term of a text, repeats included; unmarked texts give no written terms, they say nothing about marks."""
    yield from text.folded
    yield from _pairs(text.folded)
    if text.marked != text.folded:
        yield from (_WRITTEN + syllable for syllable in text.marked)
        yield from (_WRITTEN + pair for pair in _pairs(text.marked))


def _pairs(syllables: tuple[str, ...]) -> Iterator[str]:
    return (f"{left} {right}" for left, right in pairwise(syllables))
