"""Replies to "which province?": bare names, short forms and misspellings count."""

import pytest

from knowledge.places.places import Places
from tests.knowledge.places.told import told


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hue", "hue/thua-thien-hue"),
        ("can tho", "can-tho"),
        ("gia lai nha", "gia-lai"),
        ("Dạ em ở da nang ạ", "da-nang"),
        ("long an", "tay-ninh/long-an"),
        ("ben tre", "vinh-long/ben-tre"),
        ("da ben tre a", "vinh-long/ben-tre"),
        ("chi lang", "lang-son/lang-son?"),
        ("Dạ Anh Sơn ạ", "nghe-an/nghe-an?"),
        ("phu tho cu", "phu-tho/phu-tho"),
        ("xã Tây Hòa tỉnh Đắk Lắk", "dak-lak/phu-yen/xa Tây Hòa"),
        ("quang nih", "quang-ninh/quang-ninh"),
        ("Đắk Lắt", "lam-dong/lam-dong, dak-lak?"),
        ("binh phuot", "dong-nai/binh-phuoc"),
        ("tây nguyên", "thai-nguyen?"),
        ("gia lai hay dak lak", "gia-lai, dak-lak"),
        ("dn", "da-nang, dong-nai?"),
        ("bd nhé", "ho-chi-minh/binh-duong, gia-lai/binh-dinh?"),
        ("Quy Nhơn", "gia-lai/binh-dinh?"),
        ("bmt", "dak-lak/dak-lak?"),
        ("dạ Tây Hòa", "dak-lak/phu-yen?"),
        ("q1", "ho-chi-minh/ho-chi-minh"),
        ("la gi", "?"),
        ("không biết", "?"),
        ("1", "?"),
        ("thôi không cần đâu em ơi", "?"),
        ("", "?"),
    ],
)
def test_short_answers_are_understood(places: Places, text: str, expected: str) -> None:
    assert told(places.answer(text)) == expected


def test_every_province_and_old_area_is_understood_by_its_bare_name(places: Places) -> None:
    for province in places.provinces:
        (place,) = places.answer(province.name.lower()).places
        assert place.province == province
