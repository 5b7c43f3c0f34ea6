"""Keeping a judged case so that a change can be told: asked first, kept on a yes, forgotten on a word."""

from dataclasses import replace
from datetime import tzinfo
from hashlib import sha256

from handlers.answers import START_CHECK
from handlers.casework.deeds import ForgetProfile, KeepProfile
from handlers.casework.keeping import KEEP, KEEP_FORGET, KEEP_NO, KEEP_YES, judged
from handlers.casework.shown import told_lines
from handlers.messages import Button, Case, Reply
from handlers.payloads import FORGET_CASE
from handlers.turns import Response, Turn
from knowledge.base import KnowledgeBase
from knowledge.privacy.model import RetentionKind
from knowledge.text.fold import fold


class KeepCase:
    """Answers the buttons `keep:…` and the command to forget."""

    def __init__(self, knowledge: KnowledgeBase, zone: tzinfo) -> None:
        self._knowledge = knowledge
        self._zone = zone

    async def __call__(self, turn: Turn) -> Response:
        say = self._knowledge.phrase
        if turn.payload == KEEP_FORGET or (not turn.payload and self._is_the_command(turn.text)):
            return self._forget(turn)
        if not turn.payload.startswith(KEEP):  # a misspelt command may have meant something else
            button = Button(say("keep_forget_label"), KEEP_FORGET)
            return Response((Reply(say("keep_forget_asked"), (button,)),))
        if turn.payload == KEEP_NO:
            return Response((Reply(say("keep_refused")),))
        case = turn.state.memory.case
        if case is None or case.waits_for or case.item not in self._knowledge.eligibility.items:
            return Response((Reply(say("keep_nothing"), (Button(say("check_label"), START_CHECK),)),))
        return self._keep(case, turn) if turn.payload == KEEP_YES else self._ask(case)

    def _ask(self, case: Case) -> Response:
        """What would be kept, fact by fact, why, how long, and how to undo it; both buttons weigh the same."""
        say = self._knowledge.phrase
        told = [say("keep_what", item=self._item(case)), *told_lines(case, self._knowledge)]
        buttons = (Button(say("keep_yes_label"), KEEP_YES), Button(say("keep_no_label"), KEEP_NO))
        return Response((Reply("\n".join([*told, "", self._terms()]), buttons),))

    def _keep(self, case: Case, turn: Turn) -> Response:
        say, today = self._knowledge.phrase, turn.now.astimezone(self._zone).date()
        kept = KeepProfile(
            case.item,
            case.facts,
            judged(case.item, case.facts, self._knowledge, today).outcomes,
            self._knowledge.eligibility.version(today),
            sha256(self._terms().encode()).hexdigest()[:16],
        )
        until = self._knowledge.privacy.until(RetentionKind.CASE, today)
        said = say("keep_kept", item=self._item(case), until=f"{until:%d/%m/%Y}")
        undo = Button(say("keep_forget_label"), KEEP_FORGET)
        return Response((Reply(said, (undo,)),), deeds=(kept,))

    def _forget(self, turn: Turn) -> Response:
        """Also the case of this conversation, kept or not."""
        say = self._knowledge.phrase

        def tell(count: int) -> Reply:
            return Reply(say("keep_forgotten", count=count) if count else say("keep_none"))

        return Response(memory=replace(turn.state.memory, case=None), deeds=(ForgetProfile(tell),))

    def _is_the_command(self, text: str) -> bool:
        ways = {fold(typed) for typed in self._knowledge.content.commands[FORGET_CASE]}
        return text.startswith("/") or fold(text).strip(" .!") in ways

    def _terms(self) -> str:
        days = self._knowledge.privacy.retention[RetentionKind.CASE].days
        return self._knowledge.phrase("keep_terms", days=days)

    def _item(self, case: Case) -> str:
        return self._knowledge.levels.items[case.item]
