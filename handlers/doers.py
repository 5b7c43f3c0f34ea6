"""Everybody who does what skills want done, put together."""

from collections.abc import Callable, Mapping
from datetime import tzinfo

from handlers import consents
from handlers.applications.acting import Acting
from handlers.applications.deeds import Filing
from handlers.applications.finding import Finding
from handlers.applications.planning import Planner
from handlers.attachments import deeds as attachments
from handlers.broadcasts import segments
from handlers.broadcasts.answering import NewsAnswers
from handlers.casework import deeds as casework
from handlers.deeds import Deeds, Doer
from handlers.joining.joining import Joining
from handlers.joining.splitting import Splitting
from handlers.outbox import Door
from handlers.review.alerts import NewAlerts
from handlers.rights import doers as rights
from knowledge.base import KnowledgeBase
from knowledge.process.plans import Quiet


def all_deeds(
    knowledge: Callable[[], KnowledgeBase],
    door: Door,
    zone: tzinfo,
    quiet: Quiet,
    *more: Mapping[type, Doer],
) -> Deeds:
    """The deeds of the whole house; `knowledge` gives what is known at the moment of each."""
    planner, alerts = Planner(knowledge, zone), NewAlerts(knowledge, door, zone, quiet)
    return Deeds(
        attachments.DOERS,
        casework.DOERS,
        consents.DOERS,
        rights.DOERS,
        Filing(planner.plan_for, alerts.tell).doers,
        alerts.doers,
        Acting(knowledge, planner, zone).doers,
        Finding(knowledge, door, zone).doers,
        NewsAnswers(knowledge).doers,
        segments.DOERS,
        Joining(knowledge, door).doers,
        Splitting(knowledge, door).doers,
        *more,
    )
