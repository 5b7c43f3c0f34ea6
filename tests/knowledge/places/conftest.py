"""The places of the real content, loaded once: reading all communes takes half a second."""

import pytest

from knowledge.loader import CONTENT_DIR
from knowledge.places.places import Places


@pytest.fixture(scope="session")
def places() -> Places:
    return Places.load(CONTENT_DIR)
