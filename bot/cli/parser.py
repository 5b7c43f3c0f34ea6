"""The commands and their help; each command is a file of its own beside this one."""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError

from bot.cli import (
    ask,
    backup,
    chat,
    check,
    eligibility,
    gaps,
    keys,
    migrate,
    privacy,
    run,
    staff,
    tasks,
    zalo,
)
from bot.openers import NoDatabase
from bot.secret_key import KeyDamaged
from bot.settings import Settings
from handlers.rights.sealing import KeyUnknown


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
    except KeyUnknown:
        print(check.UNKNOWN_KEY, file=sys.stderr)
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

    _add_privacy(commands)
    _add_zalo(commands)

    add = commands.add_parser("migrate", help="brings the database schema to the newest version")
    add.set_defaults(command=migrate.migrate)

    _add_copies(commands)

    actions = commands.add_parser("staff", help="staff accounts").add_subparsers(
        required=True, metavar="ACTION"
    )
    new = actions.add_parser("add", help="a new account; its password is printed once")
    new.add_argument("name", type=staff.account_name, metavar="NAME")
    new.add_argument("--role", required=True, choices=staff.ROLES, help=", ".join(staff.ROLES))
    new.set_defaults(command=staff.add)

    area = actions.add_parser("area", help="a place that an account looks after; new applications go by it")
    area.add_argument("name", type=staff.account_name, metavar="NAME")
    area.add_argument("--province", required=True, help="by name or id; old names are understood")
    area.add_argument("--commune", default="", help="one commune of it; without it the whole province")
    area.add_argument("--remove", action="store_true", help="takes the place off again")
    area.set_defaults(command=staff.area)
    return parser


def _add_copies(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    add = commands.add_parser("backup", help="a consistent copy of everything, while the service runs")
    add.add_argument("file", type=backup.absolute_path, metavar="FILE")
    add.add_argument("--replace", action="store_true", help="over a file that is there already")
    add.set_defaults(command=backup.backup)

    add = commands.add_parser(
        "restore", help="puts a copy in the place of what is there; stop the service first"
    )
    add.add_argument("file", type=backup.absolute_path, metavar="FILE")
    add.add_argument("--yes", action="store_true", help="replace what is there")
    add.set_defaults(command=backup.restore)


def _add_zalo(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    add = commands.add_parser("tasks", help="what staff are to see to")
    add.add_argument("--close", type=int, metavar="ID", help="this one is done")
    add.set_defaults(command=tasks.tasks)

    things = commands.add_parser("zalo", help="the Zalo Official Account").add_subparsers(
        required=True, metavar="THING"
    )
    actions = things.add_parser("template", help="forms of messages that Zalo approves").add_subparsers(
        required=True, metavar="ACTION"
    )
    new = actions.add_parser("add", help="registers a form, or what it has become")
    new.add_argument("id", metavar="ID", help="as Zalo names it")
    new.add_argument("--kind", action="append", required=True, help="a notice that it says; may be repeated")
    new.add_argument(
        "--parameter", action="append", type=zalo.parameter, metavar="NAME=VALUE", help="ma_phieu=code"
    )
    new.add_argument("--preview", required=True, help="its text, as people will read it")
    new.add_argument("--state", choices=zalo.STATES, default="pending", help="as Zalo shows it (pending)")
    new.add_argument("--only-by-phone", action="store_true", help="Zalo does not take it by user id")
    new.set_defaults(command=zalo.add)
    actions.add_parser("list", help="all of them").set_defaults(command=zalo.listed)


def _add_privacy(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    add = commands.add_parser("requests", help="what people asked of their own data and still wait for")
    add.add_argument("--jsonl", action="store_true", help="one JSON object a line")
    add.set_defaults(command=privacy.requests)

    add = commands.add_parser("breach", help="who was touched in a window of time, by the audit trail")
    add.add_argument("--from", dest="since", type=privacy.moment, required=True, metavar="WHEN")
    add.add_argument(
        "--to", dest="until", type=privacy.moment, metavar="WHEN", help="until now when not given"
    )
    add.add_argument("--jsonl", action="store_true", help="the people, by number, one a line")
    add.set_defaults(command=privacy.breach)

    add = commands.add_parser("rotate-keys", help="seals everything anew under the newest key")
    add.set_defaults(command=keys.rotate_keys)
