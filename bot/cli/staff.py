"""`staff add`: a new account for a member of staff."""

import argparse
import sys

from bot.clock import SystemClock
from bot.openers import NameTaken, Role, open_staff_desk
from bot.settings import Settings
from handlers.text import clean

ROLES = tuple(role.value for role in Role)
_LONGEST_NAME = 80  # as sign-in takes it


def account_name(typed: str) -> str:
    """The name as sign-in reads it. Raises what argparse tells people."""
    name = clean(typed)
    if not 1 <= len(name) <= _LONGEST_NAME:
        raise argparse.ArgumentTypeError(f"a name has 1 to {_LONGEST_NAME} letters")
    return name


async def add(options: argparse.Namespace, settings: Settings) -> int:
    async with open_staff_desk(settings) as desk:
        try:
            account = await desk.add(options.name, Role(options.role), SystemClock().now())
        except NameTaken:
            print(f"Đã có tài khoản tên {options.name}.", file=sys.stderr)
            return 1
    print(f"Tài khoản: {account.name}   mật khẩu (chỉ hiện một lần): {account.password}")
    return 0
