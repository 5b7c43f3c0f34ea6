"""What each text about data is filled with."""

from collections.abc import Mapping
from typing import NamedTuple

from knowledge.privacy.model import PrivacyText


class Names(NamedTuple):
    """What a speaker gives a text: always, and sometimes."""

    needed: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()


def _names(needed: str = "", optional: str = "") -> Names:
    return Names(frozenset(needed.split()), frozenset(optional.split()))


ALWAYS = frozenset({"unit", "contact", "first_days", "access_days", "withdraw_days", "delete_days"})
GIVEN: Mapping[PrivacyText, Names] = {  # the others are given nothing
    PrivacyText.EXPORT_PREPARING: _names("code"),
    PrivacyText.EXPORT_READY: _names("code until"),
    PrivacyText.EXPORT_LINK: _names("code link until"),
    PrivacyText.EXPORT_STAFF: _names("code"),
    PrivacyText.CORRECT_DONE: _names("code"),
    PrivacyText.WITHDRAW_ASK: _names("purposes"),
    PrivacyText.WITHDRAW_DONE: _names("purpose"),
    PrivacyText.DELETE_ASK: _names("now", "stays"),
    PrivacyText.DELETE_DONE: _names("code now", "stays"),
    PrivacyText.DELETE_WAITING: _names("code first", "now"),
    PrivacyText.RECEIPT: _names("kind code first done"),
    PrivacyText.REQUEST_DONE: _names("kind code"),
    PrivacyText.REQUEST_FIRST_ANSWER: _names("kind code done", "reason"),
    PrivacyText.REQUEST_EXTENDED: _names("kind code done reason"),
    PrivacyText.REQUEST_REFUSED: _names("kind code reason"),
    PrivacyText.BEHALF_MARK: _names("owner"),
    PrivacyText.FOREIGN_PLATFORM: _names("platform", "link"),
    PrivacyText.SENSITIVE_ELSEWHERE: _names("field", "link"),
}
