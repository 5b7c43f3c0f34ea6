"""Fits content/calibration.yaml on the labelled questions: `python -m knowledge.matching.calibrate [--dry-run]`.

Weights and thresholds come from the open questions alone; the held-out ones are only printed.
"""

import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import yaml

from knowledge.loader import CONTENT_DIR, load_content
from knowledge.matching.calibration import CALIBRATION_FILE, Calibration
from knowledge.matching.confidence import Logistic
from knowledge.matching.documents import as_documents, load_off_topic
from knowledge.matching.evaluation import Labelled, load_questions, report, trade_off
from knowledge.matching.fitting import fitted
from knowledge.matching.matcher import Matcher
from knowledge.text.normalise import Normaliser

QUESTIONS = Path(__file__).parents[2] / "tests" / "knowledge" / "evaluation"
OPEN = ("open", "bac")  # may be looked at
HELD_OUT = ("trung", "nam")  # never fitted on, never used as examples

_HEADER = """\
# Trọng số và ngưỡng của độ tin cậy. Không sửa tay: chạy lại `python -m knowledge.matching.calibrate`
# mỗi khi thêm nhiều câu hỏi mẫu hoặc câu hỏi có nhãn.
"""
_FLAT = Logistic(0.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0)


def main(arguments: Sequence[str]) -> int:
    """Fits, prints the tables, and writes the file unless told not to."""
    started = time.perf_counter()
    matcher = build(Calibration(_FLAT, _FLAT, 1.0, 0.0))
    built = time.perf_counter() - started
    open_questions = questions(OPEN)
    calibration = fitted(matcher, open_questions)
    # The order of candidates hangs on the weights that are being fitted.
    matcher = matcher.with_calibration(
        calibration := fitted(matcher.with_calibration(calibration), open_questions)
    )
    _say(f"built in {built:.2f} s, {_timing(matcher, open_questions)}")
    for name, chosen in (("open", open_questions), ("held out", questions(HELD_OUT))):
        _say(f"\n== {name} ==\n{report(matcher, chosen)}\n\n{trade_off(matcher, chosen)}")
    if "--dry-run" not in arguments:
        text = yaml.safe_dump(asdict(calibration), sort_keys=False)
        CALIBRATION_FILE.write_text(_HEADER + text, encoding="utf-8")
    return 0


def build(calibration: Calibration, directory: Path = CONTENT_DIR) -> Matcher:
    """A matcher over a content directory."""
    language = directory / "language"
    entries = load_content(directory).entries.values()
    return Matcher(as_documents(entries), Normaliser.load(language), calibration, load_off_topic(language))


def questions(names: Sequence[str]) -> tuple[Labelled, ...]:
    """The labelled questions of these sets."""
    return load_questions(*(QUESTIONS / f"{name}.jsonl" for name in names))


def _timing(matcher: Matcher, asked: Sequence[Labelled]) -> str:
    times = []
    for question in asked:
        started = time.perf_counter()
        matcher.match(question.text)
        times.append(1000 * (time.perf_counter() - started))
    times.sort()
    return f"p50 {times[len(times) // 2]:.2f} ms, p99 {times[len(times) * 99 // 100]:.2f} ms"


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
