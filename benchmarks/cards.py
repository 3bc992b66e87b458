"""Measure how long cards take to draw: the first of a process, and later ones.

Run it with `python -m benchmarks.cards [FOLDER]`: a folder of fonts for the scripts that the bot's
own fonts do not have. Each kind is drawn in a process of its own, after warming as `run` does.
"""

import asyncio
import multiprocessing
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import median

from benchmarks.timing import Times, timed, watched
from bot.cards.card import Card
from bot.cards.fonts import Fonts
from bot.cards.service import Cards
from bot.models import SpokenTurn
from tests.support import cards

_LATER = 20

KINDS = {
    "an aphorism": cards.card_of(cards.APHORISM),
    "a paragraph": cards.card_of(cards.PARAGRAPH),
    "1,400 characters": cards.card_of(cards.LONGEST),
    "four turns": cards.card_of(*(SpokenTurn(f"Speaker {n}", cards.APHORISM) for n in range(4))),
    "Arabic with Latin": cards.card_of(cards.ARABIC, language="ar"),
    "Hebrew with Latin": cards.card_of(cards.HEBREW, language="he"),
    "Japanese": cards.card_of(cards.JAPANESE, language="ja"),
    "Chinese, 700": cards.card_of((cards.CHINESE * 20)[:700], language="zh"),
    "Korean": cards.card_of(cards.KOREAN, language="ko"),
    "marks on letters": cards.card_of("a\u0323\u0302\u0301\u0300" * 280),
    "words of 700 letters": cards.card_of("W" * 700 + " " + "m" * 699),
    "10,000 characters": cards.card_of("again " * 1_667),
    "heaps of marks": cards.card_of(cards.ZALGO),
}


def main() -> None:
    """Draw each kind of card, and print a row for it."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    names = ("warming", "first", "later: CPU", "wall", "most", "loop held", "kB")
    print(f"{'milliseconds':22}" + "".join(f"{name:>12}" for name in names))
    spawn = multiprocessing.get_context("spawn")
    for name in KINDS:
        process = spawn.Process(target=_measure, args=(name, folder))
        process.start()
        process.join()


def _measure(name: str, folder: Path | None) -> None:
    figures = asyncio.run(_drawn(KINDS[name], folder))
    print(f"{name:22}" + "".join(f"{figure:12.0f}" for figure in figures))


async def _drawn(card: Card, folder: Path | None) -> tuple[float, ...]:
    async with watched() as stalls, Cards(Fonts(folder)) as service:
        _, warming = await timed(partial(service.warm, [card.language]))
        stalls.clear()
        times: Times = []
        picture = None
        for number in range(_LATER + 1):
            other = replace(card, episode=f"{card.episode}, part {number}")
            times.append(await timed(partial(service.draw, other)))
            picture = await service.draw(other)
    (_, first), *later = times
    cpu, wall = ([one[way] for one in later] for way in (0, 1))
    kilobytes = len(picture or b"") / 1000
    return warming, first, median(cpu), median(wall), max(wall), max(stalls, default=0), kilobytes


if __name__ == "__main__":
    main()
