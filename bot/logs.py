"""One line of JSON per event: name, ids, trace; tokens and phone numbers are masked wherever they hide."""

import json
import logging
import re
import sys
import warnings
from datetime import UTC, datetime

from aiohttp import BadContentDispositionHeader, BadContentDispositionParam

_SECRETS = (
    (re.compile(r"/bot\d[^/\s]+"), "/bot<token>"),  # in an address, whatever it is made of
    (re.compile(r"\d{3,20}:[A-Za-z0-9._~+=-]{20,}"), "<token>"),
    (
        re.compile(
            r"(?i)((?:access|refresh)_token|secret_key|code_verifier|appsecret_proof)"
            r"[\"']?\s?[=:]\s?[\"']?[^\s\"'&,}]+"
        ),
        r"\1=<token>",
    ),
    (re.compile(r"[A-Za-z0-9_-]{72,}"), "<token>"),  # longer than any hash: Zalo's tokens name nothing else
    (re.compile(r"(?<!\d)(?:\+?84|0)(?:[ .-]?\d){9}(?!\d)"), "<phone>"),
)
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_QUIET = ("aiohttp.access", "httpx", "httpcore", "apscheduler", "telegram", "alembic", "asyncio")


class JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        event = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            "source": record.name,
            **{key: value for key, value in vars(record).items() if key not in _STANDARD},
        }
        if record.exc_info:
            event["trace"] = self.formatException(record.exc_info)
        # Masked value by value: a mask over the whole line could break the JSON around a number.
        shown = {key: mask(str(value)) if _may_hide(value) else value for key, value in event.items()}
        return json.dumps(shown, ensure_ascii=False, default=str)


def _may_hide(value: object) -> bool:
    return not isinstance(value, int | float | bool | None)


def mask(line: str) -> str:
    for pattern, shown in _SECRETS:
        line = pattern.sub(shown, line)
    return line


def set_up_logs(level: str) -> None:
    """All logs to standard error; libraries only from WARNING, because their lines hold addresses with tokens."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    # These warnings repeat what a browser sent, such as the name of a person's file.
    warnings.filterwarnings("ignore", category=BadContentDispositionHeader)
    warnings.filterwarnings("ignore", category=BadContentDispositionParam)
