"""Reading messages: two questions in one, questions that lean on the last answer, and slips."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.base import KnowledgeBase
from knowledge.errors import KnowledgeError
from knowledge.matching.matcher import Band
from knowledge.questions import Talk
from tests.knowledge.contents import REMOVED, some_files, with_change, write

_TALK = "language/talk.yaml"


def _read(knowledge: KnowledgeBase, message: str, topic: str | None = None) -> list[tuple[Band, str]]:
    matches = knowledge.read(message, knowledge.entry(topic) if topic else None)
    return [(match.band, match.candidates[0].id if match.candidates else "") for match in matches]


@pytest.mark.parametrize(
    ("topic", "question", "entry"),
    [
        # within the subject: alone they would be asked back, or not known at all
        ("ho-tro-may-moc", "được bao nhiêu", "ho-tro-may-moc"),
        ("ho-tro-may-moc", "thế còn máy cũ", "may-cu"),
        ("ho-tro-may-moc", "Thế nếu máy cũ thì sao", "may-cu"),
        ("ho-tro-may-moc", "cái đó nộp ở đâu", "dang-ky-the-nao"),
        ("ho-tro-may-moc", "việc này nộp ở đâu", "dang-ky-the-nao"),
        ("khuyen-cong-la-gi", "ai được", "ai-duoc-ho-tro"),
        ("khuyen-cong-la-gi", "thế ai được hỗ trợ", "ai-duoc-ho-tro"),
        ("hoi-cho-trong-nuoc", "thế nước ngoài", "hoi-cho-nuoc-ngoai"),
        ("hoi-cho-trong-nuoc", "còn ở nước ngoài thì sao", "hoi-cho-nuoc-ngoai"),
        ("nghiem-thu", "rồi bao giờ nhận tiền", "bao-gio-nhan-tien"),
        ("tam-ung", "còn hoàn trả thì sao", "hoan-tra-ho-tro"),
        ("nghiem-thu", "thế tạm ứng thì sao", "tam-ung"),
        ("binh-chon-la-gi", "con ho so thi sao", "ho-so-binh-chon"),
        ("hoc-nghe", "mở lớp thì sao", "mo-lop-dao-tao"),
        ("hoc-nghe", "the mo lop thi sao", "mo-lop-dao-tao"),
        # within the subject, and the question names it
        ("ho-tro-may-moc", "thế dây chuyền thì sao", "day-chuyen-cong-nghe"),
        ("ho-tro-may-moc", "vậy lỡ mua trước rồi", "lo-mua-may-truoc"),
        ("ho-tro-may-moc", "nếu vậy thì vốn đối ứng bao nhiêu", "von-doi-ung"),
        ("ho-tro-may-moc", "Nó có tính máy cũ không", "may-cu"),
        ("mo-hinh-trinh-dien", "vậy nhân rộng thì được không", "nhan-rong-mo-hinh"),
        ("binh-chon-la-gi", "được thưởng bao nhiêu", "tien-thuong-binh-chon"),
        ("binh-chon-la-gi", "thế sản phẩm nào được dự", "dieu-kien-san-pham-binh-chon"),
        ("dang-ky-nhan-hieu", "còn bao bì thì sao", "mau-ma-bao-bi"),
        ("dang-ky-nhan-hieu", "the con phong trung bay", "phong-trung-bay"),
        ("nghiem-thu", "còn hóa đơn thì sao", "hoa-don-chung-tu"),
        ("bao-gio-nhan-tien", "thế có bị đóng thuế không", "thue-khi-nhan-ho-tro"),
        ("ai-duoc-ho-tro", "thế doanh nghiệp lớn thì sao", "doanh-nghiep-lon"),
        ("vao-cum-cong-nghiep", "còn di dời", "di-doi-co-so-o-nhiem"),
        ("xoa-du-lieu", "vậy xem lại dữ liệu được không", "xem-xuat-du-lieu"),
        ("nghi-dinh-235-2025", "thế nghị định 45", "nghi-dinh-235-2025"),
        # standing alone: another subject, however short or leaning
        ("ho-tro-may-moc", "OCOP đăng ký ở đâu", "ocop"),
        ("ho-tro-may-moc", "bao giờ có tiền", "bao-gio-nhan-tien"),
        ("ho-tro-may-moc", "cần giấy tờ gì", "ho-so-can-gi"),
        ("ho-tro-may-moc", "Cái này có mất phí không", "mat-phi-khong"),
        ("binh-chon-la-gi", "mua máy được hỗ trợ bao nhiêu", "ho-tro-may-moc"),
        ("ocop", "máy cũ có được tính không", "may-cu"),
        ("hoc-nghe", "bạn là ai", "ban-la-ai"),
        ("hoc-nghe", "xóa dữ liệu của tôi", "xoa-du-lieu"),
        ("ho-tro-may-moc", "gặp cán bộ", "gap-can-bo"),
        ("ho-tro-may-moc", "xin chào", "chao-hoi"),
        ("ho-tro-may-moc", "vay vốn ưu đãi mua máy ở đâu", "vay-von-uu-dai"),
        ("ho-tro-may-moc", "con tôi muốn học nghề may thì có lớp không", "hoc-nghe"),
        (
            "ho-tro-may-moc",
            "muốn đăng ký nhãn hiệu cho sản phẩm mắm của nhà thì làm sao",
            "dang-ky-nhan-hieu",
        ),
    ],
)
def test_a_short_question_is_answered_within_the_subject_or_for_itself(
    knowledge: KnowledgeBase, topic: str, question: str, entry: str
) -> None:
    assert _read(knowledge, question, topic) == [(Band.ANSWER, entry)]


@pytest.mark.parametrize(
    "question",
    [
        "thời tiết hôm nay",
        "hôm nay mưa không",
        "giá vàng",
        "doi bang lai xe o dau",
        "thế bóng đá tối nay mấy giờ",
        "vậy mấy giờ có xổ số",
        "thế điểm thi đại học",
        "xyzzy",
        "thế xyzzy thì plugh",
        "thế lương tối thiểu",
    ],
)
@pytest.mark.parametrize("topic", ["ho-tro-may-moc", "binh-chon-la-gi", "nghiem-thu"])
def test_what_is_not_ours_stays_foreign_whatever_was_said_before(
    knowledge: KnowledgeBase, topic: str, question: str
) -> None:
    ((band, _),) = _read(knowledge, question, topic)
    assert band is Band.UNKNOWN


@pytest.mark.parametrize(
    ("topic", "question"),
    [
        ("ai-duoc-ho-tro", "còn hợp tác xã"),
        ("ocop", "thế bình chọn thì sao"),
        ("ho-tro-may-moc", "không"),
        ("ho-tro-may-moc", "thế còn"),
    ],
)
def test_a_leaning_question_that_fits_nothing_for_sure_is_asked_back(
    knowledge: KnowledgeBase, topic: str, question: str
) -> None:
    ((band, _),) = _read(knowledge, question, topic)
    assert band is Band.CLARIFY


@pytest.mark.parametrize("question", ["thế nước ngoài", "được bao nhiêu", "ai được", "con ho so thi sao"])
def test_without_a_last_answer_nothing_is_leaned_on(knowledge: KnowledgeBase, question: str) -> None:
    assert knowledge.read(question) == (knowledge.match(question),)
    ((band, _),) = _read(knowledge, question)
    assert band is not Band.ANSWER


@pytest.mark.parametrize(
    ("topic", "question"),
    [
        ("binh-chon-la-gi", "lịch thi đấu V-League vòng này"),
        ("gio-lam-viec", "trưa nay ăn gì ngon"),
        ("gio-lam-viec", "cây mai vàng bị rụng lá"),
    ],
)
def test_a_foreign_question_that_sounds_a_little_like_the_subject_stays_foreign(
    knowledge: KnowledgeBase, topic: str, question: str
) -> None:
    assert knowledge.read(question, knowledge.entry(topic)) == (knowledge.match(question),)
    assert knowledge.match(question).band is Band.UNKNOWN


@pytest.mark.parametrize(
    ("topic", "question"),
    [
        ("ho-so-can-gi", "tôi muốn đăng ký thì tới đâu"),
        ("cac-noi-dung-ho-tro", "tiền này cho đứt hay sau này phải trả"),
        ("ai-duoc-ho-tro", "tieu chi doanh nghiep vua va nho la gi"),
    ],
)
def test_a_long_question_without_a_leaning_word_stands_alone(
    knowledge: KnowledgeBase, topic: str, question: str
) -> None:
    assert knowledge.read(question, knowledge.entry(topic)) == (knowledge.match(question),)


def test_a_leaning_answer_names_its_other_candidates_after_it(knowledge: KnowledgeBase) -> None:
    (match,) = knowledge.read("thế nước ngoài", knowledge.entry("hoi-cho-trong-nuoc"))
    assert match.confidence == match.candidates[0].score
    ids = [candidate.id for candidate in match.candidates]
    assert len(ids) == len(set(ids)) <= 3


@pytest.mark.parametrize(
    ("message", "entries"),
    [
        ("mua máy được bao nhiêu? hồ sơ cần những gì?", ["ho-tro-may-moc", "ho-so-can-gi"]),
        ("Mua máy cũ có được không?\nBao giờ thì nhận được tiền?", ["may-cu", "bao-gio-nhan-tien"]),
        ("ho so can gi va cho hoi bao lau co ket qua", ["ho-so-can-gi", "bao-lau-co-ket-qua"]),
        (
            "Bình chọn sản phẩm là gì, với lại hồ sơ bình chọn gồm những gì",
            ["binh-chon-la-gi", "ho-so-binh-chon"],
        ),
        (
            "dang ky nhan hieu duoc ho tro ko, ngoai ra lam bao bi co duoc ko",
            ["dang-ky-nhan-hieu", "mau-ma-bao-bi"],
        ),
        ("Khuyến công là gì? Ai được hỗ trợ? Hồ sơ cần gì?", ["khuyen-cong-la-gi", "ai-duoc-ho-tro"]),
    ],
)
def test_two_questions_of_one_message_are_answered_in_their_order(
    knowledge: KnowledgeBase, message: str, entries: list[str]
) -> None:
    assert _read(knowledge, message) == [(Band.ANSWER, entry) for entry in entries]


@pytest.mark.parametrize(
    "message",
    [
        "Mua máy có được hỗ trợ không?",
        "Tôi làm mộc. Mua máy có được hỗ trợ không?",  # a story before the question
        "mua máy có được hỗ trợ không? mua máy được bao nhiêu tiền?",  # one entry answers both
        "mua máy có được hỗ trợ không? trời hôm nay có mưa không?",
        "mua máy có được hỗ trợ không? cảm ơn",
        "?!?!",
        "",
    ],
)
def test_one_question_gets_one_match(knowledge: KnowledgeBase, message: str) -> None:
    assert knowledge.read(message) == (knowledge.match(message),)


def test_a_foreign_message_with_two_sentences_stays_one_foreign_message(knowledge: KnowledgeBase) -> None:
    ((band, _),) = _read(knowledge, "Trời hôm nay có mưa không? Bóng đá mấy giờ đá?")
    assert band is Band.UNKNOWN


def test_a_very_long_message_is_read(knowledge: KnowledgeBase) -> None:
    for message in ("mua máy được bao nhiêu? " * 2000, "thế " * 5000, "." * 10_000, "? \n" * 5000):
        assert knowledge.read(message, knowledge.entry("ocop"))


@given(st.text(alphabet=st.characters(), max_size=150), st.sampled_from(["", "thế còn ", "vậy", "mua máy? "]))
@settings(max_examples=120, deadline=None)
def test_any_text_can_be_read_with_any_topic(knowledge: KnowledgeBase, text: str, start: str) -> None:
    for topic in (None, *list(knowledge.content.entries.values())[::40]):
        matches = knowledge.read(start + text, topic)
        assert 1 <= len(matches) <= 2
        assert all(match.candidates or match.band is Band.UNKNOWN for match in matches)


def test_a_question_can_lean_on_every_entry(knowledge: KnowledgeBase) -> None:
    for entry in knowledge.content.entries.values():
        assert knowledge.read("thế thì sao", entry)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("khuyến nông hỗ trợ máy gì", "khuyến công hỗ trợ máy gì"),
        ("Khuyến Nông hỗ trợ máy gì", "khuyến công hỗ trợ máy gì"),
        ("KHUYẾN NÔNG", "khuyến công"),
        ("xin tien khuyen nong", "xin tien khuyen cong"),
        ("khuyên nông và khuyến nong", "khuyến công và khuyến công"),
        ("khuyến công hỗ trợ máy gì", "khuyến công hỗ trợ máy gì"),
        ("khuyến khích nông dân", "khuyến khích nông dân"),
        ("", ""),
    ],
)
def test_the_neighbours_name_is_read_as_ours(knowledge: KnowledgeBase, said: str, meant: str) -> None:
    assert knowledge.without_slip(said) == meant


@pytest.mark.parametrize(
    ("place", "value", "told"),
    [
        (("leaning",), REMOVED, "leaning: Field required"),
        (("leaning",), "thế", "leaning: "),
        (("joints", 0), 5, "joint"),
        (("about_home",), REMOVED, "about_home: Field required"),
        (("slips", "khuyến nông"), None, "slips.khuyến nông: "),
        (("greetings",), ["chào"], "greetings: Extra inputs are not permitted"),
    ],
)
def test_a_mistake_in_the_word_lists_is_told_with_its_field(
    tmp_path: Path, place: tuple[str | int, ...], value: object, told: str
) -> None:
    folder = write(tmp_path, with_change((_TALK, *place), value))
    with pytest.raises(KnowledgeError) as refused:
        Talk.load(folder)
    (problem,) = refused.value.problems
    assert problem.file == _TALK
    assert told in str(problem)


@pytest.mark.parametrize("text", ["", "- thế", "leaning: [", "leaning: []\nleaning: []", "\x00"])
def test_word_lists_that_cannot_be_read_are_told_by_file(tmp_path: Path, text: str) -> None:
    folder = write(tmp_path, some_files() | {_TALK: text})
    with pytest.raises(KnowledgeError, match=r"^language/talk\.yaml: "):
        Talk.load(folder)


def test_missing_word_lists_are_told_by_file(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match=r"^language/talk\.yaml: "):
        Talk.load(tmp_path)


def test_the_word_lists_are_folded_for_the_words_they_are_matched_on(knowledge: KnowledgeBase) -> None:
    talk = knowledge.talk
    for word in (*talk.asking, *talk.asking_plainly, *talk.joints, *talk.about_home, *talk.living):
        assert word.isascii(), word
        assert word == word.lower().strip(), word
