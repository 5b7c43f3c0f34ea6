"""Terms keep marked and unmarked spellings apart and together, as numbers that only one vocabulary knows."""

from knowledge.matching.tokens import Vocabulary
from knowledge.text.normalise import Normalised

_MARKED = Normalised(marked=("máy", "cũ"), folded=("may", "cu"))
_BARE = Normalised(marked=("may", "cu"), folded=("may", "cu"))


def test_marked_text_gives_folded_and_written_terms() -> None:
    vocabulary = Vocabulary()
    words = vocabulary.learn(_BARE).tolist()
    both = vocabulary.learn(_MARKED).tolist()
    assert both[:3] == words  # may, cu, and the pair of both
    assert len(set(both)) == len(both) == 6
    assert not set(both[3:]) & set(words)  # máy, cũ, and their pair


def test_unmarked_text_says_nothing_about_marks() -> None:
    vocabulary = Vocabulary()
    assert len(vocabulary.learn(_BARE)) == 3


def test_a_question_gets_the_numbers_that_were_learned() -> None:
    vocabulary = Vocabulary()
    learned = vocabulary.learn(_MARKED).tolist()
    assert vocabulary.terms(_MARKED).tolist() == learned
    assert vocabulary.terms(_BARE).tolist() == learned[:3]


def test_repeats_are_kept_and_a_pair_has_an_order() -> None:
    vocabulary = Vocabulary()
    may, may_again, pair = vocabulary.learn(Normalised(("may", "may"), ("may", "may"))).tolist()
    assert may == may_again != pair
    there = vocabulary.terms(Normalised(("may", "cu"), ("may", "cu"))).tolist()
    back = vocabulary.terms(Normalised(("cu", "may"), ("cu", "may"))).tolist()
    assert set(there[:2]) == set(back[:2])
    assert there[2] != back[2]


def test_strange_syllables_get_numbers_that_nothing_learned_has_and_are_not_learned() -> None:
    vocabulary = Vocabulary()
    learned = set(vocabulary.learn(_MARKED).tolist())
    asked = Normalised(("xyz", "qqq", "xyz"), ("xyz", "qqq", "xyz"))
    xyz, qqq, xyz_again, *pairs = vocabulary.terms(asked).tolist()
    assert xyz == xyz_again != qqq
    assert not learned & {xyz, qqq, *pairs}
    assert vocabulary.terms(asked).tolist() == [xyz, qqq, xyz_again, *pairs]
    newcomer = vocabulary.learn(Normalised(("moi",), ("moi",))).tolist()
    assert newcomer == [max(number for number in learned if number < 100) + 1]


def test_no_syllables_give_no_terms() -> None:
    assert Vocabulary().learn(Normalised((), ())).tolist() == []
    assert Vocabulary().terms(Normalised((), ())).tolist() == []
