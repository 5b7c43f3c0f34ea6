"""Where a half-filled form stands: what is asked next, how far it is, what is missing, what was told."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from pydantic import ValidationError

from knowledge.eligibility.logic import Facts, FactValue, truth
from knowledge.forms.model import FORM, FieldKind, Form, FormField, Step
from knowledge.forms.replies import PlaceValue, Value
from knowledge.forms.values import fits

Answers = Mapping[str, Value]
_PROVINCE, _COMMUNE = "province", "commune"


@dataclass(frozen=True, slots=True)
class Progress:
    """Step `number` of `of`, as known now; after the last answer they are equal."""

    number: int
    of: int


@dataclass(frozen=True, slots=True)
class Told:
    """One line to read over: `shown` is None for what was left out."""

    section: str
    field: FormField
    shown: str | None


@dataclass(frozen=True, slots=True)
class Course:
    """The state of one form for one person. Nothing is changed by asking for it twice."""

    form: Form
    asked: tuple[Step, ...]  # what matters for this person, as known now
    answers: Answers  # only of fields that are asked: what is sent
    skipped: frozenset[str]
    carried: Answers  # known before the form, to be confirmed; not yet answers

    @property
    def next(self) -> Step | None:
        """The first that is neither answered nor skipped; None when the form is through."""
        return next((step for step in self.asked if not self._is_done(step)), None)

    @property
    def done(self) -> tuple[Step, ...]:
        """What was answered or skipped, in the order of the form; the last is where "back" leads."""
        return tuple(step for step in self.asked if self._is_done(step))

    @property
    def progress(self) -> Progress:
        count, done = len(self.asked), len(self.done)
        return Progress(min(done + 1, count), count)

    @property
    def missing(self) -> tuple[FormField, ...]:
        """What is required and not yet answered; the form may be sent when this is empty."""
        fields = (step.field for step in self.asked)
        return tuple(field for field in fields if field.is_required and field.id not in self.answers)

    @property
    def needs_consent(self) -> bool:
        """The next field stands behind the consent point, and something personal is still to come."""
        step = self.next
        if step is None or not step.is_after_consent:
            return False
        return any(each.field.is_personal and not self._is_done(each) for each in self.asked)

    @property
    def rest_of_section(self) -> tuple[str, ...]:
        """What may be skipped at once from the next field to the end of its section."""
        current = self.next
        if current is None:
            return ()
        left = (step for step in self.asked if step.section.id == current.section.id)
        return tuple(step.field.id for step in left if not self._is_done(step) and not step.field.is_required)

    def review(self, show: Callable[[FormField, Value], str]) -> tuple[Told, ...]:
        """Every answered or skipped field with its value in words."""
        return tuple(
            Told(step.section.title, step.field, show(step.field, self.answers[step.field.id]))
            if step.field.id in self.answers
            else Told(step.section.title, step.field, None)
            for step in self.done
        )

    def _is_done(self, step: Step) -> bool:
        return step.field.id in self.answers or (step.field.id in self.skipped and not step.field.is_required)


def course(
    form: Form, answers: Answers, skipped: Iterable[str], today: date, known: Facts | None = None
) -> Course:
    """Where the form stands; `known` are facts of the person's case, which are offered and decide nothing yet."""
    left_out = frozenset(skipped) - answers.keys()
    asked, kept = _walk(form, answers, today)
    offered = _offers(form, known or {}, today)
    open_ids = {name: value for name, value in offered.items() if name not in kept and name not in left_out}
    _, with_offers = _walk(form, {**open_ids, **kept}, today)
    carried = {name: value for name, value in with_offers.items() if name not in kept}
    return Course(form, asked, kept, left_out, carried)


def _walk(form: Form, answers: Answers, today: date) -> tuple[tuple[Step, ...], dict[str, Value]]:
    """The steps that are asked, and their answers that may stand; only these decide what else is asked."""
    facts: dict[str, FactValue] = {FORM: form.id}
    asked: list[Step] = []
    kept: dict[str, Value] = {}
    for step in form.steps:
        field = step.field
        if not is_asked(step, facts) or _is_told(field, kept):
            continue
        asked.append(step)
        value = answers.get(field.id)
        if value is not None and fits(field, value, today):
            kept[field.id] = value
            facts.update(facts_of(field, value))
    return tuple(asked), kept


def is_asked(step: Step, facts: Facts) -> bool:
    """A field is asked when all its conditions surely hold."""
    return all(truth(condition, facts) is True for condition in step.conditions)


def facts_of(field: FormField, value: Value) -> dict[str, FactValue]:
    """What an answer tells: of a place its province and commune, of anything else itself."""
    if isinstance(value, PlaceValue):
        told: dict[str, FactValue] = {_PROVINCE: value.area}
        return told | {_COMMUNE: value.commune} if value.commune else told
    return {} if isinstance(value, tuple) else {field.id: value}


def _is_told(field: FormField, kept: Answers) -> bool:
    """A commune that came with its province is not asked again."""
    place = kept.get(field.within) if field.within is not None else None
    return isinstance(place, PlaceValue) and place.commune is not None


def _offers(form: Form, known: Facts, today: date) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for name, field in form.fields.items():
        value = _known_value(field, known)
        if field.is_carried and value is not None and fits(field, value, today):
            found[name] = value
    return found


def _known_value(field: FormField, known: Facts) -> Value | None:
    if field.kind is not FieldKind.PLACE:
        return known.get(field.id)
    area, commune = known.get(_PROVINCE), known.get(_COMMUNE)
    if not isinstance(area, str):
        return None
    try:
        return PlaceValue(area=area, commune=commune if isinstance(commune, str) else None)
    except ValidationError:  # a case may hold a name that was typed
        return None
