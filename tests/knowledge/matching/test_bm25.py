"""BM25 prefers rare shared terms and short documents, and knows how much of a question a document holds."""

import math

import numpy as np
import pytest

from knowledge.matching.bm25 import Bm25
from knowledge.matching.tokens import Terms

_MAY, _SAY, _CU, _CHE, _O, _QUE, _HOI, _CHO = range(1, 9)


def _terms(*numbers: int) -> Terms:
    return np.array(numbers, np.int64)


_INDEX = Bm25([_terms(_MAY, _SAY), _terms(_MAY, _CU), _terms(_MAY, _SAY, _CHE, _O, _QUE)])


def _scores(*numbers: int) -> list[float]:
    return list(_INDEX.scores(_INDEX.wanted(_terms(*numbers))))


def _information(*numbers: int) -> float:
    return _INDEX.wanted(_terms(*numbers)).information


def test_documents_without_a_shared_term_score_nothing() -> None:
    assert _scores(_HOI, _CHO) == [0, 0, 0]


def test_a_question_of_nothing_scores_nothing() -> None:
    assert _scores() == [0, 0, 0]
    assert _information() == 0


def test_the_rarer_term_tells_more() -> None:
    assert _information(_HOI) > _information(_CU) > _information(_SAY) > _information(_MAY) > 0


def test_what_all_terms_tell_is_their_sum() -> None:
    alone = sum(map(_information, (_MAY, _CU, _HOI)))
    assert _information(_MAY, _CU, _HOI) == pytest.approx(alone)


def test_the_shorter_document_wins_a_tie() -> None:
    scores = _scores(_SAY)
    assert scores[0] > scores[2] > scores[1] == 0


def test_a_term_said_more_often_in_a_document_counts_more_but_not_twice_as_much() -> None:
    index = Bm25([_terms(_SAY, _CU), _terms(_SAY, _SAY), _terms(_CHE, _QUE)])
    once, twice, never = index.scores(index.wanted(_terms(_SAY)))
    assert 2 * once > twice > once > never == 0


def test_the_scores_are_those_of_the_formula() -> None:
    index = Bm25([_terms(_MAY, _SAY), _terms(_MAY, _CU, _CU, _CHE)])
    idf = math.log(1 + 1.5 / 1.5)  # in one of two documents
    norm = 1.2 * (0.25 + 0.75 * 4 / 3)
    assert list(index.scores(index.wanted(_terms(_CU)))) == pytest.approx([0, idf * 2 * 2.2 / (2 + norm)])


def test_repeating_a_term_in_the_question_changes_nothing() -> None:
    assert _scores(_CU, _CU) == _scores(_CU)
    assert _information(_CU, _CU) == _information(_CU)


def test_terms_in_any_order_score_alike() -> None:
    assert _scores(_SAY, _CU, _QUE) == pytest.approx(_scores(_QUE, _CU, _SAY))


@pytest.mark.parametrize(
    ("asked", "document", "covered"),
    [
        ((_MAY, _SAY), 0, 1.0),
        ((_MAY, _SAY), 2, 1.0),
        ((_CU,), 0, 0.0),
        ((_HOI,), 0, 0.0),
        ((), 0, 0.0),
    ],
)
def test_what_a_document_covers_of_a_question(asked: tuple[int, ...], document: int, covered: float) -> None:
    assert _INDEX.covered(_INDEX.wanted(_terms(*asked)), document) == pytest.approx(covered)


def test_a_rare_word_that_is_missing_costs_more_than_a_common_one() -> None:
    without_rare = _INDEX.covered(_INDEX.wanted(_terms(_MAY, _CU)), 0)
    without_common = _INDEX.covered(_INDEX.wanted(_terms(_MAY, _HOI)), 0)
    assert 0 < without_common < without_rare < 0.5
    assert without_rare == pytest.approx(_information(_MAY) / _information(_MAY, _CU))


@pytest.mark.parametrize("documents", [[], [_terms()], [_terms(), _terms()]])
def test_an_index_of_nothing_scores_nothing(documents: list[Terms]) -> None:
    index = Bm25(documents)
    wanted = index.wanted(_terms(_MAY))
    assert list(index.scores(wanted)) == [0.0] * len(documents)
    assert [index.covered(wanted, place) for place in range(len(documents))] == [0.0] * len(documents)


def test_an_empty_document_among_others_is_never_found() -> None:
    index = Bm25([_terms(), _terms(_MAY), _terms()])
    wanted = index.wanted(_terms(_MAY))
    assert [score > 0 for score in index.scores(wanted)] == [False, True, False]
    assert [index.covered(wanted, place) for place in range(3)] == [0.0, 1.0, 0.0]
