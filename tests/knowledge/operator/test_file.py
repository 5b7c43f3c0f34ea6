"""What office staff write: many right spellings are read, and each mistake is told with its mending."""

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from knowledge.errors import KnowledgeError, Problem
from knowledge.loader import CONTENT_DIR
from knowledge.operator.file import read_file
from tests.knowledge.operator.files import SIMPLE, some_file, some_level, write


def _problems(folder: Path, content: dict[str, Any] | str | bytes, province: str = "") -> list[Problem]:
    with pytest.raises(KnowledgeError) as told:
        read_file(write(folder, content), province)
    return told.value.problems


def _level(key: str, value: str) -> dict[str, Any]:
    return {"tinh": "gia-lai", "muc_ho_tro": [some_level(**{key: value})]}


@pytest.mark.parametrize(
    ("content", "place", "told"),
    [
        ({"ten": "Trung tâm"}, "-: ten", "chỉ có: ten_don_vi, ten_trung_tam"),
        (
            {"can_bo": [{"ten": "A", "dia_ban": ["B"], "số": "1"}]},
            "can_bo 1: số",
            "chỉ có: ten, dia_ban, dien_thoai, ghi_chu",
        ),
        ({"ten_don_vi": ["Trung tâm"]}, "-: ten_don_vi", "phải là một dòng chữ"),
        ({"ten_don_vi": {"Trung tâm": "A"}}, "-: ten_don_vi", "phải là một dòng chữ"),
        ({"ten_don_vi": "a" * 201}, "-: ten_don_vi", "Dài quá 200 ký tự"),
        ({"ten_don_vi": "Trung\x07tâm"}, "-: ten_don_vi", "ký tự lạ"),
        ({"ten_don_vi": "Trung tâm …"}, "-: ten_don_vi", "chỗ trống"),
        ({"dia_chi": "số ... đường Một"}, "-: dia_chi", "chỗ trống"),
        ({"dia_chi": "\u200b"}, "-: dia_chi", "chỗ trống"),
        ({"ten_don_vi": "**Trung tâm**"}, "-: ten_don_vi", "hai dấu sao"),
        ({"trang_xac_minh": "https://a.vn/b__c"}, "-: trang_xac_minh", "hai dấu gạch dưới"),
        ({"trang_xac_minh": "htp://a.vn"}, "-: trang_xac_minh", 'Địa chỉ trang "htp://a.vn" không đúng'),
        ({"trang_xac_minh": "https://sct@xau.vn"}, "-: trang_xac_minh", "Địa chỉ trang"),
        ({"dien_thoai": "0269 382"}, "-: dien_thoai", 'Số điện thoại "0269 382" không đúng'),
        ({"dien_thoai": "0269 3xxx xxx"}, "-: dien_thoai", "chỗ trống"),
        ({"dien_thoai": "hỏi bảo vệ"}, "-: dien_thoai", "Số điện thoại"),
        ({"dien_thoai": "0269 3000 000 - 0269 3000 001"}, "-: dien_thoai", "cách nhau bằng dấu phẩy"),
        ({"dien_thoai": "0269 3000 000, 0912 00"}, "-: dien_thoai", '"0912 00"'),
        ({"dien_thoai": "01234 567 890"}, "-: dien_thoai", "di động 10 số"),
        ({"nguoi_bao_ve_du_lieu": "Phòng Thử"}, "-: nguoi_bao_ve_du_lieu", "Thiếu cách liên hệ"),
        ({"nguoi_bao_ve_du_lieu": "thu@example"}, "-: nguoi_bao_ve_du_lieu", 'Thư điện tử "thu@example"'),
        ({"nguoi_bao_ve_du_lieu": "gọi 0269 30 000"}, "-: nguoi_bao_ve_du_lieu", "Số điện thoại"),
        ({"kiem_tra_ngay": "31/02/2026"}, "-: kiem_tra_ngay", 'Ngày "31/02/2026" không đúng'),
        ({"kiem_tra_ngay": "21/11/26"}, "-: kiem_tra_ngay", "đủ bốn số của năm"),
        ({"kiem_tra_ngay": "21/11/0026"}, "-: kiem_tra_ngay", "Ngày"),
        ({"kiem_tra_ngay": ["21/11/2026"]}, "-: kiem_tra_ngay", "Ngày"),
        ({"kiem_tra_ngay": "21/11/2026", "xem_lai_ngay": "20/11/2026"}, "-: xem_lai_ngay", "21/11/2026"),
        ({"tinh": "Gia Lai"}, "-: tinh", "chữ thường không dấu"),
        ({"tinh": "binh-dinh"}, "-: tinh", 'Không có tỉnh nào mã "binh-dinh"'),
        ({"can_bo": "Bà Thử"}, "-: can_bo", "dấu gạch ngang"),
        ({"can_bo": ["Bà Thử"]}, "can_bo 1: -", "ten, dia_ban"),
        ({"can_bo": [{"ten": "Bà Thử"}]}, "can_bo 1: dia_ban", "Còn thiếu"),
        ({"can_bo": [{"ten": "Bà Thử", "dia_ban": []}]}, "can_bo 1: dia_ban", "Còn thiếu"),
        ({"can_bo": [{"ten": "Bà Thử", "dia_ban": ["xã …"]}]}, "can_bo 1: dia_ban 1", "chỗ trống"),
        ({"muc_ho_tro": [some_level()]}, "-: tinh", "phải điền tinh"),
        (_level("noi_dung", "may_moc"), "muc_ho_tro 1: noi_dung", 'Không có nội dung nào mã "may_moc"'),
        (_level("don_vi_tinh", "co_so"), "muc_ho_tro 1: don_vi_tinh", "Không có đơn vị tính nào"),
        (_level("don_vi_tinh", ""), "muc_ho_tro 1: -", "phải có don_vi_tinh"),
        (_level("ty_le", "150%"), "muc_ho_tro 1: ty_le", "không quá 100"),
        (_level("ty_le", "0"), "muc_ho_tro 1: ty_le", "trên 0"),
        (_level("ty_le", "một nửa"), "muc_ho_tro 1: ty_le", 'Tỷ lệ "một nửa"'),
        (_level("toi_da_vnd", "300 triệu"), "muc_ho_tro 1: toi_da_vnd", "viết đủ số đồng"),
        (_level("toi_da_vnd", "300"), "muc_ho_tro 1: toi_da_vnd", "viết đủ số đồng"),
        (_level("toi_da_vnd", "3.00.000"), "muc_ho_tro 1: toi_da_vnd", "viết đủ số đồng"),
        (_level("van_ban", "Nghị quyết 9/2026/NQ-HĐND"), "muc_ho_tro 1: van_ban", "không ghi"),
        (_level("dieu", ""), "muc_ho_tro 1: dieu", "Còn thiếu"),
        (_level("den_ngay", "31/12/2025"), "muc_ho_tro 1: den_ngay", "01/01/2026"),
        (_level("nguon", "trên mạng"), "muc_ho_tro 1: nguon", "bản gốc tại đơn vị"),
        (
            {"tinh": "gia-lai", "muc_ho_tro": [{**some_level(), "ty_le": "", "toi_da_vnd": ""}]},
            "muc_ho_tro 1: -",
            "chưa có số nào",
        ),
        ({"mau_giay": [{"phieu": "A-10", "tep": "a.pdf"}]}, "mau_giay 1: phieu", "A-01 đến A-09"),
        ({"mau_giay": [{"phieu": "A-01", "tep": "thieu.pdf"}]}, "mau_giay 1: tep", "Không thấy tệp"),
        ({"mau_giay": [{"phieu": "A-01", "tep": "secret.key"}]}, "mau_giay 1: tep", "không phải mẫu giấy"),
        ({"mau_giay": [{"phieu": "A-01", "tep": "../a.pdf"}]}, "mau_giay 1: tep", "Đường dẫn"),
        ({"mau_giay": [{"phieu": "A-01", "tep": "/etc/a.pdf"}]}, "mau_giay 1: tep", "Đường dẫn"),
        ({"mau_giay": [{"phieu": "A-01", "tep": "C:\\a.pdf"}]}, "mau_giay 1: tep", "Đường dẫn"),
        (
            {"lang_nghe": [{"ten": "A", "xa": "B", "quyet_dinh": "7/QĐ-UBND"}]},
            "lang_nghe 1: ngay",
            "Còn thiếu",
        ),
        ({"moc_nam": [{"ten": "Hạn", "ngay": "30/4"}]}, "moc_nam 1: ngay", 'Ngày "30/4"'),
        ("- ten_don_vi", "-: -", "có thể viết các mục: ten_don_vi"),
        ("Trung tâm", "-: -", "có thể viết các mục"),
        ("tinh: gia-lai\ngio_truc: Sáng: 7h30", "-: -", "Dòng 2 không đọc được"),
        ("tinh: gia-lai\n\tgio_truc: 7h30", "-: -", "không dùng phím Tab"),
        ("tinh: gia-lai\ngio_truc: 7h\ntinh: dak-lak", "-: -", "Mục tinh viết hai lần, lần sau ở dòng 3"),
        ("can_bo:\n- ten: A\n  ten: B", "-: -", "Mục ten viết hai lần, lần sau ở dòng 3"),
        ("tinh: gia-lai\ngio_truc: 7\x00h", "-: -", "Dòng 2 có ký tự lạ"),
        ("can_bo: &a [*a]", "-: -", "Dòng 1 không đọc được"),
        ("can_bo: " + "[" * 3000, "-: -", "xem cách viết trong tệp mẫu"),
        ("tinh: gia-lai".encode("utf-16"), "-: -", "UTF-8"),
    ],
)
def test_a_mistake_is_told_with_its_place_and_mending(
    tmp_path: Path, content: dict[str, Any] | str | bytes, place: str, told: str
) -> None:
    (problem,) = _problems(tmp_path, content)
    assert str(problem).startswith(f"{tmp_path / 'don-vi.yaml'}: {place}: ")
    assert told in problem.message


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    content = some_file() | {"dien_thoai": "1", "kiem_tra_ngay": "mai"}
    content["can_bo"].append({"ten": "B", "dia_ban": ["xã Ba"], "dien_thoai": "12345"})
    places = [f"{problem.entry}:{problem.field}" for problem in _problems(tmp_path, content)]
    assert places == [":dien_thoai", ":kiem_tra_ngay", "can_bo 2:dien_thoai"]


def test_the_file_and_the_settings_name_one_province(tmp_path: Path) -> None:
    (problem,) = _problems(tmp_path, {"tinh": "gia-lai"}, "dak-lak")
    assert problem.field == "tinh"
    assert "OPERATOR_PROVINCE" in problem.message
    assert read_file(write(tmp_path, {"tinh": "gia-lai"}), "gia-lai") is not None


def test_a_paper_behind_a_link_out_of_the_folder_is_not_there(tmp_path: Path) -> None:
    outside = tmp_path / "ngoai.pdf"
    outside.touch()
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "trong.pdf").symlink_to(outside)
    (problem,) = _problems(folder, {"mau_giay": [{"phieu": "A-01", "tep": "trong.pdf"}]})
    assert "Không thấy tệp" in problem.message


def test_a_folder_in_the_place_of_the_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "don-vi.yaml").mkdir()
    with pytest.raises(KnowledgeError, match="Không mở được tệp"):
        read_file(tmp_path / "don-vi.yaml")


def test_a_broken_catalogue_is_told_by_its_own_name(tmp_path: Path) -> None:
    content = tmp_path / "content"
    content.mkdir()
    shutil.copy(CONTENT_DIR / "operator.yaml", content)
    with pytest.raises(KnowledgeError, match=r"sources/levels\.yaml"):
        read_file(write(tmp_path, {"tinh": "gia-lai"}), directory=content)
    (content / "operator.yaml").write_text("fields: 5", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"^operator\.yaml: -: fields"):
        read_file(write(tmp_path, {}), directory=content)


def test_a_full_file_is_read_whole(tmp_path: Path) -> None:
    file = read_file(write(tmp_path, some_file()))
    assert file is not None
    assert (file.checked_on, file.review_on) == (date(2026, 11, 21), date(2027, 2, 21))
    assert file.levels[0].percent == Decimal("33.5")
    assert file.levels[0].cap_vnd == 200_000_000
    assert file.officers[0].communes == ("xã Một", "xã Hai")


@pytest.mark.parametrize("content", ["", "# chưa điền gì\n", "ten_don_vi:\ntinh: ~\ncan_bo:\n", "{}"])
def test_a_file_with_nothing_filled_in_is_no_mistake(tmp_path: Path, content: str) -> None:
    file = read_file(write(tmp_path, content))
    assert file is not None
    assert not any(file.model_dump().values())


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("0269 3000 000", "0269 3000 000"),
        ("02693000000", "02693000000"),
        ("0243000000", None),  # a digit is missing: YAML alone would read an octal number
        ("+84 269 3000 000", "+84 269 3000 000"),
        ("(0269) 3000.000 máy lẻ 12", "(0269) 3000.000 máy lẻ 12"),
        ("0269 3000 000, 0912-000-000", "0269 3000 000, 0912-000-000"),
        ("0269 3000 000 hoặc 1900 0000", "0269 3000 000 hoặc 1900 0000"),
        ("19000000", "19000000"),
        ("\u00a00269\u00a03000 000\u200b", "0269 3000 000"),
    ],
)
def test_a_telephone_number_stays_as_it_is_written(tmp_path: Path, written: str, read: str | None) -> None:
    path = write(tmp_path, f"dien_thoai: {written}\n")
    if read is None:
        with pytest.raises(KnowledgeError):
            read_file(path)
    else:
        file = read_file(path)
        assert file is not None
        assert file.phone == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("7:30", "7:30"),
        ("no", "no"),
        ("2026-11-21", "2026-11-21"),
        ("|\n  Sáng 7h\n  chiều 13h", "Sáng 7h chiều 13h"),
        ("Sa\u0301ng", "Sáng"),
        ("QÐ-UBND", "QĐ-UBND"),
        ('"{ten_don_vi} {0.__class__}"', None),
        ('"{ten} {0} %s $x"', "{ten} {0} %s $x"),
    ],
)
def test_text_stays_text_whatever_yaml_would_make_of_it(
    tmp_path: Path, written: str, read: str | None
) -> None:
    path = write(tmp_path, f"gio_truc: {written}\n")
    if read is None:
        with pytest.raises(KnowledgeError, match="hai dấu gạch dưới"):
            read_file(path)
    else:
        file = read_file(path)
        assert file is not None
        assert file.duty_hours == read


@pytest.mark.parametrize("start", ["\ufeff", "\r\n"])
def test_a_file_from_windows_is_read(tmp_path: Path, start: str) -> None:
    file = read_file(write(tmp_path, f"{start}ten_don_vi: {SIMPLE['ten_don_vi']}\r\n"))
    assert file is not None
    assert file.unit_name == SIMPLE["ten_don_vi"]
