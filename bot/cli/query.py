"""`pullquote query`: query the library as the slash commands do."""

import asyncio
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.console import print_note
from bot.cli.encoding import encode_few
from bot.cli.options import Database, DataDir, Server
from bot.cli.resources import find_episode, open_resources, read_settings
from bot.cli.sentence_model import load_usable

if TYPE_CHECKING:
    from bot.cli.protocol import Request
    from bot.settings import Settings


class AskCommand(StrEnum):
    """The commands that can be queried."""

    quote = "quote"
    topic = "topic"
    ask = "ask"


def query(
    text: Annotated[
        str | None,
        typer.Argument(
            metavar="TEXT", help="The words to search for. Without it, JSON lines are read."
        ),
    ] = None,
    *,
    command: Annotated[
        AskCommand, typer.Option(help="The command to use: a line, a subject or a question.")
    ] = AskCommand.quote,
    episode: Annotated[
        str | None,
        typer.Option(metavar="KEY", help="Search only this episode.", show_default=False),
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=100, help="The maximum number of results.")] = 3,
    server: Server = None,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """Query the library from the terminal.

    Without TEXT, each line of standard input is a JSON object and gets a JSON object on standard
    output as its answer; docs/cli.md describes both.

    For example:

        pullquote query "the hills they already know"
        pullquote query --command ask "who made the first map?" --limit 1
        echo '{"id": 1, "command": "quote", "text": "knees"}' | pullquote query
    """
    from bot.cli.protocol import Request
    from bot.models import Scope

    settings = read_settings(database, data_dir)
    if text is None:
        asyncio.run(_lines(settings))
        return
    scope = Scope(server=server, episode=episode)
    request = Request(None, command.value, text, scope, limit=limit, option=None)
    asyncio.run(_answer_one(settings, request))


async def _lines(settings: "Settings") -> None:
    from bot.cli import protocol

    if sys.stdin.isatty():
        print_note(
            "Reading JSON lines from the keyboard; Ctrl-D ends. Or use `pullquote query TEXT`."
        )
    model = load_usable(settings)
    opened = open_resources(
        settings.database_url,
        settings.data_dir,
        model=model,
        mark_names=False,  # programs get the words of the transcript only
    )
    async with opened as resources:
        await encode_few(resources.library)
        await protocol.serve(resources.library, sys.stdin.buffer)


async def _answer_one(settings: "Settings", request: "Request") -> None:
    from bot.cli import protocol, rendering

    model = load_usable(settings)
    async with open_resources(settings.database_url, settings.data_dir, model=model) as resources:
        if request.scope.episode is not None:
            await find_episode(resources, request.scope.episode)
        await encode_few(resources.library)
        rendering.render_answer(await protocol.search(resources.library, request))
        if not await resources.library.episodes(request.scope):
            print_note("The library is empty. Import a transcript with `pullquote add PATH`.")
