"""Everybody who does what skills want done, put together."""

from collections.abc import Callable, Mapping
from datetime import tzinfo

from handlers import consents
from handlers.applications.acting import Acting
from handlers.applications.deeds import Filing
from handlers.applications.finding import Finding
from handlers.applications.planning import Planner
from handlers.attachments import deeds as attachments
from handlers.casework import deeds as casework
from handlers.deeds import Deeds, Doer
from handlers.outbox import Door
from handlers.rights import doers as rights
from knowledge.base import KnowledgeBase


def all_deeds(
    knowledge: Callable[[], KnowledgeBase], door: Door, zone: tzinfo, *more: Mapping[type, Doer]
) -> Deeds:
    """The deeds of the whole house; `knowledge` gives what is known at the moment of each."""
    planner = Planner(knowledge, zone)
    return Deeds(
        attachments.DOERS,
        casework.DOERS,
        consents.DOERS,
        rights.DOERS,
        Filing(planner.plan_for).doers,
        Acting(knowledge, planner, zone).doers,
        Finding(knowledge, door, zone).doers,
        *more,
    )
