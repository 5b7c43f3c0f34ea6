"""Takes consent back, one purpose at a time: what stands, what taking it back means, and done."""

from dataclasses import replace
from datetime import tzinfo

from handlers.messages import Button, Reply
from handlers.rights.telling import Telling
from handlers.rights.withdrawing import BEFORE_APPROVAL, Withdraw
from handlers.rights.words import WITHDRAW_OF, WITHDRAW_YES
from handlers.turns import Response, Turn
from knowledge.base import KnowledgeBase
from knowledge.privacy.model import PrivacyText, Purpose, RequestKind

# What was declared for somebody else goes with the applications.
_OFFERED = (Purpose.APPLICATION, Purpose.NEWS, Purpose.STATISTICS, Purpose.CASE, Purpose.SENSITIVE)
_NO = f"{WITHDRAW_OF}no"
_MOST_BUTTONS = 5  # that some channels show


class WithdrawConsent:
    """Asks once more only where something is deleted with it."""

    def __init__(self, knowledge: KnowledgeBase, zone: tzinfo) -> None:
        self._telling = Telling(knowledge, zone)

    async def __call__(self, turn: Turn) -> Response:
        if turn.payload == _NO:
            return Response((Reply(self._telling.text(PrivacyText.WITHDRAW_KEPT)),))
        named = turn.payload.removeprefix(WITHDRAW_YES).removeprefix(WITHDRAW_OF)
        standing = await self._standing(turn)
        purpose = next((each for each in standing if each.value == named), None)
        if purpose is None:
            return Response((self._offer(standing),))
        if purpose is Purpose.APPLICATION and not turn.payload.startswith(WITHDRAW_YES):
            return Response((await self._ask_again(turn, purpose),))
        return self._withdraw(turn, purpose)

    async def _standing(self, turn: Turn) -> list[Purpose]:
        consents = {
            purpose.value for purpose, is_given in (await turn.records.consents()).items() if is_given
        }
        return [purpose for purpose in _OFFERED if purpose.value in consents]

    def _offer(self, standing: list[Purpose]) -> Reply:
        privacy, say = self._telling.knowledge.privacy, self._telling.knowledge.phrase
        if not standing:
            return Reply(self._telling.text(PrivacyText.WITHDRAW_NONE))
        asked = self._telling.text(PrivacyText.WITHDRAW_ASK, purposes=privacy.purposes(standing))
        means = [
            say(f"rights_withdraw_{purpose.value}", purpose=privacy.purpose_name(purpose))
            for purpose in standing
        ]
        buttons = [Button(privacy.purpose_name(each), WITHDRAW_OF + each.value) for each in standing]
        if len(buttons) < _MOST_BUTTONS:
            buttons.append(Button(self._telling.text(PrivacyText.WITHDRAW_NO), _NO))
        return Reply("\n".join([asked, *means]), tuple(buttons))

    async def _ask_again(self, turn: Turn, purpose: Purpose) -> Reply:
        rows = await turn.records.applications()
        goes = sum(row.status in BEFORE_APPROVAL for row in rows)
        lines = [self._telling.knowledge.phrase("rights_ask_withdraw_application", count=goes)]
        if goes < len(rows):
            lines.append(self._telling.knowledge.phrase("rights_approved_wait"))
        yes = (PrivacyText.WITHDRAW_YES, WITHDRAW_YES + purpose.value)
        return self._telling.question("\n".join(lines), yes, (PrivacyText.WITHDRAW_NO, _NO))

    def _withdraw(self, turn: Turn, purpose: Purpose) -> Response:
        asked = self._telling.asked(RequestKind.WITHDRAW, turn.now)
        name = self._telling.knowledge.privacy.purpose_name(purpose)
        done = Reply(self._telling.text(PrivacyText.WITHDRAW_DONE, purpose=name))
        memory = turn.state.memory
        if purpose is Purpose.APPLICATION:
            memory = replace(memory, form=None)
        if purpose is Purpose.CASE:
            memory = replace(memory, case=None)
        replies = (self._telling.receipt(asked), done)
        return Response(replies, memory=memory, deeds=(Withdraw(purpose, asked),))
