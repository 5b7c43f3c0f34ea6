"""How well questions are understood, by kind of noise, beside plain rapidfuzz in the same run; and at what cost."""

import resource
import time
from collections.abc import Callable, Sequence
from random import Random

import numpy as np
from rapidfuzz import fuzz, process

from knowledge.loader import load_content
from knowledge.matching.calibrate import HELD_OUT, build, questions
from knowledge.matching.calibration import Calibration
from knowledge.matching.documents import as_documents, load_off_topic
from knowledge.matching.evaluation import AMBIGUOUS, Labelled, report
from knowledge.matching.matcher import Document, Matcher
from knowledge.text.normalise import Normaliser
from tests.bench.measure import HEAD, Figures, figures

_Top3 = Callable[[Sequence[str]], list[list[str]]]
_SIZES = (1_000, 10_000)
_ASKED = 500


def print_retrieval() -> None:
    """The tables of understanding and of cost."""
    held_out = questions(HELD_OUT)
    matcher = build(Calibration.load())
    print(
        "\nheld-out questions, top-1 / top-3 %, beside rapidfuzz over the same examples, folded and normalised"
    )
    _print_ranking(matcher, [each for each in held_out if each.is_in_scope and each.kind != AMBIGUOUS])
    print("\nwhat became of them\n" + report(matcher, held_out))
    print("\n" + HEAD)
    texts = [question.text for question in held_out[:_ASKED]]
    print(_timed(f"match, {len(load_content().entries)} entries", matcher, texts).row())
    for size in _SIZES:
        before, started = _memory_mb(), time.perf_counter()
        larger = Matcher(_enlarged(size), Normaliser.load(), Calibration.load(), load_off_topic())
        built = f"built in {time.perf_counter() - started:.1f} s, {_memory_mb() - before:.0f} MB more"
        print(_timed(f"match, {size:,} entries ({built})", larger, texts).row(), flush=True)


def _print_ranking(matcher: Matcher, asked: Sequence[Labelled]) -> None:
    normalise = Normaliser.load()
    entries = list(load_content().entries.values())
    owners = [entry.id for entry in entries]
    examples = [[entry.title, *entry.questions] for entry in entries]
    rivals: dict[str, _Top3] = {
        "this matcher": lambda texts: [
            [each.id for each in matcher.match(text).candidates] for text in texts
        ],
        "token_set_ratio": _fuzzy(fuzz.token_set_ratio, owners, examples, normalise),
        "WRatio": _fuzzy(fuzz.WRatio, owners, examples, normalise),
    }
    found = {name: top3([each.text for each in asked]) for name, top3 in rivals.items()}
    print(f"{'kind':<10}{'n':>5}" + "".join(f"{name:>20}" for name in rivals))
    for kind in [*sorted({each.kind for each in asked}), "all"]:
        places = [place for place, each in enumerate(asked) if kind in (each.kind, "all")]
        shares = (_share(asked, ranked, places) for ranked in found.values())
        print(
            f"{kind:<10}{len(places):>5}" + "".join(f"{one:>13.0f} / {three:>4.0f}" for one, three in shares)
        )


def _share(
    asked: Sequence[Labelled], ranked: Sequence[Sequence[str]], places: Sequence[int]
) -> tuple[float, float]:
    first = sum(bool(asked[place].accepted & set(ranked[place][:1])) for place in places)
    three = sum(bool(asked[place].accepted & set(ranked[place])) for place in places)
    return 100 * first / len(places), 100 * three / len(places)


def _fuzzy(
    scorer: Callable[..., float],
    owners: Sequence[str],
    examples: Sequence[Sequence[str]],
    normalise: Normaliser,
) -> _Top3:
    """The best example of each entry by one scorer, as a user of the library would do it."""
    spelled = [" ".join(normalise(text).folded) for group in examples for text in group]
    starts = np.cumsum([0, *(len(group) for group in examples)])[:-1]

    def top3(texts: Sequence[str]) -> list[list[str]]:
        asked = [" ".join(normalise(text).folded) for text in texts]
        scores = process.cdist(asked, spelled, scorer=scorer, workers=-1, dtype=np.float32)
        best = np.maximum.reduceat(scores, starts, axis=1)
        return [[owners[place] for place in np.argsort(-row, kind="stable")[:3]] for row in best]

    return top3


def _enlarged(size: int) -> list[Document]:
    """The content with entries about nothing, of the length of short entries, up to a size."""
    documents = list(as_documents(load_content().entries.values()))
    random = Random(7)
    words = sorted({word for document in documents for text in document.questions for word in text.split()})
    while len(documents) < size:
        texts = [" ".join(random.choices(words, k=9)) for _ in range(3)]
        body = " ".join(random.choices(words, k=25))
        documents.append(Document(f"x-{len(documents)}", texts[0], tuple(texts), body))
    return documents


def _timed(name: str, matcher: Matcher, texts: Sequence[str]) -> Figures:
    for text in texts[:20]:
        matcher.match(text)
    times = []
    for text in texts:
        started = time.perf_counter()
        matcher.match(text)
        times.append(time.perf_counter() - started)
    return figures(name, times)


def _memory_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
