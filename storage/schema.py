"""All tables together: whoever needs the whole schema imports it from here."""

from storage import tables_applications, tables_privacy, tables_tasks, tables_zalo
from storage.tables import metadata

__all__ = ["metadata", "tables_applications", "tables_privacy", "tables_tasks", "tables_zalo"]
