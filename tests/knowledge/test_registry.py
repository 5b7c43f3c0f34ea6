"""The registry: which documents a message names, in all the ways in which people write them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.loader import load_content
from knowledge.model import Confidence, DocumentFile, DocumentStatus
from knowledge.registry import Named, Registry, is_past

_REGISTRY = load_content().registry


def _named(text: str) -> list[str]:
    return [document.id for document in _REGISTRY.named_in(text).documents]


@pytest.mark.parametrize(
    ("text", "identity"),
    [
        ("nđ 134", "nd-134-2004"),
        ("nghị định 134 còn dùng không", "nd-134-2004"),
        ("nghi dinh 134/2004", "nd-134-2004"),
        ("NĐ134/2004/NĐ-CP", "nd-134-2004"),
        ("theo Nghị định số 45/2012/NĐ-CP", "nd-45-2012"),
        ("Nghị định 45 năm 2012", "nd-45-2012"),
        ("nghị định 45 /2012", "nd-45-2012"),
        ("nd45", "nd-45-2012"),
        ("NGHỊ ĐỊNH 235", "nd-235-2025"),
        ("nđ 235/2025", "nd-235-2025"),
        ("tt 28", "tt-28-2018-btc"),
        ("Thông tư 28/2018 có còn không?", "tt-28-2018-btc"),
        ("tt28/2018/tt-btc", "tt-28-2018-btc"),
        ("28/2018/TT-BTC", "tt-28-2018-btc"),
        ("thông tư 28-2018", "tt-28-2018-btc"),
        ("ttlt 26", "ttlt-26-2014"),
        ("thông tư liên tịch 26/2014", "ttlt-26-2014"),
        ("26/2014/TTLT-BTC-BCT", "ttlt-26-2014"),
        ("qđ 1881", "qd-1881-2020-ttg"),
        ("quyết định 1881/QĐ-TTg", "qd-1881-2020-ttg"),
        ("1881/QĐ-TTg", "qd-1881-2020-ttg"),
        ("quyết định 1881 năm 2020", "qd-1881-2020-ttg"),  # the number itself has no year
        ("qd 136/2007", "qd-136-2007-ttg"),
        ("quyết định 136 ngày 20/8/2007", "qd-136-2007-ttg"),
        ("Quyết định 07/2008", "qd-07-2008-bct"),
        ("qd 7/2008", "qd-07-2008-bct"),
        ("luật 04/2017", "luat-04-2017-qh14"),
        ("Luật số 04/2017/QH14", "luat-04-2017-qh14"),
        ("nghị quyết 30a", "nq-30a-2008"),
        ("30a/2008/NQ-CP", "nq-30a-2008"),
        ("nq 23/2025 của Phú Thọ", "nq-23-2025-phu-tho"),
        ("nghị quyết 202/2025/QH15", "nq-202-2025-qh15"),
        ("ct 20", "ct-20-2025-bct"),
        ("cv 9662/VPCP", "cv-9662-2019-vpcp"),
        ("văn bản hợp nhất 46", "vbhn-46-2025-bct"),
        ("46/VBHN-BCT", "vbhn-46-2025-bct"),
        ("sđt 0987654321 hỏi tt 28", "tt-28-2018-btc"),
    ],
)
def test_a_document_is_known_by_every_way_of_naming_it(text: str, identity: str) -> None:
    assert _named(text) == [identity]
    assert _REGISTRY.named_in(text).strange == ()


@pytest.mark.parametrize(
    ("text", "identities"),
    [
        ("thông tư 26", ["ttlt-26-2014", "tt-26-2014-bct"]),  # people say thông tư of a joint one too
        ("tt 26/2014", ["ttlt-26-2014", "tt-26-2014-bct"]),
        ("nghị định 134 với thông tư 28/2018 khác gì nhau", ["nd-134-2004", "tt-28-2018-btc"]),
        ("nđ 45 và nđ 235", ["nd-45-2012", "nd-235-2025"]),
        ("nghị định 134, tức nghị định 134/2004/NĐ-CP", ["nd-134-2004"]),
    ],
)
def test_a_message_may_name_several_documents_and_one_twice(text: str, identities: list[str]) -> None:
    assert _named(text) == identities


@pytest.mark.parametrize(
    ("text", "strange"),
    [
        ("nghị định 45/2015 ghi gì", "nghị định 45/2015"),  # the wrong year
        ("nghị định 45 năm 2015", "nghị định 45 năm 2015"),
        ("NĐ 134/2025", "NĐ 134/2025"),
        ("Thông tư số 28/2019/TT-BTC", "Thông tư số 28/2019"),
        ("nghi dinh 999/2030", "nghi dinh 999/2030"),
        ("999/2030/NĐ-CP", "999/2030/NĐ"),
        ("luật 99/2026/QH16", "luật 99/2026"),
        ("quyết định 28/2018/QĐ-TTg và quyết định 5/1999", "quyết định 5/1999"),
        ("thông tư 134/2004", "thông tư 134/2004"),  # the wrong type
        ("ttlt 36/2005", "ttlt 36/2005"),  # held, but never verified
        ("quyết định 29/2026", "quyết định 29/2026"),
    ],
)
def test_a_full_number_that_the_registry_does_not_hold_is_strange_once_and_as_it_was_typed(
    text: str, strange: str
) -> None:
    assert _REGISTRY.named_in(text).strange == (strange,)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "mua 2 máy 300 triệu",
        "qd 300.000",
        "tt 50.000đ",
        "tt 26 triệu",
        "tt 26 tr",
        "tt26tr rồi mà chưa thấy",
        "tt 26,5 tỷ",
        "tt 26%",
        "tt 26k",
        "nd 0912 345 678",
        "nđ 0912.345.678",
        "ct 0912345678",
        "gọi 0269/3824500",
        "tt 12345",
        "134",
        "134/2004",
        "ngày 28/3/2018",
        "28/2018",
        "mở cửa 24/7",
        "nghị định nào",
        "nd 9999",  # no year: rather a slip than a document
        "xưởng att 28",
        "nghị định 134567",
    ],
)
def test_what_is_no_document_is_none(text: str) -> None:
    assert _REGISTRY.named_in(text) == Named((), ())


@given(st.text(alphabet=st.characters(), max_size=120))
@settings(max_examples=200, deadline=None)
def test_any_text_can_be_read(text: str) -> None:
    named = _REGISTRY.named_in(f"{text} nghị định 134/2004")
    assert all(document.id in _REGISTRY.documents for document in named.documents)


@pytest.mark.parametrize(
    ("kind", "spoken"),
    [
        ("quyet_dinh", "quyết định"),
        ("nghi_dinh", "nghị định"),
        ("thong_tu", "thông tư"),
        ("nghi_quyet", "nq"),
    ],
)
def test_every_verified_document_with_a_number_is_found_by_it(kind: str, spoken: str) -> None:
    documents = [
        each for each in _REGISTRY.documents.values() if each.type == kind and each.number[0].isdigit()
    ]
    lost = [each.id for each in documents if each.id not in _named(f"{spoken} {each.number}")]
    assert lost == [each.id for each in documents if each.confidence is Confidence.UNVERIFIED]
    assert len(documents) > 8


def test_an_unverified_document_is_named_by_no_text() -> None:
    unverified = [d for d in _REGISTRY.documents.values() if d.confidence is Confidence.UNVERIFIED]
    assert {document.id for document in unverified} >= {"ttlt-36-2005", "qd-29-2026"}
    for document in unverified:
        for text in (document.number, f"quyết định {document.number}", f"thông tư {document.number}"):
            assert document.id not in _named(text)


@pytest.mark.parametrize(
    ("identity", "chain"),
    [
        ("nd-134-2004", ["nd-45-2012"]),
        ("ttlt-36-2005", ["ttlt-125-2009", "ttlt-26-2014", "tt-28-2018-btc"]),
        ("ttlt-125-2009", ["ttlt-26-2014", "tt-28-2018-btc"]),
        ("qd-1288-2014-ttg", ["qd-1881-2020-ttg", "qd-2646-2025-bct"]),
        ("nd-45-2012", []),
        ("ct-16-2004-bcn", []),
    ],
)
def test_what_came_after_a_document_is_told_step_by_step(identity: str, chain: list[str]) -> None:
    assert [d.id for d in _REGISTRY.successors(_REGISTRY.documents[identity])] == chain


def test_every_chain_ends_and_never_comes_back() -> None:
    for document in _REGISTRY.documents.values():
        chain = [later.id for later in _REGISTRY.successors(document)]
        assert document.id not in chain
        assert len(chain) == len(set(chain))


def test_documents_that_replace_each_other_do_not_hang_the_bot() -> None:
    one, other = (_REGISTRY.documents[identity] for identity in ("nd-134-2004", "nd-45-2012"))
    circle = [
        one.model_copy(update={"replaced_by": (other.id,)}),
        other.model_copy(update={"replaced_by": (one.id,)}),
    ]
    registry = Registry(DocumentFile(checked_on=_REGISTRY.checked_on, documents=tuple(circle)))
    assert [each.id for each in registry.successors(circle[0])] == [other.id, one.id]


@pytest.mark.parametrize(
    ("identity", "changed_by"),
    [
        ("nd-45-2012", ["nd-235-2025"]),
        ("tt-28-2018-btc", ["tt-64-2024-btc"]),
        ("tt-26-2014-bct", ["tt-14-2018-bct", "tt-38-2025-bct"]),
        ("nd-235-2025", []),
    ],
)
def test_what_changed_a_document_is_told(identity: str, changed_by: list[str]) -> None:
    document = _REGISTRY.documents[identity]
    assert [each.id for each in _REGISTRY.amendments(document)] == changed_by


@pytest.mark.parametrize(
    ("status", "past"),
    [("in_force", False), ("amended", False), ("unknown", False), ("replaced", True), ("expired", True)],
)
def test_what_is_past_may_only_be_told_as_history(status: str, past: bool) -> None:
    document = _REGISTRY.documents["nd-45-2012"].model_copy(update={"status": DocumentStatus(status)})
    assert is_past(document) is past
    assert document.status.may_be_current_law is not past
