"""`eligibility`: facts in, verdicts out, as JSON; the facts are listed in docs/eligibility-facts.md."""

import argparse
import asyncio
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bot.openers import BadFacts, KnowledgeError, open_eligibility
from bot.settings import Settings


async def eligibility(options: argparse.Namespace, settings: Settings) -> int:
    """One object gives one list of verdicts; a list of objects gives a list of lists."""
    try:
        cases, is_list = _cases(options.json)
    except (OSError, ValueError, RecursionError) as error:
        print(f"{options.json}: {error}", file=sys.stderr)
        return 1
    try:
        judge = await asyncio.to_thread(open_eligibility, settings)
    except KnowledgeError as error:
        print(error, file=sys.stderr)
        return 1
    verdicts = []
    for number, case in enumerate(cases, start=1):
        try:
            verdicts.append([asdict(verdict) for verdict in judge(case)])
        except BadFacts as error:
            where = f"trường hợp {number}: " if is_list else ""
            print("\n".join(where + problem for problem in error.problems), file=sys.stderr)
            return 1
    print(json.dumps(verdicts if is_list else verdicts[0], ensure_ascii=False, indent=2))
    return 0


def _cases(path: Path) -> tuple[list[dict[str, Any]], bool]:
    """The cases of a file, and whether it holds a list of them."""
    written = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    data = json.loads(written.decode("utf-8-sig"))
    cases = data if isinstance(data, list) else [data]
    if not cases or not all(isinstance(case, dict) for case in cases):
        raise ValueError("cần một đối tượng JSON, hoặc một danh sách đối tượng")
    return cases, isinstance(data, list)
