"""Fits content/calibration.yaml on the labelled questions: `python -m knowledge.matching.calibrate [--dry-run]`.

Weights and thresholds come from the dev split alone; the test split is only printed.
"""

import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import yaml

from knowledge.loader import load_content
from knowledge.matching.calibration import CALIBRATION_FILE, Calibration
from knowledge.matching.confidence import Logistic
from knowledge.matching.documents import as_documents, load_off_topic
from knowledge.matching.evaluation import AMBIGUOUS, Labelled, load_questions, report
from knowledge.matching.fitting import Example, fit, lowest_precise_cut
from knowledge.matching.matcher import Matcher, Traced
from knowledge.text.normalise import Normaliser

QUESTIONS_FILE = Path(__file__).parents[2] / "tests" / "data" / "questions.jsonl"

_PRECISION = 0.95  # of direct answers on dev, ambiguous and out-of-scope questions counted as wrong
_IN_SCOPE_LOSS = 0.015  # of in-scope dev questions that may be declined
_COMPARED = 3  # candidates of each question that the model for a single candidate learns from

_HEADER = """\
# Trọng số và ngưỡng của độ tin cậy. Không sửa tay: chạy lại `python -m knowledge.matching.calibrate`
# mỗi khi thêm nhiều câu hỏi mẫu hoặc câu hỏi có nhãn.
"""
_FLAT = Logistic(0.0, 1.0, 1.0, 1.0, 1.0)


def main(arguments: Sequence[str]) -> int:
    """Fits, prints the tables, and writes the file unless told not to."""
    documents = as_documents(load_content().entries.values())
    known = {document.id for document in documents}
    questions = [
        each for each in load_questions(QUESTIONS_FILE) if not each.is_in_scope or each.accepted & known
    ]
    normalise, off_topic = Normaliser.load(), load_off_topic()
    started = time.perf_counter()
    matcher = Matcher(documents, normalise, Calibration(_FLAT, _FLAT, 1.0, 0.0), off_topic)
    built = time.perf_counter() - started
    calibration = calibrate(matcher, [each for each in questions if each.split == "dev"])
    matcher = Matcher(documents, normalise, calibration, off_topic)
    _say(f"{len(documents)} entries, built in {built:.2f} s, {_timing(matcher, questions)}")
    for split in ("dev", "test"):
        _say(f"\n== {split} ==\n" + report(matcher, [each for each in questions if each.split == split]))
    if "--dry-run" not in arguments:
        text = yaml.safe_dump(asdict(calibration), sort_keys=False)
        CALIBRATION_FILE.write_text(_HEADER + text, encoding="utf-8")
    return 0


def calibrate(matcher: Matcher, questions: Sequence[Labelled]) -> Calibration:
    """The calibration for these questions; the matcher's own is not used."""
    traced = [
        (each, trace.candidates) for each in questions if (trace := matcher.trace(each.text)).candidates
    ]
    right = fit(
        [
            Example(candidate.evidence, _target(question, candidate))
            for question, candidates in traced
            for candidate in candidates[:_COMPARED]
        ]
    )
    # A question out of scope whose first entry says just that is neither a good nor a bad example.
    clear = [pair for pair in traced if pair[0].is_in_scope or pair[1][0].candidate.id not in pair[0].also]
    in_scope = fit([Example(first.evidence, float(each.is_in_scope)) for each, (first, *_) in clear])
    wanted = sorted(in_scope.probability(first.evidence) for each, (first, *_) in clear if each.is_in_scope)
    firsts = [
        (right.probability(first.evidence), _target(each, first) == 1.0) for each, (first, *_) in traced
    ]
    return Calibration(
        right=right,
        in_scope=in_scope,
        answer_from=_rounded(lowest_precise_cut(firsts, _PRECISION)),
        unknown_below=_rounded(wanted[int(len(wanted) * _IN_SCOPE_LOSS)]),
    )


def _target(question: Labelled, each: Traced) -> float:
    """An ambiguous question shares its certainty among the entries that may be meant."""
    if each.candidate.id not in question.accepted:
        return 0.0
    return 1 / len(question.accepted) if question.kind == AMBIGUOUS else 1.0


def _timing(matcher: Matcher, questions: Sequence[Labelled]) -> str:
    times = []
    for question in questions:
        started = time.perf_counter()
        matcher.match(question.text)
        times.append(1000 * (time.perf_counter() - started))
    times.sort()
    return f"p50 {times[len(times) // 2]:.2f} ms, p99 {times[len(times) * 99 // 100]:.2f} ms"


def _rounded(value: float) -> float:
    return int(value * 10_000) / 10_000  # down, so that the question at the cut stays on its side


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
