"""`tasks`: what staff are to see to; `--close ID` ends one."""

import argparse
import sys
from zoneinfo import ZoneInfo

from bot.clock import SystemClock
from bot.openers import open_tasks
from bot.settings import Settings

_ACTOR = "operator:command line"


async def tasks(options: argparse.Namespace, settings: Settings) -> int:
    async with open_tasks(settings) as desk:
        if options.close is not None:
            if await desk.close(options.close, _ACTOR, SystemClock().now()):
                print(f"Đã đóng việc {options.close}.")
                return 0
            print(f"Không có việc {options.close} nào đang mở.", file=sys.stderr)
            return 1
        rows = await desk.open_ones()
    for row in rows:
        about = f": phiếu {row.code}" if row.code else f": {row.about}" if row.about else ""
        at = row.at.astimezone(ZoneInfo(settings.timezone))
        print(f"{row.id:>5}  {at:%d/%m/%Y %H:%M}  {row.title}{about}")
        print(f"       {row.why}")
    if not rows:
        print("Chưa có việc nào chờ cán bộ.", file=sys.stderr)
    return 0
