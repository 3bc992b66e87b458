"""`pullquote follow` and `unfollow`: import the new episodes of feeds."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.console import print_json, print_line, print_note, print_table
from bot.cli.feed_access import open_feeds
from bot.cli.options import AsJson, Database, DataDir
from bot.cli.resources import open_resources, read_settings
from bot.cli.sentence_model import to_encoder

if TYPE_CHECKING:
    from bot.feeds.checking import FeedCheck
    from bot.feeds.importing import ItemOutcome
    from bot.feeds.service import FeedService, FeedState
    from bot.followed import FeedCounts
    from bot.settings import Settings

Work = Callable[["FeedService"], Awaitable[bool]]
"""Does what a command asks for, and returns whether all of it succeeded."""


def follow(
    address: Annotated[
        str | None,
        typer.Argument(metavar="[URL]", help="The address of an RSS or Atom feed."),
    ] = None,
    *,
    show: Annotated[
        str | None,
        typer.Option(
            metavar="SLUG",
            help="The show that the episodes belong to (default: the feed's title).",
            show_default=False,
        ),
    ] = None,
    server: Annotated[
        int | None,
        typer.Option(
            metavar="ID",
            min=1,
            help="Make the episodes private to this Discord server.",
            show_default=False,
        ),
    ] = None,
    list_feeds: Annotated[
        bool, typer.Option("--list", help="List the feeds that are followed.")
    ] = False,
    now: Annotated[
        bool, typer.Option("--now", help="Check all followed feeds now, and import all they have.")
    ] = False,
    as_json: AsJson = False,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """Follow the feed of a podcast: import its episodes that have a transcript, and new ones later.

    The newest ten are imported at once. The running bot imports the others and looks for new ones
    regularly; without it, use --now.

    For example:

        pullquote follow https://example.com/feed.xml
        pullquote follow https://example.com/feed.xml --show my-podcast --server 123456789
        pullquote follow --list
    """
    if (address is not None) + list_feeds + now != 1:
        raise typer.BadParameter("Give the address of a feed, --list or --now.")
    if address is None and (show, server) != (None, None):
        raise typer.BadParameter("--show and --server go with the address of a feed.")
    if as_json and not list_feeds:
        raise typer.BadParameter("--json goes with --list.")

    async def work(feeds: "FeedService") -> bool:
        if address is not None:
            return await _follow(feeds, address, show=show, server=server)
        return await (_list(feeds, as_json=as_json) if list_feeds else _check_all(feeds))

    _run(read_settings(database, data_dir), work)


def unfollow(
    name: Annotated[
        str, typer.Argument(metavar="FEED", help="The feed's address, its show or its title.")
    ],
    *,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """Stop following a feed; its episodes stay in the library.

    For example:

        pullquote unfollow my-podcast
    """

    async def work(feeds: "FeedService") -> bool:
        feed = await feeds.unfollow(name)
        print_line(f"{feed.name}: no longer followed. Its episodes stay in the library.")
        return True

    _run(read_settings(database, data_dir), work)


def _run(settings: "Settings", work: Work) -> None:
    if not asyncio.run(_open_and_do(settings, work)):
        raise typer.Exit(1)


async def _open_and_do(settings: "Settings", work: Work) -> bool:
    from bot import logs

    # What happens is printed, so log only what is unexpected.
    logs.configure(settings.model_copy(update={"log_level": "CRITICAL"}))
    async with open_resources(settings.database_url, settings.data_dir) as resources:
        try:
            return await work(open_feeds(resources.store, settings, encoder=to_encoder(settings)))
        finally:
            await resources.library.refresh()


async def _follow(
    feeds: "FeedService", address: str, *, show: str | None, server: int | None
) -> bool:
    state = await feeds.follow(address, show=show, server=server)
    count = state.counts.items
    print_line(
        f"Following “{state.feed.name}” as the show {state.feed.show}: "
        f"{_episodes(count)} with a transcript."
    )
    if not count:
        print_note("None of its episodes names a transcript yet; those that do are imported later.")
        return True
    checking = feeds.check(state.feed)
    check = await anext(checking)
    await checking.aclose()
    _print_check(check)
    if (waiting := count - len(check.items)) > 0:
        print_note(
            f"{_episodes(waiting)} more: the running bot imports them, or `pullquote follow --now`."
        )
    return not _failed(check)


async def _check_all(feeds: "FeedService") -> bool:
    states = await feeds.feeds()
    if not states:
        print_note("No feeds are followed. Follow one with `pullquote follow URL`.")
    succeeded = True
    for state in states:
        async for check in feeds.check(state.feed, fetch=True):
            if check.error is not None:
                print_note(f"{state.feed.name}: {check.error}")
            _print_check(check)
            succeeded = succeeded and check.error is None and not _failed(check)
    return succeeded


async def _list(feeds: "FeedService", *, as_json: bool) -> bool:
    states = await feeds.feeds()
    if as_json:
        print_json([_as_json(state) for state in states])
    elif not states:
        print_note("No feeds are followed. Follow one with `pullquote follow URL`.")
    else:
        print_table(
            ("Feed", "Address", "Show", "Visible to", "Episodes", "State"),
            (_row(state) for state in states),
        )
    return True


def _as_json(state: "FeedState") -> dict[str, object]:
    from bot.feeds.addresses import shown

    feed, counts = state.feed, state.counts
    return {
        "feed": feed.title,
        "address": shown(feed.address),
        "show": feed.show,
        "server": feed.server,
        "episodes": counts.items,
        "imported": counts.imported,
        "failing": counts.failing,
        "problem": feed.problem or None,
    }


def _row(state: "FeedState") -> tuple[object, ...]:
    from bot.feeds.addresses import shown

    feed = state.feed
    return (
        feed.name,
        shown(feed.address),
        feed.show,
        feed.server or "everyone",
        _counts(state.counts),
        feed.problem or "ok",
    )


def _counts(counts: "FeedCounts") -> str:
    parts = [f"{counts.imported} of {counts.items}"]
    if counts.failing:
        parts.append(f"{counts.failing} failing")
    return ", ".join(parts)


def _print_check(check: "FeedCheck") -> None:
    for one in check.items:
        _print_item(one)


def _print_item(one: "ItemOutcome") -> None:
    title = one.item.item.title or one.item.item.guid
    if one.outcome == "failed":
        print_note(f"“{title}”: not imported: {one.item.problem}")
    elif one.outcome != "unchanged":
        quotes = f" ({one.quotes} quotes)" if one.quotes else ""
        print_line(f"{one.item.key}: {one.outcome}: “{title}”{quotes}")


def _failed(check: "FeedCheck") -> bool:
    return any(one.outcome == "failed" for one in check.items)


def _episodes(count: int) -> str:
    return "1 episode" if count == 1 else f"{count} episodes"
