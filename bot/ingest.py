"""Import a transcript file: prepare its episode, and store it."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Literal

from bot.episode_preparation import (
    UNNAMED_SHOW,
    Prepared,
    Ready,
    aligned_guide,
    prepare,
    read_transcript,
)
from bot.errors import KeyTakenError
from bot.import_options import Options, check_new_key, key_of
from bot.import_process import Work
from bot.models import NO_EDITS, Episode, QuoteChanges, Transcript
from bot.report import Report
from bot.store import Store
from bot.text.shingles import resemblance
from bot.transcripts.files import File, load
from bot.translation import gettext as _

_DUPLICATE = 0.1
"""Above this resemblance, two transcripts are probably of one recording. Copies in which one word
in ten is wrong have .21; of 60 podcasts of four shows, no two have more than .02."""

Outcome = Literal["added", "replaced", "unchanged", "would add", "would replace"]


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
    ready: Ready | None = None


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
        await work(partial(read_transcript, file, language=options.language)),
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
    key = key_of(name, options)
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
        check_new_key(key)
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
    if options.guide is None or aligned_guide(transcript, options) is None:
        return ()
    problem = (
        f"The guide {options.guide.name} is not used, because the episode was imported before; "
        "use --replace to import it again."
    )
    return (problem,)


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
    if options.show is None and show.slug == UNNAMED_SHOW:  # it stays in the show that it is in
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
