"""BM25 prefers rare shared terms and short documents."""

import pytest

from knowledge.matching.bm25 import Bm25

_INDEX = Bm25([["máy", "sấy"], ["máy", "cũ"], ["máy", "sấy", "chè", "ở", "quê"]])


def test_documents_without_a_shared_term_score_nothing() -> None:
    assert _INDEX.scores(["hội", "chợ"]) == [0, 0, 0]


def test_the_rarer_term_counts_more() -> None:
    assert _INDEX.idf("hội") > _INDEX.idf("cũ") > _INDEX.idf("sấy") > _INDEX.idf("máy") > 0


def test_the_shorter_document_wins_a_tie() -> None:
    scores = _INDEX.scores(["sấy"])
    assert scores[0] > scores[2] > scores[1] == 0


def test_repeating_a_term_in_the_question_changes_nothing() -> None:
    assert _INDEX.scores(["cũ", "cũ"]) == pytest.approx(_INDEX.scores(["cũ"]))


def test_no_documents_give_no_scores() -> None:
    assert Bm25([]).scores(["máy"]) == []
