"""Sums of đồng as people say and type them. The words here are the closed grammar of numbers."""

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from knowledge.text.fold import fold
from knowledge.text.normalise import LONGEST_TEXT
from knowledge.text.syllable import parse
from knowledge.text.telex import decode

_MOST = 10**15  # đồng; more is a slip of the hand
_THOUSAND, _MILLION, _BILLION = 1_000, 1_000_000, 1_000_000_000
_LONGEST_NUMBER = 20  # characters
_TOKEN = re.compile(r"[0-9][0-9.,]*[0-9]|[0-9]|[^\W\d_]+|[^\w\s]")
_WORDS = {  # kinds of words with their values; slang is also said of things that are counted
    "digit": "một=1 hai=2 ba=3 bốn=4 năm=5 sáu=6 bảy=7 bẩy=7 tám=8 chín=9",
    "last": "mốt=1 tư=4 lăm=5 nhăm=5",
    "ten": "mười=10",
    "tens": "mươi=10 chục=10",
    "hundred": "trăm=100",
    "odd": "linh=0 lẻ=0",
    "part": "nửa=0.5 nữa=0.5",  # many write it so
    "half": "rưỡi=0.5 rưởi=0.5 rữi=0.5",
    "unit": "tỷ=1000000000 tỉ=1000000000 tỏi=1000000000 triệu=1000000 triêu=1000000 tr=1000000 trđ=1000000 "
    "nghìn=1000 ngàn=1000 k=1000",
    "slang": "củ=1000000 chai=1000000 ti=1000000000",
    "dong": "đồng=1 đ=1 vnđ=1",
    "joint": "-=0 –=0 —=0 ~=0 đến=0 tới=0",
    "vague": "vài=0 mấy=0 hàng=0 dăm=0 /=0",
}
_SAID, _LAST = ("number", "digit"), ("digit", "last")
_ONLY_WITH_MARKS = frozenset({"tỏi", "tư", "mốt"})  # "toi" is mostly "tôi", "tu" is "từ"
# Before a bare word that says "cũ" or "công ty" as well: phường 5 cũ, công ty 2 thành viên.
_NAMED = frozenset(("quan", "phuong", "khu", "thon", "ap", "to", "so", "duong", "huyen", "cong"))
# After a number these say that it counts something else: 400 chai mắm, 1 tỷ 2 máy.
_COUNTED = frozenset(
    """nguoi lao cong tho may cai chiec con bo ho xuong nam thang ngay gio kg ky can tan ta lit m met % phan lan
    cho mam nuoc ruou dau mat tuong khoai san hanh gung nghe bao cay thung hop goi lo hoc vien xe nha""".split()  # noqa: SIM905
)
_TAILLESS = _COUNTED | {"/", "-", "–"}
_AROUND = frozenset(  # what stands around a sum in a reply that is nothing else
    """gan khoang tam chung co do hon tren duoi tong het gia mat la cung toi dau da thua em anh chi chac thoi a nha
    nhe tu nghen gi o ha lai len lan tien u uh vang""".split()  # noqa: SIM905
)


Sum = tuple[int, int, int]  # đồng, where it begins, where it ends


class _Token(NamedTuple):
    text: str  # lower case
    bare: str
    kind: str
    value: Decimal
    start: int
    end: int


_Tokens = Sequence[_Token]
_Read = tuple[Decimal, int]  # a value, and the token after it
_NOTHING = _Token("", "", "other", Decimal(0), -1, -1)


def money_in(text: str) -> tuple[int, ...]:
    """The sums of đồng that a text names, in the order said; of a range the larger one, never a bare number."""
    return tuple(vnd for vnd, _, _ in sums_in(text))


def sums_in(text: str) -> tuple[Sum, ...]:
    """The same with their places in the text as `composed` gives it."""
    tokens = _tokens(text)
    return tuple(
        (vnd, tokens[first].start, tokens[end - 1].end) for vnd, first, end in _ranges(tokens) if vnd
    )


def composed(text: str) -> str:
    """The part of a text that is read, in composed letters."""
    return unicodedata.normalize("NFC", text[:LONGEST_TEXT])


def money(text: str) -> int | None:
    """The sum that a reply to "how much?" is; a small bare number means millions. None for any other text."""
    tokens = _tokens(text)
    found = _ranges(tokens)
    if not found:
        return _bare(tokens)
    vnd, start, end = found[0]
    while start and (tokens[start - 1].kind == "joint" or tokens[start - 1].kind in _SAID):
        start -= 1  # the smaller end of a range
    is_alone = len(found) == 1 and all(map(_is_filler, tokens[:start] + tokens[end:]))
    return vnd or None if is_alone else None


def number(words: Sequence[str]) -> int | None:
    """The whole number that these words, and nothing else, say."""
    tokens = _tokens(" ".join(words))
    value, end = _count(tokens, 0)
    return int(value) if value and end == len(tokens) and value % 1 == 0 else None


def _tokens(text: str) -> list[_Token]:
    return [_Token(*_read(found[0].lower()), *found.span()) for found in _TOKEN.finditer(composed(text))]


_MEANT = {
    word: (kind, Decimal(value))
    for kind, words in _WORDS.items()
    for word, value in (pair.split("=") for pair in words.split())
}
_MEANT_BARE = {
    fold(word): _MEANT[word] for word in reversed([*_MEANT, "mười", "chai"]) if word not in _ONLY_WITH_MARKS
} | {"vnd": _MEANT["đ"], "nam": _MEANT["năm"], "ty": _MEANT["tỷ"], "ti": _MEANT["ti"]}


@lru_cache(4096)
def _read(word: str) -> tuple[str, str, str, Decimal]:
    """A word, its letters without marks, and what it is in the grammar."""
    if word[0].isdecimal():
        value = _numeral(word)
        return word, word, "other" if value is None else "number", value or Decimal(0)
    word = word[:_LONGEST_NUMBER]
    meant = _MEANT.get(word) or _MEANT_BARE.get(word)
    if meant is None:
        syllable = parse(word)
        word = str(syllable) if syllable is not None else decode(word) or word
        meant = _MEANT.get(word, ("other", Decimal(0)))
    return word, fold(word), *meant


def _at(tokens: _Tokens, index: int) -> _Token:
    return tokens[index] if 0 <= index < len(tokens) else _NOTHING


def _ranges(tokens: _Tokens) -> list[Sum]:
    """Sums with their first and past-last token, 0 for one too large; "A to B" is the larger of the two."""
    found: list[Sum] = []
    at = 0
    while at < len(tokens):
        start, (vnd, end) = at, _sum(tokens, at)
        at = max(end, start + 1)
        if vnd <= 0 or (vnd < _MOST and vnd % 1) or _at(tokens, start - 1).kind == "vague":
            continue
        told = int(vnd) if vnd < _MOST else 0
        if found and start == found[-1][2] + 1 and tokens[start - 1].kind == "joint":
            found[-1] = (max(found[-1][0], told), found[-1][1], end)
        else:
            found.append((told, start, end))
    return found


def _sum(tokens: _Tokens, start: int) -> _Read:
    """The amount that begins at a token; 0 when none does, or when it cannot be told."""
    value, at = _count(tokens, start)
    if not value:
        return _implied(tokens, start) if at == start else (value, at)
    unit = _unit(tokens, at)
    if not unit:
        return _without_unit(tokens, start, value, at)
    if tokens[at - 1].kind in _LAST and _at(tokens, at - 2).kind == "hundred":
        return Decimal(0), at + 1  # "ba trăm hai triệu": 302 or 320
    first = tokens[start].text
    if unit == _BILLION and at == start + 1 and first.count(",") == 1 and "." not in first:
        value = Decimal(first.replace(",", "."))  # 1,250 tỷ has a decimal comma
    return _with_rest(tokens, value, unit, at + 1)


def _implied(tokens: _Tokens, start: int) -> _Read:
    """ "tỷ rưỡi", "tỷ hai": a unit that says one of itself."""
    unit, before, after = tokens[start], _at(tokens, start - 1), _at(tokens, start + 1)
    is_digit = unit.text in ("tỷ", "tỉ") and (after.kind in _LAST or after.text.isdecimal())
    is_free = before.kind != "number" and before.bare not in _NAMED
    if unit.kind == "unit" and unit.value > _THOUSAND and is_free and (is_digit or after.kind == "half"):
        return _with_rest(tokens, Decimal(1), int(unit.value), start + 1)
    return Decimal(0), start


def _with_rest(tokens: _Tokens, value: Decimal, unit: int, at: int) -> _Read:
    """What follows a unit: a half, a smaller sum, a tenth left unnamed, the word for đồng."""
    vnd = value * unit
    rest, end = _count(tokens, at)
    if not rest and _at(tokens, at).kind == "last":
        rest, end = tokens[at].value, at + 1
    below = _unit(tokens, end) if rest else 0
    if _at(tokens, at).kind == "half":
        vnd, at = vnd + Decimal(unit) / 2, at + 1
    elif below and below < unit and rest * below < unit:
        smaller, at = _with_rest(tokens, rest, below, end + 1)
        vnd += smaller
    elif rest and not below and unit > _THOUSAND and _is_tail(tokens, at, end, value, unit):
        digits = len(str(int(rest)))  # 1 tỷ 2, 1 tỷ 25, 1 tỷ 250; 1 tỷ 50 may be two sums
        vnd, at = Decimal(0) if digits == 2 and rest % 10 == 0 else vnd + rest * unit / 10**digits, end
    return vnd, at + 1 if _at(tokens, at).kind == "dong" else at


def _is_tail(tokens: _Tokens, at: int, end: int, value: Decimal, unit: int) -> bool:
    """Whether a number after a unit belongs to the sum: 1 tỷ 2, and not 1 tỷ 2 máy."""
    first, after = tokens[at], _at(tokens, end)
    is_short = first.kind != "number" or (
        first.text.isdecimal() and first.text[0] != "0" and len(first.text) < 4
    )
    return is_short and (unit == _BILLION or value < 100) and after.bare not in _TAILLESS


def _without_unit(tokens: _Tokens, start: int, value: Decimal, at: int) -> _Read:
    """300.000.000, 500000 đồng, and "trăm rưỡi", which is said of millions only."""
    after = _at(tokens, at)
    if after.bare not in _COUNTED and tokens[at - 1].kind == "half":
        return value * _MILLION, at
    if at - start == 1 and tokens[start].kind == "number" and tokens[start].text[0] != "0":
        if after.kind == "dong" and value >= _THOUSAND:
            return value, at + 1
        if value >= _MILLION and value % 100_000 == 0 and after.bare not in _COUNTED:
            return value, at  # others are numbers of phones and papers
    return Decimal(0), start


def _unit(tokens: _Tokens, at: int) -> int:
    """The unit that a number is in, or 0; slang only where it cannot be a thing that is counted."""
    unit, after = _at(tokens, at), _at(tokens, at + 1)
    if unit.kind == "slang":
        is_old = unit.text == "cu" and _at(tokens, at - 2).bare in _NAMED
        is_thing = after.bare in _COUNTED or after.text in ("một", "mot", "moi", "mỗi", "/")
        return 0 if is_old or is_thing else int(unit.value)
    is_apart = _at(tokens, at - 1).end != unit.start
    return int(unit.value) if unit.kind == "unit" and not (unit.text == "k" and is_apart) else 0


def _count(tokens: _Tokens, at: int) -> _Read:
    """A number in digits or words with its tens and hundreds; 0 when none begins here."""
    first, after = _at(tokens, at), _at(tokens, at + 1)
    if first.kind == "part" and after.value == _BILLION:
        return first.value, at + 1
    if first.kind == "hundred":
        return _below_hundred(tokens, first.value, at + 1)
    if first.kind == "ten" or first.text in ("chục", "chuc"):
        return _plus(tokens, first.value, at + 1)
    if first.kind not in _SAID:
        return Decimal(0), at
    if after.kind == "hundred":
        return _below_hundred(tokens, first.value * 100, at + 2)
    if after.kind == "tens" or (after.kind == "ten" and first.kind == "digit"):
        return _plus(tokens, first.value * 10, at + 2)
    return first.value, at + 1


def _below_hundred(tokens: _Tokens, value: Decimal, at: int) -> _Read:
    """What follows hundreds: a half of one, tens, or a last digit."""
    first, after = _at(tokens, at), _at(tokens, at + 1)
    if first.kind == "half":
        return value + 50, at + 1
    if first.kind in ("odd", "ten"):
        return _plus(tokens, value + first.value, at + 1)
    if first.kind == "number":
        return (value + first.value, at + 1) if 10 <= first.value < 100 else (value, at)
    if first.kind in _LAST:
        is_tens = after.kind in ("tens", "ten")
        tens = value + 10 * first.value  # "ba trăm hai" is 320
        return _plus(tokens, tens, at + 2) if is_tens else (tens, at + 1)
    return value, at


def _plus(tokens: _Tokens, value: Decimal, at: int) -> _Read:
    last = _at(tokens, at)
    return (value + last.value, at + 1) if last.kind in _LAST else (value, at)


def _numeral(text: str) -> Decimal | None:
    """Digits with their separators: groups of three, or one decimal part; None for dates and the like."""
    groups = text.replace(",", ".").split(".")
    if len(text) > _LONGEST_NUMBER:
        return Decimal(_MOST)
    is_grouped = groups[0] != "0" and len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:])
    if len(groups) == 1 or is_grouped:
        return Decimal("".join(groups))
    return Decimal(".".join(groups)) if len(groups) == 2 and all(groups) else None


def _bare(tokens: _Tokens) -> int | None:
    """A number alone in a reply: below a thousand in millions, from a million in đồng, else not clear."""
    first, end = 0, len(tokens)
    while first < end and _is_filler(tokens[first]):
        first += 1
    while first < end and _is_filler(tokens[end - 1]) and tokens[end - 1].kind not in _SAID:
        end -= 1
    value, stop = _count(tokens, first)
    if stop != end or not value or value % 1:
        return None
    if value < _THOUSAND:
        return int(value) * _MILLION
    return int(value) if _MILLION <= value < _MOST and tokens[first].text[0] != "0" else None


def _is_filler(token: _Token) -> bool:
    is_number = token.kind in _SAID and token.text != token.bare
    return not token.text[0].isalnum() or (token.bare in _AROUND and not is_number)
