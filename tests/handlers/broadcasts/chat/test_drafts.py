"""What is typed becomes a draft, and whom it may go to is offered; reasons and audiences are said in words."""

from datetime import UTC, datetime

import pytest

from handlers.broadcasts.chat.commands import Pressed, Step, Sure, payload, pressed, sure, sure_in
from handlers.broadcasts.chat.drafts import offered, title_and_text
from handlers.broadcasts.model import AUDIENCE, AudienceQuery, BroadcastState, Criteria, Left, Why
from handlers.broadcasts.words import audience_words, reason_words, refusal_words, state_words
from knowledge.base import KnowledgeBase
from storage.repositories.areas import Area
from storage.repositories.audiences import AudienceRow
from storage.states import ApplicationStatus

WHOLE, SINGLE = Area("dak-lak"), Area("gia-lai", "Tuy Phước")
NOW = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Hội chợ\nMời anh/chị.", ("Hội chợ", "Mời anh/chị.")),
        ("Hội chợ\n\nMời.\nTới nhé.", ("Hội chợ", "Mời.\nTới nhé.")),
        ("Mời anh/chị tới hội chợ.", ("Mời anh/chị tới hội chợ.",) * 2),
        ("một hai ba bốn năm sáu bảy tám chín", ("một hai ba bốn năm sáu bảy tám",)),
        ("a" * 200, ("a" * 120,)),
    ],
)
def test_the_first_line_is_the_title(typed: str, read: tuple[str, ...]) -> None:
    title, text = title_and_text(typed)
    assert (title, text) == (read if len(read) == 2 else (read[0], typed))


@pytest.mark.parametrize(
    ("areas", "names", "last"),
    [
        ([], ["Tất cả người nhận tin"], Criteria()),
        ([WHOLE], ["Tất cả người nhận tin", "Địa bàn của tôi"], Criteria(provinces=("dak-lak",))),
        (
            [SINGLE, Area("dak-lak", "Tây Hòa")],
            ["Tất cả người nhận tin", "Địa bàn của tôi"],
            Criteria(provinces=("gia-lai", "dak-lak"), communes=("Tuy Phước", "Tây Hòa")),
        ),
        (
            [WHOLE, Area("dak-lak", "Tây Hòa"), SINGLE],  # the commune lies in the province
            ["Tất cả người nhận tin", "Địa bàn của tôi (cả tỉnh)", "Địa bàn của tôi (các xã)"],
            Criteria(provinces=("gia-lai",), communes=("Tuy Phước",)),
        ),
    ],
)
def test_ones_own_area_is_offered_as_what_it_is(
    knowledge: KnowledgeBase, areas: list[Area], names: list[str], last: Criteria
) -> None:
    choices = offered([], areas, knowledge)
    assert [each.name for each in choices] == names
    assert choices[-1].query == AudienceQuery(last)


def test_saved_audiences_come_first_and_not_too_many(knowledge: KnowledgeBase) -> None:
    query = AUDIENCE.dump_json(AudienceQuery(Criteria(tags=("vip",)))).decode()
    saved = [AudienceRow(number, f"nhóm {number}", query, NOW, "staff:1") for number in range(30)]
    choices = offered(saved, [], knowledge)
    assert len(choices) == 21
    assert (choices[0].key, choices[0].query.include.tags) == ("a0", ("vip",))


def test_buttons_come_back_as_they_were_sent_and_fit_everywhere() -> None:
    for step in Step:
        sent = payload(step, 999_999_999, 999_999_999, "a999999999")
        assert len(sent.encode()) <= 64
        assert pressed(sent) == Pressed(step, 999_999_999, 999_999_999, "a999999999")
    for strange in (
        "",
        "tn:",
        "tn:see",
        "tn:see:",
        "tn:see:x:1",
        "tn:see:1:-1",
        "tn:see:1:9999999999",
        "x:1:1",
    ):
        assert pressed(strange) is None


@pytest.mark.parametrize("at", [None, datetime(2026, 12, 15, 8, 30, tzinfo=UTC)])
def test_what_a_yes_would_send_is_kept_whole(at: datetime | None) -> None:
    said = Sure(7, 3, 1_234_567, at)
    assert sure_in(sure(said)) == said
    for strange in ("", "tn:yes:7:3", "tn:yes:7:3:x:", "tn:text:7:3", "st:sure"):
        assert sure_in(strange) is None


def test_everything_closed_has_its_words(knowledge: KnowledgeBase) -> None:
    assert all(state_words(state, knowledge) for state in BroadcastState)
    assert all(refusal_words(why, knowledge) for why in Why)
    assert not any("mã" in reason_words(reason.value, knowledge) for reason in Left)
    assert reason_words("oa-230", knowledge).startswith("Người này hơn 7 ngày")
    assert reason_words("http_418", knowledge) == "mã http_418"


def test_an_audience_is_said_in_one_line(knowledge: KnowledgeBase) -> None:
    include = Criteria(
        provinces=("gia-lai",),
        forms=("A-01",),
        statuses=(ApplicationStatus.SENT,),
        tags=("facility:household", "vip"),
        languages=("vi",),
        seen_within_days=30,
    )
    said = audience_words(AudienceQuery(include, Criteria(communes=("Tuy Phước",))), knowledge)
    for part in (
        "ở Gia Lai; ",
        "Máy móc",
        "Đã nhận",
        "thuộc nhóm Hộ kinh doanh; thuộc nhóm vip",
        "30 ngày",
        "; trừ có phiếu ở Tuy Phước",
    ):
        assert part in said
    assert audience_words(AudienceQuery(), knowledge) == "mọi người đã đồng ý nhận tin"
