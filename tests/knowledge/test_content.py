"""The real content: every required topic, and in none of it what must never be said."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from knowledge.base import KnowledgeBase
from knowledge.checks.run import check_all
from knowledge.loader import Content, load_sources
from knowledge.model import Entry
from knowledge.operator.facts import PLACEHOLDER
from tests.support.source import ROOT

TOPICS = (ROOT / "tests/knowledge/evaluation/topics.txt").read_text(encoding="utf-8").split()
_NEVER = {
    "a promise": r"(?<!không phải mức )chắc chắn (là |sẽ )?(được|có|nhận|duyệt)|được nhận 300",
    "advice to pay first": r"cứ đặt cọc|cứ mua (máy )?trước|mua (máy )?rồi xin sau|cứ ứng tiền",
    "a verdict": r"(anh/chị|bạn|cơ sở mình) (đã )?(không )?đủ điều kiện",
    "a telephone number": r"(?<!\d)(?:\+?84|0)(?:[ .-]?\d){8,10}(?!\d)|(?<!\d)1[89]00[ .-]?\d{4}",
    "a request for secrets": r"(gửi|cho|nhắn) (mình|bên mình|em) (số căn cước|số tài khoản|mật khẩu|mã OTP)",
    "a form that is the application": r"phiếu (này )?là hồ sơ chính thức",
}


@pytest.fixture(scope="module")
def content(knowledge: KnowledgeBase) -> Content:
    return knowledge.content


def _said(entry: Entry) -> Iterator[tuple[str, str]]:
    yield "title", entry.title
    yield "answer", entry.answer
    yield "more", entry.more or ""
    yield "unknown", entry.unknown or ""
    yield from (("warnings", line) for line in entry.warnings)
    if entry.operator:
        yield "operator.answer", entry.operator.answer


def test_every_required_topic_is_an_entry_and_nothing_else_is(content: Content) -> None:
    assert len(TOPICS) == 160
    assert set(TOPICS) ^ set(content.entries) == set()


def test_every_entry_is_asked_for_in_at_least_25_ways(content: Content) -> None:
    ways = {entry.id: len(set(entry.questions)) for entry in content.entries.values()}
    assert {name: count for name, count in ways.items() if count < 25} == {}


def test_no_entry_says_an_example_twice(content: Content) -> None:
    for entry in content.entries.values():
        twice = [each for each, times in Counter(entry.questions).items() if times > 1]
        assert twice == [], entry.id


def test_every_answer_fits_a_phone_screen(content: Content) -> None:
    lengths = {entry.id: len(entry.answer) for entry in content.entries.values()}
    assert {name: length for name, length in lengths.items() if length > 600} == {}


def test_every_entry_names_its_sources_and_the_day_they_were_read(content: Content) -> None:
    for entry in content.entries.values():
        assert entry.citations, entry.id
        assert all(citation.basis for citation in entry.citations), entry.id
        assert entry.checked_on < entry.review_on, entry.id


def test_the_checks_find_nothing_on_the_day_of_the_last_reading(
    content: Content, knowledge: KnowledgeBase
) -> None:
    last_read = max(entry.checked_on for entry in content.entries.values())
    problems = check_all(content, load_sources(), knowledge.places, last_read)
    assert [str(problem) for problem in problems] == []


def test_a_plain_answer_has_no_blank_to_fill_in(content: Content) -> None:
    for entry in content.entries.values():
        for field, text in (*_said(entry), *(("questions", each) for each in entry.questions)):
            if field != "operator.answer":
                assert not set("{}") & set(text), f"{entry.id} {field}"


def test_the_offices_answer_has_a_blank_for_each_of_its_needs_and_no_other_brace(content: Content) -> None:
    with_blanks = [entry for entry in content.entries.values() if entry.operator]
    assert with_blanks
    for entry in with_blanks:
        assert entry.operator is not None
        assert set(PLACEHOLDER.findall(entry.operator.answer)) == set(entry.operator.needs), entry.id
        assert not set("{}") & set(PLACEHOLDER.sub("", entry.operator.answer)), entry.id


def test_entries_that_tell_amounts_name_the_items_of_the_table(content: Content) -> None:
    telling = {entry.id: entry.levels for entry in content.entries.values() if entry.levels}
    assert telling["ho-tro-may-moc"][0] == "machinery"
    assert telling["mo-hinh-trinh-dien"][0] == "demo_model"
    assert all(set(items) <= set(content.levels.items) for items in telling.values())


@pytest.mark.parametrize("what", _NEVER)
def test_what_must_never_be_said_is_nowhere_said(content: Content, what: str) -> None:
    pattern = re.compile(_NEVER[what], re.IGNORECASE)
    entries = ((entry.id, field, text) for entry in content.entries.values() for field, text in _said(entry))
    phrases = ((key, "phrase", text) for key, text in content.phrases.items())
    found = [
        f"{name} {field}: …{text[max(0, hit.start() - 30) : hit.end() + 20]}…"
        for name, field, text in (*entries, *phrases)
        for hit in pattern.finditer(text)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("a promise", "Anh/chị chắc chắn được duyệt."),
        ("a promise", "Mức này chắc chắn được nhận."),
        ("advice to pay first", "Cứ đặt cọc trước rồi tính."),
        ("a verdict", "Bạn không đủ điều kiện."),
        ("a telephone number", "Gọi 0912 345 678 nhé."),
        ("a telephone number", "Gọi +84912345678."),
        ("a telephone number", "Đường dây 1900 1234"),
        ("a telephone number", "số 0269.382.4500"),
        ("a request for secrets", "Anh/chị gửi mình số tài khoản."),
        ("a form that is the application", "Phiếu này là hồ sơ chính thức."),
    ],
)
def test_the_patterns_would_catch_it(what: str, text: str) -> None:
    assert re.search(_NEVER[what], text, re.IGNORECASE)
