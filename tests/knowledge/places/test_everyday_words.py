"""Sentences that name no place, however much their words look like one."""

import pytest

from knowledge.places.places import Places
from knowledge.text.fold import fold

_SENTENCES = [
    "la gi",
    "là gì",
    "khuyen cong la gi vay",
    "vậy cái này là gì",
    "can tho may gap",
    "xuong can tho co tay nghe",
    "may da nang gia bao nhieu",
    "mua máy đa năng",
    "bao gia lai cho em voi",
    "giá lại bao nhiêu",
    "tinh lai gia lai suat",
    "lam ben tre nua dac",
    "lang son mai co duoc ho tro khong",
    "làng sơn mài",
    "lang nghe an toan",
    "nghe an noi ma buon",
    "dien bien moi nhat",
    "thanh hoa don do",
    "hai duong day nong",
    "hai phong hop",
    "ho tro hai phong",
    "cao bang nao moi duoc",
    "dong thap hon duoc khong",
    "lam dong ruong",
    "tien giang vien ai tra",
    "long an tam di chu",
    "thai nguyen lieu ra song",
    "may tuyen quang",
    "son la loai nao",
    "ca mau san pham",
    "quang nam trieu",
    "hoa binh thuong thoi",
    "nam dinh ky mot lan",
    "co phan thiet bi",
    "ho so kho bac can gi",
    "da lat nen",
    "di an com",
    "mong cai may",
    "hợp tác xã Tân Tiến",
    "hop tac xa cua em",
    "hiệp hội an toàn lao động",
    "xã hội an toàn",
    "danh sách xã chưa gửi",
    "xưởng ở xã biên giới",
    "xa co to chuc khong",
    "bang treo o xa van con dong",
    "phuong an phu hop",
    "phương án phù hợp",
    "len phuong co bi cat khong",
    "tui ở phường trung tâm",
    "co quan nao",
    "dia phuong minh khai bao sao",
    "quan ly thue",
    "q1 năm 2026",
    "8h 30p em goi lai",
    "mua 2 x 3 cai",
    "dn có được không",
    "tính cb thế nào",
    "co duoc tinh la nong thon khong",
    "ở ct em có máy",
    "qn duyet chua",
    "th nay thi sao",
    "tt hoa binh",
    "huyen cho moi nha muoi trieu",
    "phường chủ yếu làm gì",
    "",
    "5",
    "👍",
]


@pytest.mark.parametrize("text", _SENTENCES)
def test_everyday_words_are_no_places(places: Places, text: str) -> None:
    assert places.find(text).places == ()


@pytest.mark.parametrize("text", [text for text in _SENTENCES if not text.isascii()])
def test_nor_are_they_without_marks(places: Places, text: str) -> None:
    assert places.find(fold(text)).places == ()
