"""Terms keep marked and unmarked spellings apart and together."""

from knowledge.matching.tokens import terms
from knowledge.text.normalise import Normalised


def test_marked_text_gives_folded_and_written_terms() -> None:
    found = list(terms(Normalised(marked=("máy", "cũ"), folded=("may", "cu"))))
    assert found == ["may", "cu", "may cu", "=máy", "=cũ", "=máy cũ"]


def test_unmarked_text_says_nothing_about_marks() -> None:
    assert list(terms(Normalised(marked=("may", "cu"), folded=("may", "cu")))) == ["may", "cu", "may cu"]


def test_no_syllables_give_no_terms() -> None:
    assert list(terms(Normalised(marked=(), folded=()))) == []
