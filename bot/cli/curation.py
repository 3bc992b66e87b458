"""`pullquote edit`, `hide`, `unhide`, `remove --undo`: change what was imported."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.console import print_json, print_line, print_note, print_table
from bot.cli.edit_options import (
    CLEARED,
    Embargo,
    Guests,
    Links,
    Number,
    Published,
    Spoiler,
    to_edits,
)
from bot.cli.options import AsJson, Database, DataDir, EpisodeKey
from bot.cli.resources import open_resources, read_settings
from bot.errors import PullquoteError
from bot.models import NO_EDITS, Episode, EpisodeEdits

if TYPE_CHECKING:
    from bot.curation import Curation, HiddenQuote
    from bot.settings import Settings

QuoteIds = Annotated[
    list[str],
    typer.Argument(metavar="QUOTE...", help="The ids of quotes, as `pullquote query` prints them."),
]


def edit(  # noqa: PLR0913 - a command's parameters are its options
    episode: EpisodeKey,
    *,
    title: Annotated[
        str | None, typer.Option(metavar="T", help="The title.", show_default=False)
    ] = None,
    number: Number = None,
    published: Published = None,
    guests: Guests = None,
    links: Links = None,
    spoiler: Spoiler = None,
    embargo: Embargo = None,
    clear: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FIELD", help=f"Empty one of {', '.join(CLEARED)}; repeat it for several."
        ),
    ] = None,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """Change the title, date, links or embargo of an episode, and more.

    Guests and links replace the earlier ones. Later imports leave alone what was changed here.

    For example:

        pullquote edit episode-12 --title "On patience" --number 12
        pullquote edit episode-12 --link https://youtu.be/abc --link https://pca.st/def
        pullquote edit episode-12 --embargo 2026-03-01T09:00+01:00
        pullquote edit episode-12 --clear embargo
    """
    edits = to_edits(
        title=title,
        number=number,
        published=published,
        guests=guests,
        links=links,
        spoiler=spoiler,
        embargo=embargo,
        cleared=clear or (),
    )
    if edits == NO_EDITS:
        raise typer.BadParameter("Nothing is to be changed. `pullquote edit --help` lists options.")
    edited = asyncio.run(_edit(read_settings(database, data_dir), episode, edits))
    print_line(f"{edited.key}: changed")


def undo_removals(settings: "Settings", keys: Sequence[str]) -> None:
    """Restore episodes that were removed in the last ten minutes; exit with 1 if one is not."""

    async def restore_one(curation: "Curation", key: str) -> str:
        from bot.curation import OPERATOR

        await curation.restore(key, server=OPERATOR)
        return f"{key}: restored"

    _run(settings, keys, restore_one)


def hide(
    quotes: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[QUOTE...]", help="The ids of quotes, as `pullquote query` prints them."
        ),
    ] = None,
    *,
    as_json: AsJson = False,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """Hide quotes everywhere, or list the hidden ones.

    They are in no answer, suggestion, highlight, summary or link any more, also after a changed
    transcript is imported.

    For example:

        pullquote hide abcdefghijkl
        pullquote hide
    """
    settings = read_settings(database, data_dir)
    if not quotes:
        _print_hidden(asyncio.run(_hidden(settings)), as_json=as_json)
        return

    async def hide_one(curation: "Curation", quote: str) -> str:
        from bot.curation import OPERATOR

        hidden = await curation.hide(quote, server=OPERATOR)
        return f"{quote}: hidden ({hidden.episode})"

    _run(settings, quotes, hide_one)


def unhide(quotes: QuoteIds, *, database: Database = None, data_dir: DataDir = None) -> None:
    """Show hidden quotes again.

    For example:

        pullquote unhide abcdefghijkl
    """

    async def unhide_one(curation: "Curation", quote: str) -> str:
        from bot.curation import OPERATOR

        await curation.unhide(quote, server=OPERATOR)
        return f"{quote}: shown again"

    _run(read_settings(database, data_dir), quotes, unhide_one)


async def _edit(settings: "Settings", key: str, edits: EpisodeEdits) -> Episode:
    from bot.curation import OPERATOR

    async with open_resources(settings.database_url, settings.data_dir) as resources:
        edited = await resources.curation().edit_episode(key, edits, server=OPERATOR)
        await resources.library.refresh()
        return edited


async def _hidden(settings: "Settings") -> "tuple[HiddenQuote, ...]":
    from bot.curation import OPERATOR

    async with open_resources(settings.database_url, settings.data_dir) as resources:
        return await resources.curation().hidden(OPERATOR)


def _print_hidden(quotes: "Sequence[HiddenQuote]", *, as_json: bool) -> None:
    if as_json:
        print_json(
            [{"quote": one.quote, "episode": one.episode, "display": one.display} for one in quotes]
        )
    elif not quotes:
        print_note("No quote is hidden. Hide one with `pullquote hide QUOTE`.")
    else:
        rows = ((one.quote, one.episode, one.display) for one in quotes)
        print_table(("Quote", "Episode", "Words"), rows)


def _run(
    settings: "Settings", names: Sequence[str], change: Callable[["Curation", str], Awaitable[str]]
) -> None:
    """Make a change for each name and print what was done; exit with 1 if one failed."""

    async def changes() -> int:
        failures = 0
        async with open_resources(settings.database_url, settings.data_dir) as resources:
            for name in names:
                try:
                    print_line(await change(resources.curation(), name))
                except PullquoteError as error:
                    failures += 1
                    print_note(str(error))
            await resources.library.refresh()
        return failures

    if asyncio.run(changes()):
        raise typer.Exit(1)
