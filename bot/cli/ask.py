"""`ask`: answers without a database, for people and for scripts."""

import argparse
import asyncio
import json
import sys
from collections.abc import Iterable
from dataclasses import asdict

from bot.openers import Answer, KnowledgeError, open_questions
from bot.settings import Settings
from handlers.ask import Asked


async def ask(options: argparse.Namespace, settings: Settings) -> int:
    if (options.question is None) == (options.jsonl is None):
        print("Cần một câu hỏi, hoặc --jsonl TỆP.", file=sys.stderr)
        return 2
    try:
        answer = await asyncio.to_thread(open_questions, settings)
        if options.question is not None:
            print(answer(options.question, options.province).answer)
            return 0
        if str(options.jsonl) == "-":
            return _answer_lines(sys.stdin.buffer, answer)
        with options.jsonl.open("rb") as file:
            return _answer_lines(file, answer)
    except (KnowledgeError, OSError) as error:
        print(error, file=sys.stderr)
        return 1


def _answer_lines(lines: Iterable[bytes], answer: Answer) -> int:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        question = question_in(line)
        if question is None:
            print(f'dòng {number}: cần {{"q": "…"}}', file=sys.stderr)
            return 1
        _write_line(answer(*question))
    return 0


def question_in(line: bytes) -> tuple[str, str] | None:
    """The question of one line of JSON with its province, if any; None when there is none to be read."""
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):  # neither JSON nor UTF-8, or nested beyond reason
        return None
    question, province = (data.get("q"), data.get("province")) if isinstance(data, dict) else (None, None)
    return (question, province if isinstance(province, str) else "") if isinstance(question, str) else None


def _write_line(asked: Asked) -> None:
    line = json.dumps(asdict(asked), ensure_ascii=False)
    # Half a surrogate pair has no UTF-8; with a backslash it is the JSON escape it came in as.
    sys.stdout.buffer.write(line.encode("utf-8", "backslashreplace") + b"\n")
    sys.stdout.buffer.flush()
