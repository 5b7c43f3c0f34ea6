"""The wording around answers: templates that editors own, filled by the skills."""

from collections.abc import Mapping


class Phrases:
    """Fixed sentences by key; a missing key or placeholder is an error at once, never an empty bubble."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts

    def __call__(self, key: str, /, **values: object) -> str:
        return self._texts[key].format(**values)

    def keys(self) -> frozenset[str]:
        return frozenset(self._texts)
