"""Who is meant by an audience, and who of them can be written to: one set-based question to the database."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from sqlalchemy import (
    ColumnElement,
    Exists,
    FromClause,
    Select,
    and_,
    case,
    exists,
    false,
    func,
    literal,
    not_,
    or_,
    select,
    true,
)

from storage.states import ApplicationStatus, Purpose
from storage.tables import address, contact, conversation
from storage.tables_applications import application
from storage.tables_broadcasts import contact_tag
from storage.tables_privacy import consent

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Criteria:
    """Each line that is filled narrows the choice; within a line one of its values is enough."""

    provinces: tuple[str, ...] = ()
    communes: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    statuses: tuple[ApplicationStatus, ...] = ()
    tags: tuple[
        str, ...
    ] = ()  # also facility:<kind> and sector:<trade>, as people told them: a line for each
    languages: tuple[str, ...] = ()
    seen_within_days: int | None = None


def tag_lines(tags: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Tags that answer the same question are one line, those without a question together another."""
    lines: dict[str, tuple[str, ...]] = {}
    for tag in tags:
        question = tag.rpartition(":")[0]
        lines[question] = (*lines.get(question, ()), tag)
    return list(lines.values())


@dataclass(frozen=True, slots=True)
class AudienceQuery:
    """Everybody who fits `include`, without those of whom any line of `exclude` is true."""

    include: Criteria = field(default_factory=Criteria)
    exclude: Criteria = field(default_factory=Criteria)


class Left(StrEnum):
    """Why somebody who is meant is not written to."""

    ERASING = "erasing"
    NO_CONSENT = "no_consent"
    NO_CHAT = "no_chat"  # only the web page, where nobody can be told anything later
    UNREACHABLE = "unreachable"  # blocked the bot, or left
    WINDOW_SHUT = "window_shut"  # the platform no longer takes a message for them


class Reach(StrEnum):
    """How a message reaches somebody: what it costs."""

    FREE = "free"
    BILLED = "billed"
    FORM = "form"  # outside the window, by a form approved beforehand


@dataclass(frozen=True, slots=True)
class Ways:
    """Which channels carry news, and how long after a person's last word one of them still takes a message."""

    channels: tuple[str, ...]
    windowed: str = ""  # the channel with the window
    free_for: timedelta = timedelta(0)
    open_for: timedelta = timedelta(0)  # what is not free any more is billed until then
    has_form: bool = False


def fits(query: AudienceQuery, now: datetime) -> ColumnElement[bool]:
    """Of a contact: whether it is meant."""
    wanted = and_(true(), *_lines(query.include, now))
    return and_(wanted, not_(or_(false(), *_lines(query.exclude, now))))


def agrees_to_news() -> ColumnElement[bool]:
    """Of a contact: by what was said last; silence is no consent."""
    newest = (
        select(func.max(consent.c.id))
        .where(consent.c.contact_id == contact.c.id, consent.c.purpose == Purpose.NEWS)
        .correlate(contact)
        .scalar_subquery()
    )
    return exists().where(consent.c.id == newest, consent.c.is_given)


def chats() -> Select[tuple[int, int, str, str, str, str]]:
    """All chats of all people, one row each, to be narrowed by `is_chosen` and `may_hear`."""
    return (
        select(contact.c.id, conversation.c.id, address.c.channel, address.c.bot_id, address.c.chat_key)
        .select_from(contact)
        .join(address, address.c.contact_id == contact.c.id)
        .join(conversation, conversation.c.address_id == address.c.id)
    )


def may_hear() -> ColumnElement[bool]:
    """Of a contact: agrees to news, and is not about to be erased."""
    return and_(contact.c.erase_at.is_(None), agrees_to_news())


def is_chosen(ways: Ways, now: datetime) -> ColumnElement[bool]:
    """Of a chat: it can carry the message, and it is the one of those that the person used last."""
    other, theirs = address.alias("other"), conversation.alias("theirs")
    mine, their = _last_word(conversation), _last_word(theirs)
    better = (
        exists()
        .where(
            other.c.contact_id == contact.c.id,
            theirs.c.address_id == other.c.id,
            _carries(ways, now, other, theirs),
            or_(their > mine, and_(their == mine, theirs.c.id > conversation.c.id)),
        )
        .correlate(contact, address, conversation)
    )
    return and_(_carries(ways, now, address, conversation), not_(better))


def reach_of(ways: Ways, now: datetime) -> ColumnElement[str]:
    """Of a chosen chat: what a message to it costs."""
    last = conversation.c.last_inbound_at
    return case(
        (address.c.channel != ways.windowed, Reach.FREE.value),
        (last > now - ways.free_for, Reach.FREE.value),
        (last > now - ways.open_for, Reach.BILLED.value),
        else_=Reach.FORM.value,
    )


def is_left_out(ways: Ways, now: datetime) -> ColumnElement[bool]:
    """Of a contact: it is not written to."""
    return not_(and_(may_hear(), _any_chat(_carries(ways, now, address, conversation))))


def left_out(ways: Ways, now: datetime) -> ColumnElement[str]:
    """Why a contact that is left out is not written to."""
    return case(
        (contact.c.erase_at.is_not(None), Left.ERASING.value),
        (not_(agrees_to_news()), Left.NO_CONSENT.value),
        (not_(_any_chat(_is_platform(ways.channels, address))), Left.NO_CHAT.value),
        (
            not_(_any_chat(and_(_is_platform(ways.channels, address), address.c.is_reachable))),
            Left.UNREACHABLE.value,
        ),
        else_=literal(Left.WINDOW_SHUT.value),
    )


def _carries(ways: Ways, now: datetime, where: FromClause, chat: FromClause) -> ColumnElement[bool]:
    is_open = true() if ways.has_form else chat.c.last_inbound_at > now - ways.open_for
    in_window = or_(where.c.channel != ways.windowed, is_open) if ways.windowed else true()
    return and_(_is_platform(ways.channels, where), where.c.is_reachable, in_window)


def _is_platform(channels: Collection[str], where: FromClause) -> ColumnElement[bool]:
    return where.c.channel.in_(list(channels))


def _last_word(chat: FromClause) -> ColumnElement[datetime]:
    """Somebody who has only been found here counts as the longest silent."""
    return func.coalesce(chat.c.last_inbound_at, literal(_LONG_AGO, chat.c.last_inbound_at.type))


def _any_chat(which: ColumnElement[bool]) -> Exists:
    return (
        exists()
        .where(address.c.contact_id == contact.c.id, conversation.c.address_id == address.c.id, which)
        .correlate(contact)
    )


def _lines(criteria: Criteria, now: datetime) -> Iterator[ColumnElement[bool]]:
    if criteria.provinces:
        theirs = application.c.province.in_(criteria.provinces)
        # Who has told no province lives in none of these; without the first half that would not be known.
        at_home = and_(contact.c.province.is_not(None), contact.c.province.in_(criteria.provinces))
        yield or_(at_home, _any_application(theirs))
    if criteria.communes:
        yield _any_application(application.c.commune.in_(criteria.communes))
    if criteria.forms:
        yield _any_application(application.c.form_id.in_(criteria.forms))
    if criteria.statuses:
        yield _any_application(application.c.status.in_(criteria.statuses))
    for tags in tag_lines(criteria.tags):
        yield (
            exists()
            .where(contact_tag.c.contact_id == contact.c.id, contact_tag.c.tag.in_(tags))
            .correlate(contact)
        )
    if criteria.languages:
        yield contact.c.language.in_(criteria.languages)
    if criteria.seen_within_days is not None:
        yield _any_chat(conversation.c.last_inbound_at > now - timedelta(days=criteria.seen_within_days))


def _any_application(which: ColumnElement[bool]) -> Exists:
    """Drafts are nobody's business but the person's."""
    return (
        exists()
        .where(
            application.c.contact_id == contact.c.id, application.c.status != ApplicationStatus.DRAFT, which
        )
        .correlate(contact)
    )
