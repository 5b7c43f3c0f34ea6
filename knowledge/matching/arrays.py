"""Small array work that both indexes share."""

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.int64]


def spans(starts: Places, ends: Places) -> Places:
    """All numbers from each start up to its end, one span after another."""
    lengths = ends - starts
    before = np.cumsum(lengths) - lengths
    return np.repeat(starts - before, lengths) + np.arange(lengths.sum())


def borders(lengths: Places) -> Places:
    """Where pieces of these lengths begin and end when they are laid one after another."""
    return np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths)))
