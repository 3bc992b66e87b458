"""`pullquote forget`: delete everything that is stored of a server, or of a member."""

import asyncio
import sys
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.console import print_line, print_note, print_table
from bot.cli.options import Database, DataDir
from bot.cli.resources import Resources, now, open_resources, read_settings

if TYPE_CHECKING:
    from bot.departures import Departures
    from bot.settings import Settings


def forget(
    number: Annotated[
        int | None,
        typer.Argument(metavar="[ID]", min=1, help="The id of a Discord server, or of a member."),
    ] = None,
    *,
    member: Annotated[
        bool, typer.Option("--member", help="It is the id of a member, not of a server.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask for confirmation.")] = False,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """Delete everything of a server, or of a member, or list the servers that removed the bot.

    Of a server: its private shows and feeds, its settings and daily posts, and the votes, alerts
    and reports of its members. This cannot be undone. A server that removes the bot is forgotten
    by itself after 30 days.

    For example:

        pullquote forget
        pullquote forget 123456789012345678
        pullquote forget 876543210987654321 --member
    """
    settings = read_settings(database, data_dir)
    if number is None:
        asyncio.run(_list(settings))
    elif member:
        asyncio.run(_forget_member(settings, number, yes=yes))
    else:
        asyncio.run(_forget_server(settings, number, yes=yes))


async def _list(settings: "Settings") -> None:
    from bot.departures import KEPT_FOR

    async with open_resources(settings.database_url, settings.data_dir) as resources:
        known = await resources.store.servers.known()
    rows = [
        (one.server, f"{one.left:%Y-%m-%d}", f"{one.left + KEPT_FOR:%Y-%m-%d}")
        for one in known
        if one.left
    ]
    if rows:
        print_table(("Server", "Removed the bot on", "Is forgotten on"), rows)
    else:
        print_note("No server of which anything is stored has removed the bot.")


async def _forget_server(settings: "Settings", server: int, *, yes: bool) -> None:
    async with open_resources(settings.database_url, settings.data_dir) as resources:
        departures = _departures(resources)
        stored = asdict(await departures.stored(server))
        if _agreed(f"the server {server}", stored, yes=yes):
            await departures.forget(server)
            await resources.library.refresh()
            print_line(f"Everything of the server {server} is deleted.")


async def _forget_member(settings: "Settings", user: int, *, yes: bool) -> None:
    async with open_resources(settings.database_url, settings.data_dir) as resources:
        members = resources.store.members
        stored = asdict(await members.stored_of(user))
        counts = {name: len(rows) for name, rows in stored.items()}
        if _agreed(f"the member {user}", counts, yes=yes):
            await members.forget(user)
            print_line(f"Everything of the member {user} is deleted.")


def _departures(resources: Resources) -> "Departures":
    from bot.departures import Departures
    from bot.runtime.failures import Failures
    from bot.servers import Servers

    return Departures(
        resources.store,
        resources.library,
        servers=Servers(resources.store.servers, clock=now),
        failures=Failures(clock=now),
        clock=now,
    )


def _agreed(whose: str, stored: Mapping[str, int], *, yes: bool) -> bool:
    """Print what is stored, and return whether it is to be deleted.

    Exits with 1 if nobody can be asked, or the answer is no.
    """
    counts = [f"{name.replace('_', ' ')}: {number}" for name, number in stored.items() if number]
    if not counts:
        print_note(f"Nothing is stored of {whose}.")
        return False
    print_line(f"Stored of {whose}: {', '.join(counts)}")
    if not yes and not sys.stdin.isatty():
        print_note("Nothing is deleted: give --yes, as nobody can be asked here.")
        raise typer.Exit(1)
    return yes or typer.confirm(f"Delete everything of {whose}?", abort=True, err=True)
