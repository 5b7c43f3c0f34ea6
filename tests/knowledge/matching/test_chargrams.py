"""Character trigrams find the example that is spelt most alike."""

import pytest

from knowledge.matching.chargrams import CharGrams

_GRAMS = CharGrams([["ho tro may moc", "may say che"], ["hoi cho xuan", "gian hang"]])


def test_the_same_text_has_cosine_one() -> None:
    nearest = _GRAMS.nearest(_GRAMS.weigh("may say che"), 0)
    assert (nearest.position, nearest.cosine) == (1, pytest.approx(1.0))


def test_a_misspelt_text_still_finds_its_example() -> None:
    nearest = _GRAMS.nearest(_GRAMS.weigh("gian hangg"), 1)
    assert nearest.position == 1
    assert 0.5 < nearest.cosine < 1.0


@pytest.mark.parametrize("text", ["", "zzzz", "q"])
def test_nothing_shared_gives_zero(text: str) -> None:
    assert _GRAMS.nearest(_GRAMS.weigh(text), 0).cosine == 0.0
