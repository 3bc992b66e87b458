"""Transcripts for a week: those of `changelog/`, read in place, and ones with words exchanged."""

import random
import re
from dataclasses import dataclass

from benchmarks import corpora

LONGEST = 30_000
"""Characters of a transcript: about half an hour."""

_EXCHANGED, _REVISED = 0.12, 0.02
_SPOKEN = re.compile(r"\*\*(?P<name>[^*]+):\*\* (?P<words>.+)")
_SECONDS_OF_WORD = 0.4


@dataclass(frozen=True, slots=True)
class Transcript:
    """A transcript as Markdown, one paragraph for each turn."""

    paragraphs: tuple[str, ...]

    @property
    def markdown(self) -> str:
        """Return the file."""
        return "\n\n".join(self.paragraphs) + "\n"

    @property
    def captions(self) -> str:
        """Return it as WebVTT, with times by the number of words."""
        at, cues = 0.0, ["WEBVTT"]
        for paragraph in self.paragraphs:
            name, words = _spoken(paragraph)
            until = at + _SECONDS_OF_WORD * (len(words.split()) + 1)
            cues.append(f"{_clock(at)} --> {_clock(until)}\n<v {name}>{words}")
            at = until
        return "\n\n".join(cues) + "\n"

    def words(self, chance: random.Random, *, most: int) -> str:
        """Return some words that somebody says in a row."""
        _, said = _spoken(chance.choice(self.paragraphs))
        words = said.split()
        length = chance.randint(2, most)
        at = chance.randrange(max(1, len(words) - length))
        return " ".join(words[at : at + length])


class Transcripts:
    """Makes any number of transcripts, each in any number of versions, the same at every run."""

    def __init__(self) -> None:
        paths = sorted((corpora.folder() / "changelog").glob("*/*.md"))
        self._texts = [_beginning(path.read_text("utf-8")) for path in paths]

    def transcript(self, number: int, *, version: int = 0) -> Transcript:
        """Return a version of a transcript; most of its lines are the same in all versions."""
        turn, at = divmod(number, len(self._texts))
        paragraphs = self._texts[at]
        if turn:
            paragraphs = _exchanged(paragraphs, random.Random(number), share=_EXCHANGED)
        if version:
            chance = random.Random(f"{number}-{version}")
            paragraphs = _exchanged(paragraphs, chance, share=_REVISED)
        return Transcript(paragraphs)


def _beginning(text: str) -> tuple[str, ...]:
    kept: list[str] = []
    for paragraph in text.split("\n\n"):
        if _SPOKEN.fullmatch(paragraph.strip()):
            kept.append(paragraph.strip())
        if sum(map(len, kept)) > LONGEST:
            break
    return tuple(kept)


def _exchanged(
    paragraphs: tuple[str, ...], chance: random.Random, *, share: float
) -> tuple[str, ...]:
    every = [word for one in paragraphs for word in _spoken(one)[1].split()]

    def change(paragraph: str) -> str:
        name, said = _spoken(paragraph)
        words = (chance.choice(every) if chance.random() < share else w for w in said.split())
        return f"**{name}:** {' '.join(words)}"

    return tuple(map(change, paragraphs))


def _spoken(paragraph: str) -> tuple[str, str]:
    match = _SPOKEN.fullmatch(paragraph)
    assert match is not None
    return match["name"], match["words"]


def _clock(seconds: float) -> str:
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(int(minutes), 60)
    return f"{hours:02}:{minutes:02}:{seconds:06.3f}"
