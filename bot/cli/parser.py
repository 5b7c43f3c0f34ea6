"""The commands and their help; each command is a file of its own beside this one."""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError

from bot.cli import ask, chat, check, eligibility, gaps, migrate, run, staff
from bot.openers import NoDatabase
from bot.secret_key import KeyDamaged
from bot.settings import Settings


def main(arguments: Sequence[str]) -> int:
    """Runs one command; its exit code."""
    options = _parser().parse_args(arguments)
    try:
        settings = Settings()
    except ValidationError as error:
        for line in check.setting_problems(error):
            print(line, file=sys.stderr)
        return 1
    try:
        code: int = asyncio.run(options.command(options, settings))
    except KeyboardInterrupt:
        return 130
    except KeyDamaged as error:
        print(f"Tệp khóa {error} hỏng. Lấy lại từ bản sao lưu; không có thì đặt SECRET_KEY.", file=sys.stderr)
        return 1
    except (NoDatabase, OSError) as error:
        print(f"{error}. Xem lại DATABASE_URL và DATA_DIR.", file=sys.stderr)
        return 1
    return code


def command_names() -> list[str]:
    """What may follow `python -m bot`."""
    actions = (action for action in _parser()._actions if isinstance(action, argparse._SubParsersAction))
    return [name for action in actions for name in action.choices]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot", description="Khuyến Công Bot")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    add = commands.add_parser("run", help="the service, by settings (see README)")
    add.set_defaults(command=run.run)

    add = commands.add_parser("chat", help="a conversation in this terminal; nothing is kept")
    add.set_defaults(command=chat.chat)

    add = commands.add_parser("ask", help="answers a question without a database")
    add.add_argument("question", nargs="?", metavar="QUESTION")
    add.add_argument("--province", default="", help="where the person is at home, by name or id")
    add.add_argument(
        "--jsonl",
        type=Path,
        metavar="FILE",
        help='one {"q": "…", "province": "…"?} per line; "-" reads standard input',
    )
    add.set_defaults(command=ask.ask)

    add = commands.add_parser(
        "check", help="what is configured, what is off, what is wrong and how to fix it"
    )
    add.add_argument("--online", action="store_true", help="ask the platforms too")
    add.set_defaults(command=check.check)

    add = commands.add_parser("eligibility", help="facts in, verdicts out (docs/eligibility-facts.md)")
    add.add_argument("--json", type=Path, required=True, metavar="FILE", help='"-" reads standard input')
    add.set_defaults(command=eligibility.eligibility)

    add = commands.add_parser("gaps", help="what people asked and did not get, for editors")
    add.add_argument("--limit", type=int, default=50, help="how many, the newest first (50)")
    add.add_argument("--jsonl", action="store_true", help="one JSON object a line")
    add.set_defaults(command=gaps.gaps)

    add = commands.add_parser("migrate", help="brings the database schema to the newest version")
    add.set_defaults(command=migrate.migrate)

    actions = commands.add_parser("staff", help="staff accounts").add_subparsers(
        required=True, metavar="ACTION"
    )
    new = actions.add_parser("add", help="a new account; its password is printed once")
    new.add_argument("name", type=staff.account_name, metavar="NAME")
    new.add_argument("--role", required=True, choices=staff.ROLES, help=", ".join(staff.ROLES))
    new.set_defaults(command=staff.add)
    return parser
