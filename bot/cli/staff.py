"""`staff add`: a new account for a member of staff. `staff area`: the places that one looks after."""

import argparse
import sys

from bot.clock import SystemClock
from bot.openers import NameTaken, Role, open_areas, open_staff_desk
from bot.settings import Settings
from handlers.desk.areas import GivenArea, NoArea
from handlers.text import clean

ROLES = tuple(role.value for role in Role)
_LONGEST_NAME = 80  # as sign-in takes it
_NOTHING = {
    NoArea.NO_ACCOUNT: "Không có tài khoản tên {name}.",
    NoArea.NO_PROVINCE: "Chưa nhận ra tỉnh này. Viết tên tỉnh, tên cũ cũng được, ví dụ: Gia Lai.",
    NoArea.NO_COMMUNE: "Chưa nhận ra xã này trong tỉnh. Viết tên xã, phường, đặc khu ngày nay.",
}


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


async def area(options: argparse.Namespace, settings: Settings) -> int:
    async with open_areas(settings) as areas:
        given = await areas.give(
            options.name,
            clean(options.province),
            clean(options.commune),
            SystemClock().now(),
            is_ended=options.remove,
        )
    if not isinstance(given, GivenArea):
        print(_NOTHING[given].format(name=options.name), file=sys.stderr)
        return 1
    place = f"{given.commune}, {given.province}" if given.commune else f"cả {given.province}"
    done = "đã bỏ" if options.remove else "đã giao"
    print(f"{options.name}: {place}, {done if given.is_new else 'không có gì đổi'}")
    return 0
