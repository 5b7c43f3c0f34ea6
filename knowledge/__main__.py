"""`python -m knowledge`: checks the content; exit 1 with file, entry and field of every problem."""

import argparse
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from knowledge.checks.rules import check_rules
from knowledge.checks.run import check_all
from knowledge.editing import alike, attach
from knowledge.eligibility.loader import load_rules
from knowledge.errors import KnowledgeError, Problem
from knowledge.forms.checks import check_forms
from knowledge.forms.loader import load_forms
from knowledge.forms.model import Form
from knowledge.loader import CONTENT_DIR, Content, Sources, load_content, load_sources
from knowledge.matching.calibrate import HELD_OUT, OPEN, build, questions
from knowledge.matching.calibration import CALIBRATION_FILE, Calibration
from knowledge.matching.evaluation import report
from knowledge.places.places import Places
from knowledge.privacy.checks import check_privacy
from knowledge.privacy.loader import load_privacy
from knowledge.privacy.privacy import Privacy
from knowledge.process.checks import check_process
from knowledge.process.loader import load_process
from knowledge.process.process import Process
from knowledge.reports.checks import check_reports
from knowledge.reports.loader import load_reports
from knowledge.text.normalise import Normaliser


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        if options.command == "attach":
            return _attach(options.content, options.entry, options.question)
        if options.command == "alike":
            return _alike(options.content)
        if options.command == "try":
            return _try(options.content, options.question)
        return _check(options.content, options.today)
    except KnowledgeError as error:
        print(error, file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m knowledge", description=__doc__)
    parser.add_argument("--content", type=Path, default=CONTENT_DIR, help="content directory")
    parser.add_argument("--today", type=date.fromisoformat, default=date.today(), help="check as of this day")  # noqa: DTZ011 - review dates are days of the editor's calendar
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    add = commands.add_parser("attach", help="add example questions to an entry, check, and evaluate")
    add.add_argument("entry", metavar="ENTRY")
    add.add_argument("question", nargs="+", metavar="QUESTION")
    commands.add_parser("alike", help="questions that two entries nearly share (about a minute)")
    add = commands.add_parser("try", help="how a question is understood: candidates, evidence, thresholds")
    add.add_argument("question", metavar="QUESTION")
    return parser


def _check(directory: Path, today: date) -> int:
    content, sources = load_content(directory), load_sources(directory)
    problems = check_all(content, sources, Places.load(directory), today)
    rules = load_rules(directory)
    problems += check_rules(rules, content, sources, today)
    forms: Mapping[str, Form] = {}
    if (directory / "forms").is_dir():  # content may do without applications
        book = load_forms(directory)
        problems, forms = [*problems, *check_forms(book, rules, content)], book.forms
    if (directory / "process").is_dir():
        problems += _check_process(directory, content, sources, forms, today)
    for problem in problems:
        print(problem, file=sys.stderr)
    count = sum(len(entry.questions) for entry in content.entries.values())
    print(
        f"{len(content.entries)} entries, {count} questions, {len(content.registry.documents)} documents, "
        f"{len(problems)} problems"
    )
    return 1 if problems else 0


def _check_process(
    directory: Path, content: Content, sources: Sources, forms: Mapping[str, Form], today: date
) -> list[Problem]:
    said, done = load_privacy(directory), load_process(directory)
    privacy = Privacy(said)
    process = Process(done, privacy.working_days)
    return [
        *check_privacy(said, privacy, content, sources, today),
        *check_process(done, process, content, sources, forms),
        *check_reports(load_reports(directory), done, forms),
    ]


def _attach(directory: Path, entry: str, added: Sequence[str]) -> int:
    """Adds the questions and shows what they do to the labelled ones."""
    before = _evaluation(directory)
    attach(directory, entry, added)
    print(f"{len(added)} questions added to {entry}")
    print(f"\n== before ==\n{before}\n\n== after ==\n{_evaluation(directory)}\n")
    return _check(directory, date.today())  # noqa: DTZ011 - as above


def _evaluation(directory: Path) -> str:
    return report(
        build(Calibration.load(directory / CALIBRATION_FILE.name), directory), questions(OPEN + HELD_OUT)
    )


def _alike(directory: Path) -> int:
    pairs = 0
    for pair in alike(load_content(directory), Normaliser.load(directory / "language")):
        pairs += 1
        print(f"{pair.likeness:5.0f}  {pair.entry}: {pair.question}")
        print(f"       {pair.other_entry}: {pair.other_question}", flush=True)
    print(f"{pairs} pairs")
    return 0


def _try(directory: Path, question: str) -> int:
    matcher = build(calibration := Calibration.load(directory / CALIBRATION_FILE.name), directory)
    match = matcher.match(question)
    print(f"{match.band.value}, {match.confidence:.3f} (answer from {calibration.answer_from})")
    for each in matcher.trace(question):
        told = calibration.in_scope.probability(each.evidence)
        print(f"\n{each.candidate.score:.3f}  {each.candidate.id}: {each.candidate.question}")
        print(
            f"       {each.evidence}\n       in scope {told:.3f} (unknown below {calibration.unknown_below})"
        )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
