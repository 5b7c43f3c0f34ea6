"""What a message says about places."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.places.places import Places
from tests.knowledge.places.told import told

_PROVINCES = [
    ("Đắk Lắk", "dak-lak"),
    ("daklak", "dak-lak"),
    ("DAK LAK", "dak-lak"),
    ("Em ở Đăk Lăk ạ", "dak-lak"),
    ("em o dac lac", "dak-lak"),
    ("Tôi ở Ðắk Lắk", "dak-lak"),  # with an Icelandic eth
    ("tỉnh Đắk Lắk cũ", "dak-lak/dak-lak"),
    ("tinh Bình Định cũ", "gia-lai/binh-dinh"),
    ("binh dinh cu", "gia-lai/binh-dinh"),
    ("em o binh dinh", "gia-lai/binh-dinh"),
    ("em ở binhf ddinhj", "gia-lai/binh-dinh"),
    ("Tỉnh Gia Lai (Bình Định cũ)", "gia-lai/binh-dinh"),
    ("Bình Định cũ, nay là Gia Lai", "gia-lai/binh-dinh"),
    ("Quảng Ngãi", "quang-ngai"),
    ("Quãng Ngãi có mức mới chưa", "quang-ngai"),
    ("khánh hoà", "khanh-hoa"),
    ("kontum", "quang-ngai/kon-tum"),
    ("tp hcm", "ho-chi-minh"),
    ("TP.HCM", "ho-chi-minh"),
    ("tphcm", "ho-chi-minh"),
    ("sài gòn", "ho-chi-minh"),
    ("Sài Gòn cũ", "ho-chi-minh/ho-chi-minh"),
    ("Bà Rịa - Vũng Tàu", "ho-chi-minh/ba-ria-vung-tau"),
    ("brvt", "ho-chi-minh/ba-ria-vung-tau"),
    ("Hà Nội", "ha-noi/ha-noi"),
    ("em o hue", "hue/thua-thien-hue"),
    ("Thừa Thiên Huế", "hue/thua-thien-hue"),
    ("quê ở Bắc Cạn", "thai-nguyen/bac-kan"),
    ("toi o hau giang cu, nay la can tho", "can-tho/hau-giang"),
    ("tinh phu tho", "phu-tho"),
    ("phu tho cu", "phu-tho/phu-tho"),
    ("Nghị quyết 23/2025 của Phú Thọ", "phu-tho"),
    ("thành phố Bắc Ninh", "bac-ninh"),
    ("thành phố Đồng Nai", "dong-nai"),
    ("so sánh Bình Định và Phú Yên", "gia-lai/binh-dinh, dak-lak/phu-yen"),
    ("Bình Thuận với Đắk Nông", "lam-dong/binh-thuan, lam-dong/dak-nong"),
]

_HINTS = [
    ("ở Quy Nhơn", "gia-lai/binh-dinh?"),
    ("ở Qui Nhơn", "gia-lai/binh-dinh?"),
    ("o quy nhon", "gia-lai/binh-dinh?"),
    ("sống ở Buôn Mê Thuột", "dak-lak/dak-lak?"),
    ("o la gi", "lam-dong/binh-thuan?"),
    ("Quy Nhơn, Gia Lai", "gia-lai/binh-dinh"),
    ("Quy Nhơn, Phú Yên", "dak-lak/phu-yen"),
    ("em ở dn", "da-nang, dong-nai?"),
    ("em o dn a", "da-nang, dong-nai?"),
    ("quê bt", "lam-dong/binh-thuan, vinh-long/ben-tre?"),
]

_DISTRICTS = [
    ("huyện Tây Hòa", "dak-lak/phu-yen"),
    ("o huyen tay hoa", "dak-lak/phu-yen"),
    ("tp Tuy Hòa", "dak-lak/phu-yen"),
    ("thị xã La Gi", "lam-dong/binh-thuan"),
    ("tx la gi", "lam-dong/binh-thuan"),
    ("thành phố Hòa Bình", "phu-tho/hoa-binh"),
    ("thành phố Biên Hòa", "dong-nai/dong-nai"),
    ("huyện Long Thành, Đồng Nai", "dong-nai/dong-nai"),
    ("quận 1", "ho-chi-minh/ho-chi-minh"),
    ("q.1 tp hcm", "ho-chi-minh/ho-chi-minh"),
    ("huyện Yên Dũng", "bac-ninh/bac-giang"),  # joined to a city half a year before all districts ended
    ("huyện đảo Lý Sơn", "quang-ngai/quang-ngai/dac_khu Lý Sơn"),
    ("huyện Chợ Mới", "thai-nguyen/bac-kan, an-giang/an-giang?"),
    ("huyện Chợ Mới, An Giang", "an-giang/an-giang"),
]

_COMMUNES = [
    ("xã Hòa Phú huyện Tây Hòa", "dak-lak/phu-yen/xa Sơn Thành"),
    ("x. Hòa Phú, h. Tây Hòa, Phú Yên", "dak-lak/phu-yen/xa Sơn Thành"),
    ("x.Hoà Phú, h.Tây Hoà", "dak-lak/phu-yen/xa Sơn Thành"),
    ("xã Hòa Phú, Tây Hòa, Phú Yên", "dak-lak/phu-yen/xa Sơn Thành"),
    ("xa hoa phu huyen tay hoa", "dak-lak/phu-yen/xa Sơn Thành"),
    ("p.5 tp Tuy Hòa", "dak-lak/phu-yen/phuong Tuy Hòa"),
    ("phường 05 Tuy Hòa", "dak-lak/phu-yen/phuong Tuy Hòa"),
    ("thị trấn Phú Thứ huyện Tây Hòa", "dak-lak/phu-yen/xa Tây Hòa"),
    ("tt. Phú Thứ, Tây Hòa", "dak-lak/phu-yen/xa Tây Hòa"),
    ("xã Tây Hòa tỉnh Đắk Lắk", "dak-lak/phu-yen/xa Tây Hòa"),
    ("xã Tây Hòa", "dak-lak/phu-yen/xa Tây Hòa, dong-nai/dong-nai/xa Hưng Thịnh?"),
    ("xã Hòa Bình", "?"),  # dozens
    ("phường Bình Phước", "dong-nai/binh-phuoc/phuong Bình Phước"),
    ("phường Phú Yên", "dak-lak/phu-yen/phuong Phú Yên"),
    ("phường Bình Thuận, Lâm Đồng", "lam-dong/binh-thuan/phuong Bình Thuận"),
    ("đặc khu Phú Quốc", "an-giang/kien-giang/dac_khu Phú Quốc"),
    ("dac khu phu quoc", "an-giang/kien-giang/dac_khu Phú Quốc"),
    ("phường Long Thành", "dong-nai/dong-nai/phuong Long Thành"),
    ("xã Long Thành, Đồng Nai", "dong-nai/dong-nai/phuong Long Thành"),
    ("xã Cẩm Giang, Hải Phòng", "hai-phong/hai-duong/xa Cẩm Giang"),
    ("xã Cẩm Giàng, Hải Phòng", "hai-phong/hai-duong/xa Cẩm Giàng"),
    ("phường Lâm Viên Đà Lạt", "lam-dong/lam-dong/phuong Lâm Viên - Đà Lạt"),
    ("phường 1 Bảo Lộc", "lam-dong/lam-dong/phuong 1 Bảo Lộc"),
    ("xã Ea Bhôk huyện Cư Kuin", "dak-lak/dak-lak/xa Dray Bhăng, dak-lak/dak-lak/xa Ea Ktur?"),
    ("xã Không Có, Đắk Lắk", "dak-lak"),
    ("xã Hội An, An Giang", "an-giang/an-giang/xa Hội An"),
    ("xã An Minh, An Giang", "an-giang/kien-giang/xa An Minh"),
    ("xã Ia Ly, Gia Lai", "gia-lai/gia-lai/xa Ia Ly"),
]


@pytest.mark.parametrize(("text", "expected"), [*_PROVINCES, *_HINTS, *_DISTRICTS, *_COMMUNES])
def test_places_are_found(places: Places, text: str, expected: str) -> None:
    assert told(places.find(text)) == expected


@pytest.mark.parametrize("text", ["xã Hòa Phú huyện Tây Hòa", "Em ở Bình Định cũ"])
def test_the_form_of_unicode_makes_no_difference(places: Places, text: str) -> None:
    assert told(places.find(unicodedata.normalize("NFD", text))) == told(places.find(text))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("em ở tỉnh Bình Định cũ ạ", "Bình Định cũ"),
        ("Xã Hòa Phú huyện Tây Hòa", "Xã Hòa Phú, huyện Tây Hòa"),
        ("Phú Yên nhập Đắk Lắk, PHÚ YÊN theo ai", "Phú Yên, Đắk Lắk"),
    ],
)
def test_a_place_tells_the_words_that_named_it(places: Places, text: str, said: str) -> None:
    assert places.find(text).places[0].said == said


def test_a_place_that_several_provinces_have_is_asked_about_five_at_most(places: Places) -> None:
    counts = [len(places.find(f"xã {commune.name}").places) for commune in places.communes]
    assert max(counts) == 5


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(), st.text("aăâđệờxãp.q1 ,-\n(cũtỉnhhòa", max_size=80)))
def test_any_text_is_accepted(places: Places, text: str) -> None:
    for finding in (places.find(text), places.answer(text)):
        assert len(finding.places) <= 5
        assert finding.places or not finding.is_certain
