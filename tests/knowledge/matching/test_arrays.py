"""The array work that both indexes share."""

import numpy as np
import pytest

from knowledge.matching.arrays import borders, spans


def _places(*values: int) -> "np.ndarray[tuple[int, ...], np.dtype[np.int64]]":
    return np.array(values, np.int64)


@pytest.mark.parametrize(
    ("starts", "ends", "numbers"),
    [
        ((0,), (3,), [0, 1, 2]),
        ((5, 0), (7, 2), [5, 6, 0, 1]),
        ((4, 4, 9), (4, 6, 9), [4, 5]),  # empty spans leave no trace
        ((1, 1), (3, 3), [1, 2, 1, 2]),
        ((), (), []),
    ],
)
def test_spans_are_laid_one_after_another(
    starts: tuple[int, ...], ends: tuple[int, ...], numbers: list[int]
) -> None:
    assert spans(_places(*starts), _places(*ends)).tolist() == numbers


@pytest.mark.parametrize(
    ("lengths", "ends"), [((), [0]), ((2,), [0, 2]), ((2, 0, 3), [0, 2, 2, 5]), ((0, 0), [0, 0, 0])]
)
def test_borders_stand_where_pieces_begin_and_end(lengths: tuple[int, ...], ends: list[int]) -> None:
    assert borders(_places(*lengths)).tolist() == ends
