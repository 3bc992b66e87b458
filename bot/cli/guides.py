"""`pullquote guide`: export an episode's guide, or check one before using it."""

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.console import print_line
from bot.cli.options import Database, DataDir, EpisodeKey, to_path
from bot.cli.resources import find_episode, open_resources, read_settings

if TYPE_CHECKING:
    from bot.guide import AlignedGuide
    from bot.settings import Settings


def export(episode: EpisodeKey, *, database: Database = None, data_dir: DataDir = None) -> None:
    """Write the guide of an episode in the library to standard output.

    For example:

        pullquote guide export episode-12 > episode-12.toml
    """
    source = asyncio.run(_source(read_settings(database, data_dir), episode))
    sys.stdout.buffer.write(source.encode("utf-8"))
    sys.stdout.buffer.flush()


def check(
    file: Annotated[Path, typer.Argument(parser=to_path, metavar="FILE", help="The guide.")],
    transcript: Annotated[
        Path,
        typer.Argument(parser=to_path, metavar="TRANSCRIPT", help="The transcript."),
    ],
    *,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """Check that a guide fits a transcript, without storing anything.

    Problems are listed, for example anchors that are not found, and the exit code is then 1.

    For example:

        pullquote guide check episode-12.toml episode-12.txt
    """
    read_settings(database, data_dir)
    from bot import guide
    from bot.transcripts import readers

    aligned = guide.align(guide.read_guide(file), readers.read(transcript))
    print_line(_count_line(aligned))
    for problem in aligned.problems:
        print_line(problem)
    if aligned.problems:
        raise typer.Exit(1)


async def _source(settings: "Settings", key: str) -> str:
    from bot import guide

    async with open_resources(settings.database_url, settings.data_dir) as resources:
        episode = await find_episode(resources, key)
        return guide.export(episode, await resources.store.content(key))


def _count_line(aligned: "AlignedGuide") -> str:
    kinds = {
        "turns": aligned.turns,
        "chapters": aligned.chapters,
        "names": aligned.names,
        "highlights": aligned.pinned,
        "exclusions": aligned.excluded,
        "problems": aligned.problems,
    }
    return ", ".join(f"{len(items)} {kind}" for kind, items in kinds.items())
