"""No table that tells of people is forgotten: not by a copy of one's data, not by a deletion, not by rotation."""

import pytest
from sqlalchemy import Column, LargeBinary

from storage.reach import OF_CONTACT
from storage.repositories.erasing import GONE_WITH, KEPT
from storage.repositories.own_rows import TOLD, UNTOLD_COLUMNS, UNTOLD_TABLES
from storage.schema import metadata
from storage.sealed import OF_INSTALLATION, OF_PERSON

# Tables that tell of people and are not reached from a contact, each with its reason.
EXCUSED: dict[str, str] = {}
PERSONAL = [
    pytest.param(column, id=str(column))
    for table in metadata.sorted_tables
    for column in table.c
    if column.info.get("pii") and table.name not in EXCUSED
]
_SEALED = {sealed.column for sealed in (*OF_INSTALLATION, *OF_PERSON)}


@pytest.mark.parametrize("column", PERSONAL)
def test_every_personal_column_is_told_in_a_copy_or_excused(column: Column[object]) -> None:
    assert column.table in TOLD or column.table in UNTOLD_TABLES
    assert UNTOLD_COLUMNS.get(column, "told")


def test_what_stays_or_goes_with_others_are_tables_that_lead_to_a_person() -> None:
    names = {table.name for table in OF_CONTACT}
    assert KEPT.keys() | GONE_WITH.keys() | set(GONE_WITH.values()) <= names


@pytest.mark.parametrize("column", PERSONAL)
def test_every_personal_column_of_bytes_is_sealed_where_rotation_and_copies_find_it(
    column: Column[object],
) -> None:
    assert not isinstance(column.type, LargeBinary) or column in _SEALED


def test_the_ways_lead_to_every_table_that_hangs_on_a_person() -> None:
    """Whatever names a contact, or names a table that does, is reached: a new table cannot be forgotten."""
    reached = {"contact"}
    while more := {
        table.name
        for table in metadata.sorted_tables
        if table.name not in reached and (_names(table) & reached or "contact_id" in table.c)
    }:
        reached |= more
    others = {"audit_head", "audit_event", "certificate"}
    assert reached - others == {table.name for table in OF_CONTACT}


def _names(table: object) -> set[str]:
    staff_side = {"staff", "project"}
    return {key.column.table.name for key in table.foreign_keys} - staff_side  # type: ignore[attr-defined]
