"""`migrate`: the schema to its newest version."""

import argparse

from bot.openers import bring_schema_up
from bot.settings import Settings


async def migrate(_options: argparse.Namespace, settings: Settings) -> int:
    await bring_schema_up(settings)
    print("Cơ sở dữ liệu đã ở phiên bản mới nhất.")
    return 0
