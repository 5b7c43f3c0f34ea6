"""What entries say together: questions that only one entry may claim, texts in one Unicode form."""

import unicodedata
from collections.abc import Callable, Iterator
from datetime import date

from knowledge.errors import Problem
from knowledge.loader import Content, Sources
from knowledge.model import Use

Fold = Callable[[str], str]


def check_questions(content: Content, fold: Fold) -> Iterator[Problem]:
    """Two entries may not claim one phrase, however it is typed."""
    owner: dict[str, str] = {}
    for entry in content.entries.values():
        for question in entry.questions:
            phrase = " ".join(fold(question).split()).strip(" ?!.")
            first = owner.setdefault(phrase, entry.id)
            if first != entry.id:
                message = f"{question!r} is claimed by {first} too"
                yield Problem(content.files[entry.id], entry.id, "questions", message)


def check_caution(content: Content, sources: Sources) -> Iterator[Problem]:
    """What is not settled may not be told as if it were."""
    for entry in content.entries.values():
        doubtful = [
            basis for each in entry.citations for basis in each.basis if _is_doubtful(basis, content, sources)
        ]
        said = " ".join([entry.answer, entry.more or "", entry.unknown or "", *entry.warnings]).lower()
        if doubtful and not any(words in said for words in content.caution):
            message = f"{doubtful[0]} must be told with caution (words: language/caution.yaml)"
            yield Problem(content.files[entry.id], entry.id, "answer", message)


def _is_doubtful(basis: str, content: Content, sources: Sources) -> bool:
    stated = sources.facts.get(basis) or content.levels.rows.get(basis)
    return stated is not None and stated.use is Use.WITH_CAUTION


def check_unicode(content: Content) -> Iterator[Problem]:
    for entry in content.entries.values():
        text = entry.model_dump_json()
        if unicodedata.normalize("NFC", text) != text:
            yield Problem(content.files[entry.id], entry.id, "", "text is not in Unicode form NFC")
    for key, text in content.phrases.items():
        if unicodedata.normalize("NFC", text) != text:
            yield Problem("language/phrases.yaml", "", key, "text is not in Unicode form NFC")


def check_reviews(content: Content, today: date) -> Iterator[Problem]:
    for entry in content.entries.values():
        file = content.files[entry.id]
        if entry.review_on < today:
            yield Problem(file, entry.id, "review_on", f"review was due on {entry.review_on}")
        if entry.valid_to is not None and entry.valid_to < today:
            yield Problem(file, entry.id, "valid_to", f"ran out on {entry.valid_to}: renew or remove it")
        if entry.checked_on > today:
            yield Problem(file, entry.id, "checked_on", "lies in the future")
