"""Prepare the episode of a transcript: apply its guide, segment it and analyse it."""

import logging
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from bot import guide, identity
from bot.analysis import Analysis, analyse
from bot.analysis.informativeness import SentenceEncoder
from bot.analysis.postable import judge, judgement_version
from bot.errors import GuideError, describe_error
from bot.guide import AlignedGuide, Guide
from bot.import_options import Options, key_of
from bot.models import Chapter, Content, Episode, Heading, Quote, Show, Span, Transcript
from bot.report import Report, describe
from bot.text import display
from bot.text.languages import language
from bot.text.offsets import blank_out
from bot.text.shingles import sketch
from bot.text.tokens import words
from bot.transcripts import readers, segmentation
from bot.transcripts.files import File
from bot.transcripts.language_identification import chosen_code

UNNAMED_SHOW = "podcast"
"""The slug of the show where nothing names one."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Prepared:
    """An episode that is ready to be stored."""

    episode: Episode
    content: Content
    report: Report
    problems: tuple[str, ...] = ()


Ready = tuple[Transcript, Prepared]
"""A transcript and the episode that was prepared of it."""


def read_and_prepare(file: File, options: Options) -> Ready:
    """Read a file and prepare its episode; without a store, so any process can do it."""
    transcript = read_transcript(file, language=options.language)
    return transcript, prepare(transcript, key=key_of(file.name, options), options=options)


def read_transcript(file: File, *, language: str | None) -> Transcript:
    """Read a file; `language`, a code or an English name, stands above what the words tell."""
    chosen = chosen_code(language) if language else None
    return readers.parse(file.data, name=file.name, language=chosen)


def prepare(transcript: Transcript, *, key: str, options: Options) -> Prepared:
    """Make an episode and its content of a transcript; the only I/O is reading the guide."""
    aligned = aligned_guide(transcript, options)
    guided = guide.apply_guide(aligned, transcript) if aligned else transcript
    details = aligned or AlignedGuide(episode=guide.Details())
    quotes = quotes_of(guided, identity.episode_id(key))
    excluded = tuple(sorted({*details.excluded, *guided.sponsored}))
    plain = partial(
        analyse,
        guided.text,
        quotes,
        names=details.names,
        chapters=details.chapters or _chapters(guided),
        pinned=details.pinned or tuple(_whole_quotes(guided.pinned, quotes)),
        excluded=excluded,
        asides=guided.asides,
        language=language(guided.language),
    )
    found = _analyse_with(options.encoder, plain)
    content = Content(
        text=guided.text,
        quotes=quotes,
        chapters=found.chapters,
        topics=found.topics,
        highlights=judge(
            found.highlights,
            text=guided.text,
            names=details.names,
            language=language(guided.language),
        ),
        summary=found.summary,
        names=details.names,
        excluded=excluded,
        asides=_asides_within(quotes, guided.asides),
        source=guided.source,
        sketch=sketch([word for quote in quotes for word in words(quote.display)]),
        judged=judgement_version(),
    )
    episode = _episode(guided, details.episode, key=key, options=options, quotes=quotes)
    return Prepared(episode, content, describe(guided, content), details.problems)


def _analyse_with(encoder: SentenceEncoder | None, plain: Callable[..., Analysis]) -> Analysis:
    """Analyse with a sentence model, or `plain` if it fails, which is logged."""
    if encoder is None:
        return plain()
    try:
        return plain(encoder=encoder)
    except Exception as error:  # noqa: BLE001 - a model may raise anything, and no import fails for it
        _log.warning(
            "Topics are ordered without the sentence model, which failed: %s", describe_error(error)
        )
        return plain()


def _chapters(transcript: Transcript) -> tuple[Chapter, ...]:
    """Return a chapter for each heading, and one for what comes before the first.

    Of headings with nothing between them the last counts, and of those after all words none.
    """
    headings, title = transcript.headings, transcript.title or "Opening"
    if not headings:
        return ()
    opening = [] if headings[0].start <= transcript.turns[0].start else [Heading(0, title)]
    placed = {heading.start: heading for heading in (*opening, *headings)}
    found = [heading for start, heading in placed.items() if start < len(transcript.text)]
    ends = [*(heading.start for heading in found[1:]), len(transcript.text)]
    return tuple(
        Chapter(title=heading.title, start=heading.start, end=end)
        for heading, end in zip(found, ends, strict=True)
    )


def _whole_quotes(spans: Sequence[Span], quotes: Sequence[Quote]) -> Iterator[Span]:
    """Yield each range from the first to the last quote of which it has at least half."""
    for span in spans:
        inside = [
            quote
            for quote in quotes
            if 2 * (min(span.end, quote.end) - max(span.start, quote.start))
            >= quote.end - quote.start
        ]
        if inside:
            yield Span(inside[0].start, inside[-1].end)


def aligned_guide(transcript: Transcript, options: Options) -> AlignedGuide | None:
    """Return the guide of a transcript, aligned with it, if there is one and the options want it.

    Raise GuideError where it cannot be read, or was given and does not fit.
    """
    chosen = _guide(transcript, options) if options.use_guide else None
    aligned = guide.align(chosen, transcript) if chosen else None
    if aligned and options.guide and not aligned.fits:
        raise GuideError(
            f"The guide {options.guide.name} does not fit: none of its anchors is found in this "
            "transcript; give the guide of this episode, or leave --guide out."
        )
    return aligned


def _guide(transcript: Transcript, options: Options) -> Guide | None:
    if options.guide:
        return guide.read_guide(options.guide)
    found = (guide.find_guide(transcript.sha256, folder) for folder in options.guides)
    return next((one for one in found if one), None)


def quotes_of(transcript: Transcript, episode: str) -> tuple[Quote, ...]:
    """Segment a transcript into quotes, with ids for an episode, given by its id, in order."""
    segments = segmentation.segment(transcript)
    spoken, spoken_in = (
        blank_out(transcript.text, transcript.asides),
        language(transcript.language),
    )
    texts = [transcript.text[one.start : one.end] for one in segments]
    ids = identity.quote_ids(episode, map(display.fold, texts))
    return tuple(
        Quote(
            id=ids[position],
            position=position,
            start=segment.start,
            end=segment.end,
            text=texts[position],
            display=display.to_display(spoken[segment.start : segment.end], spoken_in),
            turn=segment.turn,
            speaker=segment.speaker,
            sure=segment.sure,
            start_ms=segment.start_ms,
            whole=segment.whole,
        )
        for position, segment in enumerate(segments)
    )


def _asides_within(quotes: Sequence[Quote], asides: Sequence[Span]) -> tuple[Span, ...]:
    """Return the asides that lie in a quote; there are many more between them, as times are."""
    ends = [quote.end for quote in quotes]

    def is_quoted(aside: Span) -> bool:
        following = bisect_right(ends, aside.start)
        return following < len(quotes) and quotes[following].start < aside.end

    return tuple(filter(is_quoted, asides))


def _episode(
    transcript: Transcript,
    details: guide.Details,
    *,
    key: str,
    options: Options,
    quotes: Sequence[Quote],
) -> Episode:
    return Episode(
        id=identity.episode_id(key),
        key=key,
        show=_show(details, options),
        title=options.title
        or details.title
        or transcript.title
        or _title_from_slug(options.titled or key),
        sha256=transcript.sha256,
        format=transcript.format,
        length=len(transcript.text),
        quotes=len(quotes),
        number=transcript.number if details.number is None else details.number,
        published=details.published or transcript.published,
        guests=details.guests or transcript.guests,
        speakers=tuple(dict.fromkeys(one.speaker for one in quotes if one.speaker and one.sure)),
        links=details.links or transcript.links,
        spoiler=details.spoiler,
        embargo=details.embargo,
        added_at=options.added_at,
        language=transcript.language,
    )


def _show(details: guide.Details, options: Options) -> Show:
    slug = options.show or details.show or UNNAMED_SHOW
    known = details.show_title if slug == details.show else options.show_title
    # The store never replaces a title that it has by a slug.
    return Show(slug=slug, title=known or slug, server=options.server)


def _title_from_slug(slug: str) -> str:
    words = " ".join(slug.replace("_", " ").replace("-", " ").split())
    return words[:1].upper() + words[1:]
