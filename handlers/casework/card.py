"""The card that sums a case up: how it looks, why, what would change it, and how much it may be at most."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from handlers import payloads
from handlers.amounts import dotted
from handlers.answers import entry_buttons, person_button
from handlers.casework.keeping import KEEP_ASK
from handlers.casework.shown import told_lines
from handlers.citations import document_name
from handlers.home import place_name
from handlers.messages import Button, Case, Reply
from handlers.text import utf16_units
from handlers.verdicts import sum_sentence
from knowledge.base import KnowledgeBase
from knowledge.eligibility.engine import facts_of
from knowledge.eligibility.model import Outcome, Reason, Verdict
from knowledge.model import Scheme

EDIT, AGAIN = "case:edit", "case:again"
_NEXT_STEP = {
    Outcome.YES: "dang-ky-the-nao",
    Outcome.NO: "chuong-trinh-khac-tong-quan",
    Outcome.UNKNOWN: "dang-ky-the-nao",
}
_BUYING = frozenset({"machinery", "technology_line", "demo_model", "model_replication"})
_ALWAYS_TOLD = frozenset({"commune", "cost_vnd"})


class _Detail(NamedTuple):
    """How many lines of each kind a card tells; the rest is counted."""

    told: int
    stands: int  # reasons against it, or open ones
    holds: int
    favoured: int


_MOST_CHARACTERS = 2000  # of one message on the channel that takes the least
_CHOICES_HEAD = 40  # characters, about, before the list of choices
_DETAILS = (
    _Detail(15, 5, 6, 5),
    _Detail(12, 4, 4, 2),
    _Detail(10, 3, 2, 1),
    _Detail(8, 2, 1, 0),
    _Detail(5, 1, 1, 0),
)


@dataclass(frozen=True, slots=True)
class Card:
    """Draws cards from the knowledge of the moment."""

    knowledge: KnowledgeBase

    def draw(self, case: Case, verdicts: Sequence[Verdict], on: date) -> Reply:
        """One message: verdict, reasons, estimate, what it is not, sources; with as much detail as it holds."""
        national, local = verdicts
        buttons = self._buttons(case, national, local)
        listed = sum(
            utf16_units(f"0. {button.label}\n") for button in buttons
        )  # they are written below the text
        room = _MOST_CHARACTERS - _CHOICES_HEAD - listed
        drawn = (self._text(case, national, local, on, detail) for detail in _DETAILS)
        text = next((text for text in drawn if utf16_units(text) <= room), "")
        return Reply(text or self._text(case, national, local, on, _DETAILS[-1]), buttons)

    def _text(self, case: Case, national: Verdict, local: Verdict, on: date, detail: _Detail) -> str:
        against, unsure, kept = _stands(national, local)
        stands = (against or unsure)[: detail.stands]
        holds = [] if against else kept[: detail.holds]
        parts = [
            *self._heads(national, local),
            "\n".join(self._sums(case, national, local)),  # what people ask first
            "\n".join(self._reasons(against, unsure, detail.stands)),
            "\n".join(self._listed("case_for_head", [each.text for each in holds])),
            "" if against else "\n".join(self._favoured(national, detail.favoured)),
            "\n".join(self._better(case, national, on)),
            "\n".join(self._told(case, (national, local), detail.told)),
            "\n".join(self._warnings(case)),
            self._sources([*stands, *holds], (national, local)),
        ]
        return "\n\n".join(part for part in parts if part)

    def _heads(self, national: Verdict, local: Verdict) -> Iterator[str]:
        item = self.knowledge.levels.items[national.item]
        if national.outcome is local.outcome:
            yield self.knowledge.phrase(f"case_{national.outcome.value}", item=item)
            return
        for verdict in (national, local):
            scheme = self.knowledge.phrase(f"scheme_{verdict.scheme.value}")
            yield self.knowledge.phrase(f"case_{verdict.outcome.value}", item=f"{item}, {scheme}")

    def _told(self, case: Case, verdicts: Sequence[Verdict], most: int) -> Iterator[str]:
        """What the person said that matters for this item."""
        known = self.knowledge.eligibility.facts
        named = {fact for verdict in verdicts for fact in facts_of(verdict)}
        asked = {known[fact].derived_from or fact for fact in named} | _ALWAYS_TOLD
        facts = {name: value for name, value in case.facts.items() if name in asked}
        lines = list(told_lines(replace(case, facts=facts), self.knowledge))
        if lines:
            yield self.knowledge.phrase("case_told_head")
            yield from self._cut(lines, most)

    def _reasons(self, against: Sequence[Reason], unsure: Sequence[Reason], most: int) -> Iterator[str]:
        """What stands against it, else what is open; what speaks for it helps nobody while something is against."""
        head, reasons = ("case_against_head", against) if against else ("case_open_head", unsure)
        yield from self._cut(
            list(self._listed(head, [self._with_change(each) for each in reasons])), most + 1
        )
        if against and unsure:
            yield self.knowledge.phrase("case_open_too", count=len(unsure))

    def _favoured(self, verdict: Verdict, most: int) -> Iterator[str]:
        yield from self._listed("case_advantages_head", [each.text for each in verdict.advantages[:most]])

    def _listed(self, head: str, lines: Sequence[str]) -> Iterator[str]:
        if lines:
            yield self.knowledge.phrase(head)
            yield from (f"- {line}" for line in lines)

    def _cut(self, lines: Sequence[str], most: int) -> Iterator[str]:
        yield from lines[:most]
        if len(lines) > most:
            yield "- " + self.knowledge.phrase("case_and_more", count=len(lines) - most)

    def _with_change(self, reason: Reason) -> str:
        if reason.change is None:
            return reason.text
        return f"{reason.text} {self.knowledge.phrase('case_change', change=reason.change)}"

    def _sums(self, case: Case, national: Verdict, local: Verdict) -> Iterator[str]:
        """The national ceiling under its name, and the province's own level or that it is not known."""
        say = self.knowledge.phrase
        if national.estimate is not None and national.estimate.level is not None:
            yield say("case_national", total=sum_sentence(national.estimate, self.knowledge))
            if national.estimate.own_share_vnd:
                yield say("case_own_share", vnd=dotted(national.estimate.own_share_vnd))
        elif national.estimate is not None:
            yield say("case_national_unknown")
        if local.estimate is None:
            return
        place = self._place(case)
        if local.estimate.level is not None:
            yield say("case_local", place=place, total=sum_sentence(local.estimate, self.knowledge))
        else:
            yield say("case_local_unknown", place=place)

    def _better(self, case: Case, verdict: Verdict, on: date) -> Iterator[str]:
        """Other items that do not fail where this one does."""
        if verdict.outcome is not Outcome.NO:
            return
        others = self.knowledge.interview.instead.get(case.item, ())
        for other in self.knowledge.eligibility.judge_all(others, case.facts, on):
            if other.scheme is Scheme.NATIONAL and other.outcome is not Outcome.NO:
                yield self.knowledge.phrase("case_instead", item=self.knowledge.levels.items[other.item])

    def _warnings(self, case: Case) -> Iterator[str]:
        say = self.knowledge.phrase
        if case.item in _BUYING:
            yield say("case_do_not_buy")
        yield say("case_no_promise")

    def _sources(self, told: Sequence[Reason], verdicts: Sequence[Verdict]) -> str:
        """Each source of what the card tells once, with the articles, and the day they were last checked."""
        articles: dict[str, dict[str, None]] = {}
        for rule in (reason.rule for reason in told):
            name = self._name(rule.document, rule.history) if rule.document else rule.press or ""
            articles.setdefault(name, {})[rule.article or ""] = None
        for level in (verdict.estimate.level for verdict in verdicts if verdict.estimate):
            if level is not None and (level.document or level.document_name):
                name = self._name(level.document) if level.document else level.document_name or ""
                articles.setdefault(name, {})[level.article or ""] = None
        sources = "; ".join(", ".join(filter(None, (name, *named))) for name, named in articles.items())
        checked_on = f"{self.knowledge.eligibility.checked_on:%d/%m/%Y}"
        return self.knowledge.phrase("sources", sources=sources, checked_on=checked_on)

    def _name(self, document: str, is_ended: bool = False) -> str:
        name = document_name(self.knowledge.document(document), self.knowledge)
        return self.knowledge.phrase("document_ended", name=name) if is_ended else name

    def _place(self, case: Case) -> str:
        said = str(case.facts.get("province", ""))
        return place_name(said, self.knowledge) if said else self.knowledge.phrase("case_your_province")

    def _buttons(self, case: Case, *verdicts: Verdict) -> tuple[Button, ...]:
        say = self.knowledge.phrase
        reasons = [reason for verdict in verdicts for reason in verdict.reasons if reason.elsewhere]
        elsewhere = tuple(dict.fromkeys(reason.elsewhere for reason in reasons if reason.elsewhere))[:1]
        wanted = (*elsewhere, _NEXT_STEP[verdicts[0].outcome])
        form = self.knowledge.forms.for_item(case.item)
        apply = Button(say("form_apply_label"), payloads.START_FORM + form.id) if form else None
        return (
            *((apply,) if apply else ()),
            *entry_buttons(tuple(dict.fromkeys(wanted)), self.knowledge),
            Button(say("keep_label"), KEEP_ASK),
            Button(say("case_edit_label"), EDIT),
            Button(say("case_again_label"), AGAIN),
            person_button(self.knowledge),
        )


def _stands(*verdicts: Verdict) -> tuple[list[Reason], list[Reason], list[Reason]]:
    """The reasons against it, the open ones and those for it; each sentence once."""
    reasons = {reason.text: reason for verdict in verdicts for reason in verdict.reasons}.values()
    against, unsure, kept = (
        [each for each in reasons if each.holds is holds] for holds in (False, None, True)
    )
    return against, unsure, kept
