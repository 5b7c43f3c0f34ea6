"""A small content directory that is right in everything, to be broken in one place."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import yaml

TODAY = date(2026, 11, 21)
MAY, MO_HINH, BAO_BI = "mua-may", "mo-hinh", "bao-bi"  # the entries
Files = dict[str, Any]  # file name -> what stands in it; a text is written as it is
Place = tuple[str | int, ...]  # a file name and the way to a value in it
REMOVED = object()


def some_files() -> Files:
    """Three entries on two documents, one fact, two levels and one rule."""
    return {
        "entries/may.yaml": {"group": "may", "title": "Máy móc", "entries": [_machines(), _models()]},
        "entries/nhan-hieu.yaml": {"group": "nhan-hieu", "title": "Nhãn hiệu", "entries": [_packaging()]},
        "sources/documents.yaml": {
            "checked_on": TODAY,
            "documents": [_document("tt-28-2018", "28/2018/TT-BTC"), _document("tt-26-2014", "26/2014/TTLT")],
        },
        "sources/facts.yaml": {"facts": [_fact()], "rules": [_rule()]},
        "sources/levels.yaml": {
            "checked_on": TODAY,
            "items": {"machinery": "Máy móc", "demo_model": "Mô hình trình diễn"},
            "units": {"per_facility": "mỗi cơ sở"},
            "levels": [level("lv-may"), level("lv-gia-lai", province="gia-lai", percent=40)],
            "coverage": [
                {
                    "province": "gia-lai",
                    "state": "partial",
                    "document": "tt-28-2018",
                    "note": "Mới biết máy móc.",
                }
            ],
        },
        "language/phrases.yaml": {"unknown": "Chưa rõ: {text}"},
        "language/commands.yaml": {"help": ["trợ giúp", "help"]},
        "language/caution.yaml": {"caution": ["theo báo", "hỏi lại"]},
        "rules/facts.yaml": {
            "facts": {"facility": {"kind": "choice", "label": "Loại", "choices": {"household": "hộ"}}}
        },
        "rules/rules.yaml": {
            "checked_on": TODAY,
            "review_on": date(2026, 12, 21),
            "groups": {},
            "rules": [],
            "advantages": [],
        },
        "language/talk.yaml": {
            "leaning": ["thế còn", "thế"],
            "asking": ["khong"],
            "asking_plainly": ["duoc khong"],
            "joints": ["voi lai"],
            "about_home": ["o", "em"],
            "living": ["em o"],
            "slips": {"khuyến nông": "khuyến công"},
        },
    }


def write(folder: Path, files: Files) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = content if isinstance(content, str) else yaml.safe_dump(content, allow_unicode=True)
        path.write_text(text, encoding="utf-8")
    return folder


def with_change(place: Place, value: object) -> Files:
    """The same content with one value put, replaced or REMOVED."""
    files = some_files()
    *way, last = place
    target: Any = files
    for step in way:
        target = target[step]
    if value is REMOVED:
        del target[last]
    elif isinstance(target, list) and last == len(target):
        target.append(value)
    else:
        target[last] = value(target[last]) if isinstance(value, Callable) else value  # type: ignore[arg-type]
    return files


def in_entry(*way: str | int) -> Place:
    """A place within the first entry."""
    return ("entries/may.yaml", "entries", 0, *way)


def questions(about: str) -> list[str]:
    return [f"{about} thì hỏi kiểu thứ {number} thế nào" for number in range(12)]


def _machines() -> dict[str, Any]:
    return {
        "id": MAY,
        "title": "Mua máy được bao nhiêu?",
        "audience": ["producer", "worker"],
        "scope": "national",
        "questions": questions("mua máy"),
        "answer": "Không quá 50% chi phí, tối đa 300 triệu đồng một cơ sở.",
        "citations": [
            {"document": "tt-28-2018", "article": "Điều 8 khoản 4", "basis": ["lv-may", "f-may"]},
            {"document": "tt-26-2014", "article": None, "basis": ["r-chua-co-so"], "history": True},
        ],
        "valid_from": None,
        "valid_to": None,
        "checked_on": TODAY,
        "review_on": date(2026, 12, 21),
        "related": [BAO_BI],
    }


def _models() -> dict[str, Any]:
    return _machines() | {
        "id": MO_HINH,
        "title": "Mô hình trình diễn là gì?",
        "questions": questions("mô hình"),
        "answer": "Là cơ sở làm mẫu cho nơi khác tới xem.",
    }


def _packaging() -> dict[str, Any]:
    return _machines() | {
        "id": BAO_BI,
        "title": "Làm bao bì có được hỗ trợ không?",
        "questions": questions("bao bì"),
        "answer": "Việc này chưa có số đã kiểm tra.",
        "citations": [{"press": "baodaklak.vn, bài 77", "basis": ["r-chua-co-so"]}],
        "related": [MAY],
    }


def _document(identity: str, number: str) -> dict[str, Any]:
    return {
        "id": identity,
        "number": number,
        "type": "thong_tu",
        "issuer": "Bộ Tài chính",
        "issued": date(2018, 3, 28),
        "effective_from": date(2018, 5, 11),
        "effective_to": None,
        "status": "in_force",
        "amended_by": [],
        "replaces": [],
        "replaced_by": [],
        "subject": "Kinh phí khuyến công",
        "sources": ["một trang"],
        "confidence": "text",
        "note": None,
    }


def _fact() -> dict[str, Any]:
    return {
        "id": "f-may",
        "group": "may",
        "statement": "Cả nước có 2.599 xã; chi 1,5 tỷ đồng trong năm.",
        "documents": ["tt-28-2018"],
        "article": None,
        "valid_from": date(2025, 10, 15),
        "valid_to": None,
        "scope": "national",
        "sources": ["một trang"],
        "confidence": "text",
        "inference": False,
        "use": "state",
        "note": None,
    }


def level(identity: str, **changes: Any) -> dict[str, Any]:
    """A row of the table, the national one for machines but for the changes."""
    return {
        "id": identity,
        "item": "machinery",
        "scheme": "local" if changes.get("province") else "national",
        "province": None,
        "old_area": None,
        "percent": 50,
        "cap_vnd": 300_000_000,
        "unit": "per_facility",
        "document": "tt-28-2018",
        "article": "Điều 8 khoản 4",
        "valid_from": date(2018, 5, 11),
        "valid_to": None,
        "status": "in_force",
        "sources": ["một trang"],
        "confidence": "text",
        "use": "state",
        "note": None,
        **changes,
    }


def _rule() -> dict[str, Any]:
    return {"id": "r-chua-co-so", "statement": "Chưa có số thì nói chưa có.", "applies_to": "all"}
