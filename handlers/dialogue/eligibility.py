"""The eligibility check: asks what can still change the verdict, then shows the card."""

from collections.abc import Mapping
from dataclasses import replace

from handlers.answering import Answering
from handlers.answers import CHECK, START_CHECK
from handlers.casework.asking import BACK, DONT_KNOW, OPTION, PLACE, Asking
from handlers.casework.card import AGAIN, EDIT, Card
from handlers.casework.shown import question_of
from handlers.casework.steps import begun, last_asked, reopened, set_aside, settled, standing, told, usable
from handlers.home import home_called
from handlers.messages import Button, Case, Memory, Reply
from handlers.turns import GapNote, Response, Turn
from knowledge.eligibility.interview import Question
from knowledge.eligibility.logic import FactValue
from knowledge.matching.matcher import Band
from storage.states import GapKind

ASK = "case:ask:"  # case:ask:<question>
_TYPED = {"dont_know": DONT_KNOW, "back": BACK, "check": START_CHECK}  # commands that mean a button
_HINTS = {"money": "check_money_example", "place": "check_place_example"}


class CheckEligibility:
    """Begins, goes on with and sums up a check; off-topic questions are answered on the way."""

    def __init__(self, answering: Answering) -> None:
        self._answering = answering
        self._knowledge = answering.knowledge
        self._asking = Asking(answering.knowledge)
        self._card = Card(answering.knowledge)

    async def __call__(self, turn: Turn) -> Response:
        remembered, payload = turn.state.memory.case, self._payload(turn)
        case = usable(remembered, self._knowledge) if remembered else None
        if payload.startswith(CHECK):
            return self._begin(payload.removeprefix(CHECK), {}, case, turn)
        if not payload and (case is None or not case.waits_for):
            heard = self._knowledge.hearing.hear(turn.text)
            if heard.items:
                return self._begin(heard.items[0], heard.facts, case, turn)
        if case is None or payload in (START_CHECK, AGAIN):
            return self._wishes(case, turn)
        return self._go_on(case, payload, turn)

    def _payload(self, turn: Turn) -> str:
        """Typed "không biết", "quay lại" and "xét thử" mean their buttons."""
        return turn.payload or _TYPED.get(self._knowledge.command(turn.text) or "", "")

    def _wishes(self, case: Case | None, turn: Turn) -> Response:
        """The menu; what was told so far is kept for the next case, and no question is open."""
        buttons = tuple(Button(wish.label, CHECK + wish.item) for wish in self._knowledge.interview.wishes)
        reply = Reply(self._knowledge.phrase("check_wish"), buttons)
        kept = set_aside(case) if case else None
        return Response((reply,), memory=replace(turn.state.memory, case=kept))

    def _begin(self, item: str, heard: Mapping[str, FactValue], earlier: Case | None, turn: Turn) -> Response:
        """A new case; what is known of the person's place and of an earlier case is taken along."""
        if item not in self._knowledge.eligibility.items:
            return self._wishes(earlier, turn)
        home = turn.state.memory.home
        place: dict[str, FactValue] = {"province": home.old_area or home.province} if home else {}
        case = begun(item, earlier, place, heard)
        return self._next(case, turn, before=self._asking.taken_up(case) if case.facts else "")

    def _go_on(self, case: Case, payload: str, turn: Turn) -> Response:
        question = self._knowledge.interview.questions.get(case.waits_for)
        if payload.startswith(OPTION):
            pressed = self._asking.pressed(payload)
            if pressed is None:
                return self._next(case, turn)
            return self._next(settled(told(case, pressed[1]), pressed[0]), turn)
        if payload.startswith(PLACE):
            return self._take(self._asking.place(payload), case, question, turn)
        if payload == DONT_KNOW:
            return self._next(settled(case, question) if question else case, turn)
        if payload == BACK:
            back = last_asked(case, self._knowledge)
            return self._put(reopened(case, back), back, turn) if back else self._next(case, turn)
        if payload == EDIT:
            return self._edit(case, turn)
        if payload.startswith(ASK):
            again = self._knowledge.interview.questions.get(payload.removeprefix(ASK))
            return self._put(reopened(case, again), again, turn) if again else self._next(case, turn)
        return self._next(case, turn) if payload else self._hear(case, question, turn)

    def _hear(self, case: Case, question: Question | None, turn: Turn) -> Response:
        """A typed message: the reply, other facts of the case, or a question of its own."""
        if question is not None and (facts := self._asking.typed(question, turn.text)):
            return self._take(facts, case, question, turn)
        if question is not None and question.takes == "place" and (places := self._asking.places(turn.text)):
            dont_know = Button(self._knowledge.phrase("dont_know_label"), DONT_KNOW)
            unsure = Reply(self._knowledge.phrase("check_place_unsure"), (*places, dont_know))
            return Response((unsure,), memory=self._keep(case, turn))
        heard = dict(self._knowledge.hearing.hear(turn.text).facts)
        if heard and (question is None or question.facts & heard.keys() or not self._is_question(turn.text)):
            return self._take(heard, case, question, turn)
        return self._answer_aside(case, question, turn)

    def _is_question(self, text: str) -> bool:
        return self._knowledge.match(text).band is Band.ANSWER

    def _take(
        self, facts: dict[str, FactValue], case: Case, question: Question | None, turn: Turn
    ) -> Response:
        case = told(case, facts)
        if question is not None and question.facts & facts.keys():
            case = settled(case, question)
        return self._next(case, turn)

    def _answer_aside(self, case: Case, question: Question | None, turn: Turn) -> Response:
        """The person's own question is answered; then the open one is put again."""
        answer = self._answering(turn.text, turn.state.memory, turn.now)
        memory = replace(answer.memory, case=case)
        if question is None:
            return Response(answer.replies, memory=memory)
        if answer.band is Band.ANSWER:
            return Response((*answer.replies, self._asking.put(question, case)), memory=memory)
        note = GapNote(GapKind.UNKNOWN, turn.text) if answer.band is Band.UNKNOWN else None
        hint = self._knowledge.phrase(_HINTS.get(question.takes, "check_not_understood"))
        again = self._asking.put(question, case, before=hint)
        return Response((again,), note, memory=replace(turn.state.memory, case=case))

    def _edit(self, case: Case, turn: Turn) -> Response:
        """All that was asked, also what was not known then, and all that was told unasked."""
        asked = (self._knowledge.interview.questions.get(identity) for identity in case.asked)
        told_unasked = (question_of(fact, self._knowledge) for fact in case.facts)
        questions = {question.id: question.text for question in (*asked, *told_unasked) if question}
        buttons = tuple(Button(text, ASK + identity) for identity, text in questions.items())
        return Response(
            (Reply(self._knowledge.phrase("check_edit"), buttons),), memory=self._keep(case, turn)
        )

    def _put(self, case: Case, question: Question, turn: Turn, before: str = "") -> Response:
        case = replace(case, waits_for=question.id)
        return Response((self._asking.put(question, case, before),), memory=self._keep(case, turn))

    def _next(self, case: Case, turn: Turn, before: str = "") -> Response:
        """The next question, or the card when nothing that could be asked would change it."""
        today = turn.now.astimezone(self._answering.zone).date()
        verdicts, question = standing(case, self._knowledge, today)
        if question is not None:
            return self._put(case, question, turn, before)
        case = replace(case, waits_for="")
        return Response((self._card.draw(case, verdicts, today),), memory=self._keep(case, turn))

    def _keep(self, case: Case, turn: Turn) -> Memory:
        memory = turn.state.memory
        home = memory.home or home_called(str(case.facts.get("province", "")), self._knowledge)
        return replace(memory, home=home, case=replace(case, moved_at=turn.now), asks_home=False)
