"""What people read of their rights, with the office's own name and the days of the law."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from handlers.messages import Button, Reply
from handlers.rights.codes import new_request_code, shown_request
from handlers.rights.deeds import Asked
from knowledge.base import KnowledgeBase
from knowledge.privacy.model import PrivacyText, RequestKind, RetentionKind


@dataclass(frozen=True, slots=True)
class Telling:
    """By the knowledge of the moment; days are counted in `zone`."""

    knowledge: KnowledgeBase
    zone: tzinfo

    def today(self, now: datetime) -> date:
        return now.astimezone(self.zone).date()

    def text(self, text: PrivacyText, **values: object) -> str:
        office = self.knowledge.office
        unit, contact = office.get("ten_don_vi"), office.get("nguoi_bao_ve_du_lieu")
        return self.knowledge.privacy.text(text, unit=unit, contact=contact, **values)

    def moment(self, at: datetime) -> str:
        return self.knowledge.process.told_moment(at, self.zone)

    def kind(self, kind: RequestKind) -> str:
        """As the label of a button."""
        name = self.knowledge.privacy.kind_name(kind)
        return name[:1].upper() + name[1:]

    def asked(self, kind: RequestKind, now: datetime) -> Asked:
        """A request of this moment, with a code of its own and its days."""
        clocks = self.knowledge.privacy.clocks(kind, self.today(now))
        return Asked(kind, new_request_code(), clocks.first_answer_by, clocks.done_by)

    def receipt(self, asked: Asked) -> Reply:
        """What was asked for, the code, and both days."""
        return Reply(
            self.text(
                PrivacyText.RECEIPT,
                kind=self.knowledge.privacy.kind_name(asked.kind),
                code=shown_request(asked.code),
                first=asked.first_answer_by,
                done=asked.done_by,
            )
        )

    def question(self, text: str, yes: tuple[PrivacyText, str], no: tuple[PrivacyText, str]) -> Reply:
        """A question with two buttons of equal weight, each a label and a payload."""
        return Reply(text, tuple(Button(self.text(label), payload) for label, payload in (yes, no)))

    def keeps(self, kind: RetentionKind) -> timedelta:
        return timedelta(days=self.knowledge.privacy.retention[kind].days)
