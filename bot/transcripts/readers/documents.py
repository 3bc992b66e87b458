"""Read the paragraphs of a document or page as text is read, and compose what is spoken; pure."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.models import Cue, Heading, Span, Transcript, Turn
from bot.transcripts.composition import Caption, compose
from bot.transcripts.readers import markdown
from bot.transcripts.readers.tables import table_captions
from bot.transcripts.readers.text_cleaning import clean_text

_LONGEST_BOLD = 120
"""In characters: more is a bold sentence rather than a label."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a document, with line breaks; what is bold stands between asterisks."""

    text: str
    is_heading: bool = False


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table in a document."""

    cells: tuple[str, ...]


def compose_paragraphs(
    paragraphs: Iterable[Paragraph | TableRow],
    *,
    data: bytes,
    format: str,  # noqa: A002 - as in Transcript
) -> Transcript:
    """Return the transcript of paragraphs whose labels, times and headings are those of text.

    Where most of the words stand in tables with columns of times or speakers, it is theirs.
    """
    found = list(paragraphs)
    rows = [one.cells for one in found if isinstance(one, TableRow)]
    captions = table_captions(rows)
    if sum(len(one.text) for one in captions) * 2 > sum(map(_length, found)):
        return compose(captions, data=data, format=format)
    text = "\n\n".join(_lines(found))
    return _composed(markdown.parse(text, data), data=data, format=format)


def mark_bold(pieces: Sequence[tuple[str, bool]]) -> str:
    """Return the text of a paragraph, with what is bold at its start between asterisks.

    The pieces are texts, each bold or not.
    """
    text = clean_text("".join(piece for piece, _ in pieces)).replace("\xa0", " ").strip()
    bold = ""
    for piece, strong in pieces:
        if piece.strip() and not strong:
            break
        bold += piece
    bold = clean_text(bold).replace("\xa0", " ").strip()
    if not any(strong and piece.strip() for piece, strong in pieces):
        return text
    if not bold or "\n" in bold or len(bold) > _LONGEST_BOLD or not text.startswith(bold):
        return text
    return f"**{bold}** {text[len(bold) :].lstrip(' ')}".rstrip()


def _length(one: Paragraph | TableRow) -> int:
    return len(one.text) if isinstance(one, Paragraph) else sum(map(len, one.cells))


def _lines(paragraphs: Iterable[Paragraph | TableRow]) -> Iterator[str]:
    for paragraph in paragraphs:
        if isinstance(paragraph, TableRow):
            yield from (cell.strip() for cell in paragraph.cells if cell.strip())
            continue
        text = paragraph.text.strip()
        if text and paragraph.is_heading:
            yield f"## {' '.join(text.replace('*', '').split())}"
        elif text:
            yield text


def _composed(read: Transcript, *, data: bytes, format: str) -> Transcript:  # noqa: A002 - as above
    """Return a transcript whose text is only what is spoken of the text that was read."""
    pieces = list(_pieces(read))
    captions = [caption for _, caption in pieces]
    composed = compose(captions, data=data, format=format)
    moved = _starts(composed.text, captions)
    olds = [start for start, _ in pieces]

    def place(offset: int) -> int:
        at = bisect_left(olds, offset)
        return moved[at] if at < len(moved) else len(composed.text)

    headings = (Heading(place(one.start), one.title) for one in read.headings)
    sponsored = (Span(place(one.start), place(one.end)) for one in read.sponsored)
    return replace(
        composed,
        headings=tuple(one for one in headings if one.start < len(composed.text)),
        sponsored=tuple(span for span in sponsored if span.start < span.end),
        title=read.title.lstrip("# ") if read.title else None,
        number=read.number,
        published=read.published,
        guests=read.guests,
        links=read.links,
        dropped=read.dropped,
        warnings=read.warnings,
    )


def _pieces(read: Transcript) -> Iterator[tuple[int, Caption]]:
    """Yield what is spoken between asides and cues, with its offset in the text that was read."""
    starts = [cue.start for cue in read.cues]
    after = 0
    for turn in read.turns:
        fresh = True
        for start, end in _spoken(turn, read.asides, starts):
            words = read.text[start:end]
            if not words.strip():
                continue
            at = bisect_right(starts, start) - 1
            cue = read.cues[at] if at >= 0 and starts[at] >= after else Cue(0, -1)
            yield (
                start,
                Caption(
                    words,
                    None if cue.start_ms < 0 else cue.start_ms,
                    cue.end_ms,
                    turn.speaker,
                    new_turn=fresh and turn.speaker is None,
                ),
            )
            fresh, after = False, end


def _spoken(turn: Turn, asides: Sequence[Span], cues: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the ranges of a turn that are spoken, cut where a cue starts."""
    begin = turn.start
    first = bisect_left(asides, Span(turn.start, 0))
    first = max(0, first - 1)
    for aside in asides[first : bisect_left(asides, Span(turn.end, 0))]:
        if aside.end > begin:
            yield from _cut(begin, aside.start, cues)
            begin = max(begin, aside.end)
    yield from _cut(begin, turn.end, cues)


def _cut(start: int, end: int, cues: Sequence[int]) -> Iterator[tuple[int, int]]:
    for cue in cues[bisect_right(cues, start) : bisect_left(cues, end)]:
        yield start, cue
        start = cue
    if start < end:
        yield start, end


def _starts(text: str, captions: Iterable[Caption]) -> list[int]:
    """Return where each caption starts in the text that was composed of them."""
    starts: list[int] = []
    at = 0
    for caption in captions:
        words = " ".join(caption.text.split())
        at = text.index(words, at)
        starts.append(at)
        at += len(words)
    return starts
