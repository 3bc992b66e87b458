"""Import a transcript file: read it, apply its guide, segment it, analyse it and store it."""

import asyncio
import logging
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Literal

from bot import guide, identity
from bot.analysis import Analysis, analyse
from bot.analysis.informativeness import SentenceEncoder
from bot.analysis.postable import judge, judgement_version
from bot.errors import GuideError, KeyTakenError, TranscriptError, describe_error
from bot.guide import AlignedGuide, Guide
from bot.import_process import Work
from bot.models import (
    NO_EDITS,
    Chapter,
    Content,
    Episode,
    EpisodeEdits,
    Heading,
    Quote,
    QuoteChanges,
    Show,
    Span,
    Transcript,
)
from bot.report import Report, describe
from bot.store import Store
from bot.text import display
from bot.text.languages import language
from bot.text.offsets import blank_out
from bot.text.shingles import resemblance, sketch
from bot.text.tokens import words
from bot.transcripts import readers, segmentation
from bot.transcripts.files import File, load
from bot.transcripts.language_identification import chosen_code
from bot.translation import gettext as _

GUIDES = Path(__file__).resolve().parent.parent / "data" / "guides"
"""The guides that come with the project."""

LONGEST_KEY = 100
"""In characters: the limit of a choice in Discord's autocomplete."""

_UNNAMED_SHOW = "podcast"

_DUPLICATE = 0.1
"""Above this resemblance, two transcripts are probably of one recording. Copies in which one word
in ten is wrong have .21; of 60 podcasts of four shows, no two have more than .02."""

_KEY_RULE = f"1 to {LONGEST_KEY} letters, digits, hyphens, underscores and dots"

_log = logging.getLogger(__name__)

Outcome = Literal["added", "replaced", "unchanged", "would add", "would replace"]


@dataclass(frozen=True, slots=True)
class Options:
    """How a file is to be imported.

    An option that is None is taken from the guide, else from the transcript or the file's name.
    `language` is a code or an English name, and `show_title` the title of `show`. A title that
    nothing states is made of `titled`, by default of the key.
    `guide` is a file to use; otherwise the folders `guides` are searched. The `edits` are what a
    person says of the episode, which stands above all that and above later imports. The `encoder`
    orders the topics, but not in a dry run, whose report has none. A new episode of a `feed`, by
    its id, is imported only while that is followed.
    """

    show: str | None = None
    show_title: str | None = None
    server: int | None = None
    key: str | None = None
    title: str | None = None
    titled: str | None = None
    language: str | None = None
    guide: Path | None = None
    use_guide: bool = True
    guides: tuple[Path, ...] = (GUIDES,)
    replace: bool = False
    dry_run: bool = False
    added_at: datetime | None = None
    edits: EpisodeEdits = NO_EDITS
    encoder: SentenceEncoder | None = None
    feed: int | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """The result of an import; `problems` has a sentence for each part of its guide not used.

    `report` is None for an unchanged episode, and `changes` for one that replaces none. `ready` is
    what a dry run has prepared, with which `add` imports the same file by the same options later.
    """

    episode: Episode
    outcome: Outcome
    quotes: int
    problems: tuple[str, ...] = ()
    report: Report | None = None
    changes: QuoteChanges | None = None
    ready: "Ready | None" = None


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
    transcript = _read(file, language=options.language)
    return transcript, prepare(transcript, key=_key(file.name, options), options=options)


def _read(file: File, *, language: str | None) -> Transcript:
    chosen = chosen_code(language) if language else None
    return readers.parse(file.data, name=file.name, language=chosen)


async def add(
    source: Path | File,
    *,
    store: Store,
    options: Options,
    ready: Ready | None = None,
    work: Work = asyncio.to_thread,
) -> Imported:
    """Import a file completely, or raise an error and change nothing.

    `ready` is what `read_and_prepare` has returned for the file, if it was called before; if not,
    `work` does that. A file that was imported before is left unchanged. The index is updated when
    the library is refreshed. Raise TranscriptError, GuideError, or KeyTakenError where another
    transcript has the key.
    """
    file = await asyncio.to_thread(load, source) if isinstance(source, Path) else source
    transcript, prepared = ready or (
        await work(partial(_read, file, language=options.language)),
        None,
    )
    return await add_transcript(
        transcript, name=file.name, store=store, options=options, prepared=prepared, work=work
    )


async def add_transcript(
    transcript: Transcript,
    *,
    name: str,
    store: Store,
    options: Options,
    prepared: Prepared | None = None,
    work: Work = asyncio.to_thread,
) -> Imported:
    """Import a transcript that was read from the file `name`, as `add` does."""
    key = _key(name, options)
    existing = await _existing_episode(store, transcript, key=key, options=options)
    if existing and options.server not in (None, existing.show.server):
        # A server is told nothing of the episode that has the key.
        raise KeyTakenError(f"The key {key} is taken: give this transcript another with --key.")
    if existing and not options.replace and existing.sha256 == transcript.sha256:
        problems = await asyncio.to_thread(_unused_guide, transcript, options)
        episode = await _edited(existing, store=store, options=options)
        return Imported(episode, "unchanged", existing.quotes, problems)
    if existing and not options.replace:
        raise KeyTakenError(
            f"Another transcript has the key {key} (show {existing.show.slug}): give this one "
            "another with --key, or replace the other with --replace."
        )
    if options.key is not None and not existing:
        _check_new_key(key)
    if options.encoder is not None and not options.dry_run:
        work = asyncio.to_thread  # the model is in this process only
    given = replace(options, encoder=None) if options.dry_run else options
    made = prepared or await work(partial(prepare, transcript, key=key, options=given))
    sketches = await store.sketches(server=options.server)
    report = await asyncio.to_thread(_with_duplicate, made, sketches)
    imported = await _store_prepared(
        replace(made, report=report), store=store, existing=existing, options=options
    )
    return replace(imported, ready=(transcript, made)) if options.dry_run else imported


def prepare(transcript: Transcript, *, key: str, options: Options) -> Prepared:
    """Make an episode and its content of a transcript; the only I/O is reading the guide."""
    aligned = _aligned_guide(transcript, options)
    guided = guide.apply_guide(aligned, transcript) if aligned else transcript
    details = aligned or AlignedGuide(episode=guide.Details())
    quotes = _quotes(guided, identity.episode_id(key))
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


def _with_duplicate(ready: Prepared, sketches: Mapping[str, Sequence[int]]) -> Report:
    """Return the report, with a warning if another episode has much of the same words."""
    alike = {
        key: resemblance(ready.content.sketch, other)
        for key, other in sketches.items()
        if key != ready.episode.key
    }
    key = max(alike, key=alike.__getitem__, default="")
    if not key or alike[key] < _DUPLICATE:
        return ready.report
    warning = _("It has much of the same words as {key}: check that it is another episode.").format(
        key=key
    )
    return replace(ready.report, warnings=(*ready.report.warnings, warning))


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


def _key(name: str, options: Options) -> str:
    key = (Path(name).stem if options.key is None else options.key).strip()
    if not key or len(key) > LONGEST_KEY or not key.isprintable():
        raise TranscriptError(
            f"The name {name} cannot be used as a key: give one with --key, of {_KEY_RULE}."
        )
    return key


def _check_new_key(key: str) -> None:
    """Raise TranscriptError for a key that is hard to type; only new keys by --key are checked."""
    can_be_typed = all(char in "-_." or unicodedata.category(char)[0] in "LMN" for char in key)
    if not can_be_typed or not any(map(str.isalnum, key)):
        raise TranscriptError(f"“{key}” cannot be a key: give another with --key, of {_KEY_RULE}.")


async def _existing_episode(
    store: Store, transcript: Transcript, *, key: str, options: Options
) -> Episode | None:
    """Return the episode with this key or, where no --key is given, of the same file, if any."""
    episodes = await store.every_episode()
    same_key = [one for one in episodes if one.key == key]
    same_file = [
        one
        for one in episodes
        if one.sha256 == transcript.sha256 and one.show.server == options.server
    ]
    return next(iter([*same_key, *([] if options.key else same_file)]), None)


def _unused_guide(transcript: Transcript, options: Options) -> tuple[str, ...]:
    """Return a sentence on a guide that was given for an unchanged episode.

    Raise GuideError where it cannot be read or does not fit.
    """
    if options.guide is None or _aligned_guide(transcript, options) is None:
        return ()
    problem = (
        f"The guide {options.guide.name} is not used, because the episode was imported before; "
        "use --replace to import it again."
    )
    return (problem,)


def _aligned_guide(transcript: Transcript, options: Options) -> AlignedGuide | None:
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


def _quotes(transcript: Transcript, episode: str) -> tuple[Quote, ...]:
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
    slug = options.show or details.show or _UNNAMED_SHOW
    known = details.show_title if slug == details.show else options.show_title
    # The store never replaces a title that it has by a slug.
    return Show(slug=slug, title=known or slug, server=options.server)


def _title_from_slug(slug: str) -> str:
    words = " ".join(slug.replace("_", " ").replace("-", " ").split())
    return words[:1].upper() + words[1:]


async def _edited(existing: Episode, *, store: Store, options: Options) -> Episode:
    """Store what a person says of an episode that stays as it is, and return it."""
    if options.dry_run or options.edits == NO_EDITS:
        return existing
    await store.edits.edit_episode(existing.key, options.edits, server=options.server)
    return await store.episode(existing.key, server=existing.show.server)


async def _store_prepared(
    ready: Prepared, *, store: Store, existing: Episode | None, options: Options
) -> Imported:
    imported = partial(
        Imported,
        quotes=len(ready.content.quotes),
        problems=ready.problems,
        report=ready.report,
    )
    if existing is None:
        if options.dry_run:
            return imported(ready.episode, "would add")
        await store.add(ready.episode, ready.content, edits=options.edits, feed=options.feed)
        return imported(await _stored(ready.episode, store), "added")
    show = ready.episode.show
    if options.show is None and show.slug == _UNNAMED_SHOW:  # it stays in the show that it is in
        show = replace(show, slug=existing.show.slug, title=existing.show.title)
    ready = replace(ready, episode=replace(ready.episode, show=show))
    episode = replace(ready.episode, id=existing.id, key=existing.key, added_at=existing.added_at)
    if options.dry_run:
        changes = await store.quote_changes(episode.key, ready.content)
        return imported(ready.episode, "would replace", changes=changes)
    _, changes = await store.replace(episode, ready.content, edits=options.edits)
    return imported(await _stored(episode, store), "replaced", changes=changes)


async def _stored(episode: Episode, store: Store) -> Episode:
    """Return an episode as it was stored: with what people say of it and of its show."""
    return await store.episode(episode.key, server=episode.show.server)
