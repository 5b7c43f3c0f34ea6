"""The card that sums a case up: how it looks, why, what would change it, and how much it may be at most."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from handlers.answers import entry_buttons, person_button
from handlers.casework.keeping import KEEP_ASK
from handlers.casework.shown import told_lines
from handlers.citations import document_name
from handlers.home import home_name
from handlers.messages import Button, Case, Home, Reply
from handlers.verdicts import sum_sentence
from knowledge.base import KnowledgeBase
from knowledge.eligibility.model import Outcome, Reason, Verdict
from knowledge.model import Scheme

EDIT, AGAIN = "case:edit", "case:again"
_NEXT_STEP = {
    Outcome.YES: "dang-ky-the-nao",
    Outcome.NO: "chuong-trinh-khac-tong-quan",
    Outcome.UNKNOWN: "dang-ky-the-nao",
}
_BUYING = frozenset({"machinery", "technology_line", "demo_model", "model_replication"})
_HOLDING_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Card:
    """Draws cards from the knowledge of the moment."""

    knowledge: KnowledgeBase

    def draw(self, case: Case, verdicts: Sequence[Verdict], on: date) -> Reply:
        """One message: verdict, reasons, estimate, what it is not, sources."""
        national, local = verdicts
        parts = [
            *self._heads(national, local),
            *self._told(case),
            "\n".join(self._reasons(national, local)),
            "\n".join(self._sums(case, national, local)),
            "\n".join(self._better(case, national, on)),
            "\n".join(self._warnings(case)),
            self._sources((national, local)),
        ]
        return Reply("\n\n".join(part for part in parts if part), self._buttons(case, national, local))

    def _heads(self, national: Verdict, local: Verdict) -> Iterator[str]:
        item = self.knowledge.levels.items[national.item]
        if national.outcome is local.outcome:
            yield self.knowledge.phrase(f"case_{national.outcome.value}", item=item)
            return
        for verdict in (national, local):
            scheme = self.knowledge.phrase(f"scheme_{verdict.scheme.value}")
            yield self.knowledge.phrase(f"case_{verdict.outcome.value}", item=f"{item}, {scheme}")

    def _told(self, case: Case) -> Iterator[str]:
        lines = list(told_lines(case, self.knowledge))
        if lines:
            yield "\n".join([self.knowledge.phrase("case_told_head"), *lines])

    def _reasons(self, *verdicts: Verdict) -> Iterator[str]:
        """What stands against it, what is open, and what speaks for it; each sentence once."""
        say = self.knowledge.phrase
        reasons = {reason.text: reason for verdict in verdicts for reason in verdict.reasons}.values()
        broken = [reason for reason in reasons if reason.holds is False]
        unsure = [reason for reason in reasons if reason.holds is None]
        if broken:  # what speaks for it helps nobody now
            yield from self._listed("case_against_head", [self._with_change(each) for each in broken])
            if unsure:
                yield say("case_open_too", count=len(unsure))
            return
        yield from self._listed("case_open_head", [self._with_change(each) for each in unsure])
        kept = [reason.text for reason in reasons if reason.holds][:_HOLDING_SHOWN]
        yield from self._listed("case_for_head", kept)
        better = {each.text for verdict in verdicts for each in verdict.advantages}
        yield from self._listed("case_advantages_head", sorted(better))

    def _listed(self, head: str, lines: Sequence[str]) -> Iterator[str]:
        if lines:
            yield self.knowledge.phrase(head)
            yield from (f"- {line}" for line in lines)

    def _with_change(self, reason: Reason) -> str:
        if reason.change is None:
            return reason.text
        return f"{reason.text} {self.knowledge.phrase('case_change', change=reason.change)}"

    def _sums(self, case: Case, national: Verdict, local: Verdict) -> Iterator[str]:
        """The national ceiling under its name, and the province's own level or that it is not known."""
        say = self.knowledge.phrase
        if national.estimate is not None and national.estimate.level is not None:
            yield say("case_national", total=sum_sentence(national.estimate, self.knowledge))
            if national.estimate.own_share_vnd is not None:
                yield say("case_own_share", vnd=f"{national.estimate.own_share_vnd:,}".replace(",", "."))
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

    def _sources(self, verdicts: Sequence[Verdict]) -> str:
        """Each document once, with the articles that the rules rest on."""
        articles: dict[str, dict[str, None]] = {}
        for verdict in verdicts:
            for rule in (reason.rule for reason in _told(verdict)):
                articles.setdefault(self._name(rule.document) or rule.press or "", {})[rule.article or ""] = (
                    None
                )
            if (
                verdict.estimate
                and verdict.estimate.level
                and (name := self._name(verdict.estimate.level.document))
            ):
                articles.setdefault(name, {})[verdict.estimate.level.article or ""] = None
        sources = "; ".join(", ".join(filter(None, (name, *named))) for name, named in articles.items())
        checked_on = f"{self.knowledge.eligibility.checked_on:%d/%m/%Y}"
        return self.knowledge.phrase("sources", sources=sources, checked_on=checked_on)

    def _name(self, document: str | None) -> str:
        return document_name(self.knowledge.document(document), self.knowledge) if document else ""

    def _place(self, case: Case) -> str:
        said = str(case.facts.get("province", ""))
        if not said:
            return self.knowledge.phrase("case_your_province")
        old = self.knowledge.places.old_area(said)
        return home_name(Home(old.now, old.id) if old else Home(said), self.knowledge)

    def _buttons(self, case: Case, *verdicts: Verdict) -> tuple[Button, ...]:
        say = self.knowledge.phrase
        reasons = [reason for verdict in verdicts for reason in verdict.reasons if reason.elsewhere]
        elsewhere = tuple(dict.fromkeys(reason.elsewhere for reason in reasons if reason.elsewhere))[:1]
        wanted = (*elsewhere, _NEXT_STEP[verdicts[0].outcome])
        return (
            *entry_buttons(tuple(dict.fromkeys(wanted)), self.knowledge),
            Button(say("keep_label"), KEEP_ASK),
            Button(say("case_edit_label"), EDIT),
            Button(say("case_again_label"), AGAIN),
            person_button(self.knowledge),
        )


def _told(verdict: Verdict) -> list[Reason]:
    """The reasons that the card tells: of a "no" only what stands against it."""
    if verdict.outcome is not Outcome.NO:
        return list(verdict.reasons)
    return [reason for reason in verdict.reasons if reason.holds is False]
