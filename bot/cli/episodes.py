"""`pullquote list`, `show` and `remove`: manage the episodes of the library."""

import asyncio
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.console import print_json, print_line, print_note, print_table
from bot.cli.curation import undo_removals
from bot.cli.options import AsJson, Database, DataDir, EpisodeKey
from bot.cli.resources import find_episode, open_resources, read_settings
from bot.errors import NotFoundError
from bot.models import Content, Episode, Excerpt

if TYPE_CHECKING:
    from bot.settings import Settings


def list_episodes(
    *, as_json: AsJson = False, database: Database = None, data_dir: DataDir = None
) -> None:
    """List all episodes in the library, including private ones.

    For example:

        pullquote list
    """
    settings = read_settings(database, data_dir)
    episodes = asyncio.run(_episodes(settings))
    if as_json:
        print_json([_episode_fields(episode) for episode in episodes])
    elif not episodes:
        print_note("The library is empty. Import a transcript with `pullquote add PATH`.")
    else:
        print_table(
            ("Key", "Title", "Show", "Visible to", "Quotes"),
            (
                (
                    episode.key,
                    episode.title,
                    episode.show.title,
                    episode.show.server or "everyone",
                    episode.quotes,
                )
                for episode in episodes
            ),
        )


def show(
    episode: EpisodeKey,
    *,
    as_json: AsJson = False,
    text: Annotated[
        bool,
        typer.Option("--text", help="Write only the exact text of the transcript."),
    ] = False,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """Show the chapters, topics and highlights of an episode.

    For example:

        pullquote show episode-12
        pullquote show episode-12 --text > words.txt
    """
    if as_json and text:
        raise typer.BadParameter("--json and --text cannot be used together.")
    shown, content = asyncio.run(_content(read_settings(database, data_dir), episode))
    if text:
        sys.stdout.buffer.write(content.text.encode("utf-8"))
        sys.stdout.buffer.flush()
    elif as_json:
        print_json(contents(shown, content))
    else:
        _render(shown, content)


def remove(
    keys: Annotated[
        list[str], typer.Argument(metavar="EPISODE...", help="The keys of the episodes.")
    ],
    *,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask for confirmation.")] = False,
    for_good: Annotated[
        bool, typer.Option("--for-good", help="Delete them now; this cannot be undone.")
    ] = False,
    undo: Annotated[
        bool, typer.Option("--undo", help="Bring back what was removed in the last ten minutes.")
    ] = False,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """Remove episodes from the library.

    For ten minutes, `--undo` brings them back, with all links to their quotes. The transcript
    files are not deleted.

    For example:

        pullquote remove episode-12
        pullquote remove --undo episode-12
    """
    if undo and for_good:
        raise typer.BadParameter("--undo and --for-good cannot be used together.")
    settings = read_settings(database, data_dir)
    if undo:
        undo_removals(settings, keys)
        return
    if not yes and for_good and not sys.stdin.isatty():
        raise typer.BadParameter("--for-good cannot be undone: without a terminal, add --yes.")
    if not yes and sys.stdin.isatty():
        typer.confirm(f"Remove {', '.join(keys)}?", abort=True, err=True)
    if not asyncio.run(_remove(settings, keys, for_good=for_good)):
        raise typer.Exit(1)


async def _episodes(settings: "Settings") -> tuple[Episode, ...]:
    async with open_resources(settings.database_url, settings.data_dir) as resources:
        return await resources.store.every_episode()


async def _content(settings: "Settings", key: str) -> tuple[Episode, Content]:
    async with open_resources(settings.database_url, settings.data_dir) as resources:
        return await find_episode(resources, key), await resources.store.content(key)


async def _remove(settings: "Settings", keys: list[str], *, for_good: bool) -> bool:
    from bot.cli.dropped import find_dropped
    from bot.curation import OPERATOR

    failures = 0
    async with open_resources(settings.database_url, settings.data_dir) as resources:
        hashes = {one.key: one.sha256 for one in await resources.store.every_episode()}
        for key in keys:
            try:
                if for_good:
                    await resources.store.remove(key, server=None)
                else:
                    await resources.curation().remove(key, server=OPERATOR)
            except NotFoundError as error:
                failures += 1
                print_note(str(error))
            else:
                undo = "" if for_good else f" (undo: pullquote remove --undo {key})"
                print_line(f"{key}: removed{undo}")
        await resources.library.refresh()
    for source in find_dropped(settings.data_dir, [hashes[key] for key in keys if key in hashes]):
        print_note(f"{source} is imported again at the next start: delete it, or move it away.")
    return failures == 0


def contents(episode: Episode, content: Content) -> dict[str, object]:
    """Return the contents of an episode as `show --json` prints them."""
    return {
        "episode": episode.key,
        "title": episode.title,
        "quotes": [
            {
                "quote": quote.id,
                "start": quote.start,
                "end": quote.end,
                "speaker": quote.speaker,
                "sure": quote.sure,
            }
            for quote in content.quotes
        ],
        "chapters": [
            {
                "title": chapter.title,
                "start": chapter.start,
                "end": chapter.end,
                "summary": [_excerpt(line) for line in chapter.summary],
            }
            for chapter in content.chapters
        ],
        "topics": [
            {
                "name": topic.name,
                "aliases": list(topic.aliases),
                "spans": [[span.start, span.end] for span in topic.spans],
            }
            for topic in content.topics
        ],
        "highlights": [
            {
                "quote": light.quote,
                "start": light.start,
                "end": light.end,
                "text": light.text,
                "display": light.display,
                "score": light.score,
            }
            for light in content.highlights
        ],
        "summary": [_excerpt(line) for line in content.summary],
    }


def _excerpt(excerpt: Excerpt) -> dict[str, object]:
    return {
        "start": excerpt.start,
        "end": excerpt.end,
        "text": excerpt.text,
        "display": excerpt.display,
    }


def _episode_fields(episode: Episode) -> dict[str, object]:
    return {
        "episode": episode.key,
        "title": episode.title,
        "show": episode.show.slug,
        "server": episode.show.server,
        "number": episode.number,
        "published": episode.published.isoformat() if episode.published else None,
        "guests": list(episode.guests),
        "speakers": list(episode.speakers),
        "links": [link.url for link in episode.links],
        "language": episode.language or None,
        "spoiler": episode.spoiler,
        "embargo": episode.embargo.isoformat() if episode.embargo else None,
        "quotes": episode.quotes,
        "length": episode.length,
    }


def _render(episode: Episode, content: Content) -> None:
    from bot.cli.rendering import render_chapters, render_excerpts, render_line
    from bot.library.right_names import mark_chapter, mark_excerpt

    chapters = [mark_chapter(chapter, content.names) for chapter in content.chapters]
    best = [Excerpt(one.start, one.end, one.text, one.display) for one in content.highlights[:5]]
    render_line(episode.title, style="bold")
    render_line(f"{episode.show.title} · {episode.key} · {episode.quotes} quotes")
    if episode.speakers:
        render_line(f"Speakers: {', '.join(episode.speakers)}")
    if content.topics:
        render_line(f"Topics: {', '.join(topic.name for topic in content.topics[:20])}")
    render_chapters(chapters)
    render_line("\nHighlights", style="bold")
    render_excerpts([mark_excerpt(excerpt, content.names) for excerpt in best])
