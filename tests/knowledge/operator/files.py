"""A file of an office that has told everything, to be changed or broken in one place."""

from pathlib import Path
from typing import Any

import yaml

from knowledge.operator.facts import FILE_NAME

PAPER = "mau-giay/phieu.docx"
SIMPLE = {
    "ten_don_vi": "Trung tâm Khuyến công thử",
    "ten_trung_tam": "Trung tâm Khuyến công thử",
    "dia_chi": "12 đường Thử, phường Mẫu",
    "dien_thoai": "0269 3000 000",
    "gio_lam_viec": "7:30-11:30, 13:30-17:00",
    "gio_truc": "8:00",
    "trang_xac_minh": "https://thu.example.vn/kenh",
    "nguoi_bao_ve_du_lieu": "Phòng Thử, thu@example.vn",
    "xac_nhan_mien_phi": "công văn số 1 ngày 1/1/2026",
}


def some_file() -> dict[str, Any]:
    return {
        **SIMPLE,
        "tinh": "gia-lai",
        "kiem_tra_ngay": "21/11/2026",
        "xem_lai_ngay": "2027-02-21",
        "can_bo": [{"ten": "Bà Thử", "dia_ban": ["xã Một", "xã Hai"], "dien_thoai": "0912 000 000"}],
        "muc_ho_tro": [some_level()],
        "mau_giay": [{"phieu": "A-01", "tep": PAPER}],
        "lang_nghe": [{"ten": "Làng Thử", "xa": "xã Một", "quyet_dinh": "7/QĐ-UBND", "ngay": "15/3/2019"}],
        "moc_nam": [{"ten": "Hạn gửi nhu cầu", "ngay": "30/04/2027", "ghi_chu": "theo Sở"}],
    }


def some_level(**changes: str) -> dict[str, str]:
    return {
        "noi_dung": "machinery",
        "ty_le": "33,5%",
        "toi_da_vnd": "200.000.000 đồng",
        "don_vi_tinh": "per_facility",
        "van_ban": "9/2026/NQ-HĐND",
        "dieu": "Điều 5",
        "tu_ngay": "01/01/2026",
        "nguon": "bản gốc tại đơn vị",
        **changes,
    }


def write(folder: Path, content: dict[str, Any] | str | bytes) -> Path:
    """The office's file in a folder that holds its papers too."""
    paper = folder / PAPER
    paper.parent.mkdir(exist_ok=True)
    paper.touch()
    path = folder / FILE_NAME
    if isinstance(content, dict):
        content = yaml.safe_dump(content, allow_unicode=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path
