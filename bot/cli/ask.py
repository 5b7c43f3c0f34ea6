"""`ask`: answers without a database, for people and for scripts."""

import argparse
import asyncio
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import TextIO

from bot.app import Answer, KnowledgeError, open_questions
from bot.settings import Settings


async def ask(options: argparse.Namespace, _settings: Settings) -> int:
    if (options.question is None) == (options.jsonl is None):
        print("Cần một câu hỏi, hoặc --jsonl TỆP.", file=sys.stderr)
        return 2
    try:
        answer = await asyncio.to_thread(open_questions)
        if options.question is not None:
            print(answer(options.question).answer)
            return 0
        if str(options.jsonl) == "-":
            return _answer_lines(sys.stdin, answer)
        with options.jsonl.open(encoding="utf-8") as file:
            return _answer_lines(file, answer)
    except (KnowledgeError, OSError) as error:
        print(error, file=sys.stderr)
        return 1


def _answer_lines(file: TextIO, answer: Answer) -> int:
    for number, question in _questions(file):
        if question is None:
            print(f'dòng {number}: cần {{"q": "…"}}', file=sys.stderr)
            return 1
        print(json.dumps(asdict(answer(question)), ensure_ascii=False), flush=True)
    return 0


def _questions(file: TextIO) -> Iterator[tuple[int, str | None]]:
    for number, line in enumerate(file, start=1):
        if not line.strip():
            continue
        try:
            data = json.loads(line)
        except json.JSONDecodeError:
            yield number, None
            continue
        question = data.get("q") if isinstance(data, dict) else None
        yield number, question if isinstance(question, str) else None
