"""Invented episodes for tests: each sentence is a quote, with ids as stable as real ones."""

from base64 import b32encode
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256

from bot.models import Chapter, Content, Episode, Excerpt, Highlight, Quote, Show, Span, Topic

PUBLIC = Show("talks", "Talks")


def code(*parts: object, length: int) -> str:
    """Return a hash of parts in lower-case base 32."""
    digest = sha256("\0".join(map(str, parts)).encode()).digest()
    return b32encode(digest).decode().lower()[:length]


def content_of(sentences: Sequence[str], *, key: str = "first") -> Content:
    """Return a content in which every sentence is a line and a quote."""
    text = "\n".join(sentences)
    seen: Counter[str] = Counter()
    quotes: list[Quote] = []
    start = 0
    for position, sentence in enumerate(sentences):
        seen[sentence] += 1
        quote_id = code(key, sentence, seen[sentence], length=12)
        end = start + len(sentence)
        quotes.append(Quote(quote_id, position, start, end, sentence, sentence, turn=position))
        start = end + 1
    return Content(text, tuple(quotes))


def with_parts(content: Content) -> Content:
    """Return the content with a chapter, a topic, a highlight and a summary."""
    text, core = content.text, content.quotes[0]
    excerpt = Excerpt(core.start, core.end, core.text, core.display)
    best = Highlight(core.id, core.start, core.end, core.text, core.display, score=0.5)
    return replace(
        content,
        chapters=(Chapter("All of it", 0, len(text), (excerpt,), "They talk."),),
        topics=(Topic("talk", ("talking",), (Span(0, len(text)),)),),
        highlights=(best,),
        summary=(excerpt,),
        excluded=(Span(core.start, core.end),),
    )


def episode_of(content: Content, *, key: str = "first", show: Show = PUBLIC) -> Episode:
    """Return the episode of a content."""
    return Episode(
        id=code(key, length=8),
        key=key,
        show=show,
        title=f"Episode {key}",
        sha256=sha256(content.text.encode()).hexdigest(),
        format="plain",
        length=len(content.text),
        quotes=len(content.quotes),
    )


def long_episode(key: str, *, quotes: int = 600, show: Show = PUBLIC) -> tuple[Episode, Content]:
    """Return an episode with all its parts and as many quotes as an hour of talk."""
    words = ("tide", "harbour", "lamp", "engine", "orchard", "signal", "winter", "letter")
    sentences = [
        f"In {key} we come to {words[at % 8]} number {at}, which follows the {words[at // 8 % 8]}."
        for at in range(quotes)
    ]
    content = with_parts(content_of(sentences, key=key))
    return episode_of(content, key=key, show=show), content
