"""Documents that a message names: what holds no longer is told with what came after it."""

import pytest

from handlers.citations import document_name
from handlers.papers import paper_notes, past_note
from knowledge.base import KnowledgeBase
from knowledge.model import DocumentStatus
from knowledge.registry import is_past
from storage.states import GapKind
from tests.support.clock import HandClock
from tests.support.talks import Talk


@pytest.fixture
def talk(knowledge: KnowledgeBase, clock: HandClock) -> Talk:
    return Talk(knowledge, clock)


@pytest.mark.parametrize(
    ("said", "told", "chain"),
    [
        ("nghị định 134/2004 còn dùng không", "nd-134-2004", ["134/2004/NĐ-CP", "45/2012/NĐ-CP"]),
        ("theo nd 134 thi duoc bao nhieu", "nd-134-2004", ["134/2004/NĐ-CP", "45/2012/NĐ-CP"]),
        ("TTLT 125/2009 chi mấy tiền", "ttlt-125-2009", ["125/2009/", "26/2014/", "28/2018/TT-BTC"]),
        ("thông tư liên tịch số 26/2014", "ttlt-26-2014", ["26/2014/", "28/2018/TT-BTC"]),
        ("quyết định 1288 là gì", "qd-1288-2014-ttg", ["1288/QĐ-TTg", "1881/QĐ-TTg", "2646/QĐ-BCT"]),
        ("thông tư 35/2010 bình chọn", "tt-35-2010-bct", ["35/2010/TT-BCT", "26/2014/TT-BCT"]),
    ],
)
def test_a_document_of_the_past_is_told_with_the_whole_chain_after_it(
    knowledge: KnowledgeBase, said: str, told: str, chain: list[str]
) -> None:
    notes, papers = paper_notes(said, knowledge)
    assert papers == (told,)
    links = notes[0].split(knowledge.phrase("paper_arrow"))
    assert len(links) == len(chain)
    assert [number for number, link in zip(chain, links, strict=True) if number not in link] == []
    assert "không dùng nữa" in notes[0]
    assert f"{knowledge.registry.checked_on:%d/%m/%Y}" in notes[0]


@pytest.mark.parametrize(
    "said",
    [
        "nghị định 45/2012 còn hiệu lực không",
        "thông tư 28/2018/TT-BTC nói gì",
        "nghị định 235",
        "mua 2 máy 300 triệu",
        "em có 134 con trâu",
        "",
    ],
)
def test_of_what_holds_nothing_is_told_beforehand(knowledge: KnowledgeBase, said: str) -> None:
    assert paper_notes(said, knowledge) == ([], ())


def test_every_document_of_the_past_has_a_note_that_never_calls_it_law(knowledge: KnowledgeBase) -> None:
    past = [document for document in knowledge.registry.documents.values() if is_past(document)]
    assert len(past) > 20
    for document in past:
        note = past_note(document, knowledge)
        assert note.startswith(f"**{document_name(document, knowledge)}**"), document.id
        assert "nay không" in note, document.id
        newer = knowledge.registry.successors(document)
        assert (knowledge.phrase("paper_arrow") in note) is bool(document.replaced_by), document.id
        for successor in newer if document.replaced_by else ():
            if successor.status is DocumentStatus.UNKNOWN:
                assert "chưa đối chiếu còn hiệu lực" in note, document.id


def test_at_most_two_documents_of_a_message_are_told_about(knowledge: KnowledgeBase) -> None:
    said = "nghị định 134/2004, thông tư liên tịch 125/2009, thông tư liên tịch 26/2014 cái nào còn dùng"
    notes, papers = paper_notes(said, knowledge)
    assert (len(notes), papers) == (2, ("nd-134-2004", "ttlt-125-2009"))


async def test_the_note_stands_above_the_answer(talk: Talk, knowledge: KnowledgeBase) -> None:
    answer = await talk.says("nghị định 134/2004 còn dùng không")
    entry = knowledge.entry(talk.topic)
    assert entry is not None
    assert answer.index("không dùng nữa") < answer.index(entry.answer)
    assert len(talk.response.replies) == 1


async def test_a_past_document_is_an_answer_even_when_the_rest_is_not_understood(talk: Talk) -> None:
    answer = await talk.says("ttlt 125/2009 asdf qwer")
    assert "28/2018/TT-BTC" in answer
    assert talk.response.gap is None


@pytest.mark.parametrize(
    "said",
    [
        "thông tư 99/2031",
        "theo thông tư 99/2031 thì hồ sơ",
        "luật 99/2031",
        "công văn 99/2031 asdf",
        "luật 99/2031/QH16 về giá vàng hôm nay",
    ],
)
async def test_a_number_that_is_not_in_the_registry_is_named_and_noted_for_the_editors(
    talk: Talk, knowledge: KnowledgeBase, said: str
) -> None:
    answer = await talk.says(said)
    assert answer.startswith(knowledge.phrase("paper_strange", number="|").partition("|")[0])
    assert "99/2031" in answer
    assert talk.response.gap is not None
    assert talk.response.gap.question == said
    if talk.response.gap.kind is GapKind.CLARIFY:
        assert answer.endswith(knowledge.phrase("clarify"))
    else:
        assert talk.payloads == ["entry:van-ban-dang-hieu-luc", "entry:lich-su-van-ban"]
