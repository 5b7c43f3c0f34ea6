"""Why a call is refused, and which number that is in which API: the same numbers mean different things."""

from typing import Literal

Api = Literal["oa", "template_uid", "template_phone"]

# By (API, reason). "template" is the table that both template calls share.
CODES: dict[tuple[str, str], tuple[int, str]] = {
    ("oa", "rate"): (-32, "App or OA has exceeded the request rate"),
    ("oa", "attachment"): (-100, "Attachment is invalid or expired"),
    ("oa", "failed"): (-200, "Send message failed"),
    ("oa", "parameter"): (-201, "Parameter is invalid"),
    ("oa", "oa_deleted"): (-204, "Official Account has been deleted"),
    ("oa", "no_oa"): (-205, "Official Account does not exist"),
    ("oa", "app_inactive"): (-209, "App is not active"),
    ("oa", "too_long"): (-210, "Parameter is over its limit"),
    ("oa", "quota"): (-211, "Out of quota"),
    ("oa", "not_registered"): (-212, "App has not registered this API"),
    ("oa", "not_follower"): (-213, "User has not followed the Official Account"),
    ("oa", "article_pending"): (-214, "Article is being processed"),
    ("oa", "token"): (-216, "Access token is invalid"),
    ("oa", "invitations"): (-217, "User has blocked invitations"),
    ("oa", "person_quota"): (-218, "User has reached the receiving quota"),
    ("oa", "token_expired"): (-220, "Access token has expired or was removed"),
    ("oa", "not_verified"): (-221, "Official Account is not verified"),
    ("oa", "not_granted"): (-223, "Official Account has not granted this API"),
    ("oa", "package"): (-224, "Official Account needs a package"),
    ("oa", "inactive"): (-227, "User is locked or inactive for more than 45 days"),
    ("oa", "window"): (-230, "User has not interacted with the OA in the past 7 days"),
    ("oa", "never"): (-232, "User has not interacted, or the interaction has expired"),
    ("oa", "kind"): (-233, "Message type is not supported"),
    ("oa", "night"): (-234, "Not allowed at night"),
    ("oa", "v2"): (-240, "Message API v2 has been shut down"),
    ("oa", "proof"): (-242, "appsecret_proof is invalid"),
    ("oa", "blocked"): (-244, "User restricts this type of message"),
    ("oa", "standards"): (-248, "Content is against the platform standards"),
    ("oa", "not_by_uid"): (-249, "Template is not allowed by user id"),
    ("oa", "cloud_account"): (-320, "Official Account needs a Zalo Cloud Account"),
    ("oa", "money"): (-321, "Zalo Cloud Account is out of money"),
    ("template", "phone"): (-108, "Phone number is invalid"),
    ("template", "template_id"): (-109, "Template id is invalid"),
    ("template", "data_empty"): (-111, "Template data is empty"),
    ("template", "money"): (-115, "Out of quota or money"),
    ("template", "package"): (-117, "OA or app may not use this template"),
    ("template", "no_account"): (-118, "Zalo account does not exist"),
    ("template", "token"): (-124, "Access token is invalid"),
    ("template", "token_expired"): (-124, "Access token is invalid"),
    ("template", "development_quota"): (-126, "Out of development quota"),
    ("template", "not_admin"): (-127, "Test template is for administrators only"),
    ("template", "not_approved"): (-131, "Template is not approved"),
    ("template", "cloud_account"): (-136, "OA is not connected with a Zalo Cloud Account"),
    ("template", "person_refused"): (-139, "User refuses this type of message"),
    ("template", "daily_quota"): (-144, "Out of daily quota"),
    ("template", "blocked"): (-216, "User blocked the OA"),
    ("template", "data_too_long"): (-1121, "Template data is too long"),
    ("template", "data_missing"): (-1122, "Template data is missing"),
    ("template", "data_format"): (-1124, "Template data has a wrong format"),
    # by phone one may not know more than that the person cannot be reached
    ("template_phone", "blocked"): (-119, "Account cannot receive the message"),
    ("template_phone", "night"): (-133, "Not allowed at night"),
}

# where a reason is looked up first, second, third
_TABLES: dict[Api, tuple[str, ...]] = {
    "oa": ("oa", "template"),
    "template_uid": ("template_uid", "template", "oa"),
    "template_phone": ("template_phone", "template", "oa"),
}


class Refusal(Exception):
    """A call that is answered with HTTP 200 and an `error` other than 0."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason} {detail}".strip())
        self.reason = reason
        self.detail = detail


def code_of(api: Api, refusal: Refusal) -> tuple[int, str]:
    """The number and the words of a refusal in one API."""
    for table in _TABLES[api]:
        if (table, refusal.reason) in CODES:
            code, words = CODES[table, refusal.reason]
            return code, f"{words}: {refusal.detail}" if refusal.detail else words
    raise LookupError(f"{refusal.reason!r} has no code")
