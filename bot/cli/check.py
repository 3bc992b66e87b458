"""`pullquote check`: look at everything the bot stands on, before a member does."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import typer

from bot.cli import bot_token
from bot.cli.console import print_table
from bot.cli.options import Database, DataDir
from bot.cli.resources import open_resources, read_settings
from bot.errors import PullquoteError

if TYPE_CHECKING:
    from bot.settings import Settings


@dataclass(frozen=True, slots=True)
class CheckResult:
    """Tell the state of one thing."""

    subject: str
    state: Literal["ok", "warning", "broken"]
    sentence: str


def check(*, database: Database = None, data_dir: DataDir = None) -> None:
    """Look at settings, token, database, index and time zones; exit 1 if something is broken.

    For example:

        pullquote check
    """
    settings = read_settings(database, data_dir)
    findings = asyncio.run(_run_checks(settings))
    rows = [(finding.subject, finding.state, finding.sentence) for finding in findings]
    print_table(("What", "State", "Found"), rows)
    if any(finding.state == "broken" for finding in findings):
        raise typer.Exit(1)


async def _run_checks(settings: "Settings") -> list[CheckResult]:
    return [
        CheckResult("settings", "ok", "Every value can be used."),
        check_token(settings),
        check_search(),
        check_timezones(),
        *[finding async for finding in _check_library(settings)],
        check_file(settings.database_url),
        *look_at_bot(settings.data_dir),
    ]


def check_token(settings: "Settings") -> CheckResult:
    """Look at the token's shape; whether Discord takes it shows when the bot runs."""
    if settings.discord_token is None:
        return CheckResult(
            "token", "warning", "DISCORD_TOKEN is not set; `run` and `sync` need it."
        )
    problem = bot_token.token_problem(settings.discord_token.get_secret_value())
    if problem:
        return CheckResult("token", "broken", problem)
    return CheckResult("token", "ok", "DISCORD_TOKEN has the shape of a bot token.")


def check_search() -> CheckResult:
    """Look whether this SQLite can search text."""
    version = f"SQLite {sqlite3.sqlite_version}"
    with closing(sqlite3.connect(":memory:")) as connection:
        try:
            connection.execute("CREATE VIRTUAL TABLE words USING fts5(word)")
        except sqlite3.OperationalError:
            sentence = f"{version} has no FTS5; use a Python whose SQLite has it."
            return CheckResult("full-text search", "broken", sentence)
    return CheckResult("full-text search", "ok", f"{version} with FTS5.")


def check_timezones() -> CheckResult:
    """Look whether local times can be told."""
    try:
        ZoneInfo("America/New_York")
    except ZoneInfoNotFoundError:
        sentence = "No time zones are known here; `pip install tzdata` brings them."
        return CheckResult("time zones", "broken", sentence)
    return CheckResult("time zones", "ok", f"{len(available_timezones())} are known.")


async def _check_library(settings: "Settings") -> AsyncIterator[CheckResult]:
    try:
        async with open_resources(settings.database_url, settings.data_dir) as resources:
            count = len(await resources.store.every_episode())
            version, held = await resources.store.version(), await resources.index.indexed_version()
    except PullquoteError as error:
        yield CheckResult("library", "broken", str(error))
        return
    yield CheckResult("library", "ok", f"{count} episodes in {settings.database_url}.")
    if held == version:
        yield CheckResult("index", "ok", f"It holds the library as of change {held}.")
    else:
        sentence = (
            f"It holds change {held} of {version}; delete {settings.data_dir / 'index'}, "
            "and the next start builds it anew."
        )
        yield CheckResult("index", "broken", sentence)


def look_at_bot(data_dir: Path) -> list[CheckResult]:
    """Look at what fails in the bot that runs on the data folder, if one does."""
    from bot.runtime.lock import is_locked
    from bot.runtime.status import read_status

    if not is_locked(data_dir):
        return [CheckResult("running bot", "ok", "None runs on this data folder now.")]
    found = [
        CheckResult(
            one.job if one.server is None else f"{one.job}, server {one.server}",
            "broken" if one.server is None else "warning",
            f"It has been failing since {one.since:%Y-%m-%d %H:%M} UTC (tries: {one.tries}): "
            f"{one.cause}",
        )
        for one in read_status(data_dir)
    ]
    return found or [CheckResult("running bot", "ok", "Nothing fails in the bot that runs.")]


def check_file(url: str) -> CheckResult:
    """Look whether the database's file is sound, page by page."""
    path = url.partition(":///")[2]
    try:
        with closing(sqlite3.connect(path, timeout=5)) as connection:
            connection.execute("PRAGMA query_only = ON")
            finding = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    except sqlite3.Error as error:
        finding = str(error)
    if finding == "ok":
        return CheckResult("database file", "ok", "Every page of it is sound.")
    sentence = f"{path} is damaged ({finding}); put a backup in its place."
    return CheckResult("database file", "broken", sentence)
