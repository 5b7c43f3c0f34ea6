"""What staff read in their chat: work, one application, a question back, and what became of an action."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from handlers.applications.codes import shown
from handlers.applications.words import ending_of, status_of
from handlers.messages import Button, Reply
from handlers.review.commands import (
    DO,
    NOT_SURE,
    SHOW_ONE,
    SURE,
    WORD_OF,
    WORK_FROM,
    payload,
)
from handlers.review.desk import WorkLine
from handlers.review.model import Act, Done, Ready, Refusal, Told, Why
from handlers.review.views import ApplicationView
from knowledge.base import KnowledgeBase
from knowledge.process.model import Need

PAGE = 10  # lines of a list
_MOST_ACTIONS, _MOST_STEPS, _MOST_ANSWERS, _MOST_REPLIES = 12, 4, 8, 6
_TOLD_ABOVE = frozenset({"representative", "facility_name", "phone", "province", "commune"})
_MONEY = ("planned_vnd", "contracted_vnd", "advanced_vnd", "paid_vnd", "own_share_vnd")


@dataclass(frozen=True, slots=True)
class StaffWords:
    """By the knowledge of the moment; `link` leads to the console, empty when nobody knows its address."""

    knowledge: KnowledgeBase
    zone: tzinfo
    link: str = ""

    def work(self, lines: Sequence[WorkLine], start: int) -> Reply:
        """Ten lines from a place on; each opens its application."""
        say = self.knowledge.phrase
        if not lines:
            return Reply(say("staff_no_work"))
        start = start if 0 <= start < len(lines) else 0
        page = lines[start : start + PAGE]
        buttons = [Button(self._line(line), SHOW_ONE + line.code) for line in page]
        left = len(lines) - start - len(page)
        if left:
            more = Button(say("staff_more_label", count=left), f"{WORK_FROM}{start + PAGE}")
            buttons.append(more)
        return Reply(say("staff_work", count=len(lines), first=start + 1), tuple(buttons))

    def card(self, view: ApplicationView, is_abroad: bool) -> Reply:
        """The facts that matter next, and what may be done; on a foreign platform nothing that names somebody."""
        say, row = self.knowledge.phrase, view.row
        lines = [
            say("staff_card", code=shown(row.code), form=view.form, status=view.status.name),
            say("staff_since", day=self._day(row.status_at)),
            *(self._abroad(view) if is_abroad else self._person(view)),
            say("staff_held_by", name=view.assignee or say("review_nobody")),
            *self._dates(view),
            *self._money(view),
            *self._obstacles(view),
            *self._replies(view, is_abroad),
            *self._steps(view),
        ]
        return Reply("\n".join(lines), tuple(self._actions(view)))

    def question(self, ready: Ready, act: Act) -> Reply:
        """Asked before what is hard to take back; the buttons hold for what was seen, and no later."""
        say, process = self.knowledge.phrase, self.knowledge.process
        row = ready.application
        leads = process.status(ready.standing.status, ready.standing.ending).name
        lines = [say("staff_sure", action=ready.action.title, code=shown(row.code), status=leads)]
        if act.given.reason:
            lines.append(say("staff_sure_reason", reason=process.reason(act.given.reason).label))
        if act.given.amount is not None:
            lines.append(say("staff_sure_amount", amount=_dotted(act.given.amount)))
        if act.given.text:
            lines.append(say("staff_sure_text", text=act.given.text))
        sure = Button(say("staff_sure_label"), payload(SURE, act.action, row.code, row.revision))
        return Reply("\n".join(lines), (sure, Button(say("staff_not_sure_label"), NOT_SURE)))

    def done(self, done: Done) -> Reply:
        """What was done, where the application is now, and whether its owner knows."""
        say, row = self.knowledge.phrase, done.application
        status = self.knowledge.process.status(status_of(row), ending_of(row)).name
        lines = [say("staff_done", action=done.action.title, code=shown(row.code), status=status)]
        if done.told is Told.POSTED:
            lines.append(say("staff_told", number=done.number))
        if done.told is Told.UNREACHABLE:
            lines.append(say("staff_not_told"))
        return Reply("\n".join(lines), (self._open(row.code),))

    def refused(self, refusal: Refusal, act: Act) -> Reply:
        """Why nothing was done, and what to write instead."""
        lines = [refusal.text]
        if refusal.why in (Why.MISSING, Why.WRONG):
            lines.append(self.how(act.action, shown(act.code)))
        buttons = () if refusal.why in (Why.NOT_FOUND, Why.ROLE) else (self._open(act.code),)
        return Reply("\n".join(lines), buttons)

    def how(self, action: str, code: str = "") -> str:
        """How an action is written, with what there is to choose from."""
        say, process = self.knowledge.phrase, self.knowledge.process
        known = code or say("staff_code_example")
        lines = [say(f"staff_how_{action}", code=known)]
        choices = [reason.label for reason in process.reasons(action)]
        if action in process.actions and Need.OBSTACLE in process.actions[action].needs:
            choices = [kind.label for kind in process.obstacles.values()]
        if choices:
            lines.append(say("staff_choices"))
            lines += [
                say("staff_choice", number=at, label=label) for at, label in enumerate(choices, start=1)
            ]
        return "\n".join(lines)

    def help(self, actions: Sequence[str]) -> Reply:
        say = self.knowledge.phrase
        example = say("staff_code_example")
        how = (say(f"staff_how_{action}", code=example) for action in actions)
        return Reply("\n".join([say("staff_help"), *(say("staff_help_line", how=each) for each in how)]))

    def _line(self, line: WorkLine) -> str:
        say = self.knowledge.phrase
        day = self._day(line.due_at)
        when = say("staff_dated", day=day) if line.is_dated else say("staff_look_by", day=day)
        whose = "" if line.assignee else say("staff_line_nobody")
        code = shown(line.code)
        return say("staff_line", code=code, status=line.status, when=when, place=line.province, nobody=whose)

    def _person(self, view: ApplicationView) -> Iterator[str]:
        say = self.knowledge.phrase
        for phrase, value in (
            ("staff_person", view.person),
            ("staff_facility", view.facility),
            ("staff_phone", view.phone),
            ("staff_place", view.place),
        ):
            if value:
                yield say(phrase, value=value)
        told = (answer for answer in view.answers if answer.field not in _TOLD_ABOVE)
        for answer in list(told)[:_MOST_ANSWERS]:
            yield say("fact_line", label=answer.label, value=answer.value)

    def _abroad(self, view: ApplicationView) -> Iterator[str]:
        say = self.knowledge.phrase
        if view.person:
            yield say("staff_person", value=initials(view.person))
        province = self.knowledge.places.province(view.row.province or "")
        if province is not None:
            yield say("staff_place", value=province.name)
        yield say("staff_abroad_link", link=self.link) if self.link else say("staff_abroad")

    def _dates(self, view: ApplicationView) -> Iterator[str]:
        say, process, row = self.knowledge.phrase, self.knowledge.process, view.row
        if row.visit_at is not None:
            yield say("staff_visit", at=process.told_moment(row.visit_at, self.zone))
        if row.inspection_at is not None:
            yield say("staff_inspection", at=process.told_moment(row.inspection_at, self.zone))
        if row.due_on is not None:
            yield say("staff_due", day=process.told_day(row.due_on))
        for each in view.dates:
            yield say(f"staff_date_{each.kind.value}", day=process.told_day(each.on_day))

    def _money(self, view: ApplicationView) -> Iterator[str]:
        say = self.knowledge.phrase
        for name in _MONEY:
            amount = getattr(view.row.money, name)
            if amount is not None:
                yield say(f"staff_sum_{name}", amount=_dotted(amount))
        if view.project is not None:
            yield say("staff_project", name=view.project.name, year=view.project.year)

    def _obstacles(self, view: ApplicationView) -> Iterator[str]:
        kinds = self.knowledge.process.obstacles
        for obstacle in view.obstacles:
            if obstacle.closed_at is None:
                label = kinds[obstacle.kind].label if obstacle.kind in kinds else obstacle.kind
                yield self.knowledge.phrase("staff_obstacle", kind=label, day=self._day(obstacle.opened_at))

    def _replies(self, view: ApplicationView, is_abroad: bool) -> Iterator[str]:
        """The newest answers to surveys; what people wrote stays at home."""
        say = self.knowledge.phrase
        for reply in view.replies[-_MOST_REPLIES:]:
            value = say("staff_reply_hidden") if is_abroad and reply.is_free else reply.value
            day = self._day(reply.at)
            yield say("staff_reply", survey=reply.survey, question=reply.question, value=value, day=day)

    def _steps(self, view: ApplicationView) -> Iterator[str]:
        say = self.knowledge.phrase
        for event in view.history[-_MOST_STEPS:]:
            yield say("staff_step", day=self._day(event.at), who=event.who, what=event.what)

    def _actions(self, view: ApplicationView) -> Iterator[Button]:
        row, idle = view.row, set[str]()
        if view.assignee:
            idle.add("claim")
        if all(obstacle.closed_at is not None for obstacle in view.obstacles):
            idle.add("close_obstacle")
        for action in view.actions[:_MOST_ACTIONS]:
            if action.id in WORD_OF and action.id not in idle:
                yield Button(action.title, payload(DO, action.id, row.code, row.revision))

    def _open(self, code: str) -> Button:
        return Button(self.knowledge.phrase("app_open_label"), SHOW_ONE + code)

    def _day(self, moment: datetime) -> str:
        return self.knowledge.process.told_day(moment.astimezone(self.zone).date())


def initials(name: str) -> str:
    """Nguyễn Thị Hương as N.T.H."""
    return "".join(f"{word[0].upper()}." for word in name.split())


def _dotted(amount: int) -> str:
    return f"{amount:,}".replace(",", ".")
