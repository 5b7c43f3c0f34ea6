"""Replies that pick from what was offered: choices, several of them, yes and no."""

import re
from collections.abc import Iterator, Mapping, Sequence

from knowledge.forms.model import Choice, FormField
from knowledge.forms.replies import Parsed, Reason, Refused, Reply, Unclear
from knowledge.forms.words import LONGEST_REPLY, Lexicon, Words, meaning_all, words_of
from knowledge.text.fold import fold
from knowledge.text.money import number
from knowledge.text.normalise import Normaliser

NONE = "none"  # the choice that stands alone: none of the others
_PARTS = re.compile(r"[,;/+&\n]")
_SPAN = re.compile(r"[0-9] ?[-–~] ?[0-9]")  # 1-3 may mean two or three of them
_YES, _NO, _UNSURE, _FILLER = "yes", "no", "unsure", "filler"
_Folded = tuple[str, ...]


class Picks:
    """Reads replies by number, key, label, or other words for it, with or without marks."""

    def __init__(self, words: Words, normalise: Normaliser) -> None:
        self._normalise = normalise
        fillers = meaning_all(words.fillers, _FILLER)
        unsure = meaning_all(words.unsure, _UNSURE)
        self._unsure = Lexicon(unsure + fillers)
        polar = meaning_all(words.yes, _YES) + meaning_all(words.no, _NO)
        self._polar = Lexicon(polar + unsure + fillers)
        self._fillers = Lexicon(fillers)
        self._joints = Lexicon(meaning_all(words.joints, _FILLER))

    def is_unsure(self, reply: str) -> bool:
        """True for "chưa biết" and nothing else."""
        hits, left = self._unsure.scan(self._words(reply))
        is_short = len(reply) <= LONGEST_REPLY
        return is_short and not left and any(hit.meaning is _UNSURE for hit in hits)

    def yes_no(self, reply: str) -> Reply:
        """A yes or a no that begins the reply and that nothing later contradicts; 1 is yes, 2 is no."""
        words = self._words(reply)
        hits, left = self._polar.scan(words)
        told = [hit for hit in hits if hit.meaning is not _FILLER]
        meanings = {hit.meaning for hit in told}
        if len(meanings) == 1 and _UNSURE not in meanings and (not left or told[0].start < left[0]):
            return Parsed(_YES in meanings)
        if not told and self._bare(reply) in (("1",), ("2",)):
            return Parsed(self._bare(reply) == ("1",))
        return Refused(Reason.UNSURE if meanings == {_UNSURE} and not left else Reason.YES_NO)

    def choice(self, reply: str, field: FormField) -> Reply:
        if not field.is_several:
            return self._one(reply, field.choices)
        if _SPAN.search(reply[:LONGEST_REPLY]):
            return Refused(Reason.CHOICE)
        whole = self._one(reply, field.choices)
        parts = list(self._parts(reply, field.choices))
        if isinstance(whole, Parsed) and isinstance(whole.value, str) and len(parts) == 1:
            return Parsed((whole.value,))
        picked = [self._one(part, field.choices) for part in parts]
        keys = {each.value for each in picked if isinstance(each, Parsed)}
        if not picked or len(picked) != sum(isinstance(each, Parsed) for each in picked):
            return next((each for each in picked if isinstance(each, Unclear)), Refused(Reason.CHOICE))
        if NONE in keys and len(keys) > 1:
            return Refused(Reason.CHOICE_NONE)
        return Parsed(tuple(key for key in field.choices if key in keys))

    def _one(self, reply: str, choices: Mapping[str, Choice]) -> Reply:
        if reply.strip() in choices:
            return Parsed(reply.strip())
        if reply.strip().startswith("-"):
            return Refused(Reason.CHOICE)
        typed = self._bare(reply)
        place = number(typed) if typed else None
        if place is not None:
            return Parsed(list(choices)[place - 1]) if place <= len(choices) else Refused(Reason.CHOICE)
        names = {key: tuple(self._names(choice)) for key, choice in choices.items()}
        for ways in (_equal, _within):
            keys = tuple(key for key, said in names.items() if any(ways(typed, name) for name in said))
            if keys:
                return Parsed(keys[0]) if len(keys) == 1 else Unclear(keys)
        keys = _longest(typed, names)
        if len(keys) == 1:
            return Parsed(keys[0])
        return Unclear(keys) if keys else Refused(Reason.CHOICE)

    def _names(self, choice: Choice) -> Iterator[_Folded]:
        for name in (choice.label, *choice.also, *choice.label.split(",")):
            folded = self._normalise(name).folded
            if folded:
                yield folded

    def _parts(self, reply: str, choices: Mapping[str, Choice]) -> Iterator[str]:
        """ "1, 3", "1 3", "OCOP và nhãn hiệu"; a whole label with a comma in it stays whole."""
        labels = {fold(choice.label) for choice in choices.values()}
        if fold(reply.strip()) in labels:
            yield reply
            return
        for piece in _PARTS.split(reply[:LONGEST_REPLY]):
            words = words_of(piece)
            if words and all(word.isdecimal() for word in words):
                yield from words
                continue
            hits, left = self._joints.scan(words)
            starts = [0, *(hit.end for hit in hits)]
            ends = [*(hit.start for hit in hits), len(words)]
            yield from (" ".join(words[a:b]) for a, b in zip(starts, ends, strict=True) if a < b and left)

    def _words(self, reply: str) -> tuple[str, ...]:
        return self._normalise(reply[:LONGEST_REPLY]).marked

    def _bare(self, reply: str) -> _Folded:
        """The folded words without politeness around them."""
        words = self._words(reply)
        _, left = self._fillers.scan(words)
        return tuple(fold(words[at]) for at in left)


def _equal(typed: _Folded, name: _Folded) -> bool:
    return typed == name


def _within(typed: _Folded, name: _Folded) -> bool:
    """The reply is a part of the name; a part of one letter says nothing."""
    return len("".join(typed)) > 1 and _holds(name, typed)


def _longest(typed: _Folded, names: Mapping[str, Sequence[_Folded]]) -> tuple[str, ...]:
    """The choices that the reply names, without those whose name is only a part of a longer one."""
    said = [(key, name) for key, ways in names.items() for name in ways if _holds(typed, name)]
    kept = (
        key
        for key, name in said
        if not any(len(other) > len(name) and _holds(other, name) for _, other in said)
    )
    return tuple(dict.fromkeys(kept))


def _holds(whole: _Folded, part: _Folded) -> bool:
    spans = range(len(whole) - len(part) + 1)
    return bool(part) and any(whole[at : at + len(part)] == part for at in spans)
