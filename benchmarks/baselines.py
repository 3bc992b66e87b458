"""Baselines for search over the same quotes: rapidfuzz, plain FTS5 and tantivy."""

import asyncio
import sqlite3
from collections.abc import Callable, Iterable, Sequence

import numpy as np
import tantivy
from rapidfuzz import fuzz, process

from benchmarks.episodes import Read
from benchmarks.evaluation import DEPTH, Engine
from benchmarks.queries import BenchmarkQuery
from bot.models import Match, Quote, SearchResult
from bot.search.semantic.model import SentenceModel
from bot.text.tokens import words

Ranked = Callable[[str], Iterable[tuple[int, float]]]
"""Returns the numbers of at most ten quotes with their scores, best first."""


def baselines(read: Sequence[Read]) -> dict[str, Engine]:
    """Return each baseline over the quotes of some episodes, by name."""
    quotes = [(episode.key, quote) for episode, content in read for quote in content.quotes]
    texts = [" ".join(words(quote.text)) for _, quote in quotes]
    return {name: _engine(make(texts), quotes) for name, make in engines().items()}


def engines() -> dict[str, Callable[[Sequence[str]], Ranked]]:
    """Return, by name, a function that builds each baseline from folded texts."""
    return {"rapidfuzz": over_all, "FTS5 OR": full_text, "tantivy": tantivy_fuzzy}


def over_all(texts: Sequence[str]) -> Ranked:
    """Compare the query with every quote by `partial_ratio`."""

    def ranked(text: str) -> list[tuple[int, float]]:
        found = process.extract(text, texts, scorer=fuzz.partial_ratio, limit=DEPTH)
        return [(number, score) for _, score, number in found]

    return ranked


def full_text(texts: Sequence[str]) -> Ranked:
    """Match any stemmed word and rank by bm25."""
    # Called from threads, one call at a time.
    db = sqlite3.connect(":memory:", check_same_thread=False)
    db.execute("CREATE VIRTUAL TABLE quotes USING fts5 (text, tokenize='porter unicode61')")
    db.executemany("INSERT INTO quotes (rowid, text) VALUES (?, ?)", enumerate(texts))

    def ranked(text: str) -> list[tuple[int, float]]:
        matching = " OR ".join(f'"{word}"' for word in text.split())
        if not matching:
            return []
        return db.execute(
            "SELECT rowid, -rank FROM quotes WHERE quotes MATCH ? ORDER BY rank LIMIT ?",
            (matching, DEPTH),
        ).fetchall()

    return ranked


def tantivy_fuzzy(texts: Sequence[str]) -> Ranked:
    """Match any word in tantivy, stemmed or within one or two edits."""
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("number", stored=True)
    builder.add_text_field("stemmed", tokenizer_name="en_stem")
    builder.add_text_field("plain")
    schema = builder.build()
    index = tantivy.Index(schema)
    writer = index.writer()
    for number, text in enumerate(texts):
        writer.add_document(tantivy.Document(number=number, stemmed=text, plain=text))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def ranked(text: str) -> list[tuple[int, float]]:
        if not text:
            return []
        parts = [(tantivy.Occur.Should, index.parse_query(text, ["stemmed"]))]
        for word in text.split():
            if len(word) > 3:
                reach = 1 if len(word) < 6 else 2
                fuzzy = tantivy.Query.fuzzy_term_query(schema, "plain", word, distance=reach)
                parts.append((tantivy.Occur.Should, tantivy.Query.boost_query(fuzzy, 0.5)))
        hits = searcher.search(tantivy.Query.boolean_query(parts), DEPTH).hits
        return [(searcher.doc(place)["number"][0], score) for score, place in hits]

    return ranked


def cosine(read: Sequence[Read], model: SentenceModel) -> Engine:
    """Return an engine that ranks quotes by the cosine of their vectors alone."""
    quotes = [(episode.key, quote) for episode, content in read for quote in content.quotes]
    vectors = model.encode([quote.display for _, quote in quotes], kind="passage")

    async def asked(one: BenchmarkQuery) -> SearchResult:
        cosines = vectors @ model.encode([one.text], kind="query")[0]
        best: list[int] = np.argsort(-cosines, kind="stable")[:DEPTH].tolist()
        return SearchResult(
            "none", tuple(_match(*quotes[at], score=float(cosines[at])) for at in best)
        )

    return asked


def _engine(ranked: Ranked, quotes: Sequence[tuple[str, Quote]]) -> Engine:
    async def asked(one: BenchmarkQuery) -> SearchResult:
        found = await asyncio.to_thread(ranked, " ".join(words(one.text)))
        return SearchResult(
            "none", tuple(_match(*quotes[number], score=score) for number, score in found)
        )

    return asked


def _match(key: str, quote: Quote, *, score: float) -> Match:
    return Match(
        quote=quote.id,
        episode=key,
        start=quote.start,
        end=quote.end,
        text=quote.text,
        display=quote.display,
        speaker=quote.speaker,
        start_ms=quote.start_ms,
        score=score,
    )
