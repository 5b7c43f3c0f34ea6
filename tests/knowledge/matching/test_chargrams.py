"""Character trigrams find the example that is spelt most alike, in each of several groups at once."""

import pytest

from knowledge.matching.chargrams import CharGrams, Nearest

_GROUPS = [["ho tro may moc", "may say che"], ["hoi cho xuan", "gian hang"], ["may say che xanh"]]
_GRAMS = CharGrams(_GROUPS)


def _nearest(text: str, *groups: int) -> list[Nearest]:
    return _GRAMS.nearest(_GRAMS.weigh(text), groups)


@pytest.mark.parametrize(
    ("group", "position", "text"),
    [(group, position, text) for group, texts in enumerate(_GROUPS) for position, text in enumerate(texts)],
)
def test_the_same_text_has_cosine_one(group: int, position: int, text: str) -> None:
    (nearest,) = _nearest(text, group)
    assert (nearest.position, nearest.cosine) == (position, pytest.approx(1.0))


def test_a_misspelt_text_still_finds_its_example() -> None:
    (nearest,) = _nearest("gian hangg", 1)
    assert nearest.position == 1
    assert 0.5 < nearest.cosine < 1.0


def test_groups_are_answered_in_the_order_in_which_they_are_asked() -> None:
    together = _nearest("may say che", 2, 0, 1)
    alone = [each for group in (2, 0, 1) for each in _nearest("may say che", group)]
    assert [near.position for near in together] == [near.position for near in alone]
    assert [near.cosine for near in together] == pytest.approx([near.cosine for near in alone])
    assert together[1].cosine > together[0].cosine > together[2].cosine


def test_no_group_asked_gives_no_answer() -> None:
    assert _nearest("may say che") == []


def test_a_trigram_that_is_rare_counts_more() -> None:
    grams = CharGrams([["may tuot", "may xay", "may ep", "may da"], ["lua tuot"]])
    common, rare = grams.nearest(grams.weigh("may lua"), [0, 1])
    assert rare.cosine > common.cosine > 0


def test_strange_letters_lower_the_likeness() -> None:
    (plain,) = _nearest("gian hang", 1)
    (noisy,) = _nearest("gian hang zzzzqqqq", 1)
    assert noisy.cosine < plain.cosine


@pytest.mark.parametrize("text", ["", "zzzz", "q", "\U0001f602\U0010ffff"])
def test_nothing_shared_gives_zero_at_the_first_place(text: str) -> None:
    assert _nearest(text, 0, 1) == [Nearest(0, 0.0), Nearest(0, 0.0)]


def test_texts_without_letters_are_never_near() -> None:
    grams = CharGrams([["", "may"], [""]])
    assert grams.nearest(grams.weigh("may"), [0])[0].position == 1
    assert grams.nearest(grams.weigh("may"), [1])[0].cosine == 0.0


def test_no_groups_can_be_asked_for_weights() -> None:
    grams = CharGrams([])
    assert grams.weigh("may").tolist() == []
    assert grams.nearest(grams.weigh("may"), []) == []
