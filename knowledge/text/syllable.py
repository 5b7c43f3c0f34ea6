"""The grammar of a Vietnamese syllable: onset, rime, tone. Decides what is a word and what is a typing trace."""

import unicodedata
from dataclasses import dataclass

from knowledge.text.fold import fold

LEVEL = ""
ACUTE, GRAVE, HOOK, TILDE, DOT = "\u0301", "\u0300", "\u0309", "\u0303", "\u0323"
_TONES = frozenset((ACUTE, GRAVE, HOOK, TILDE, DOT))

VOWELS = frozenset("aăâeêioôơuưy")
_SHAPED = frozenset("ăâêôơư")

_ONSETS = (
    *("ngh", "ch", "gh", "gi", "kh", "ng", "nh", "ph", "qu", "th", "tr"),
    *("b", "c", "d", "đ", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "x", ""),
)
_RIME_TABLE = """
a ac ach ai am an ang anh ao ap at au ay  ăc ăm ăn ăng ăp ăt  âc âm ân âng âp ât âu ây
e ec em en eng eo ep et  ê êch êm ên ênh êp êt êu
i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu
o oc oi om on ong op ot  oa oac oach oai oam oan oang oanh oao oap oat oay  oăc oăm oăn oăng oăt
oe oem oen oeo oet  ô ôc ôi ôm ôn ông ôp ôt  ơ ơi ơm ơn ơp ơt
u ua uc ui um un ung up ut  uân uâng uât uây  uê uêch uênh  uơ  uôc uôi uôm uôn uông uôt
uy uya uych uyn uynh uyp uyt uyu uyên uyêt
ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu
y yêm yên yêng yêt yêu
"""
_RIMES = frozenset(_RIME_TABLE.split())
# After "gi" the i of the rime is written once (giếng, gì); after "qu" the u is already spoken for (quyền, quét).
_AFTER_GI = _RIMES | {"", "êc", "êm", "êng", "êt", "n", "m", "p"}
_AFTER_QU = frozenset(rime for rime in _RIMES if rime[0] in "aăâeêioôơy") | {
    "ynh",
    "yt",
    "ych",
    "yu",
    "it",
    "ich",
}
_STOPS = ("c", "p", "t", "ch")
_BARE_RIMES = frozenset(map(fold, _RIMES))
_BARE_AFTER_GI = frozenset(map(fold, _AFTER_GI))
_BARE_AFTER_QU = frozenset(map(fold, _AFTER_QU))


@dataclass(frozen=True, slots=True)
class Syllable:
    """A well-formed syllable; `rime` keeps the marks of its vowels, `tone` is a combining mark or empty."""

    onset: str
    rime: str
    tone: str

    def __str__(self) -> str:
        """Written with the tone on the vowel that official texts put it on (hóa, not hoá)."""
        if not self.tone:
            return self.onset + self.rime
        at = len(self.onset) + _tone_position(self.rime) + 1
        letters = self.onset + self.rime
        return unicodedata.normalize("NFC", letters[:at] + self.tone + letters[at:])


def parse(word: str) -> Syllable | None:
    """The syllable that a lower-case NFC word spells, or None; words without any mark are accepted bare."""
    return spell(*split_tone(word))


def spell(letters: str, tone: str) -> Syllable | None:
    """The syllable of these toneless letters with this tone, or None when Vietnamese has no such syllable."""
    is_bare = not tone and letters.isascii()
    for onset in _ONSETS:
        if letters.startswith(onset):
            rime = letters[len(onset) :]
            if rime in _rimes_after(onset, is_bare) and _fits(rime, tone):
                return Syllable(onset, rime, tone)
    return None


def split_tone(word: str) -> tuple[str, str]:
    """The word without its tone, and the tone; a second tone mark is left in the word."""
    decomposed = unicodedata.normalize("NFD", word)
    for position, letter in enumerate(decomposed):
        if letter in _TONES:
            rest = decomposed[:position] + decomposed[position + 1 :]
            return unicodedata.normalize("NFC", rest), letter
    return word, LEVEL


def _rimes_after(onset: str, is_bare: bool) -> frozenset[str]:
    if onset == "gi":
        return _BARE_AFTER_GI if is_bare else _AFTER_GI
    if onset == "qu":
        return _BARE_AFTER_QU if is_bare else _AFTER_QU
    return _BARE_RIMES if is_bare else _RIMES


def _fits(rime: str, tone: str) -> bool:
    # Words without marks leave the tone open; a written tone on a stopped syllable can only rise or fall short.
    return tone in (LEVEL, ACUTE, DOT) or not rime.endswith(_STOPS)


def _tone_position(rime: str) -> int:
    vowels = [index for index, letter in enumerate(rime) if letter in VOWELS]
    if not vowels:
        return -1  # gì, gìn: the i of the onset carries the tone
    shaped = [index for index in vowels if rime[index] in _SHAPED]
    if shaped:
        return shaped[-1]
    is_open = vowels[-1] == len(rime) - 1
    return vowels[0] if is_open and len(vowels) < 3 else vowels[min(1, len(vowels) - 1)]
