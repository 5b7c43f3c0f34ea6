"""How the rows of each table are reached from a person: export and deletion walk the same ways."""

from collections.abc import Mapping

from sqlalchemy import BindParameter, ColumnElement, Select, Table, bindparam, select

from storage.tables import (
    address,
    contact,
    conversation,
    delivery,
    gap,
    inbound,
    message,
    profile,
    verdict_change,
)
from storage.tables_applications import (
    application,
    application_event,
    application_file,
    follow_up,
    inspection,
    obstacle,
    staff_link,
)
from storage.tables_broadcasts import broadcast_answer, contact_tag
from storage.tables_followups import application_date, survey_answer
from storage.tables_inbox import conversation_note
from storage.tables_privacy import chat_try, consent, data_request, join_code, person_key
from storage.tables_tasks import staff_task

_OF: BindParameter[int] = bindparam("of")  # the contact's id
ADDRESSES: Select[tuple[int]] = select(address.c.id).where(address.c.contact_id == _OF)
CONVERSATIONS: Select[tuple[int]] = select(conversation.c.id).where(conversation.c.address_id.in_(ADDRESSES))
APPLICATIONS: Select[tuple[int]] = select(application.c.id).where(application.c.contact_id == _OF)
_PROFILES = select(profile.c.id).where(profile.c.contact_id == _OF)

# In the order in which people read it.
OF_CONTACT: Mapping[Table, ColumnElement[bool]] = {
    contact: contact.c.id == _OF,
    address: address.c.contact_id == _OF,
    conversation: conversation.c.address_id.in_(ADDRESSES),
    application: application.c.contact_id == _OF,
    application_event: application_event.c.application_id.in_(APPLICATIONS),
    application_file: application_file.c.application_id.in_(APPLICATIONS),
    inspection: inspection.c.application_id.in_(APPLICATIONS),
    obstacle: obstacle.c.application_id.in_(APPLICATIONS),
    application_date: application_date.c.application_id.in_(APPLICATIONS),
    follow_up: follow_up.c.application_id.in_(APPLICATIONS),
    survey_answer: survey_answer.c.application_id.in_(APPLICATIONS),
    profile: profile.c.contact_id == _OF,
    verdict_change: verdict_change.c.profile_id.in_(_PROFILES),
    message: message.c.conversation_id.in_(CONVERSATIONS),
    conversation_note: conversation_note.c.conversation_id.in_(CONVERSATIONS),
    delivery: delivery.c.conversation_id.in_(CONVERSATIONS),
    inbound: inbound.c.conversation_id.in_(CONVERSATIONS),
    gap: gap.c.conversation_id.in_(CONVERSATIONS),
    consent: consent.c.contact_id == _OF,
    data_request: data_request.c.contact_id == _OF,
    person_key: person_key.c.contact_id == _OF,
    contact_tag: contact_tag.c.contact_id == _OF,
    broadcast_answer: broadcast_answer.c.conversation_id.in_(CONVERSATIONS),
    chat_try: chat_try.c.conversation_id.in_(CONVERSATIONS),
    join_code: join_code.c.conversation_id.in_(CONVERSATIONS),
    staff_link: staff_link.c.address_id.in_(ADDRESSES),
    staff_task: staff_task.c.conversation_id.in_(CONVERSATIONS),
}
