"""`pullquote guide`: write an episode's guide, and try one before it is used."""

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.console import print_line
from bot.cli.options import Database, DataDir, Key, path
from bot.cli.resources import find_episode, open_library, read_settings

if TYPE_CHECKING:
    from bot.guide import Placed
    from bot.settings import Settings


def export(episode: Key, *, database: Database = None, data_dir: DataDir = None) -> None:
    """Write the guide of an episode, as the library knows it, to standard output.

    For example:

        pullquote guide export episode-12 > episode-12.toml
    """
    source = asyncio.run(_source(read_settings(database, data_dir), episode))
    sys.stdout.buffer.write(source.encode("utf-8"))
    sys.stdout.buffer.flush()


def check(
    file: Annotated[Path, typer.Argument(parser=path, metavar="FILE", help="The guide.")],
    transcript: Annotated[
        Path,
        typer.Argument(parser=path, metavar="TRANSCRIPT", help="The transcript it is for."),
    ],
    *,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """Lay a guide over a transcript and tell what finds no place; nothing is stored.

    For example:

        pullquote guide check episode-12.toml episode-12.txt
    """
    read_settings(database, data_dir)
    from bot import guide
    from bot.transcripts import readers

    placed = guide.place(guide.read(file), readers.read(transcript))
    print_line(_told(placed))
    for problem in placed.problems:
        print_line(problem)
    if placed.problems:
        raise typer.Exit(1)


async def _source(settings: "Settings", key: str) -> str:
    from bot import guide

    async with open_library(settings.database_url, settings.data_dir) as opened:
        episode = await find_episode(opened, key)
        return guide.export(episode, await opened.store.content(key))


def _told(placed: "Placed") -> str:
    kinds = {
        "turns": placed.turns,
        "chapters": placed.chapters,
        "names": placed.names,
        "highlights": placed.pinned,
        "exclusions": placed.excluded,
        "problems": placed.problems,
    }
    return ", ".join(f"{len(found)} {kind}" for kind, found in kinds.items())
