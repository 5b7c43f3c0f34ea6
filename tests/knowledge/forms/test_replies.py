"""What typed replies mean, by kind, as people of the north, the middle and the south type them."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from knowledge.forms.codes import check_digit
from knowledge.forms.replies import Parsed, PlaceValue, Reason, Refused, Unclear
from knowledge.forms.values import fits
from tests.knowledge.forms.books import BOOK, FIELDS, TODAY, VALUES, written


class _Tables(yaml.BaseLoader):
    """Everything stays text, and lists may be keys: the options that are asked back."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        return {self._key(key): self.construct_object(value, deep=True) for key, value in node.value}

    def _key(self, node: yaml.Node) -> Any:
        key = self.construct_object(node, deep=True)
        return tuple(key) if isinstance(key, list) else key


_TEXT = (Path(__file__).parent / "replies.yaml").read_text(encoding="utf-8")
_TABLES = yaml.load(_TEXT, Loader=_Tables)  # noqa: S506 - builds text, lists, mappings
_PIECES = (
    "0 1 2 15 31 99 2027 0912345678 / - . , % ~ tháng năm quý mai sau trước cuối triệu tỷ trăm mươi rưỡi "
    "có không chưa biết và đến phần xã phường htx tết ba hai"
)


def _rows(part: str) -> list[tuple[str, Any, str]]:
    return [
        (table["field"], meaning, str(reply))
        for table in _TABLES.values()
        for meaning, replies in table.get(part, {}).items()
        for reply in replies
    ]


@pytest.mark.parametrize(("field", "value", "reply"), _rows("good"))
def test_a_good_reply_is_read(field: str, value: Any, reply: str) -> None:
    read = VALUES.read(FIELDS[field], reply, TODAY)
    assert isinstance(read, Parsed), read
    assert written(read.value) == value
    assert fits(FIELDS[field], read.value, TODAY)


@pytest.mark.parametrize(("field", "options", "reply"), _rows("unclear"))
def test_a_reply_of_several_meanings_is_asked_back(field: str, options: Any, reply: str) -> None:
    read = VALUES.read(FIELDS[field], reply, TODAY)
    assert isinstance(read, Unclear), read
    assert tuple(written(value) for value in read.options) == options


@pytest.mark.parametrize(("field", "reason", "reply"), _rows("bad"))
def test_a_bad_reply_is_refused_with_its_reason(field: str, reason: str, reply: str) -> None:
    read = VALUES.read(FIELDS[field], reply, TODAY)
    assert isinstance(read, Refused), read
    assert read.reason == reason


@pytest.mark.parametrize("kind", _TABLES)
def test_every_kind_has_enough_examples(kind: str) -> None:
    table = _TABLES[kind]
    assert sum(map(len, [*table["good"].values(), *table.get("unclear", {}).values()])) >= 25
    assert sum(map(len, table["bad"].values())) >= 25


@given(st.text(max_size=300), st.sampled_from(sorted(FIELDS)))
def test_no_text_breaks_any_field(reply: str, name: str) -> None:
    _read_safely(reply, name)


def _read_safely(reply: str, name: str) -> None:
    field = FIELDS[name]
    read = VALUES.read(field, reply, TODAY, {"province": PlaceValue(area="phu-yen")})
    if isinstance(read, Parsed):
        assert fits(field, read.value, TODAY)
    elif isinstance(read, Unclear):
        assert all(fits(field, value, TODAY) for value in read.options)
    else:
        assert "{" not in VALUES.refusal(read)


@given(st.lists(st.sampled_from(_PIECES.split()), max_size=12).map(" ".join), st.sampled_from(sorted(FIELDS)))
def test_no_mixture_of_known_words_breaks_any_field(reply: str, name: str) -> None:
    _read_safely(reply, name)


def test_a_very_long_reply_is_no_value_anywhere() -> None:
    for field in FIELDS.values():
        for piece in ("1", "a ", "ba ", "15/3 ", "có không ", "0912345678 ", "ế"):
            read = VALUES.read(field, piece * 20_000, TODAY)
            assert not isinstance(read, Parsed) or fits(field, read.value, TODAY)


@pytest.mark.parametrize("reason", Reason)
def test_every_refusal_says_what_is_wrong_with_an_example(reason: Reason) -> None:
    sentence = VALUES.refusal(Refused(reason, {"least": 100_000, "most": 1_000_000}))
    assert "ví dụ" in sentence or '"' in sentence
    assert len(sentence) <= 200
    assert set(BOOK.words.refusals) == set(Reason)


@pytest.mark.parametrize("code", ["0100233488", "0100112437", "0314409058", "0312687878"])
def test_one_wrong_digit_of_a_tax_code_is_found(code: str) -> None:
    assert check_digit(code[:9]) == int(code[9])
    for place in range(9):
        for digit in "0123456789":
            typed = code[:place] + digit + code[place + 1 :]
            read = VALUES.read(FIELDS["tax_code"], typed, TODAY)
            assert isinstance(read, Parsed) is (typed == code)


@pytest.mark.parametrize(
    ("reply", "commune"), [("Tây Hòa", "Tây Hòa"), ("xã tay hoa", "Tây Hòa"), ("xã Hòa Phú", "Sơn Thành")]
)
def test_a_commune_is_looked_for_in_the_province_told_before(reply: str, commune: str) -> None:
    home = {"province": PlaceValue(area="phu-yen")}
    read = VALUES.read(FIELDS["commune"], reply, TODAY, home)
    assert isinstance(read, Parsed | Unclear)
    found = [read.value] if isinstance(read, Parsed) else list(read.options)
    assert PlaceValue(area="phu-yen", commune=commune) in found


@pytest.mark.parametrize(
    ("reply", "keys"),
    [
        ("1,3", ("food_safety", "typical_product")),
        ("1 3", ("food_safety", "typical_product")),
        ("3, 1, 1", ("food_safety", "typical_product")),
        ("OCOP và nhãn hiệu", ("ocop", "trademark")),
        ("ocop với attp", ("food_safety", "ocop")),
        ("chưa có", ("none",)),
        ("không", ("none",)),
    ],
)
def test_several_may_be_chosen(reply: str, keys: tuple[str, ...]) -> None:
    assert VALUES.read(FIELDS["certificates"], reply, TODAY) == Parsed(keys)


@pytest.mark.parametrize(
    ("reply", "reason"), [("5, 1", "choice_none"), ("1, 9", "choice"), ("1-3", "choice")]
)
def test_several_that_do_not_go_together_are_refused(reply: str, reason: str) -> None:
    read = VALUES.read(FIELDS["certificates"], reply, TODAY)
    assert isinstance(read, Refused)
    assert read.reason == reason
