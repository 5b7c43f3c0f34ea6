"""This folder has many tests on both databases; they share one PostgreSQL database, emptied before each."""

from tests.support.emptied import any_database_url, shared_postgres_url

__all__ = ["any_database_url", "shared_postgres_url"]
