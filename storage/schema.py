"""All tables together: whoever needs the whole schema imports it from here."""

from storage import (
    tables_access,
    tables_applications,
    tables_broadcasts,
    tables_followups,
    tables_inbox,
    tables_privacy,
    tables_reports,
    tables_sessions,
    tables_tasks,
    tables_zalo,
)
from storage.tables import metadata

__all__ = [
    "metadata",
    "tables_access",
    "tables_applications",
    "tables_broadcasts",
    "tables_followups",
    "tables_inbox",
    "tables_privacy",
    "tables_reports",
    "tables_sessions",
    "tables_tasks",
    "tables_zalo",
]
