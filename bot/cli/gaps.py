"""`gaps`: what people asked and did not get, with the entries that came near and the one they chose."""

import argparse
import json
import sys

from bot.clock import SystemClock
from bot.openers import open_gaps
from bot.settings import Settings

_ACTOR = "operator:command line"


async def gaps(options: argparse.Namespace, settings: Settings) -> int:
    async with open_gaps(settings) as desk:
        rows = await desk.latest(options.limit, _ACTOR, SystemClock().now())
    for row in rows:
        if options.jsonl:
            line = {
                "id": row.id,
                "at": row.created_at.isoformat(),
                "kind": row.kind.value,
                "question": row.question,
                "near": row.candidates,
                "chosen": row.chosen_entry,
            }
            print(json.dumps(line, ensure_ascii=False))
        else:
            print(f"{row.created_at:%d/%m/%Y %H:%M}  {row.kind.value:8} {row.question}")
            print(f"    gần: {', '.join(row.candidates) or '-'}; đã chọn: {row.chosen_entry or '-'}")
    if not rows:
        print("Chưa có câu hỏi nào chờ trả lời.", file=sys.stderr)
    elif not options.jsonl:
        print('\nThêm câu hỏi vào một mục: python -m knowledge attach MỤC "câu hỏi"', file=sys.stderr)
    return 0
