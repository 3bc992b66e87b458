"""What a manager sees of shows and episodes: counts, times, and who speaks how much. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.models import Episode, Quote, Show, SpeakerShare
from bot.text.display import fold


@dataclass(frozen=True, slots=True)
class ShowCounts:
    """A show with the number of its episodes and quotes.

    It is `own` where the server may change it. A public one is `searched` unless the server chose
    others.
    """

    show: Show
    episodes: int
    quotes: int
    own: bool
    searched: bool


@dataclass(frozen=True, slots=True)
class EpisodeDetails:
    """An episode as its managers see it.

    `first_ms` and `last_ms` are the first and last time of its transcript, None without times.
    `hidden` is the number of hidden quotes, and `own` whether the server may change it.
    """

    episode: Episode
    speakers: tuple[SpeakerShare, ...]
    chapters: int
    highlights: int
    topics: tuple[str, ...]
    first_ms: int | None
    last_ms: int | None
    hidden: int
    own: bool

    @property
    def timed(self) -> bool:
        """Return whether its excerpts have times, and can link to their moments."""
        return self.first_ms is not None


@dataclass(frozen=True, slots=True)
class Renaming:
    """How a speaker was renamed: the labels concerned, and in how many episodes they occur."""

    name: str
    labels: tuple[str, ...]
    episodes: int


def count_shows(
    episodes: Iterable[Episode], *, own: Iterable[Show], chosen: Iterable[str]
) -> tuple[ShowCounts, ...]:
    """Count the episodes of each show; the server's own come first, then by title."""
    by_show: dict[tuple[str, int | None], list[Episode]] = {}
    for episode in episodes:
        by_show.setdefault((episode.show.slug, episode.show.server), []).append(episode)
    owned, slugs = set(own), frozenset(chosen)
    listings = (
        ShowCounts(
            found[0].show,
            len(found),
            sum(episode.quotes for episode in found),
            own=found[0].show in owned,
            searched=not slugs or server is not None or slug in slugs,
        )
        for (slug, server), found in by_show.items()
    )
    return tuple(
        sorted(listings, key=lambda one: (not one.own, one.show.title.casefold(), one.show.slug))
    )


def speaker_shares(episode: Episode, quotes: Sequence[Quote]) -> tuple[SpeakerShare, ...]:
    """Return the speakers of an episode's quotes, who has most words first."""
    words: Counter[tuple[str | None, bool]] = Counter()
    for quote in quotes:
        words[quote.speaker, quote.sure] += len(quote.text.split())
    total, shown = words.total() or 1, shown_names(episode)
    return tuple(
        SpeakerShare(
            name,
            count,
            count / total,
            sure=sure and name is not None,
            labels=tuple(label for label, other in shown.items() if other == name),
        )
        for (name, sure), count in sorted(words.items(), key=lambda item: -item[1])
    )


def shown_names(episode: Episode) -> dict[str, str]:
    """Map the labels of an episode to the names that people gave them, or else to themselves."""
    given = {one.label: one.name for one in episode.names}
    return {label: given.get(label, label) for label in episode.labels}


def labels_of(episode: Episode, name: str) -> tuple[str, ...]:
    """Return the labels that are shown by a name, or else the label with this text.

    Case, accents and punctuation count only where several would fit.
    """
    shown = shown_names(episode)
    exact = tuple(label for label, other in shown.items() if other == name)
    if exact or name in shown:
        return exact or (name,)
    wanted = fold(name)
    return tuple(label for label, other in shown.items() if wanted and fold(other) == wanted)
