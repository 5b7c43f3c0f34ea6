"""`python -m knowledge`: checks the content; exit 1 with file, entry and field of every problem."""

import argparse
import sys
from datetime import date
from pathlib import Path

from knowledge.checks.run import check_all
from knowledge.errors import KnowledgeError
from knowledge.loader import CONTENT_DIR, load_content, load_sources


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m knowledge", description=__doc__)
    parser.add_argument("--content", type=Path, default=CONTENT_DIR, help="content directory")
    parser.add_argument("--today", type=date.fromisoformat, default=date.today(), help="check as of this day")  # noqa: DTZ011 - review dates are days of the editor's calendar
    options = parser.parse_args()
    try:
        content, sources = load_content(options.content), load_sources(options.content)
    except KnowledgeError as error:
        print(error, file=sys.stderr)
        return 1
    problems = check_all(content, sources, options.today)
    for problem in problems:
        print(problem, file=sys.stderr)
    questions = sum(len(entry.questions) for entry in content.entries.values())
    print(
        f"{len(content.entries)} entries, {questions} questions, {len(content.registry.documents)} documents, "
        f"{len(problems)} problems"
    )
    return 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(main())
