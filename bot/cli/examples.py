"""Answer four example commands in the terminal."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.cli.rendering import render_answer, render_chapters, render_line
from bot.models import Answer, Episode, Scope

if TYPE_CHECKING:
    from bot.library import Library


MAX_SHOWN = 4
"""The number of chapters of the summary that are printed."""


@dataclass(frozen=True, slots=True)
class Example:
    """The example queries for one episode, identified by its transcript's SHA-256."""

    sha256: str
    quote: str
    topic: str
    ask: str


EXAMPLES = (
    # The conversation for which this bot was written.
    Example(
        sha256="d83465d1bac12ef5c8944d1086a35b2b8ebca7c5590b3f85fea5bbe4a7ae48b9",
        quote="the models are too cheap",
        topic="test time compute",
        ask="is text more information dense than pictures?",
    ),
)
SAMPLE = Example(
    sha256="",
    quote="they already know where the hills are",
    topic="Mercator",
    ask="which town was invented to catch a liar?",
)


async def answer_examples(library: "Library", episodes: Sequence[Episode]) -> None:
    """Print answers of `/quote`, `/topic`, `/summary` and `/ask` for the loaded episodes."""
    example = choose_example(episodes)
    everywhere = Scope(server=None)
    _head(f"/quote {example.quote}")
    render_answer(await library.quote(example.quote, everywhere, limit=1))
    _head(f"/topic {example.topic}")
    render_answer(_in_order(await library.topic(example.topic, everywhere, limit=3)))
    _head("/summary")
    episode, chapters = await library.chapters(Scope(server=None, episode=episodes[0].key))
    render_line(episode.title)
    render_chapters(chapters[:MAX_SHOWN])
    if len(chapters) > MAX_SHOWN:
        render_line(f"\n… and {len(chapters) - MAX_SHOWN} more chapters")
    _head(f"/ask {example.ask}")
    render_answer(await library.ask(example.ask, everywhere, limit=2))


def choose_example(episodes: Sequence[Episode]) -> Example:
    """Return the example of a loaded episode that has one, or else of the samples."""
    loaded = {episode.sha256 for episode in episodes}
    return next((example for example in EXAMPLES if example.sha256 in loaded), SAMPLE)


def _in_order(answer: Answer) -> Answer:
    """Sort the hits in the order of the conversation, as `/topic` does."""
    hits = sorted(answer.hits, key=lambda hit: (hit.episode.key, hit.match.start))
    return replace(answer, hits=tuple(hits))


def _head(command: str) -> None:
    render_line(f"\n> {command}", style="bold green")
