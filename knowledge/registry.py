"""The registry of documents: which one a message names, whether it still holds, and what came after it."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from knowledge.model import Confidence, Document, DocumentFile, DocumentStatus
from knowledge.text.fold import fold

# What people type for a type of document, folded; "tt 28", "nghị định số 45", "nd45".
_TYPED = {
    "nghi dinh": "nghi_dinh",
    "nd": "nghi_dinh",
    "thong tu lien tich": "thong_tu_lien_tich",
    "ttlt": "thong_tu_lien_tich",
    "thong tu": "thong_tu",
    "tt": "thong_tu",
    "quyet dinh": "quyet_dinh",
    "qd": "quyet_dinh",
    "nghi quyet": "nghi_quyet",
    "nq": "nghi_quyet",
    "chi thi": "chi_thi",
    "ct": "chi_thi",
    "cong van": "cong_van",
    "cv": "cong_van",
    "luat": "luat",
    "van ban hop nhat": "van_ban_hop_nhat",
    "vbhn": "van_ban_hop_nhat",
}
_KINDS = "|".join(sorted(_TYPED, key=len, reverse=True))
# The last part: "tt 28 triệu" is a payment, and a longer number is a telephone's.
_NAMED = re.compile(
    rf"\b({_KINDS}) ?(?:so )?(\d{{1,4}}[a-z]?)(?:(?: ?[/-] ?| nam )(\d{{4}}))?"
    r"(?![\d.,]*\d| ?%| ?(?:trieu|tr|ty|nghin|ngan|vnd)\b)"
)
_NUMBERED = re.compile(
    r"\b(\d{1,4}[a-z]?)/(?:(\d{4})/(nd|nq|qd|ttlt|tt|ct|qh)|(nd|nq|qd|ttlt|tt|ct|vbhn)-[a-z])"
)
_NUMBER = re.compile(r"(\d+[a-z]?)(?:/(\d{4}))?")
_SAME_KIND = {"thong_tu": {"thong_tu", "thong_tu_lien_tich"}}
_BY_SUFFIX = {"qh": "luat"}


@dataclass(frozen=True, slots=True)
class Named:
    """The documents that a message names; `strange` are full numbers that the registry does not hold."""

    documents: tuple[Document, ...]
    strange: tuple[str, ...]


class Registry:
    """All documents by id, in file order."""

    def __init__(self, file: DocumentFile) -> None:
        self.checked_on: date = file.checked_on
        self.documents: Mapping[str, Document] = {document.id: document for document in file.documents}
        self._by_number: dict[str, list[Document]] = {}
        for document in file.documents:
            found = _NUMBER.match(fold(document.number))
            if found and document.confidence is not Confidence.UNVERIFIED:
                self._by_number.setdefault(found[1].lstrip("0"), []).append(document)

    def named_in(self, text: str) -> Named:
        """Which documents a message names by number, such as "nđ 134" or "Thông tư 28/2018"."""
        known: dict[str, Document] = {}
        strange: dict[tuple[str, str], str] = {}
        for kind, number, year, words in _mentions(text):
            fitting = [each for each in self._by_number.get(number, ()) if _fits(each, kind, year)]
            known.update((document.id, document) for document in fitting)
            if not fitting and year:
                strange.setdefault((number, year), words)
        return Named(tuple(known.values()), tuple(strange.values()))

    def successors(self, document: Document) -> tuple[Document, ...]:
        """What replaced a document, step by step, up to what is in force today."""
        found: dict[str, Document] = {}
        waiting = list(document.replaced_by)
        while waiting:
            identity = waiting.pop(0)
            if identity not in found:
                found[identity] = self.documents[identity]
                waiting.extend(found[identity].replaced_by)
        return tuple(found.values())

    def amendments(self, document: Document) -> tuple[Document, ...]:
        return tuple(self.documents[identity] for identity in document.amended_by)


def _mentions(text: str) -> Iterator[tuple[str, str, str, str]]:
    """Kind, number, year ("" when not said) and the words, as they were typed, of each mention."""
    typed = unicodedata.normalize("NFC", text)
    folded = fold(typed)
    typed = typed if len(typed) == len(folded) else folded  # places fit both but in odd scripts
    for found in _NAMED.finditer(folded):
        yield _TYPED[found[1]], found[2].lstrip("0"), found[3] or "", typed[slice(*found.span())]
    for found in _NUMBERED.finditer(folded):
        suffix = found[3] or found[4]
        kind = _BY_SUFFIX.get(suffix) or _TYPED[suffix]
        yield kind, found[1].lstrip("0"), found[2] or "", typed[slice(*found.span())]


def _fits(document: Document, kind: str, year: str) -> bool:
    if document.type not in _SAME_KIND.get(kind, {kind}) and not (
        kind == "luat" and document.number.upper().endswith(("QH13", "QH14", "QH15", "QH16"))
    ):
        return False
    return not year or year == _year(document)


def _year(document: Document) -> str:
    found = _NUMBER.match(fold(document.number))
    if found and found[2]:
        return found[2]
    return str(document.issued.year) if document.issued else ""


def is_past(document: Document) -> bool:
    """True for what may only be told as history."""
    return document.status in (DocumentStatus.REPLACED, DocumentStatus.EXPIRED)
