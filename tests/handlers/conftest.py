"""This folder has many tests on both databases; they share one PostgreSQL database, emptied before each."""

from hypothesis import settings

from tests.support.emptied import any_database_url, shared_postgres_url

__all__ = ["any_database_url", "shared_postgres_url"]

settings.register_profile("patient", deadline=None)  # a busy machine is no mistake in the code
settings.load_profile("patient")
