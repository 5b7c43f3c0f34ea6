"""Log lines: one JSON object each, without tokens and telephone numbers wherever they hide."""

import io
import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from bot.logs import JsonLines, mask
from tests.support.source import ROOT

TOKEN = "7012345678:AAHfiqksKZ8WmR2zMxQWhtnRl4uOOWSd0bk"
ZALO_TOKEN = "RfBh5NdqsWzhcX8b" * 12
PHONES = ("0912345678", "84912345678", "+84912345678")


class Lines(io.StringIO):
    def last(self) -> dict[str, Any]:
        event: dict[str, Any] = json.loads(self.getvalue().rstrip("\n").split("\n")[-1])
        return event


@pytest.fixture
def lines() -> Lines:
    return Lines()


@pytest.fixture
def log(lines: Lines) -> Iterator[logging.Logger]:
    handler = logging.StreamHandler(lines)
    handler.setFormatter(JsonLines())
    logger = logging.getLogger("tests.of.logs")
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    yield logger
    logger.removeHandler(handler)


def test_a_line_is_one_json_object_with_its_event_source_and_ids(log: logging.Logger, lines: Lines) -> None:
    log.info("delivery_attempted", extra={"delivery": 7, "channel": "web", "outcome": "Delivered"})
    event = lines.last()
    assert event.pop("at").endswith("+00:00")
    assert event == {
        "level": "info",
        "event": "delivery_attempted",
        "source": "tests.of.logs",
        "delivery": 7,
        "channel": "web",
        "outcome": "Delivered",
    }


def test_many_lines_of_text_stay_one_line_of_log(log: logging.Logger, lines: Lines) -> None:
    log.warning("một\nhai\r\nba", extra={"more": "bốn\nnăm\u2028sáu"})
    assert lines.getvalue().count("\n") == 1
    assert lines.last()["event"] == "một\nhai\r\nba"


@pytest.mark.parametrize("secret", [TOKEN, *PHONES])
def test_a_secret_is_masked_in_message_arguments_and_extras(
    log: logging.Logger, lines: Lines, secret: str
) -> None:
    log.info(f"plain {secret} end")
    log.info("argument %s", secret)
    log.info("extra", extra={"url": f"https://api.telegram.org/bot{secret}/getMe", "nested": [{"a": secret}]})
    assert secret not in lines.getvalue()
    assert all(json.loads(line) for line in lines.getvalue().splitlines())


@pytest.mark.parametrize("secret", [TOKEN, *PHONES])
def test_a_secret_is_masked_in_the_text_of_an_exception_and_its_causes(
    log: logging.Logger, lines: Lines, secret: str
) -> None:
    def fail() -> None:
        try:
            raise ValueError(f"inner {secret}")
        except ValueError as error:
            raise RuntimeError(f"outer {secret}") from error

    try:
        fail()
    except RuntimeError:
        log.exception("failed")
    assert secret not in lines.getvalue()
    trace = lines.last()["trace"]
    assert "RuntimeError: outer <" in trace
    assert "ValueError: inner <" in trace


@pytest.mark.parametrize(
    "harmless", ["2026-11-23", "300.000.000 đồng", "12345", "id 1234567890123456", "28/2018/TT-BTC", "08:30"]
)
def test_ordinary_numbers_are_left_alone(harmless: str) -> None:
    assert mask(harmless) == harmless


def test_what_json_does_not_know_is_written_as_text(log: logging.Logger, lines: Lines) -> None:
    log.info("odd", extra={"path": ROOT, "error": ValueError("x")})
    assert lines.last()["path"] == str(ROOT)


def test_the_set_up_logs_write_to_standard_error_and_quiet_the_libraries() -> None:
    script = f"""
import logging
from bot.logs import set_up_logs
set_up_logs("DEBUG")
logging.getLogger("httpx").info("GET https://api.telegram.org/bot{TOKEN}/getMe")
logging.getLogger("aiohttp.access").info("never")
logging.getLogger("bot").debug("hello {TOKEN}")
logging.getLogger("telegram").warning("shown")
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    events = [json.loads(line)["event"] for line in done.stderr.splitlines()]
    assert events == ["hello <token>", "shown"]
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (f"answered {ZALO_TOKEN}", "answered <token>"),
        ("{'access_token': 'short', 'x': 1}", "{'access_token=<token>', 'x': 1}"),
        ("refresh_token=abc&app_id=1", "refresh_token=<token>&app_id=1"),
        ('{"secret_key": "abc"}', '{"secret_key=<token>"}'),
        ("0b5c" * 16, "0b5c" * 16),  # a hash names nobody
    ],
)
def test_zalos_tokens_are_masked_by_their_names_and_by_their_length(line: str, shown: str) -> None:
    assert mask(line) == shown
