"""Order episodes, and merge the topics of several; pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from operator import itemgetter

from bot.library.right_names import Names
from bot.models import Episode, Topic
from bot.text.name_marks import right_name


def newest_first(episodes: Iterable[Episode]) -> tuple[Episode, ...]:
    """Return episodes by their date, then by number, then by when they were added."""
    return tuple(sorted(episodes, key=_recency, reverse=True))


def _recency(episode: Episode) -> tuple[date, int, float]:
    added = episode.added_at.timestamp() if episode.added_at else 0.0
    return episode.released, episode.number or 0, added


def shared_topics(episodes: Sequence[tuple[Sequence[str], Names]]) -> tuple[Topic, ...]:
    """Merge the ranked topic names of episodes, corrected and ignoring case.

    Of several spellings of a name, the one with the highest rank is kept.
    """
    ranked: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    for topics, corrections in episodes:
        for rank, topic in enumerate(topics):
            name = right_name(topic, corrections)
            ranked[name.casefold()].append((rank, name))
    best = {name: min(spellings, key=itemgetter(0)) for name, spellings in ranked.items()}
    order = sorted(ranked, key=lambda name: (-len(ranked[name]), best[name][0]))
    return tuple(Topic(best[name][1]) for name in order)
