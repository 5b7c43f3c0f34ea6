"""Privacy as the handlers see it: what to ask before, how fast to answer, how long to keep, and the words for it."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Self

from knowledge.privacy.loader import PrivacyBook, load_privacy
from knowledge.privacy.model import (
    LONGEST_MESSAGE,
    Clocks,
    ConsentNotice,
    PrivacyText,
    Purpose,
    RequestKind,
    Retention,
    RetentionKind,
)
from knowledge.privacy.working_days import WorkingDays

_KEPT_AS_LONG_AS = {Purpose.CASE: RetentionKind.CASE}  # the others: as the application


class Privacy:
    """Pure: it knows days and words, and keeps nothing. Of an office that has not told of itself, None is given."""

    def __init__(self, book: PrivacyBook) -> None:
        self._book = book
        self.working_days: WorkingDays = book.working_days()
        self.retention: Mapping[RetentionKind, Retention] = book.retention.kinds

    @classmethod
    def load(cls, directory: Path) -> Self:
        """Privacy of a content directory. Raises KnowledgeError."""
        return cls(load_privacy(directory))

    def notice(
        self, purpose: Purpose, /, *, unit: str | None = None, contact: str | None = None, **values: object
    ) -> ConsentNotice:
        """What is read before a consent; `platform` names a foreign one, `field` and `why` a sensitive field,
        `item` a case, `owner` the person one files for. A needed value that is missing raises KeyError."""
        consent = self._book.consents.consents[purpose]
        kept = self.retention[_KEPT_AS_LONG_AS.get(purpose, RetentionKind.APPLICATION)]
        told = self._office(unit, contact) | {"days": kept.days, **values}
        told["draft_days"] = self.retention[RetentionKind.DRAFT].days
        return ConsentNotice(
            purpose=purpose,
            name=consent.name,
            version=consent.version,
            digest=consent.digest_now(),
            text=consent.text(**told),
            yes=consent.yes,
            no=consent.no,
            refused=consent.refused(**told),
        )

    def clocks(self, kind: RequestKind, asked_on: date) -> Clocks:
        """The days of a request; the day it was asked on is not counted."""
        file, clock = self._book.clocks, self._book.clocks.clocks[kind]
        return Clocks(
            first_answer_by=self.working_days.after(asked_on, file.first_working_days),
            remind_at_50=asked_on + timedelta(days=clock.days * 50 // 100),
            remind_at_80=asked_on + timedelta(days=clock.days * 80 // 100),
            done_by=asked_on + timedelta(days=clock.days),
            done_with_other_by=asked_on + timedelta(days=clock.with_other_days),
            latest_by=asked_on + timedelta(days=clock.days + clock.extension_days),
        )

    def until(self, kind: RetentionKind, counted_from: date) -> date:
        """The last day on which a kind of data is kept."""
        return counted_from + timedelta(days=self.retention[kind].days)

    def text(
        self, text: PrivacyText, /, *, unit: str | None = None, contact: str | None = None, **values: object
    ) -> str:
        """One text, filled; which values it needs stands in `texts.GIVEN`. Raises KeyError."""
        clocks = self._book.clocks
        days = {
            "first_days": clocks.first_working_days,
            "access_days": clocks.clocks[RequestKind.ACCESS].days,
            "withdraw_days": clocks.clocks[RequestKind.WITHDRAW].days,
            "delete_days": clocks.clocks[RequestKind.DELETE].days,
        }
        return self._book.texts.texts[text](**{**self._office(unit, contact), **days, **values})

    def kind_name(self, kind: RequestKind) -> str:
        return self._book.texts.requests[kind]

    def purpose_name(self, purpose: Purpose) -> str:
        return self._book.consents.consents[purpose].name

    def purposes(self, purposes: Iterable[Purpose]) -> str:
        """Their names in one line, for WITHDRAW_ASK."""
        return self._book.texts.joint.join(map(self.purpose_name, purposes))

    def kept_list(self) -> tuple[str, ...]:
        """What is kept, how long and why, in messages that are not too long."""
        file = self._book.texts
        messages = [file.kept_head()]
        for kept in self.retention.values():
            line = file.kept_line(what=kept.what, days=kept.days, since=kept.since, why=kept.why)
            if len(messages[-1]) + 1 + len(line) > LONGEST_MESSAGE:
                messages.append(line)
            else:
                messages[-1] += f"\n{line}"
        return tuple(messages)

    def gone_list(self, kinds: Iterable[RetentionKind]) -> str | None:
        """What is deleted, in one line; None when nothing is."""
        return self._book.texts.joint.join(self.retention[kind].what for kind in kinds) or None

    def stays_list(self, kept: Iterable[tuple[RetentionKind, date]]) -> str | None:
        """What stays until when and why, a line each; None when nothing does."""
        line = self._book.texts.stays_line
        told = ((self.retention[kind], until) for kind, until in kept)
        return "\n".join(line(what=each.what, until=until, why=each.why) for each, until in told) or None

    def _office(self, unit: str | None, contact: str | None) -> dict[str, object]:
        fallbacks = self._book.texts.fallbacks
        return {"unit": unit or fallbacks.unit, "contact": contact or fallbacks.contact}
