"""What each refusal means for a message, by API and code; content has a sentence for staff for each of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from handlers.zalo.wire import Api


class Act(StrEnum):
    RETRY = "retry"  # a few times
    NEXT_MINUTE = "next_minute"  # the whole lane waits
    LATER = "later"  # this message alone waits
    MORNING = "morning"  # until six
    NEXT_WAY = "next_way"  # it may still go in another way
    ONLY_BY_PHONE = "only_by_phone"  # the same, and the form is never tried by user id again
    NO_MONEY = "no_money"  # nothing that is billed goes
    UPLOAD_AGAIN = "upload_again"
    GIVE_UP = "give_up"
    STOP_PERSON = "stop_person"  # until they write again
    STOP_CHANNEL = "stop_channel"
    REAUTHORISE = "reauthorise"  # with a token that is read anew, or renewed once


@dataclass(frozen=True, slots=True)
class Meaning:
    """`after_all` is what a code means that comes back under a fresh token, too."""

    act: Act
    is_for_staff: bool = False
    after_all: Act = Act.STOP_CHANNEL


def _all(act: Act, *codes: int, is_for_staff: bool = False) -> dict[int, Meaning]:
    return dict.fromkeys(codes, Meaning(act, is_for_staff))


_OA: Mapping[int, Meaning] = {
    **_all(Act.NEXT_MINUTE, -32),
    **_all(Act.UPLOAD_AGAIN, -100),
    **_all(Act.RETRY, -200),
    **_all(Act.GIVE_UP, -201, -210, -217, -233, -237, -240, -244, -248, -403),
    **_all(Act.STOP_CHANNEL, -204, -205, -209, -212, -219, -221, -223, -224, -235, -242),
    **_all(Act.LATER, -211, -238, -241, is_for_staff=True),
    **_all(Act.LATER, -214, -218),
    **_all(Act.STOP_PERSON, -213, -227),
    **_all(Act.REAUTHORISE, -216, -220),
    **_all(Act.NEXT_WAY, -230, -232),
    **_all(Act.MORNING, -234),
    **_all(Act.ONLY_BY_PHONE, -249),
    **_all(Act.NO_MONEY, -320, -321, is_for_staff=True),
}
_TEMPLATE: Mapping[int, Meaning] = {
    **_all(Act.GIVE_UP, -108, -109, -111, -117, -126, -127, -131, -135, -139, -140, -141),
    **_all(Act.GIVE_UP, -1121, -1122, -1124, -1351),
    **_all(Act.NEXT_WAY, -118, -119),
    **_all(Act.NO_MONEY, -115, -136, -137, -138, -1381, is_for_staff=True),
    **_all(Act.MORNING, -133),
    **_all(Act.MORNING, -144, -147, -1441, -1471, -1472, is_for_staff=True),  # quotas of a day
    **_all(Act.REAUTHORISE, -124),
    # Of a dead token in one API, of a person who has blocked the account in the other: a fresh token tells.
    -216: Meaning(Act.REAUTHORISE, after_all=Act.STOP_PERSON),
}
_OAUTH: Mapping[int, Meaning] = {
    **_all(Act.REAUTHORISE, -118),
    **_all(Act.STOP_CHANNEL, -14002, -14003, is_for_staff=True),
}
MEANINGS: Mapping[tuple[Api, int], Meaning] = {
    (api, code): meaning
    for api, table in ((Api.OA, _OA), (Api.TEMPLATE, _TEMPLATE), (Api.OAUTH, _OAUTH))
    for code, meaning in table.items()
}
_UNKNOWN = Meaning(Act.RETRY)


def meaning_of(api: Api, code: int) -> Meaning:
    """What a code means. Calls for templates speak the account's own table for what theirs does not know."""
    own = MEANINGS.get((api, code))
    if own is None and api is Api.TEMPLATE:
        own = MEANINGS.get((Api.OA, code))
    return own or _UNKNOWN
