"""Print tables of search quality: a row for each family, with n and 95 % intervals."""

import math
import random
from collections.abc import Callable, Mapping, Sequence
from statistics import fmean

from benchmarks.evaluation import JudgedQuery

_SAMPLES = 500
_SURE_OF_ITSELF = ("ours", "with model")
"""The engines whose answers have a confidence."""

_SURE = 1.96
_HEAD = (
    f"{'family':28}{'engine':11}{'n':>4}  {'h@1':15}{'h@5':15}{'h@10':15}{'MRR':15}{'nDCG@10':15}"
)


def wilson(hits: int, n: int) -> tuple[float, float]:
    """Return the 95 % interval of a share, after Wilson (1927)."""
    share, square = hits / n, _SURE * _SURE
    middle = share + square / (2 * n)
    reach = _SURE * math.sqrt(share * (1 - share) / n + square / (4 * n * n))
    return (middle - reach) / (1 + square / n), (middle + reach) / (1 + square / n)


def bootstrap(values: Sequence[float]) -> tuple[float, float]:
    """Return the 95 % bootstrap interval of a mean, from 500 samples."""
    chance = random.Random(5)
    means = sorted(fmean(chance.choices(values, k=len(values))) for _ in range(_SAMPLES))
    return means[int(0.025 * _SAMPLES)], means[int(0.975 * _SAMPLES)]


def report(title: str, engines: Mapping[str, Sequence[JudgedQuery]]) -> None:
    """Print a row for each family and engine, with confidences for ours."""
    print(f"\n{title}\n{_HEAD}{'exact/close/none':>17}  close right      none right       AUC")
    for family in dict.fromkeys(
        one.asked.family for answers in engines.values() for one in answers
    ):
        for name, answers in engines.items():
            some = [one for one in answers if one.asked.family == family]
            if some:
                confidences = _confidence_figures(some) if name in _SURE_OF_ITSELF else " " * 17
                start = f"{family:28}{name:11}{len(some):4}"
                print(f"{start}  {_figures(some)}{confidences}{_auc(some, answers)}")


def _figures(some: Sequence[JudgedQuery]) -> str:
    if not some[0].asked.spans:
        return " " * 75
    hits = (_share([one.hit(depth) for one in some]) for depth in (1, 5, 10))
    means = (_mean([f(one) for one in some]) for f in (_reciprocal, _gain))
    return "".join(f"{figure:15}" for figure in (*hits, *means))


_reciprocal: Callable[[JudgedQuery], float] = lambda one: one.reciprocal  # noqa: E731
_gain: Callable[[JudgedQuery], float] = lambda one: one.gain  # noqa: E731


def _share(hits: Sequence[bool]) -> str:
    if not hits:
        return "-"
    low, high = wilson(sum(hits), len(hits))
    return f"{_short(fmean(hits))} {_short(low)}-{_short(high)}"


def _mean(values: Sequence[float]) -> str:
    low, high = bootstrap(values)
    return f"{_short(fmean(values))} {_short(low)}-{_short(high)}"


def _short(share: float) -> str:
    return f"{share:.3f}".removeprefix("0") if share < 1 else "1.0"


def _confidence_figures(some: Sequence[JudgedQuery]) -> str:
    ways = [[one for one in some if one.confidence == way] for way in ("exact", "close", "none")]
    counts = f"{'/'.join(str(len(way)) for way in ways):>17}"
    if some[0].asked.spans:
        return f"{counts}  {_share([one.hit(1) for one in ways[1]]):34}"
    return f"{counts}  {'':17}{_share([one in ways[2] for one in some]):17}"


def _auc(some: Sequence[JudgedQuery], answers: Sequence[JudgedQuery]) -> str:
    """Return the AUC of scores: queries with an answer against those of the command without one."""
    asked = some[0].asked
    absent = [a.score for a in answers if not a.asked.spans and a.asked.command == asked.command]
    if not absent or not asked.spans:
        return ""
    won = sum((one.score > b) + 0.5 * (one.score == b) for one in some for b in absent)
    return f"{won / len(some) / len(absent):.3f}"
