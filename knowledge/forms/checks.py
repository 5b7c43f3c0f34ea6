"""What forms must keep besides their shape: known facts, an order that can be asked, words of the right length."""

import string
import unicodedata
from collections.abc import Iterable, Iterator, Mapping

from knowledge.eligibility.loader import RuleBook
from knowledge.eligibility.logic import comparisons
from knowledge.eligibility.model import FactDefinition, FactKind
from knowledge.errors import Problem
from knowledge.forms.loader import COMMON, FOLDER, WORDS, FormBook
from knowledge.forms.model import (
    FORM,
    LONGEST_LABEL,
    LONGEST_QUESTION,
    FieldKind,
    Form,
    FormField,
    Status,
    Step,
)
from knowledge.forms.reach import reachable
from knowledge.forms.replies import Reason
from knowledge.loader import Content

_ITEM = "item"  # the field that says for which of its items a form is filled
_PLACE_FACTS = {"province": "province", "commune": "province"}  # fact -> a field that tells it
_KINDS: Mapping[FactKind, FieldKind] = {
    FactKind.CHOICE: FieldKind.CHOICE,
    FactKind.YES_NO: FieldKind.YES_NO,
    FactKind.NUMBER: FieldKind.COUNT,
    FactKind.MONEY: FieldKind.MONEY,
    FactKind.PERCENT: FieldKind.PERCENT,
    FactKind.PROVINCE: FieldKind.PLACE,
    FactKind.COMMUNE: FieldKind.PLACE,
}
_TOLD = frozenset({"least", "most"})


def check_forms(book: FormBook, rules: RuleBook, content: Content) -> Iterator[Problem]:
    """Every problem of the forms; none when they may be asked."""
    anywhere = {step.field.id for form in book.forms.values() for step in form.steps}
    for form in book.forms.values():
        file = _file(form)
        for item in form.file.items:
            if item not in content.levels.items:
                yield Problem(file, form.id, "items", f"no item called {item}")
        yield from _order_problems(form, anywhere | {FORM}, book)
        yield from _personal_problems(form)
        for name in sorted(
            {field.id for field in form.fields.values() if field.is_required} - reachable(form)
        ):
            yield Problem(file, form.id, name, "is required, and no replies lead to it")
        yield from _paper_problems(form, content)
        yield from _unicode_problems(file, form.id, form.file.model_dump_json(by_alias=True))
    for owner, file, field in _each_field(book):
        yield from _field_problems(owner, file, field, rules.facts.facts)
    yield from _unicode_problems(COMMON, "", book.common.model_dump_json(by_alias=True))
    yield from _word_problems(book)


def _file(form: Form) -> str:
    return f"{FOLDER}/{form.id}.yaml"


def _each_field(book: FormBook) -> Iterator[tuple[Form | None, str, FormField]]:
    """Every field once, with the form that it is of; None for the common part."""
    yield from ((None, COMMON, field) for section in book.common.sections for field in section.fields)
    for form in book.forms.values():
        yield from ((form, _file(form), field) for each in form.file.sections for field in each.fields)


def _order_problems(form: Form, anywhere: set[str], book: FormBook) -> Iterator[Problem]:
    """A condition may look only at what was asked before: a later answer would send people back."""
    before: set[str] = {FORM}
    own = set(form.fields)
    for step in form.steps:
        for fact, value in _compared(step):
            source = _PLACE_FACTS.get(fact, fact)
            if source not in anywhere:
                yield Problem(_file(form), form.id, step.field.id, f"when: no fact called {fact}")
            elif source in own and source not in before:
                yield Problem(_file(form), form.id, step.field.id, f"when: {fact} is asked later")
            elif not _may_be(form, fact, value, book):
                yield Problem(_file(form), form.id, step.field.id, f"when: {fact} is never {value!r}")
        if step.field.within is not None and step.field.within not in before:
            yield Problem(
                _file(form), form.id, step.field.id, f"within: {step.field.within} is not asked before"
            )
        before.add(step.field.id)


def _compared(step: Step) -> Iterator[tuple[str, object]]:
    for condition in step.conditions:
        for each in comparisons(condition):
            values: list[object] = [value for value in (each.is_, *(each.in_ or ())) if value is not None]
            yield from ((each.fact, value) for value in values or [None])


def _may_be(form: Form, fact: str, value: object, book: FormBook) -> bool:
    if fact == FORM:
        return value in book.forms
    field = form.fields.get(fact)
    if value is None or field is None:
        return True
    if field.kind is FieldKind.CHOICE:
        return value in field.choices and not field.is_several
    return isinstance(value, bool) is (field.kind is FieldKind.YES_NO)


def _personal_problems(form: Form) -> Iterator[Problem]:
    for step in form.steps:
        field = step.field
        if (field.is_personal or field.is_sensitive) and not step.is_after_consent:
            yield Problem(_file(form), form.id, field.id, "is personal, and asked before the consent")
        if field.is_sensitive and not field.is_personal:
            yield Problem(_file(form), form.id, field.id, "is sensitive, so it is personal")


def _field_problems(
    form: Form | None, file: str, field: FormField, facts: Mapping[str, FactDefinition]
) -> Iterator[Problem]:
    owner = form.id if form is not None else ""
    said = list(_own_problems(field))
    definition = facts.get(field.id)
    if definition is not None:
        said += _fact_problems(field, definition)
    if field.id == _ITEM and form is not None and set(field.choices) != set(form.file.items):
        said.append("item: its choices are not the items of the form")
    yield from (Problem(file, owner, field.id, message) for message in said)


def _own_problems(field: FormField) -> Iterator[str]:
    if len(field.label) > LONGEST_LABEL:
        yield f"label: longer than {LONGEST_LABEL} characters"
    if len(field.question) > LONGEST_QUESTION:
        yield f"question: longer than {LONGEST_QUESTION} characters"
    is_choice = field.kind is FieldKind.CHOICE
    if is_choice and len(field.choices) < 2:
        yield "choices: nothing to choose from"
    if not is_choice and (field.choices or field.is_several):
        yield f"choices: a {field.kind} has none"
    if field.within is not None and field.kind is not FieldKind.PLACE:
        yield f"within: a {field.kind} lies nowhere"
    if not field.has_bounds and (field.at_least is not None or field.at_most is not None):
        yield f"at_least, at_most: a {field.kind} has no bounds"
    if field.has_bounds and field.bounds[0] > field.bounds[1]:
        yield "at_least: more than at_most"
    labels = [choice.label for choice in field.choices.values()]
    if len(set(labels)) < len(labels):
        yield "choices: a label appears twice"


def _fact_problems(field: FormField, definition: FactDefinition) -> Iterator[str]:
    if definition.derived_from is not None:
        yield f"is worked out from {definition.derived_from}, never asked"
    if field.kind is not _KINDS[definition.kind]:
        yield f"kind: the fact is a {definition.kind}"
    for value in field.choices if definition.choices else ():
        if value not in definition.choices:
            yield f"choices: the fact is never {value!r}"


def _paper_problems(form: Form, content: Content) -> Iterator[Problem]:
    for status in Status:
        papers = form.papers.get(status)
        if papers is None:
            yield Problem(_file(form), form.id, "papers", f"nothing said for {status}")
        elif papers.entry not in content.entries:
            yield Problem(_file(form), form.id, "papers", f"no entry called {papers.entry}")


def _unicode_problems(file: str, entry: str, text: str) -> Iterator[Problem]:
    if unicodedata.normalize("NFC", text) != text:
        yield Problem(file, entry, "", "text is not in Unicode form NFC")


def _word_problems(book: FormBook) -> Iterator[Problem]:
    words = book.words
    yield from _unicode_problems(WORDS, "", words.model_dump_json())
    for reason in Reason:
        if reason not in words.refusals:
            yield Problem(WORDS, "", "refusals", f"no sentence for {reason}")
    for reason, sentence in words.refusals.items():
        for name in _placeholders([sentence]) - _TOLD:
            yield Problem(WORDS, "", f"refusals.{reason}", f"nothing is called {name}")


def _placeholders(texts: Iterable[str]) -> set[str]:
    return {name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name is not None}
