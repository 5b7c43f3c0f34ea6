"""Each code has one meaning in its API, and a sentence for staff."""

import pytest

from handlers.zalo.codes import MEANINGS, Act, meaning_of
from handlers.zalo.wire import Api
from knowledge.base import KnowledgeBase

_DOCUMENTED = {  # in the table of the account's API
    Act.NEXT_MINUTE: {-32},
    Act.UPLOAD_AGAIN: {-100},
    Act.RETRY: {-200},
    Act.REAUTHORISE: {-216, -220},
    Act.NEXT_WAY: {-230, -232},
    Act.MORNING: {-234},
    Act.ONLY_BY_PHONE: {-249},
    Act.NO_MONEY: {-320, -321},
    Act.STOP_PERSON: {-213, -227},
    Act.LATER: {-211, -214, -218, -238, -241},
    Act.STOP_CHANNEL: {-204, -205, -209, -212, -219, -221, -223, -224, -235, -242},
    Act.GIVE_UP: {-201, -210, -217, -233, -237, -240, -244, -248, -403},
}


def test_every_code_of_the_account_is_in_the_table_and_means_one_thing() -> None:
    found = {
        act: {code for (api, code), meaning in MEANINGS.items() if api is Api.OA and meaning.act is act}
        for act in _DOCUMENTED
    }
    assert found == _DOCUMENTED


@pytest.mark.parametrize(("api", "code"), MEANINGS)
def test_every_code_has_a_sentence_for_staff(api: Api, code: int, knowledge: KnowledgeBase) -> None:
    assert knowledge.phrase(f"zalo_code_{api.value}_{-code}")


def test_no_sentence_tells_of_a_code_that_is_not_in_the_table(knowledge: KnowledgeBase) -> None:
    told = {key for key in knowledge.phrase.keys() if key.startswith("zalo_code_")}  # noqa: SIM118
    assert told == {f"zalo_code_{api.value}_{-code}" for api, code in MEANINGS}


def test_the_same_number_means_other_things_in_other_apis() -> None:
    assert meaning_of(Api.OA, -216).after_all is Act.STOP_CHANNEL
    assert meaning_of(Api.TEMPLATE, -216).after_all is Act.STOP_PERSON
    assert meaning_of(Api.TEMPLATE, -118).act is Act.NEXT_WAY
    assert meaning_of(Api.OAUTH, -118).act is Act.REAUTHORISE
    assert meaning_of(Api.TEMPLATE, -234).act is Act.MORNING  # by the account's own table
    assert meaning_of(Api.OA, -133).act is Act.RETRY  # known to nobody there
