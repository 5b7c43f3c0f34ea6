"""Undoes telex and VNI typing that an input method left in the text (hoox, ho64 → hỗ)."""

from collections.abc import Callable, Mapping

from knowledge.text.syllable import ACUTE, DOT, GRAVE, HOOK, LEVEL, TILDE, VOWELS, parse, spell

_TELEX_TONES = {"s": ACUTE, "f": GRAVE, "r": HOOK, "x": TILDE, "j": DOT, "z": LEVEL}
_VNI_TONES = {"1": ACUTE, "2": GRAVE, "3": HOOK, "4": TILDE, "5": DOT, "0": LEVEL}
_HAT = {"a": "â", "e": "ê", "o": "ô"}
_HORN = {"a": "ă", "o": "ơ", "u": "ư"}
_VNI_HORN = {"o": "ơ", "u": "ư"}
_BREVE = {"a": "ă"}
_LONGEST_TYPED = 12  # "nghieengs" and its late-key variants; longer tokens cannot be one syllable


def decode(token: str) -> str | None:
    """The syllable meant by a token of raw key strokes; None when the token is a syllable already or none at all."""
    if len(token) > _LONGEST_TYPED or not token.isascii() or parse(token) is not None:
        return None
    if token.isalpha():
        return _type(token, _telex_key, _TELEX_TONES)
    return _type(token, _vni_key, _VNI_TONES) if token[:1].isalpha() else None


def _type(token: str, press: Callable[[list[str], str], bool], tones: Mapping[str, str]) -> str | None:
    letters: list[str] = []
    tone = LEVEL
    for key in token:
        if key in tones and any(letter in VOWELS for letter in letters):
            tone = tones[key]
        elif not press(letters, key):
            letters.append(key)
    spelled = "".join(letters).replace("ưo", "ươ")
    syllable = spell(spelled, tone) or spell(spelled.replace("ươ", "uơ"), tone)  # the second for thuở
    return str(syllable) if syllable is not None else None


def _telex_key(letters: list[str], key: str) -> bool:
    if key == "d" and letters[:1] == ["d"]:
        letters[0] = "đ"
        return True
    if key == "w":
        if not _reshape(letters, _HORN):
            letters.append("ư")
        return True
    return key in _HAT and _reshape(letters, {key: _HAT[key]})


def _vni_key(letters: list[str], key: str) -> bool:
    if key == "9" and letters[:1] == ["d"]:
        letters[0] = "đ"
        return True
    shapes = {"6": _HAT, "7": _VNI_HORN, "8": _BREVE}.get(key)
    return shapes is not None and _reshape(letters, shapes)


def _reshape(letters: list[str], shapes: Mapping[str, str]) -> bool:
    """Gives the last fitting vowel its shape (both of uo, which telex and VNI shape with one key)."""
    for index in range(len(letters) - 1, -1, -1):
        letter = letters[index]
        if letter in shapes:
            letters[index] = shapes[letter]
            if letter == "o" and index and letters[index - 1] == "u" and "u" in shapes:
                letters[index - 1] = shapes["u"]
            return True
    return False
