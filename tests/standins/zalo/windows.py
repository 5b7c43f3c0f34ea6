"""Whether a consultation message may be sent now, and at whose cost."""

from datetime import datetime, timedelta

from .account import Contact, Json, OfficialAccount
from .codes import Refusal
from .replies import Cost

FREE = timedelta(hours=48)
OPEN = timedelta(days=7)


def cost_of(oa: OfficialAccount, contact: Contact, now: datetime) -> tuple[Cost, Json | None]:
    """The cost class and the `quota` object of the answer, None when the message is billed."""
    if contact.refusal:
        raise Refusal(contact.refusal)
    if oa.cs_needs_follow and not contact.is_follower:
        raise Refusal("not_follower")
    if contact.last_interaction is None or now - contact.last_interaction > OPEN:
        raise Refusal("window")
    if now - contact.last_interaction <= FREE:
        if contact.is_follower and not contact.has_written:
            return "welcome", _quota(oa, "welcome_msg", 8)
        return "reply", _quota(oa, "reply", 8)
    if oa.package_quota > 0:
        oa.package_quota -= 1
        return "package", _quota(oa, "sub_quota", oa.package_quota)
    oa.pay()
    return "billed", None


def _quota(oa: OfficialAccount, kind: str, remain: int) -> Json:
    body = {"quota_type": kind}
    # since 2026-03-01 the two figures are left out
    return body | {"remain": str(remain), "total": "8"} if oa.tells_remaining else body
