"""What entries say together: questions that only one entry may claim, texts in one Unicode form."""

import unicodedata
from collections.abc import Callable, Iterator
from datetime import date

from knowledge.errors import Problem
from knowledge.loader import Content

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


def check_unicode(content: Content) -> Iterator[Problem]:
    for entry in content.entries.values():
        text = entry.model_dump_json()
        if unicodedata.normalize("NFC", text) != text:
            yield Problem(content.files[entry.id], entry.id, "", "text is not in Unicode form NFC")


def check_reviews(content: Content, today: date) -> Iterator[Problem]:
    for entry in content.entries.values():
        file = content.files[entry.id]
        if entry.review_on < today:
            yield Problem(file, entry.id, "review_on", f"review was due on {entry.review_on}")
        if entry.checked_on > today:
            yield Problem(file, entry.id, "checked_on", "lies in the future")
