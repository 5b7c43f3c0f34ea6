"""A request's code is never taken for an application's, nor the other way."""

import pytest

from handlers.applications.codes import find_code, new_code, shown
from handlers.rights.codes import find_request_code, new_request_code, shown_request


def test_a_request_code_is_found_as_shown_and_is_no_application() -> None:
    for code in (new_request_code() for _ in range(300)):
        assert shown_request(code).startswith("YC-")
        for typed in (shown_request(code), f"mã {shown_request(code).lower()} của tôi", f"yc {code}"):
            assert find_request_code(typed) == code
            assert find_code(typed) is None


def test_an_application_code_is_no_request() -> None:
    for code in (new_code() for _ in range(300)):
        for typed in (shown(code), code, f"YC-{code}"):
            assert find_request_code(typed) is None


@pytest.mark.parametrize("text", ["", "yc", "YC-1234", "mã yêu cầu của tôi đâu", "YC-0000-0000-000U"])
def test_what_is_no_code_is_none(text: str) -> None:
    assert find_request_code(text) is None
