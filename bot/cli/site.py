"""`pullquote site`: write static pages of the episodes."""

import asyncio
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.console import print_line, print_note
from bot.cli.options import Database, DataDir, to_path
from bot.cli.resources import now, read_settings
from bot.runtime.folders import make_folder

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.site.publishing import Options, Written

_ADDRESS = re.compile(r"https?://[^\s/?#@\"'<>]+(/[^\s/?#@\"'<>]+)*/?")


def site(  # noqa: PLR0913 - each is an option of the command
    folder: Annotated[
        Path, typer.Argument(parser=to_path, metavar="FOLDER", help="The folder of the pages.")
    ],
    *,
    server: Annotated[
        int | None,
        typer.Option(
            "--server",
            metavar="ID",
            min=1,
            help="Write what this Discord server sees, its private shows included.",
            show_default=False,
        ),
    ] = None,
    url: Annotated[
        str | None,
        typer.Option(
            "--url",
            metavar="ADDRESS",
            help="The address of the pages; for public ones, PULLQUOTE_SITE without it.",
            show_default=False,
        ),
    ] = None,
    transcripts: Annotated[
        bool,
        typer.Option(
            "--transcripts/--no-transcripts", help="Show the whole transcripts of all shows."
        ),
    ] = False,
    transcripts_of: Annotated[
        list[str] | None,
        typer.Option("--transcripts-of", metavar="SLUG", help="Show the transcripts of this show."),
    ] = None,
    title: Annotated[
        str, typer.Option("--title", help="The title of the first page.", show_default=False)
    ] = "",
    language: Annotated[
        str, typer.Option("--language", metavar="CODE", help="The language of buttons and dates.")
    ] = "en",
    search: Annotated[
        bool, typer.Option("--search/--no-search", help="Add search to the pages.")
    ] = True,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """Write static pages of the episodes into a folder, for any web server.

    They show the public shows: their chapters, topics and best lines, and the transcripts only if
    you say so. Run it again after changes.

    For example:

        pullquote site public --url https://quotes.example.com
    """
    from bot.site import full_text
    from bot.site.publishing import Options
    from bot.translation import LANGUAGES

    if language not in LANGUAGES:
        raise typer.BadParameter(f"--language is one of {', '.join(LANGUAGES)}.")
    if url and not _ADDRESS.fullmatch(url):
        raise typer.BadParameter("--url is an address like https://quotes.example.com.")
    settings = read_settings(database, data_dir)
    options = Options(
        url=url or (settings.site if server is None else ""),
        title=title,
        language=language,
        server=server,
        transcripts=None if transcripts else frozenset(transcripts_of or ()),
        search=search,
    )
    written = asyncio.run(_publish(settings, folder, options))
    print_line(_sentence(folder, written))
    if search and not full_text.is_available():
        print_note(full_text.MISSING)
    if not options.url:
        print_note(
            "Without --url or PULLQUOTE_SITE, the pages have no sitemap, feed or canonical links."
        )


async def _publish(settings: "Settings", folder: Path, options: "Options") -> "Written":
    from bot.cli.lost_library import refuse_lost_library
    from bot.library import open_reader
    from bot.runtime.lock import process_lock
    from bot.site.publishing import publish
    from bot.store import open_store

    refuse_lost_library(settings.database_url, settings.data_dir)
    make_folder(settings.data_dir)
    async with (
        open_store(settings.database_url) as store,
        process_lock(settings.data_dir, waiting=_wait, name="site.lock"),
    ):
        reader = await open_reader(store, server=options.server, now=now())
        return await publish(folder, reader, options)


def _wait(_: int | None) -> None:
    print_note("Another `pullquote site` is writing; waiting for it.")


def _sentence(folder: Path, written: "Written") -> str:
    transcripts = f", {written.transcripts} with transcript" if written.transcripts else ""
    return (
        f"{folder}: {written.episodes} episodes{transcripts}, {written.quotes} quotes with a "
        f"page of their own, {written.files} files"
    )
