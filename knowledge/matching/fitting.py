"""Fits the models and thresholds of the confidence to labelled questions; run offline."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from knowledge.matching.calibration import Calibration
from knowledge.matching.evaluation import AMBIGUOUS, Labelled
from knowledge.matching.matcher import Matcher, Traced
from knowledge.matching.regression import Example, fit

_MAY_ANSWER_WRONG = 0.025  # of the questions in scope, wrongly and confidently
_MAY_ANSWER_FOREIGN = 0.05  # of the questions out of scope, as if they were in it
_MAY_DECLINE = 0.012  # of the questions in scope
_COMPARED = 3  # candidates of each question that the model for a single candidate learns from

_Pair = tuple[Labelled, Sequence[Traced]]


def fitted(matcher: Matcher, questions: Iterable[Labelled]) -> Calibration:
    """The calibration for these questions, with the candidates in the matcher's present order."""
    traced = [(each, found) for each in questions if (found := matcher.trace(each.text))]
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
    unsure = Calibration(right, in_scope, 1.0, _rounded(wanted[int(len(wanted) * _MAY_DECLINE)]))
    firsts = [(each, first) for each, (first, *_) in traced if each.kind != AMBIGUOUS]
    cuts = (_cut(unsure, firsts, True, _MAY_ANSWER_WRONG), _cut(unsure, firsts, False, _MAY_ANSWER_FOREIGN))
    return replace(unsure, answer_from=_rounded(max(cuts)))


def _cut(
    calibration: Calibration, firsts: Sequence[tuple[Labelled, Traced]], is_in_scope: bool, most: float
) -> float:
    """The lowest score from which on no more than this share of the questions in or out of scope is wrong."""
    asked = [pair for pair in firsts if pair[0].is_in_scope is is_in_scope]
    scored = [
        (calibration.right.probability(first.evidence), _target(question, first) == 1.0)
        for question, first in asked
        if not calibration.is_foreign(first.evidence)  # those are declined, whatever their score
    ]
    wrong = 0
    cut = 1.0
    for score, is_right in sorted(scored, reverse=True):
        wrong += not is_right
        if wrong > most * len(asked):
            return cut
        cut = score
    return 0.0  # too few are wrong, or none at all, to ask for more


def _target(question: Labelled, each: Traced) -> float:
    """An ambiguous question shares its certainty among the entries that may be meant."""
    if each.candidate.id not in question.accepted:
        return 0.0
    return 1 / len(question.accepted) if question.kind == AMBIGUOUS else 1.0


def _rounded(value: float) -> float:
    return int(value * 10_000) / 10_000  # down, so that the question at the cut stays on its side
