"""Template messages by user id and by phone number: approval, parameters, night, money."""

from typing import Any

from .account import Contact, Json, OfficialAccount, Template
from .clock import VIETNAM, is_night
from .codes import Refusal
from .given import Given

PROMOTION = 3
TRACKING_LIMIT = 48
DEVELOPMENT_PER_DAY = 100
PHONE_DIGITS = range(11, 13)


class Templates:
    """Checks one template message; who sends it to the person is told what to show."""

    def __init__(self, oa: OfficialAccount) -> None:
        self._oa = oa
        self._sent: dict[tuple[str, str], int] = {}

    def check(self, given: Given, contact: Contact, by_uid: bool) -> tuple[Template, Json]:
        """The template and its data, paid for."""
        template = self._oa.templates.get(str(given.fields.get("template_id", "")))
        if template is None or not isinstance(given.fields["template_id"], str):
            raise Refusal("template_id")
        is_trial = self._is_trial(given, contact)
        if template.status != "approved" and not is_trial:
            raise Refusal("not_approved")
        if by_uid and not template.by_uid:
            raise Refusal("not_by_uid")
        data = _data(template, given.fields.get("template_data"))
        self._tracking(given)
        if contact.refusal:
            raise Refusal(contact.refusal)
        if template.tag == PROMOTION and is_night(self._oa.now()):
            raise Refusal("night")
        counter = ("trial" if is_trial else "all", self._day())
        most = DEVELOPMENT_PER_DAY if is_trial else self._oa.limits.template_per_day
        if self._sent.get(counter, 0) >= most:
            raise Refusal("development_quota" if is_trial else "daily_quota")
        if not is_trial:
            self._oa.pay()
        self._sent[counter] = self._sent.get(counter, 0) + 1
        return template, data

    def phone(self, given: Given) -> Contact:
        """Who has the number of a call: 84 and digits, no plus, no zero."""
        number = given.fields.get("phone")
        if (
            not isinstance(number, str)
            or not (number.isascii() and number.isdigit() and number.startswith("84"))
            or len(number) not in PHONE_DIGITS
        ):
            raise Refusal("phone")
        contact = self._oa.find_phone(number)
        if contact is None:
            raise Refusal("no_account")
        return contact

    def quota(self) -> Json:
        """What is left of the day."""
        day = self._day()
        left = self._oa.limits.template_per_day - self._sent.get(("all", day), 0)
        return {"remainingQuota": str(left), "dailyQuota": str(self._oa.limits.template_per_day)}

    def _is_trial(self, given: Given, contact: Contact) -> bool:
        match given.fields.get("mode"):
            case None:
                return False
            case "development":
                if self._oa.admins.isdisjoint({contact.phone, contact.user_id}):
                    raise Refusal("not_admin")
                return True
        raise Refusal("parameter", "mode is unknown")

    @staticmethod
    def _tracking(given: Given) -> None:
        tracking = given.fields.get("tracking_id", "")
        if not isinstance(tracking, str):
            raise Refusal("parameter", "tracking_id is text")
        if len(tracking) > TRACKING_LIMIT:
            raise Refusal("too_long", "tracking_id")

    def _day(self) -> str:
        return self._oa.now().astimezone(VIETNAM).date().isoformat()


def _data(template: Template, given: Any) -> Json:
    """Every required parameter, none too long, each a text; unknown ones are not looked at."""
    if not isinstance(given, dict) or (template.params and not given):
        raise Refusal("data_empty")
    for name, param in template.params.items():
        value = given.get(name)
        if value is None or value == "":
            if param.is_required:
                raise Refusal("data_missing", name)
            continue
        if not isinstance(value, str):
            raise Refusal("data_format", name)
        if len(value) > param.max_length:
            raise Refusal("data_too_long", name)
    return {name: given[name] for name in template.params if name in given}
