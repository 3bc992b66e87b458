"""`pullquote check`: check everything that the bot depends on."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import typer

from bot.cli import bot_token
from bot.cli.console import print_table
from bot.cli.feed_access import open_feeds
from bot.cli.options import Database, DataDir
from bot.cli.resources import open_resources, read_settings
from bot.errors import ModelError, PullquoteError

if TYPE_CHECKING:
    from bot.feeds.service import FeedState
    from bot.runtime.failures import Failure
    from bot.settings import Settings


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The result of one check."""

    subject: str
    state: Literal["ok", "warning", "broken"]
    sentence: str


def check(*, database: Database = None, data_dir: DataDir = None) -> None:
    """Check the settings, token, database, index, fonts and time zones.

    The exit code is 1 if anything is broken.

    For example:

        pullquote check
    """
    settings = read_settings(database, data_dir)
    results = asyncio.run(_run_checks(settings))
    rows = [(result.subject, result.state, result.sentence) for result in results]
    print_table(("Check", "State", "Details"), rows)
    if any(result.state == "broken" for result in results):
        raise typer.Exit(1)


async def _run_checks(settings: "Settings") -> list[CheckResult]:
    return [
        CheckResult("settings", "ok", "All values are valid."),
        check_token(settings),
        check_search(),
        check_timezones(),
        check_model(settings),
        *[result async for result in _check_library(settings)],
        *check_file(settings.database_url),
        *check_running_bot(settings.data_dir),
    ]


def check_token(settings: "Settings") -> CheckResult:
    """Check the shape of the token; only Discord can say whether it is valid."""
    if settings.discord_token is None:
        return CheckResult(
            "token", "warning", "DISCORD_TOKEN is not set. `run` and `sync` need it."
        )
    problem = bot_token.token_problem(settings.discord_token.get_secret_value())
    if problem:
        return CheckResult("token", "broken", problem)
    return CheckResult("token", "ok", "DISCORD_TOKEN has the shape of a bot token.")


def check_search() -> CheckResult:
    """Check that SQLite has full-text search."""
    version = f"SQLite {sqlite3.sqlite_version}"
    with closing(sqlite3.connect(":memory:")) as connection:
        try:
            connection.execute("CREATE VIRTUAL TABLE words USING fts5(word)")
        except sqlite3.OperationalError:
            sentence = f"{version} has no FTS5. Use a Python whose SQLite has it."
            return CheckResult("full-text search", "broken", sentence)
    return CheckResult("full-text search", "ok", f"{version} with FTS5.")


def check_timezones() -> CheckResult:
    """Check that the time zone database is installed."""
    try:
        ZoneInfo("America/New_York")
    except ZoneInfoNotFoundError:
        sentence = "No time zones are installed. Run `pip install tzdata`."
        return CheckResult("time zones", "broken", sentence)
    return CheckResult(
        "time zones", "ok", f"{len(available_timezones())} time zones are installed."
    )


def check_model(settings: "Settings") -> CheckResult:
    """Check that the sentence model can be loaded, if one is set; search goes on without it."""
    from bot.cli.sentence_model import load_configured

    try:
        model = load_configured(settings)
    except ModelError as error:
        return CheckResult("sentence model", "broken", str(error))
    if model is None:
        return CheckResult("sentence model", "ok", "None is set; words are searched.")
    return CheckResult("sentence model", "ok", f"{model.identity} can be used.")


async def _check_library(settings: "Settings") -> AsyncIterator[CheckResult]:
    from bot.store import shown_address

    try:
        async with open_resources(settings.database_url, settings.data_dir) as resources:
            episodes = await resources.store.every_episode()
            feeds = await open_feeds(resources.store, settings).feeds()
            version, indexed = (
                await resources.store.version(),
                await resources.index.indexed_version(),
            )
    except PullquoteError as error:
        yield CheckResult("library", "broken", str(error))
        return
    yield CheckResult(
        "library", "ok", f"{len(episodes)} episodes in {shown_address(settings.database_url)}."
    )
    yield check_fonts(settings.fonts, {episode.language for episode in episodes})
    if indexed == version:
        yield CheckResult("index", "ok", f"Up to date with version {indexed} of the library.")
    else:
        sentence = (
            f"The index has version {indexed} of the library, which is at version {version}. "
            "Check again; if it stays so, stop the bot and run `pullquote reindex`."
        )
        yield CheckResult("index", "broken", sentence)
    for state in feeds:
        yield check_feed(state)


def check_fonts(
    folder: Path | None, languages: set[str], *, system: Sequence[Path] | None = None
) -> CheckResult:
    """Check that pictures of quotes can be drawn in the languages of the episodes.

    `system` are the folders of the system's fonts, where they are not the usual ones.
    """
    from bot.cards.fonts import Fonts
    from bot.cards.scripts import languages_to_shape, missing_fonts, shaping

    to_shape = [] if shaping() else languages_to_shape(languages)
    if to_shape:
        sentence = (
            f"No picture can be drawn of quotes in {', '.join(to_shape)}: their script needs the "
            "library FriBiDi (Debian: apt install libfribidi0)."
        )
        return CheckResult("fonts", "warning", sentence)
    if folder and not folder.is_dir():
        sentence = (
            "PULLQUOTE_FONTS names no folder that can be read; create it, or correct the path."
        )
        return CheckResult("fonts", "warning", sentence)
    fonts = Fonts(folder) if system is None else Fonts(folder, system=system)
    missing = missing_fonts(languages, fonts.without_font)
    if not missing:
        return CheckResult("fonts", "ok", "Quotes of all languages can be drawn as pictures.")
    sentence = " ".join(
        f"No font has {font.script} ({', '.join(font.languages)}): add {font.font} "
        f"(Debian: apt install {font.package})."
        for font in missing
    )
    return CheckResult("fonts", "warning", f"{sentence} docs/operating.md has more.")


def check_feed(state: "FeedState") -> CheckResult:
    """Check that a followed feed can be fetched, and its episodes imported."""
    feed, counts = state.feed, state.counts
    if feed.problem:
        since = feed.failing_since
        sentence = (
            f"Failing since {since:%Y-%m-%d %H:%M} UTC (tries: {feed.failures}): {feed.problem}"
        )
        return CheckResult(f"feed {feed.name}", "warning", sentence)
    sentence = f"{counts.imported} of {counts.items} episodes with a transcript are imported."
    if counts.failing:
        sentence += f" {counts.failing} cannot be imported: `pullquote follow --now` says why."
    return CheckResult(f"feed {feed.name}", "warning" if counts.failing else "ok", sentence)


def check_running_bot(data_dir: Path) -> list[CheckResult]:
    """Check for failing jobs in the bots that are running on the data folder, if any are."""
    from bot.runtime.lock import running_folders
    from bot.runtime.status import read_status

    running = running_folders(data_dir)
    if not running:
        return [CheckResult("running bot", "ok", "No bot is running on this data folder.")]
    failing = [
        CheckResult(
            _subject(failure, "" if folder == data_dir else folder.name),
            "broken" if failure.server is None else "warning",
            f"Failing since {failure.since:%Y-%m-%d %H:%M} UTC (tries: {failure.tries}): "
            f"{failure.cause}",
        )
        for folder in running
        for failure in read_status(folder)
        if not failure.job.startswith("feed ")  # listed with the others, failing or not
    ]
    sentence = "A bot is running and none of its jobs are failing."
    if len(running) > 1:
        sentence = f"{len(running)} processes are running and none of their jobs are failing."
    return failing or [CheckResult("running bot", "ok", sentence)]


def _subject(failure: "Failure", replica: str) -> str:
    server = "" if failure.server is None else f"server {failure.server}"
    return ", ".join(filter(None, (failure.job, server, replica)))


def check_file(url: str) -> list[CheckResult]:
    """Check every page of the database, if it is a file."""
    scheme, _, path = url.partition(":///")
    if not scheme.startswith("sqlite"):
        return []
    try:
        with closing(sqlite3.connect(path, timeout=5)) as connection:
            connection.execute("PRAGMA query_only = ON")
            problem = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF not in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
            sentence = (
                f"{path} could not be checked ({error}). Try again, or check its permissions."
            )
            return [CheckResult("database file", "broken", sentence)]
        problem = str(error)
    if problem == "ok":
        return [CheckResult("database file", "ok", "Every page is intact.")]
    sentence = f"{path} is damaged ({problem}). Replace it with a backup."
    return [CheckResult("database file", "broken", sentence)]
