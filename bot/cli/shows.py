"""`pullquote shows` and `choose`: the shows, their settings, and those that a server searches."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.console import print_json, print_line, print_note, print_table
from bot.cli.options import AsJson, Database, DataDir
from bot.cli.resources import open_resources, read_settings
from bot.models import Show, ShowEdits

if TYPE_CHECKING:
    from bot.curation import ShowCounts
    from bot.settings import Settings

_NO_EDITS = ShowEdits()


def shows(  # noqa: PLR0913 - a command's parameters are its options
    show: Annotated[
        str | None, typer.Argument(metavar="[SHOW]", help="The show to change, by its slug.")
    ] = None,
    *,
    title: Annotated[
        str | None, typer.Option(metavar="T", help="The title.", show_default=False)
    ] = None,
    moment: Annotated[
        str | None,
        typer.Option(
            metavar="HOW",
            help="The service to link to first, or a template like {url}?t={seconds}.",
            show_default=False,
        ),
    ] = None,
    offset: Annotated[
        int | None,
        typer.Option(
            metavar="SECONDS",
            help="How much later a player is, because of advertisements.",
            show_default=False,
        ),
    ] = None,
    drifts: Annotated[
        bool | None,
        typer.Option(
            "--drifts/--no-drifts", help="Say “about” beside every time.", show_default=False
        ),
    ] = None,
    colour: Annotated[
        str | None,
        typer.Option(
            metavar="RRGGBB", help="The colour of its frames; none for none.", show_default=False
        ),
    ] = None,
    art: Annotated[
        str | None,
        typer.Option(
            metavar="URL", help="The address of its picture; none for none.", show_default=False
        ),
    ] = None,
    server: Annotated[
        int | None,
        typer.Option(metavar="ID", min=1, help="The server whose show it is.", show_default=False),
    ] = None,
    as_json: AsJson = False,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """List the shows, or change one: its title, how times link, and its look.

    For example:

        pullquote shows
        pullquote shows my-podcast --title "My Podcast" --moment youtube
        pullquote shows my-podcast --offset 30 --drifts
        pullquote shows my-podcast --colour 2E7D5B
    """
    edits = ShowEdits(
        title=title,
        moment=moment,
        offset=offset,
        drifts=drifts,
        colour=None if colour is None else _parse_colour(colour),
        art="" if art == "none" else art,
    )
    if show is None and edits != _NO_EDITS:
        raise typer.BadParameter("Name the show that is to be changed.")
    settings = read_settings(database, data_dir)
    if show is None:
        _print_shows(asyncio.run(_list(settings, server)), as_json=as_json)
    else:
        found = asyncio.run(_change(settings, show, edits, server=server))
        _print_show(found, as_json=as_json)


def choose(
    server: Annotated[int, typer.Argument(metavar="SERVER", min=1, help="The server's id.")],
    shows: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SHOW...]", help="The slugs of public shows; none means all."),
    ] = None,
    *,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """Choose the public shows that a server searches.

    Its own private shows it always searches.

    For example:

        pullquote choose 112233445566 my-podcast another-podcast
        pullquote choose 112233445566
    """
    listed = asyncio.run(_choose(read_settings(database, data_dir), server, shows or ()))
    searched = [one.show.slug for one in listed if one.searched]
    print_line(f"{server}: searches {', '.join(searched) or 'nothing yet'}")


def _parse_colour(text: str) -> int:
    from bot.curation import parse_colour

    return parse_colour(text)


async def _list(settings: "Settings", server: int | None) -> "tuple[ShowCounts, ...]":
    from bot.curation import OPERATOR

    async with open_resources(settings.database_url, settings.data_dir) as resources:
        return await resources.curation().shows(server or OPERATOR)


async def _change(settings: "Settings", slug: str, edits: ShowEdits, *, server: int | None) -> Show:
    from bot.curation import OPERATOR

    async with open_resources(settings.database_url, settings.data_dir) as resources:
        curation, owner = resources.curation(), server or OPERATOR
        if edits == _NO_EDITS:
            return await curation.show(slug, server=owner)
        return await curation.edit_show(slug, edits, server=owner)


async def _choose(
    settings: "Settings", server: int, slugs: Sequence[str]
) -> "tuple[ShowCounts, ...]":
    async with open_resources(settings.database_url, settings.data_dir) as resources:
        return await resources.curation().choose_shows(server, slugs)


def _print_shows(shows: "Sequence[ShowCounts]", *, as_json: bool) -> None:
    if as_json:
        counted = [
            {**_fields(one.show), "episodes": one.episodes, "quotes": one.quotes} for one in shows
        ]
        print_json(counted)
    elif not shows:
        print_note("There are no shows. Import a transcript with `pullquote add PATH --show SLUG`.")
    else:
        rows = (
            (
                one.show.slug,
                one.show.title,
                one.show.server or "everyone",
                one.episodes,
                one.quotes,
                "yes" if one.searched else "no",
            )
            for one in shows
        )
        print_table(("Show", "Title", "Visible to", "Episodes", "Quotes", "Searched"), rows)


def _print_show(show: Show, *, as_json: bool) -> None:
    if as_json:
        print_json(_fields(show))
        return
    print_line(f"{show.slug}: {show.title}")
    print_line(f"Links to moments: {show.moment or 'by the address of each link'}")
    print_line(f"Colour: {_colour(show) or 'none'}, picture: {show.art or 'none'}")
    print_line(f"Offset: {show.offset} seconds{', and times may drift' if show.drifts else ''}")


def _fields(show: Show) -> dict[str, object]:
    return {
        "show": show.slug,
        "title": show.title,
        "server": show.server,
        "moment": show.moment,
        "offset": show.offset,
        "drifts": show.drifts,
        "colour": _colour(show),
        "art": show.art,
    }


def _colour(show: Show) -> str | None:
    return None if show.colour is None else f"{show.colour:06X}"
