"""What people are asked and told about their data, and by when they are answered."""

import hashlib
import re
from datetime import date, timedelta

import pytest

from knowledge.privacy.model import (
    LONGEST_MESSAGE,
    LONGEST_NOTICE,
    PrivacyText,
    Purpose,
    RequestKind,
    RetentionKind,
)
from knowledge.privacy.privacy import Privacy
from knowledge.privacy.texts import GIVEN, Names
from storage import states
from tests.knowledge.privacy.books import BOOK, PRIVACY, VALUES

_ASKED = date(2026, 11, 20)  # a Friday
_FORBIDDEN = ("72 giờ", "chắc chắn được", "bắt buộc đồng ý")


@pytest.mark.parametrize(
    ("kinds", "days", "with_other", "longest"),
    [
        ((RequestKind.ACCESS, RequestKind.COPY, RequestKind.CORRECT), 10, 15, 20),
        ((RequestKind.WITHDRAW, RequestKind.OBJECT, RequestKind.RESTRICT), 15, 20, 30),
        ((RequestKind.DELETE,), 20, 30, 40),
    ],
)
def test_a_request_has_the_clocks_of_its_kind(
    kinds: tuple[RequestKind, ...], days: int, with_other: int, longest: int
) -> None:
    for kind in kinds:
        clocks = PRIVACY.clocks(kind, _ASKED)
        assert clocks.first_answer_by == date(2026, 11, 24)
        assert clocks.done_by == _ASKED + timedelta(days=days)
        assert clocks.done_with_other_by == _ASKED + timedelta(days=with_other)
        assert clocks.latest_by == _ASKED + timedelta(days=longest)
        assert clocks.remind_at_50 == _ASKED + timedelta(days=days // 2)
        assert clocks.remind_at_80 == _ASKED + timedelta(days=days * 4 // 5)


def test_the_first_answer_comes_after_the_holidays_and_the_last_day_does_not_move() -> None:
    clocks = PRIVACY.clocks(RequestKind.ACCESS, date(2027, 2, 4))  # before Tết
    assert (clocks.first_answer_by, clocks.done_by) == (date(2027, 2, 10), date(2027, 2, 14))


@pytest.mark.parametrize("purpose", Purpose)
def test_a_notice_names_the_office_and_how_to_reach_it(purpose: Purpose) -> None:
    notice = PRIVACY.notice(purpose, unit="Trung tâm A", contact="chị Lan, 0269 3123 456", **VALUES)
    assert "Trung tâm A" in notice.text
    assert "chị Lan" in notice.text
    assert len(notice.text) <= LONGEST_NOTICE
    unknown = PRIVACY.notice(purpose, **VALUES).text
    assert "đơn vị vận hành kênh này" in unknown
    assert "gặp cán bộ" in unknown
    assert not {"{", "}", "[", "]"} & set(unknown)


def test_labels_weigh_the_same() -> None:
    asked = {purpose: PRIVACY.notice(purpose, **VALUES) for purpose in Purpose}
    labels = {purpose: (notice.yes, notice.no) for purpose, notice in asked.items()}
    assert labels.pop(Purpose.ON_BEHALF) == ("Đã đồng ý", "Chưa đồng ý")
    assert set(labels.values()) == {("Tôi đồng ý", "Không đồng ý")}


@pytest.mark.parametrize("purpose", [Purpose.NEWS, Purpose.STATISTICS, Purpose.SENSITIVE])
def test_saying_no_to_anything_but_the_form_stops_nothing(purpose: Purpose) -> None:
    notice = PRIVACY.notice(purpose, **VALUES)
    assert "như thường" in notice.text
    assert "như thường" in notice.refused


@pytest.mark.parametrize("purpose", [Purpose.APPLICATION, Purpose.NEWS, Purpose.CASE, Purpose.ON_BEHALF])
def test_a_foreign_platform_is_named_where_it_is_used(purpose: Purpose) -> None:
    values = {name: value for name, value in VALUES.items() if name != "platform"}
    assert "qua Telegram, nền tảng nước ngoài" in PRIVACY.notice(purpose, **VALUES).text
    assert "nước ngoài" not in PRIVACY.notice(purpose, **values).text


@pytest.mark.parametrize(("purpose", "without"), [(Purpose.SENSITIVE, "field"), (Purpose.CASE, "item")])
def test_a_notice_needs_what_it_is_about(purpose: Purpose, without: str) -> None:
    with pytest.raises(KeyError, match=without):
        PRIVACY.notice(purpose)


def test_a_notice_tells_the_days_of_the_retention_table() -> None:
    kept = BOOK.retention.kinds
    kinds = {**kept, RetentionKind.DRAFT: kept[RetentionKind.DRAFT].model_copy(update={"days": 33})}
    kinds[RetentionKind.APPLICATION] = kept[RetentionKind.APPLICATION].model_copy(update={"days": 444})
    book = type(BOOK)(
        BOOK.consents,
        BOOK.clocks,
        BOOK.retention.model_copy(update={"kinds": kinds}),
        BOOK.holidays,
        BOOK.texts,
    )
    text = Privacy(book).notice(Purpose.APPLICATION).text
    assert "33 ngày" in text
    assert "444 ngày" in text


def test_the_digest_is_of_the_words_before_filling() -> None:
    consent = BOOK.consents.consents[Purpose.NEWS]
    words = "\n".join((consent.text.root, consent.yes, consent.no))
    first, second = (PRIVACY.notice(Purpose.NEWS, unit=unit) for unit in ("A", "B"))
    assert first.digest == second.digest == hashlib.sha256(words.encode()).hexdigest()
    assert consent.model_copy(update={"no": "Để sau"}).digest_now() != first.digest


@pytest.mark.parametrize("text", PrivacyText)
def test_every_text_is_one_short_message(text: PrivacyText) -> None:
    names = GIVEN.get(text, Names())
    bare = PRIVACY.text(text, **{name: VALUES[name] for name in names.needed})
    full = PRIVACY.text(text, **{name: VALUES[name] for name in names.needed | names.optional})
    for said in (bare, full):
        assert 0 < len(said) <= LONGEST_MESSAGE
        assert not {"{", "}", "[", "]"} & set(said)
        assert not any(words in said for words in _FORBIDDEN)
    assert (full != bare) is bool(names.optional)
    for name in names.needed | names.optional:
        told = VALUES[name]
        assert (f"{told.day}/{told.month}/{told.year}" if isinstance(told, date) else told) in full


def test_a_receipt_tells_its_code_and_both_days() -> None:
    clocks = PRIVACY.clocks(RequestKind.DELETE, _ASKED)
    said = PRIVACY.text(
        PrivacyText.RECEIPT,
        kind=PRIVACY.kind_name(RequestKind.DELETE),
        code="DL-0007",
        first=clocks.first_answer_by,
        done=clocks.done_by,
    )
    assert re.findall(r"\d+/\d+/\d+", said) == ["24/11/2026", "10/12/2026"]
    assert "DL-0007" in said
    assert "xóa dữ liệu" in said
    assert "ngày lịch" in said


def test_deletion_says_what_goes_and_what_stays_until_when_and_why() -> None:
    stays = PRIVACY.stays_list([(RetentionKind.CONSENT, date(2028, 11, 20))])
    gone = PRIVACY.gone_list([RetentionKind.DRAFT, RetentionKind.CASE])
    said = PRIVACY.text(PrivacyText.DELETE_ASK, now=gone, stays=stays)
    assert "phiếu điền dở, trường hợp xét thử đã lưu." in said
    assert "- bằng chứng đồng ý: đến 20/11/2028, để chứng minh khi có tranh chấp" in said
    assert PRIVACY.gone_list([]) is None
    assert PRIVACY.stays_list([]) is None
    assert "Còn giữ" not in PRIVACY.text(PrivacyText.DELETE_ASK, now=gone, stays=None)


@pytest.mark.parametrize(
    ("kind", "days"),
    [
        ("draft", 90),
        ("application", 730),
        ("case", 365),
        ("transcript", 1),
        ("gap", 180),
        ("inbound", 1),
        ("export", 1),
        ("consent", 730),
        ("audit", 730),
        ("data_request", 730),
    ],
)
def test_how_long_each_kind_is_kept(kind: str, days: int) -> None:
    assert PRIVACY.until(RetentionKind(kind), _ASKED) == _ASKED + timedelta(days=days)


def test_proof_alone_may_stay_after_a_deletion() -> None:
    proofs = {kind for kind, kept in PRIVACY.retention.items() if kept.is_proof}
    assert proofs == {"application", "consent", "audit", "data_request"}


def test_everything_kept_is_told_in_short_messages_and_as_our_own_choice() -> None:
    messages = PRIVACY.kept_list()
    assert all(len(message) <= LONGEST_MESSAGE for message in messages)
    assert "không phải luật định" in messages[0]
    lines = [line for message in messages for line in message.splitlines() if line.startswith("- ")]
    assert len(lines) == len(RetentionKind)
    for kept, line in zip(PRIVACY.retention.values(), lines, strict=True):
        assert f"{kept.what}: {kept.days} ngày" in line
        assert kept.why in line


def test_names_are_those_that_buttons_show() -> None:
    assert PRIVACY.purpose_name(Purpose.NEWS) == "nhận tin khuyến công"
    assert PRIVACY.purposes([Purpose.APPLICATION, Purpose.STATISTICS]) == "xử lý phiếu, làm thống kê"
    assert len({PRIVACY.kind_name(kind) for kind in RequestKind}) == len(RequestKind)


def test_the_store_knows_the_same_purposes_and_requests() -> None:
    assert {each.value for each in states.Purpose} == set(Purpose)
    assert {each.value for each in states.RequestKind} == set(RequestKind)
