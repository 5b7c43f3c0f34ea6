"""Telex and VNI key strokes are turned back into the syllable that was meant."""

import unicodedata

import pytest

from knowledge.text.syllable import parse, split_tone
from knowledge.text.telex import decode

_SENTENCE = (
    "nhà nước hỗ trợ cơ sở công nghiệp nông thôn mua máy móc thiết bị tiên tiến nếu đủ điều kiện và vốn đối ứng "
    "quyết định phê duyệt hợp đồng nghiệm thu quyết toán khuyến khích giữ nghề gốm truyền thống ở thuở xưa"
)
_TELEX = {"ă": "aw", "â": "aa", "ê": "ee", "ô": "oo", "ơ": "ow", "ư": "uw", "đ": "dd"}
_VNI = {"ă": "a8", "â": "a6", "ê": "e6", "ô": "o6", "ơ": "o7", "ư": "u7", "đ": "d9"}
_TONES = ["", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323"]


def _typed(word: str, shapes: dict[str, str], tones: str) -> str:
    letters, tone = split_tone(word)
    return "".join(shapes.get(letter, letter) for letter in letters) + tones[_TONES.index(tone)].strip()


@pytest.mark.parametrize(("shapes", "tones"), [(_TELEX, " sfrxj"), (_VNI, " 12345")], ids=["telex", "vni"])
def test_every_word_typed_without_an_input_method_comes_back(shapes: dict[str, str], tones: str) -> None:
    for word in _SENTENCE.split():
        typed = _typed(word, shapes, tones)
        meant = decode(typed) or typed
        # A stroke sequence that spells a word by itself (cos → có, but mua → mua) stays what it is.
        assert meant == word or parse(typed) is not None, typed


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("dduwowcj", "được"),
        ("tieenf", "tiền"),
        ("tiene", "tiên"),
        ("d9u7o75c", "được"),
        ("nhw", "như"),
        ("hoas", "hóa"),
    ],
)
def test_keys_are_read_in_the_orders_people_use(typed: str, meant: str) -> None:
    assert decode(typed) == unicodedata.normalize("NFC", meant)


@pytest.mark.parametrize(
    "token", ["mua", "may", "ban", "hỗ", "htx", "cnc", "2025", "tt28", "", "s" * 500, "💥"]
)
def test_words_and_codes_are_left_alone(token: str) -> None:
    assert decode(token) is None
