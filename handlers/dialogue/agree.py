"""Purposes beside the application itself: news, then statistics; a no changes nothing else."""

from handlers import payloads as way
from handlers.applications.asking import Asking
from handlers.consents import ChooseNewsBy, GiveConsent
from handlers.messages import Button, Reply
from handlers.turns import Response, Turn
from knowledge.base import KnowledgeBase
from knowledge.privacy.model import Purpose
from storage.states import Purpose as StoredPurpose

_ASKED_NEXT = {Purpose.NEWS: Purpose.STATISTICS}


class Agree:
    """Answers `agree:<purpose>:<yes|no>`."""

    def __init__(self, knowledge: KnowledgeBase) -> None:
        self._knowledge = knowledge
        self._asking = Asking(knowledge)

    async def __call__(self, turn: Turn) -> Response:
        name, _, answer = turn.payload.removeprefix(way.AGREE).partition(":")
        if name not in {Purpose.NEWS.value, Purpose.STATISTICS.value} or answer not in (way.YES, way.NO):
            return Response((Reply(self._knowledge.phrase("gone")),))
        purpose = Purpose(name)
        notice = self._knowledge.privacy.notice(purpose)
        deeds: tuple[object, ...] = (GiveConsent(purpose, answer == way.YES, notice.version, notice.digest),)
        if purpose is Purpose.NEWS and answer == way.YES:
            deeds += (ChooseNewsBy(),)
        said = self._knowledge.phrase("agree_noted" if answer == way.YES else "agree_refused")
        following = _ASKED_NEXT.get(purpose)
        consents = await turn.records.consents()
        if following is None or StoredPurpose(following.value) in consents:
            look = Button(self._knowledge.phrase("app_mine_label"), way.MINE)
            return Response((Reply(said, (look,)),), deeds=deeds)
        return Response((self._asking.agreement(following, turn.is_abroad, said),), deeds=deeds)
