"""What it costs to judge people: facts at random, both schemes."""

import time
from datetime import date
from random import Random

from knowledge.base import KnowledgeBase
from tests.bench.measure import figures
from tests.support.facts import random_facts

_PEOPLE = 2_000
_ON = date(2026, 11, 21)


def print_verdicts(knowledge: KnowledgeBase) -> None:
    """One row for so many people, each judged for one item under both schemes."""
    random, eligibility = Random(11), knowledge.eligibility
    people = [(random.choice(eligibility.items), random_facts(knowledge, random)) for _ in range(_PEOPLE)]
    times = []
    for item, facts in people:
        began = time.perf_counter()
        eligibility.judge_all((item,), facts, _ON)
        times.append(time.perf_counter() - began)
    name = f"judge one item under both schemes (all {_PEOPLE:,}: {sum(times):.2f} s)"
    print(figures(name, times).row(), flush=True)
