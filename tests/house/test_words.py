"""The knowledge and the storage do not know each other: where both must name the same things, they do."""

from enum import StrEnum

import pytest

from knowledge.forms.model import Status
from knowledge.privacy.model import Purpose as ToldPurpose
from knowledge.privacy.model import RequestKind as ToldRequest
from knowledge.process.model import Ending as ToldEnding
from knowledge.process.model import Role as ProcessRole
from storage.states import ApplicationStatus, Ending, Purpose, RequestKind, Role


@pytest.mark.parametrize(
    ("told", "stored"),
    [(Status, ApplicationStatus), (ToldPurpose, Purpose), (ToldRequest, RequestKind), (ToldEnding, Ending)],
)
def test_what_is_told_is_what_is_stored(told: type[StrEnum], stored: type[StrEnum]) -> None:
    """An application without an ending has none to store."""
    assert {each.value for each in told} - {""} == {each.value for each in stored}


def test_the_process_knows_the_roles_that_handle_applications() -> None:
    assert {role.value for role in ProcessRole} - {"applicant"} <= {role.value for role in Role}
