"""Invented conversations, as quotes that the analysis can read."""

import re
from collections.abc import Sequence

from bot.models import Quote
from bot.text.display import to_display

Said = tuple[str | None, str]

_SENTENCES = re.compile(r"\S.*?[.?!](?=\s|$)|\S.+?$", re.DOTALL)


def conversation(*said: Said, most: int = 2) -> tuple[str, tuple[Quote, ...]]:
    """Write down who said what, and cut each turn into quotes of so many sentences."""
    text, quotes = "", list[Quote]()
    for turn, (speaker, words) in enumerate(said):
        begin = len(text)
        text += words + "\n\n"
        spans = [match.span() for match in _SENTENCES.finditer(words)]
        for group in (spans[i : i + most] for i in range(0, len(spans), most)):
            start, end = begin + group[0][0], begin + group[-1][1]
            quotes.append(_quote(text, start, end, number=len(quotes), turn=turn, speaker=speaker))
    return text, tuple(quotes)


def monologue(*sentences: str) -> tuple[str, tuple[Quote, ...]]:
    """Write down one unnamed voice, a quote for each sentence."""
    return conversation(*((None, sentence) for sentence in sentences))


def repeated(speaker: str | None, sentences: Sequence[str], times: int) -> list[Said]:
    """Let someone say sentences over and over, each with a number so that none are alike."""
    return [
        (speaker, sentence.replace("#", str(number)))
        for number in range(times)
        for sentence in sentences
    ]


def _quote(
    text: str, start: int, end: int, *, number: int, turn: int, speaker: str | None
) -> Quote:
    return Quote(
        id=f"quote{number:07}",
        position=number,
        start=start,
        end=end,
        text=text[start:end],
        display=to_display(text[start:end]),
        turn=turn,
        speaker=speaker,
        sure=speaker is not None,
    )
