"""All tables together: whoever needs the whole schema imports it from here."""

from storage import tables_applications, tables_privacy
from storage.tables import metadata

__all__ = ["metadata", "tables_applications", "tables_privacy"]
