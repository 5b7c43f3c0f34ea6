"""Broadcasts in words: how far one is, who is meant, why somebody is left out, why something was not done."""

from collections.abc import Callable, Iterator

from handlers.applications.words import form_title
from handlers.broadcasts.model import AudienceQuery, BroadcastState, Criteria, Why
from handlers.home import place_name
from knowledge.base import KnowledgeBase
from knowledge.forms.model import Status
from storage.audience_query import tag_lines

_ANSWERS = ("facility", "sector")  # tags that people have told in a form
_ZALO = "zalo_code_"


def dotted(number: int) -> str:
    """1234 as 1.234."""
    return f"{number:,}".replace(",", ".")


def state_words(state: BroadcastState, knowledge: KnowledgeBase) -> str:
    return knowledge.phrase(f"news_state_{state.value}")


def reason_words(code: str, knowledge: KnowledgeBase) -> str:
    """Why somebody is left out, or why a message to them did not go; the code itself where nobody has worded it."""
    say = knowledge.phrase
    known = say.keys()
    if f"news_reason_{code}" in known:
        return say(f"news_reason_{code}")
    zalo = _ZALO + code.replace("-", "_")
    if zalo in known:
        return say(zalo).rstrip(".")
    return say("news_reason_other", code=code)


def refusal_words(why: Why, knowledge: KnowledgeBase) -> str:
    """Why it was not done, and what to do instead."""
    return knowledge.phrase(f"news_refused_{why.value}")


def audience_words(query: AudienceQuery, knowledge: KnowledgeBase) -> str:
    """Who is meant, in one line."""
    say = knowledge.phrase
    wanted, unwanted = (list(_lines(each, knowledge)) for each in (query.include, query.exclude))
    said = "; ".join(wanted) if wanted else say("news_audience_all")
    return "; ".join([said, *(say("news_audience_without", who=line) for line in unwanted)])


def tag_words(tag: str, knowledge: KnowledgeBase) -> str:
    """A tag by the label of the choice that it was taken from; others are said as staff wrote them."""
    name, _, value = tag.partition(":")
    if name in _ANSWERS:
        for form in knowledge.forms.forms.values():
            field = form.fields.get(name)
            if field is not None and value in field.choices:
                return field.choices[value].label
    return tag


def language_words(language: str, knowledge: KnowledgeBase) -> str:
    """Its name; the code itself where nobody has worded it."""
    say = knowledge.phrase
    known = say.keys()
    return say(f"news_language_{language}") if f"news_language_{language}" in known else language


def _lines(criteria: Criteria, knowledge: KnowledgeBase) -> Iterator[str]:
    say = knowledge.phrase
    if criteria.provinces:
        names = _joined(criteria.provinces, lambda each: place_name(each, knowledge))
        yield say("news_audience_provinces", names=names)
    if criteria.communes:
        yield say("news_audience_communes", names=", ".join(criteria.communes))
    if criteria.forms:
        names = _joined(criteria.forms, lambda each: form_title(each, knowledge))
        yield say("news_audience_forms", names=names)
    if criteria.statuses:
        names = _joined(criteria.statuses, lambda each: knowledge.process.status(Status(each)).name)
        yield say("news_audience_statuses", names=names)
    for tags in tag_lines(criteria.tags):
        names = _joined(tags, lambda each: tag_words(each, knowledge))
        yield say("news_audience_tags", names=names)
    if criteria.languages:
        names = _joined(criteria.languages, lambda each: language_words(each, knowledge))
        yield say("news_audience_languages", names=names)
    if criteria.seen_within_days is not None:
        yield say("news_audience_seen", days=criteria.seen_within_days)


def _joined(values: tuple[str, ...], word: Callable[[str], str]) -> str:
    return ", ".join(word(each) for each in values)
