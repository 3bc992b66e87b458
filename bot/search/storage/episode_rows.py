"""Make the rows that an episode has in each table of the index; pure."""

import json
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass

from bot.models import Content, Episode, NameCorrection, Topic
from bot.search.storage.documents import (
    UNSURE,
    Document,
    build_documents,
    index_terms,
    preview_rows,
)
from bot.search.storage.lookup import contents_row
from bot.text.languages import language
from bot.text.name_marks import right_name
from bot.text.tokens import words

ROW_GAP = 16
"""The row ids left free between episodes, so that neighbouring rows are of one episode."""

INSERTS = {
    "episodes": "INSERT INTO episodes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    "quotes": """INSERT INTO quotes
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
    "postings": "INSERT INTO postings (rowid, told) VALUES (?, ?)",
    "lists": "INSERT INTO lists VALUES (?, ?, ?)",
    "contents": "INSERT INTO contents VALUES (?, ?, ?, ?)",
    "retired": "INSERT OR REPLACE INTO retired VALUES (?, ?, ?)",
    "reserved": "INSERT OR REPLACE INTO reserved VALUES (?, ?, ?)",
    "topics": "INSERT INTO topics VALUES (?, ?, ?, ?, ?, ?)",
    "chapters": "INSERT INTO chapters VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    "highlights": "INSERT INTO highlights VALUES (?, ?, ?, ?, ?, ?)",
}
"""The statement that adds a row to each table; rows of `words` are added up."""

TableRow = tuple[int | str | float | bytes | None, ...]


@dataclass(frozen=True, slots=True)
class EpisodeRange:
    """The rows of an episode in the index, `first` to `last`, inclusive.

    `language` is the code of the language whose stems its words have. `names` are the labels of its
    speakers as its documents have them, each with the name that is shown, None for none. `previews`
    are the rows of a trailer, or that only announce what is talked about.
    """

    id: str
    partition: int
    key: str
    title: str
    published: str
    language: str
    first: int
    last: int
    names: tuple[tuple[str, str | None], ...]
    previews: tuple[int, ...] = ()

    @property
    def speakers(self) -> tuple[str, ...]:
        """Return the names of its speakers, each once."""
        return tuple(dict.fromkeys(name for _, name in self.names if name))


@dataclass(frozen=True, slots=True)
class EpisodeRows:
    """The rows of one episode, by table; `postings`, `lists` and `counts` are as in `IndexTerms`.

    `counts` are those of the table `words`, to which other episodes add.
    """

    episode_range: EpisodeRange
    quotes: Sequence[Document]
    postings: Sequence[tuple[int, str]]
    lists: Sequence[tuple[str, int, bytes]]
    counts: Counter[str]
    contents: TableRow
    retired: Sequence[TableRow]
    topics: Sequence[TableRow]
    chapters: Sequence[TableRow]
    highlights: Sequence[TableRow]


def episode_rows(episode: Episode, content: Content, *, partition: int, first: int) -> EpisodeRows:
    """Return the rows of an episode whose quotes have the ids from `first` on."""
    documents = list(build_documents(episode, content, first=first))
    previews = preview_rows(episode, content, documents)
    terms = index_terms(documents, partition=partition)
    episode_range = _new_episode_range(
        episode, partition=partition, documents=documents, first=first, previews=previews
    )
    return EpisodeRows(
        episode_range=episode_range,
        quotes=documents,
        postings=terms.postings,
        lists=terms.posting_blocks,
        counts=terms.counts,
        contents=contents_row(episode.id, content),
        retired=[(*pair, episode.id) for pair in content.retired],
        topics=_topics(episode_range, content),
        chapters=_chapters(episode_range, content, documents),
        highlights=_highlights(episode_range, content),
    )


def to_episode_range(row: Sequence[str | int]) -> EpisodeRange:
    """Convert a row of the table `episodes`."""
    *columns, names, previews = row
    return EpisodeRange(
        *columns,  # type: ignore[arg-type]
        names=tuple(map(tuple, json.loads(str(names)))),  # type: ignore[arg-type]
        previews=tuple(json.loads(str(previews))),
    )


def range_row(episode_range: EpisodeRange) -> TableRow:
    """Return the row of the table `episodes`."""
    *columns, names, previews = astuple(episode_range)
    return (*columns, json.dumps(names), json.dumps(previews))


def _new_episode_range(
    episode: Episode,
    *,
    partition: int,
    documents: list[Document],
    first: int,
    previews: tuple[int, ...],
) -> EpisodeRange:
    labels = dict.fromkeys(document.speaker for document in documents if document.speaker)
    return EpisodeRange(
        id=episode.id,
        partition=partition,
        key=episode.key,
        title=episode.title,
        published=episode.released.isoformat(),
        language=language(episode.language).code,
        first=first,
        last=first + len(documents) - 1,
        names=shown_names(labels, episode),
        previews=previews,
    )


def shown_names(labels: Iterable[str], episode: Episode) -> tuple[tuple[str, str | None], ...]:
    """Return the shown name of each label: the given one, or itself where it is sure."""
    given = {one.label: one.name for one in episode.names}
    shown = {
        label: given.get(label.removeprefix(UNSURE), None if label.startswith(UNSURE) else label)
        for label in labels
    }
    return tuple((label, " ".join(name.split()) if name else None) for label, name in shown.items())


def _topics(episode_range: EpisodeRange, content: Content) -> list[TableRow]:
    topics = [_rightly_named(topic, content.names) for topic in content.topics]
    return [
        (
            *(episode_range.partition, episode_range.id, rank),
            *(topic.name, _folded_names(topic), 1 - rank / len(topics)),
        )
        for rank, topic in enumerate(topics)
    ]


def _highlights(episode_range: EpisodeRange, content: Content) -> list[TableRow]:
    postable = [one for one in content.highlights if one.postable]
    return [
        (
            *(episode_range.partition, episode_range.id, rank),
            *(one.display, one.text, one.score + one.pinned),
        )
        for rank, one in enumerate(postable)
    ]


def _chapters(
    episode_range: EpisodeRange, content: Content, documents: Sequence[Document]
) -> list[TableRow]:
    spoken = language(episode_range.language)
    starts = [document.start for document in documents]

    def stems(text: str) -> str:
        """Return the stems of a text, as it stands and with its names corrected."""
        forms = dict.fromkeys((*words(text), *words(right_name(text, content.names))))
        return " ".join(dict.fromkeys(map(spoken.stem, forms)))

    placed = [
        (one, bisect_left(starts, one.start), bisect_left(starts, one.end))
        for one in content.chapters
    ]
    return [
        (
            episode_range.partition,
            episode_range.id,
            place,
            right_name(one.title, content.names),
            episode_range.first + begin,
            episode_range.first + end - 1,
            stems(one.title),
            stems(one.editor or ""),
        )
        for place, (one, begin, end) in enumerate(placed)
        if begin < end
    ]


def _rightly_named(topic: Topic, names: Sequence[NameCorrection]) -> Topic:
    """Return a topic with its right name, where people corrected it since it was chosen."""
    name = right_name(topic.name, names)
    return topic if name == topic.name else Topic(name, (topic.name, *topic.aliases), topic.spans)


def _folded_names(topic: Topic) -> str:
    """Return the folded name and aliases of a topic, one per line."""
    return "\n".join(" ".join(words(form)) for form in (topic.name, *topic.aliases))
