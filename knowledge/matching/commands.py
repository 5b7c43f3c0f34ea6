"""Short typed commands, recognised with a small spelling tolerance."""

from collections.abc import Mapping, Sequence

from rapidfuzz import fuzz, process

from knowledge.text.normalise import Normaliser

_LONGEST_COMMAND = 4  # words; anything longer is a question
_SIMILAR = 85  # fuzz.ratio; 80 begins to take questions for commands
_SHORTEST_MISSPELT = 6  # letters; "xưởng" is no misspelt "xong"


class CommandIndex:
    """Which command a short message means; `phrases` maps each command to the ways of typing it."""

    def __init__(self, phrases: Mapping[str, Sequence[str]], normalise: Normaliser) -> None:
        self._normalise = normalise
        self._commands = {
            " ".join(normalise(typed).folded): command for command, ways in phrases.items() for typed in ways
        }
        self._typed = list(self._commands)

    def find(self, text: str) -> str | None:
        """The command; misspelt ones are known up to four words, longer ones only as they are written."""
        words = self._normalise(text).folded
        exact = self._commands.get(" ".join(words))
        typed = " ".join(words)
        if exact is not None or len(words) > _LONGEST_COMMAND or len(typed) < _SHORTEST_MISSPELT:
            return exact
        found = process.extractOne(typed, self._typed, scorer=fuzz.ratio, score_cutoff=_SIMILAR)
        return self._commands[found[0]] if found else None
