"""Messages become the syllables that people mean."""

import unicodedata

import pytest

from knowledge.text.normalise import LONGEST_TEXT, Normaliser
from knowledge.text.words import WordLists


@pytest.fixture(scope="module")
def normalise() -> Normaliser:
    return Normaliser.load()


def _marked(normalise: Normaliser, text: str) -> str:
    return " ".join(normalise(text).marked)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("htx có đc hỗ trợ ko", "hợp tác xã có được hỗ trợ không"),
        ("hoof sow cuar em towis ddaau roofi", "hồ sơ của em tới đâu rồi"),
        ("mua ma1y mo71i", "mua máy mới"),
        ("nđ 235/2025", "nghị định 235 2025"),
        ("nộp ở mô rứa", "nộp ở đâu vậy"),
        ("cnnt tiêu biểu", "công nghiệp nông thôn tiêu biểu"),
        ("khôngggg đượccc", "không được"),
        ("hoá đơn, thuý", "hóa đơn thúy"),
        ("máy CNC, wifi, gas", "máy cnc wifi gas"),
    ],
)
def test_typing_habits_are_undone(normalise: Normaliser, text: str, meant: str) -> None:
    assert _marked(normalise, text) == meant


@pytest.mark.parametrize("text", ["mô hình trình diễn", "chi phí lắp đặt", "bao nhiêu", "quy mô nhỏ"])
def test_regional_words_inside_common_phrases_stay(normalise: Normaliser, text: str) -> None:
    assert _marked(normalise, text) == text


def test_an_abbreviation_with_two_meanings_gives_both(normalise: Normaliser) -> None:
    assert _marked(normalise, "dk ở đâu") == "đăng ký điều kiện được ở đâu"
    assert "hóa đơn hợp đồng" in _marked(normalise, "hđ")


@pytest.mark.parametrize("text", ["300.000.000 đồng", "300,000,000đ", "300tr", "300 triệu"])
def test_amounts_are_read_as_people_say_them(normalise: Normaliser, text: str) -> None:
    assert normalise(text).marked[:2] in (("300", "triệu"),)


def test_marks_make_no_difference_to_the_folded_form(normalise: Normaliser) -> None:
    text = "Được hỗ trợ máy móc"
    decomposed = unicodedata.normalize("NFD", text)
    assert normalise(text).folded == normalise("duoc ho tro may moc").folded == normalise(decomposed).folded


def test_both_forms_have_the_same_length(normalise: Normaliser) -> None:
    found = normalise("Cơ sở e ở TP.HCM, hkd 3 ng, mua máy 300tr đc ko ạ???")
    assert len(found.marked) == len(found.folded)


@pytest.mark.parametrize("text", ["", " \n\t", "😂😂", "....", "\x00\x01", "\ud800\udfff", "\u200b\u0301"])
def test_text_without_words_gives_nothing(normalise: Normaliser, text: str) -> None:
    assert normalise(text).folded == ()


def test_only_the_beginning_of_an_endless_text_is_read(normalise: Normaliser) -> None:
    assert len(normalise("a b " * LONGEST_TEXT).folded) <= LONGEST_TEXT
    assert normalise("1" * 10_000 + " máy").folded == ("1" * 40,)


def test_longer_phrases_win_over_shorter_ones() -> None:
    lists = WordLists(phrases={("a",): ("x",), ("a", "b"): ("y",), ("c",): ()}, keep=frozenset())
    assert Normaliser(lists)("a b a c").marked == ("y", "x")
