"""`pullquote query`: ask the library as members do."""

import asyncio
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.console import say
from bot.cli.options import Database, DataDir, Server
from bot.cli.resources import find_episode, open_library, read_settings

if TYPE_CHECKING:
    from bot.cli.protocol import Asked
    from bot.settings import Settings


class Way(StrEnum):
    """Name the ways to ask."""

    quote = "quote"
    topic = "topic"
    ask = "ask"


def query(
    text: Annotated[
        str | None,
        typer.Argument(
            metavar="TEXT", help="What to look for; without it, JSON lines are read and answered."
        ),
    ] = None,
    *,
    command: Annotated[
        Way, typer.Option(help="A line half remembered, a subject, or a question.")
    ] = Way.quote,
    episode: Annotated[
        str | None,
        typer.Option(metavar="KEY", help="Look in this episode only.", show_default=False),
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=100, help="How many results at most.")] = 3,
    server: Server = None,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """Ask the library from the terminal.

    Without TEXT each line of standard input is an object of JSON, and is answered with one on
    standard output; docs/cli.md describes both.

    For example:

        pullquote query "the hills they already know"
        pullquote query --command ask "who made the first map?" --limit 1
        echo '{"id": 1, "command": "quote", "text": "knees"}' | pullquote query
    """
    from bot.cli.protocol import Asked
    from bot.models import Scope

    settings = read_settings(database, data_dir)
    if text is None:
        asyncio.run(_lines(settings))
        return
    scope = Scope(server=server, episode=episode)
    asked = Asked(None, command.value, text, scope, limit=limit, option=None)
    asyncio.run(_one(settings, asked))


async def _lines(settings: "Settings") -> None:
    from bot.cli import protocol

    if sys.stdin.isatty():
        say("Reading JSON lines from the keyboard; Ctrl-D ends. Or: pullquote query TEXT")
    async with open_library(settings.database_url, settings.data_dir) as opened:
        await protocol.serve(opened.library, sys.stdin.buffer)


async def _one(settings: "Settings", asked: "Asked") -> None:
    from bot.cli import protocol, rendering

    async with open_library(settings.database_url, settings.data_dir) as opened:
        if asked.scope.episode is not None:
            await find_episode(opened, asked.scope.episode)
        rendering.draw_answer(await protocol.ask(opened.library, asked))
        if not await opened.library.episodes(asked.scope):
            say("The library is empty here: pullquote add PATH brings a transcript into it.")
