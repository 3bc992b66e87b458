"""Write episodes into the index, within a transaction that the caller holds."""

import asyncio
import json
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, replace

import aiosqlite

from bot.models import Content, Episode, NameCorrection, Topic
from bot.search.storage.documents import (
    UNSURE,
    Document,
    IndexTerms,
    build_documents,
    index_terms,
    preview_rows,
)
from bot.search.storage.lookup import delete_contents, insert_contents
from bot.search.storage.meta import read_meta, write_meta
from bot.search.storage.schema import PUBLIC_PARTITION
from bot.search.storage.vectors import delete_all_vectors, delete_vectors
from bot.text.languages import language
from bot.text.name_marks import right_name
from bot.text.tokens import words

_ROW_GAP = 16
"""The row ids left free between episodes, so that neighbouring rows are of one episode."""

_SELECT_DOCUMENTS = """SELECT id, quote, episode, start, "end", text, gap, display, corrected, turn,
    speaker, start_ms, whole, folded, stemmed, corrected_stems, about_ms FROM quotes
    WHERE id BETWEEN ? AND ? ORDER BY id"""


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
class IndexDelta:
    """The words that were added or removed with one episode, by the number of its rows with each.

    The dictionaries in memory are updated by it.
    """

    episode_range: EpisodeRange
    counts: Counter[str]


async def delete(db: aiosqlite.Connection, episode_id: str) -> IndexDelta | None:
    """Delete an episode and everything derived from it; return None if the index has none."""
    episode_range = await _read_episode_range(db, episode_id)
    if episode_range is None:
        return None
    documents = [
        Document._make(row)
        for row in await db.execute_fetchall(
            _SELECT_DOCUMENTS, (episode_range.first, episode_range.last)
        )
    ]
    terms = await asyncio.to_thread(index_terms, documents, partition=episode_range.partition)
    await db.executemany(
        """INSERT INTO postings (postings, rowid, told) VALUES ('delete', ?, ?)""",
        terms.postings,
    )
    await db.executemany(
        "DELETE FROM lists WHERE token = ? AND first = ?",
        [(block_token, first) for block_token, first, _ in terms.posting_blocks],
    )
    await db.execute(
        "DELETE FROM quotes WHERE id BETWEEN ? AND ?", (episode_range.first, episode_range.last)
    )
    await delete_vectors(db, episode_range.first, episode_range.last)
    await db.execute("DELETE FROM episodes WHERE id = ?", (episode_id,))
    await delete_contents(db, episode_id)
    for statement in (
        "DELETE FROM topics WHERE room = ? AND episode = ?",
        "DELETE FROM chapters WHERE room = ? AND episode = ?",
        "DELETE FROM highlights WHERE room = ? AND episode = ?",
    ):
        await db.execute(statement, (episode_range.partition, episode_id))
    await db.executemany(
        "UPDATE words SET count = count - ? WHERE room = ? AND language = ? AND word = ?",
        [
            (count, episode_range.partition, episode_range.language, word)
            for word, count in terms.counts.items()
        ],
    )
    await db.execute("DELETE FROM words WHERE room = ? AND count <= 0", (episode_range.partition,))
    return IndexDelta(episode_range, terms.counts)


async def add(db: aiosqlite.Connection, episode: Episode, content: Content) -> IndexDelta:
    """Add an episode that is not in the index."""
    partition = await _ensure_partition(db, episode.show.server)
    first = int(await read_meta(db, "row"))
    documents = await asyncio.to_thread(
        lambda: list(build_documents(episode, content, first=first))
    )
    previews = await asyncio.to_thread(preview_rows, episode, content, documents)
    terms = await asyncio.to_thread(index_terms, documents, partition=partition)
    episode_range = _new_episode_range(
        episode, partition=partition, documents=documents, first=first, previews=previews
    )
    await write_meta(db, "row", str(episode_range.last + _ROW_GAP))
    await _insert_episode_range(db, episode_range)
    await _insert_documents(db, documents, terms)
    await insert_contents(db, episode.id, content)
    await _insert_suggestions(db, episode_range, content)
    await _insert_chapters(db, episode_range, content, documents)
    await db.executemany(
        """INSERT INTO words VALUES (?, ?, ?, ?)
           ON CONFLICT DO UPDATE SET count = count + excluded.count""",
        [(partition, episode_range.language, word, count) for word, count in terms.counts.items()],
    )
    return IndexDelta(episode_range, terms.counts)


async def describe(db: aiosqlite.Connection, episode: Episode) -> EpisodeRange | None:
    """Update what describes an episode, its names of speakers too; None if the index has none.

    Its documents stay as they are.
    """
    known = await _read_episode_range(db, episode.id)
    if known is None:
        return None
    described = replace(
        known,
        title=episode.title,
        published=episode.released.isoformat(),
        names=_names((label for label, _ in known.names), episode),
    )
    await db.execute("DELETE FROM episodes WHERE id = ?", (episode.id,))
    await _insert_episode_range(db, described)
    return described


async def delete_all(db: aiosqlite.Connection) -> None:
    """Delete every episode; its row ids are not reused."""
    for statement in (
        "INSERT INTO postings (postings) VALUES ('delete-all')",
        "DELETE FROM lists",
        "DELETE FROM quotes",
        "DELETE FROM episodes",
        "DELETE FROM topics",
        "DELETE FROM chapters",
        "DELETE FROM highlights",
        "DELETE FROM words",
        "DELETE FROM contents",
        "DELETE FROM retired",
    ):
        await db.execute(statement)
    await delete_all_vectors(db)


async def merge_postings(db: aiosqlite.Connection) -> None:
    """Merge the segments of the full-text table into one, because a lookup searches each."""
    await db.execute("INSERT INTO postings (postings) VALUES ('optimize')")


async def advance_generation(db: aiosqlite.Connection) -> int:
    """Increment the generation of the index and return the new number."""
    generation = int(await read_meta(db, "change")) + 1
    await write_meta(db, "change", str(generation))
    return generation


def to_episode_range(row: Sequence[str | int]) -> EpisodeRange:
    """Convert a row of the table `episodes`."""
    *columns, names, previews = row
    return EpisodeRange(
        *columns,  # type: ignore[arg-type]
        names=tuple(map(tuple, json.loads(str(names)))),  # type: ignore[arg-type]
        previews=tuple(json.loads(str(previews))),
    )


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
        names=_names(labels, episode),
        previews=previews,
    )


def _names(labels: Iterable[str], episode: Episode) -> tuple[tuple[str, str | None], ...]:
    """Return the shown name of each label: the given one, or itself where it is sure."""
    given = {one.label: one.name for one in episode.names}
    shown = {
        label: given.get(label.removeprefix(UNSURE), None if label.startswith(UNSURE) else label)
        for label in labels
    }
    return tuple((label, " ".join(name.split()) if name else None) for label, name in shown.items())


async def _read_episode_range(db: aiosqlite.Connection, episode_id: str) -> EpisodeRange | None:
    rows = await db.execute_fetchall("SELECT * FROM episodes WHERE id = ?", (episode_id,))
    return next((to_episode_range(tuple(row)) for row in rows), None)


async def _ensure_partition(db: aiosqlite.Connection, server: int | None) -> int:
    """Return the id of a server's partition, which is created if there is none."""
    if server is None:
        return PUBLIC_PARTITION
    await db.execute("INSERT OR IGNORE INTO rooms (server) VALUES (?)", (server,))
    rows = await db.execute_fetchall("SELECT id FROM rooms WHERE server = ?", (server,))
    return next(iter(rows))[0]


async def _insert_episode_range(db: aiosqlite.Connection, episode_range: EpisodeRange) -> None:
    *columns, names, previews = astuple(episode_range)
    await db.execute(
        "INSERT INTO episodes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*columns, json.dumps(names), json.dumps(previews)),
    )


async def _insert_documents(
    db: aiosqlite.Connection, documents: list[Document], terms: IndexTerms
) -> None:
    await db.executemany(
        "INSERT INTO quotes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        documents,
    )
    await db.executemany("INSERT INTO postings (rowid, told) VALUES (?, ?)", terms.postings)
    await db.executemany("INSERT INTO lists VALUES (?, ?, ?)", terms.posting_blocks)


async def _insert_suggestions(
    db: aiosqlite.Connection, episode_range: EpisodeRange, content: Content
) -> None:
    partition, episode = episode_range.partition, episode_range.id
    topics = [_rightly_named(topic, content.names) for topic in content.topics]
    await db.executemany(
        "INSERT INTO topics VALUES (?, ?, ?, ?, ?, ?)",
        [
            (partition, episode, rank, topic.name, _folded_names(topic), 1 - rank / len(topics))
            for rank, topic in enumerate(topics)
        ],
    )
    await db.executemany(
        "INSERT INTO highlights VALUES (?, ?, ?, ?, ?, ?)",
        [
            (partition, episode, rank, h.display, h.text, h.score + h.pinned)
            for rank, h in enumerate(one for one in content.highlights if one.postable)
        ],
    )


async def _insert_chapters(
    db: aiosqlite.Connection,
    episode_range: EpisodeRange,
    content: Content,
    documents: Sequence[Document],
) -> None:
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
    await db.executemany(
        "INSERT INTO chapters VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
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
        ],
    )


def _rightly_named(topic: Topic, names: Sequence[NameCorrection]) -> Topic:
    """Return a topic with its right name, where people corrected it since it was chosen."""
    name = right_name(topic.name, names)
    return topic if name == topic.name else Topic(name, (topic.name, *topic.aliases), topic.spans)


def _folded_names(topic: Topic) -> str:
    """Return the folded name and aliases of a topic, one per line."""
    return "\n".join(" ".join(words(form)) for form in (topic.name, *topic.aliases))
