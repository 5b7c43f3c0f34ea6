"""Sums of đồng as people say and type them; the words here are the closed grammar of numbers, like the syllable's."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from knowledge.text.fold import fold
from knowledge.text.normalise import LONGEST_TEXT
from knowledge.text.syllable import parse
from knowledge.text.telex import decode

_MOST = 10**15  # đồng; more is a slip of the hand
_K, _MILLION, _BILLION = 1_000, 1_000_000, 1_000_000_000
_HALF = Decimal("0.5")
_LONGEST_NUMBER = 20  # characters

_TOKEN = re.compile(r"[0-9][0-9.,]*[0-9]|[0-9]|[^\W\d_]+|[^\w\s]")
_DIGITS = {"một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9}
_LAST_DIGITS = {**_DIGITS, "mốt": 1, "tư": 4, "lăm": 5, "nhăm": 5}
_UNITS = {
    **dict.fromkeys(("tỷ", "tỉ", "ty", "ti", "tỏi"), _BILLION),
    **dict.fromkeys(("triệu", "triêu", "trịệu", "tr", "trđ", "củ", "chai"), _MILLION),
    **dict.fromkeys(("nghìn", "ngàn", "nghin", "k"), _K),
}
_DONG = frozenset({"đồng", "đ", "vnđ", "vnd", "dong", "d"})
_HALVES = frozenset({"rưỡi", "rưởi", "rữi", "rưỡỉ"})
_ONLY_WITH_MARKS = frozenset({"tỏi", "tư", "năm mươi"})  # "toi" is mostly "tôi", "tu" mostly "từ"
_SLANG = frozenset({"củ", "chai"})
_JOINTS = frozenset({"-", "–", "—", "~", "đến", "tới"})
_VAGUE = frozenset({"vài", "mấy", "hàng", "dăm"})
_ORDINAL = frozenset(
    {"quan", "phuong", "khu", "thon", "ap", "to", "so", "duong", "huyen", "cong"}
)  # phường 5 cũ, công ty
# After a number these say that it counts something else: 400 chai mắm, 1 tỷ 2 máy.
_COUNTED = frozenset(
    ["nguoi", "lao", "cong", "tho", "may", "cai", "chiec", "con", "bo", "ho", "xuong", "nam", "thang", "ngay", "gio", "kg", "ky", "can", "tan", "ta", "lit", "m", "met", "m2", "%", "phan", "lan", "cho", "mam", "nuoc", "ruou", "dau", "mat", "tuong", "khoai", "san", "hanh", "toi", "gung", "nghe", "bao", "cay", "thung", "hop", "san", "goi", "lo", "day", "do"]
)
_AROUND_A_SUM = frozenset(
    ["gan", "khoang", "tam", "chung", "co", "do", "hon", "tren", "duoi", "tong", "het", "gia", "mat", "la", "cung", "toi", "dau", "da", "thua", "em", "anh", "chi", "co", "chac", "thoi", "a", "nha", "nhe", "nghen", "do", "gi", "o", "ha", "tro", "lai", "len", "lan", "tien", "chua", "ca", "u", "uh", "vang", "di", "mot", "chut", "may", "ban", "bac", "ne"]
)
_AROUND_A_NUMBER = frozenset(["khoang", "tam", "chung", "gan", "hon", "da", "thua", "em", "thoi", "a", "nha", "nhe", "do", "ha", "co", "chi", "anh"])


class Sum(NamedTuple):
    """An amount of đồng and where it stands in the composed text."""

    vnd: int
    start: int
    end: int


class _Token(NamedTuple):
    text: str  # lower case
    bare: str
    meaning: str  # the marked word of our grammar that it is, or itself
    start: int
    end: int


def money_in(text: str) -> tuple[int, ...]:
    """The sums of đồng that a text names, in the order said; of a range the larger one, never a bare number."""
    return tuple(found.vnd for found in sums_in(text))


def sums_in(text: str) -> tuple[Sum, ...]:
    """The same with their places in the text as `composed` gives it."""
    tokens = _tokens(text)
    return tuple(
        Sum(vnd, tokens[start].start, tokens[end - 1].end) for vnd, start, end in _ranges(tokens) if vnd
    )


def money(text: str) -> int | None:
    """The sum that a reply to "how much?" is; a small bare number is meant in millions. None for any other text."""
    tokens = _tokens(text)
    found = list(_ranges(tokens))
    if len(found) == 1:
        vnd, start, end = found[0]
        while start and (tokens[start - 1].meaning in _JOINTS or _is_number(tokens[start - 1])):
            start -= 1  # the smaller end of a range
        rest = tokens[:start] + tokens[end:]
        return vnd if all(_is_filler(token, _AROUND_A_SUM) for token in rest) else None
    return _bare(tokens) if not found else None


def composed(text: str) -> str:
    """The part of a text that is read, in composed letters."""
    return unicodedata.normalize("NFC", text[:LONGEST_TEXT])


def number(words: Sequence[str]) -> int | None:
    """The whole number that these words, and nothing else, say."""
    tokens = _tokens(" ".join(words))
    read = _count(tokens, 0)
    if read is None or read[1] != len(tokens) or read[0] % 1:
        return None
    return int(read[0])


def _tokens(text: str) -> list[_Token]:
    found = []
    for match in _TOKEN.finditer(composed(text)):
        word = match[0].lower()
        bare, meaning = _read(word) if word[0].isalpha() else (word, word)
        found.append(_Token(word, bare, meaning, *match.span()))
    return found


_GRAMMAR = {
    *("mười", "mươi", "trăm", "chục", "linh", "lẻ", "nửa", "nữa"),
    *_LAST_DIGITS,
    *_UNITS,
    *_DONG,
    *_HALVES,
    *_JOINTS,
    *_VAGUE,
}
_BY_BARE: dict[str, str] = {}
for _word in ("tỷ", "đồng", "mười", *sorted(_GRAMMAR - _ONLY_WITH_MARKS)):
    _BY_BARE.setdefault(fold(_word), _word)


@lru_cache(4096)
def _read(word: str) -> tuple[str, str]:
    """A word without marks, and the word of the grammar that it is."""
    word = word[:_LONGEST_NUMBER]
    if word in _GRAMMAR:
        return fold(word), word
    if word in _BY_BARE:
        return word, _BY_BARE[word]
    syllable = parse(word)
    typed = str(syllable) if syllable is not None else decode(word) or word
    return fold(typed), typed


def _ranges(tokens: Sequence[_Token]) -> Iterator[tuple[int, int, int]]:
    """Sums with their first and past-last token; 0 for one too large. "A to B" is the larger of the two."""
    last: tuple[int, int, int] | None = None
    for vnd, start, end in _sums(tokens):
        if last is not None and start == last[2] + 1 and tokens[last[2]].meaning in _JOINTS:
            last = (max(last[0], vnd), last[1], end)
            continue
        if last is not None:
            yield last
        last = (vnd, start, end)
    if last is not None:
        yield last


def _sums(tokens: Sequence[_Token]) -> Iterator[tuple[int, int, int]]:
    start = 0
    while start < len(tokens):
        found = _sum(tokens, start)
        if found is None:
            start += 1
            continue
        vnd, end = found
        is_vague = start > 0 and tokens[start - 1].meaning in _VAGUE
        if not is_vague and vnd > 0 and vnd % 1 == 0:
            yield (int(vnd) if vnd <= _MOST else 0), start, end
        start = end


def _sum(tokens: Sequence[_Token], start: int) -> tuple[Decimal, int] | None:
    """The amount that begins at a token and the token after it."""
    read = _count(tokens, start)
    if read is None:
        return _implied(tokens, start)
    value, at = read
    unit = _unit(tokens, at, value)
    if unit is None:
        return _without_unit(tokens, start, value, at)
    if unit == _BILLION and tokens[start].text[0].isdigit() and at == start + 1:
        value = _billions(tokens[start].text, value)
    return _with_rest(tokens, value, unit, at + 1)


def _implied(tokens: Sequence[_Token], start: int) -> tuple[Decimal, int] | None:
    """ "tỷ rưỡi", "tỷ hai": a unit that says one of itself."""
    unit = _UNITS.get(tokens[start].meaning)
    is_after_a_number = start > 0 and (
        tokens[start - 1].text[0].isdigit() or tokens[start - 1].bare in _ORDINAL
    )
    if unit not in (_MILLION, _BILLION) or is_after_a_number or start + 1 == len(tokens):
        return None
    after = tokens[start + 1]
    is_half = after.meaning in _HALVES
    is_digit = tokens[start].text in ("tỷ", "tỉ") and (
        after.meaning in _LAST_DIGITS or after.text.isdecimal()
    )
    return _with_rest(tokens, Decimal(1), unit, start + 1) if is_half or is_digit else None


def _with_rest(tokens: Sequence[_Token], value: Decimal, unit: int, at: int) -> tuple[Decimal, int] | None:
    """What follows a unit: a half, a smaller sum, a tenth left unnamed, the word for đồng."""
    vnd = value * unit
    if at < len(tokens) and tokens[at].meaning in _HALVES:
        vnd, at = vnd + unit * _HALF, at + 1
    elif unit > _K and at < len(tokens):
        read = _count(tokens, at)
        below = _unit(tokens, read[1], read[0]) if read is not None else None
        if read is not None and below is not None and below < unit and read[0] * below < unit:
            smaller = _with_rest(tokens, read[0], below, read[1] + 1)
            if smaller is not None:
                vnd, at = vnd + smaller[0], smaller[1]
        elif read is not None and below is None and _is_tail(tokens, at, read[1], value, unit):
            tail = _tail(tokens[at], read[0], unit)
            if tail is None:
                return Decimal(0), read[1]
            vnd, at = vnd + tail, read[1]
    if at < len(tokens) and tokens[at].meaning in _DONG:
        at += 1
    return vnd, at


def _is_tail(tokens: Sequence[_Token], at: int, end: int, value: Decimal, unit: int) -> bool:
    """Whether a number after a unit belongs to the sum: 1 tỷ 2, and not 1 tỷ 2 máy."""
    is_plain = tokens[at].text.isdecimal() or tokens[at].text[0].isalpha()
    is_small = unit == _BILLION or value < 100
    is_counting = end < len(tokens) and (tokens[end].bare in _COUNTED or tokens[end].text in "/%-–.")
    return is_plain and is_small and not is_counting


def _tail(first: _Token, value: Decimal, unit: int) -> Decimal | None:
    """1 tỷ 2, 1 tỷ 25, 1 tỷ 250: tenths, hundredths, thousandths; 0 when it cannot be told which."""
    if not 0 < value < 1000 or value % 1 or first.text[0] == "0":
        return None
    if value >= 100:
        return value * unit / 1000
    if value >= 10:
        return value * unit / 100 if value % 10 else None
    return value * unit / 10


def _without_unit(
    tokens: Sequence[_Token], start: int, value: Decimal, at: int
) -> tuple[Decimal, int] | None:
    """300.000.000, 500000 đồng, and "trăm rưỡi", which is said of millions only."""
    is_counting = at < len(tokens) and tokens[at].bare in _COUNTED
    if at - start > 1 and tokens[at - 1].meaning in _HALVES:
        return None if is_counting else (value * _MILLION, at)
    text = tokens[start].text
    if at - start > 1 or not text[0].isdigit() or text[0] == "0":
        return None
    if at < len(tokens) and tokens[at].meaning in _DONG:
        return (value, at + 1) if value >= _K else None
    is_round = value >= _MILLION and value % 100_000 == 0  # others are numbers of phones and papers
    return (value, at) if is_round and not is_counting else None


def _unit(tokens: Sequence[_Token], at: int, value: Decimal) -> int | None:
    """The unit that a number is in; slang only where it cannot be a thing that is counted."""
    if at >= len(tokens):
        return None
    token = tokens[at]
    unit = _UNITS.get(token.meaning)
    if token.meaning in _SLANG or token.text == "ti":
        after = tokens[at + 1].bare if at + 1 < len(tokens) else ""
        is_old = token.text == "cu" and at > 1 and tokens[at - 2].bare in _ORDINAL
        return None if after in _COUNTED or after in ("mot", "moi", "/") or is_old else unit
    is_apart = at > 0 and tokens[at - 1].end != token.start
    return None if token.text == "k" and is_apart else unit  # "300 k" may be "300 không"


def _count(tokens: Sequence[_Token], at: int) -> tuple[Decimal, int] | None:
    """A number in digits or words, with hundreds and tens, and the token after it."""
    if at >= len(tokens):
        return None
    first = tokens[at]
    if first.text[0].isdigit():
        value = _numeral(first.text)
        return None if value is None else _scaled(tokens, value, at + 1)
    if first.meaning in ("nửa", "nữa"):
        is_unit = at + 1 < len(tokens) and tokens[at + 1].meaning in ("tỷ", "tỉ")
        return (_HALF, at + 1) if is_unit else None
    if first.meaning in ("trăm", "chục"):
        return _scaled(tokens, Decimal(1), at)
    if first.meaning == "mười":
        return _plus(tokens, Decimal(10), at + 1)
    digit = _DIGITS.get(first.meaning)
    return None if digit is None else _scaled(tokens, Decimal(digit), at + 1)


def _scaled(tokens: Sequence[_Token], value: Decimal, at: int) -> tuple[Decimal, int]:
    scale = tokens[at].meaning if at < len(tokens) else ""
    if scale == "trăm":
        return _below_hundred(tokens, value * 100, at + 1)
    if scale == "chục":
        return value * 10, at + 1
    if scale in ("mươi", "mười") and value < 10:
        return _plus(tokens, value * 10, at + 1)
    return value, at


def _below_hundred(tokens: Sequence[_Token], value: Decimal, at: int) -> tuple[Decimal, int]:
    """What follows hundreds: a half of one, tens, or a last digit after "lẻ"."""
    if at >= len(tokens):
        return value, at
    if tokens[at].meaning in _HALVES:
        return value + 50, at + 1
    if tokens[at].meaning in ("linh", "lẻ"):
        return _plus(tokens, value, at + 1)
    rest = _count(tokens, at)
    if rest is None or not 10 <= rest[0] < 100:
        return value, at
    return value + rest[0], rest[1]


def _plus(tokens: Sequence[_Token], value: Decimal, at: int) -> tuple[Decimal, int]:
    digit = _LAST_DIGITS.get(tokens[at].meaning) if at < len(tokens) else None
    return (value, at) if digit is None else (value + digit, at + 1)


def _numeral(text: str) -> Decimal | None:
    """Digits with their separators: groups of three, or one decimal part; None for dates and the like."""
    groups = re.split(r"[.,]", text)
    if len(text) > _LONGEST_NUMBER or not all(groups):
        return None
    is_grouped = groups[0] != "0" and len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:])
    if len(groups) == 1 or is_grouped:
        return Decimal("".join(groups))
    return Decimal(".".join(groups)) if len(groups) == 2 else None


def _billions(text: str, value: Decimal) -> Decimal:
    """1,250 tỷ has a decimal comma."""
    whole, comma, part = text.partition(",")
    return Decimal(f"{whole}.{part}") if comma and part.isdecimal() and "." not in whole else value


def _bare(tokens: Sequence[_Token]) -> int | None:
    """A number alone in a reply: below a thousand in millions, from a million in đồng, else not clear."""
    kept = [token for token in tokens if not _is_filler(token, _AROUND_A_NUMBER)]
    read = _count(kept, 0)
    if read is None or read[1] != len(kept) or read[0] % 1:
        return None
    value = int(read[0])
    if 0 < value < 1000:
        return value * _MILLION
    return value if _MILLION <= value <= _MOST and kept[0].text[0] != "0" else None


def _is_number(token: _Token) -> bool:
    return token.text[0].isdigit() or token.meaning in _DIGITS


def _is_filler(token: _Token, fillers: frozenset[str]) -> bool:
    return token.bare in fillers or not token.text[0].isalnum()
