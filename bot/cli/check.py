"""`pullquote check`: check everything that the bot depends on."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import typer

from bot.cli import bot_token
from bot.cli.check_library import check_file, check_library
from bot.cli.check_machine import check_permissions, check_space, check_writing
from bot.cli.check_result import CheckResult
from bot.cli.console import print_table
from bot.cli.options import Database, DataDir
from bot.cli.resources import read_settings
from bot.errors import ModelError, StoreError

if TYPE_CHECKING:
    from bot.runtime.failures import Failure
    from bot.settings import Settings

_OUTAGE = (
    " It is tried again by itself. https://discordstatus.com tells of outages; if there is none, "
    "check the network, clock and certificates of this machine."
)


def check(
    *,
    deep: Annotated[
        bool, typer.Option("--deep", help="Read every page and row of the library and its index.")
    ] = False,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """Check the settings, token, library, index, disk, fonts and time zones.

    Nothing is changed, and the bot can run meanwhile. The exit code is 1 if anything is broken, as
    when a small file cannot be written.

    For example:

        pullquote check
        pullquote check --deep
    """
    settings = read_settings(database, data_dir)
    results = asyncio.run(_run_checks(settings, deep=deep))
    rows = [(result.subject, result.state, result.sentence) for result in results]
    print_table(("Check", "State", "Details"), rows)
    if any(result.state == "broken" for result in results):
        raise typer.Exit(1)


async def _run_checks(settings: "Settings", *, deep: bool) -> list[CheckResult]:
    from bot.settings import ENV_FILE
    from bot.store import file_of

    library = file_of(settings.database_url)
    return [
        CheckResult("settings", "ok", "All values are valid."),
        check_token(settings),
        check_search(),
        check_timezones(),
        *check_permissions(settings.data_dir, library, env_file=ENV_FILE),
        check_space(settings.data_dir),
        *check_writing(settings.data_dir, library),
        *check_restored(settings.data_dir),
        check_model(settings),
        *[result async for result in check_library(settings, deep=deep)],
        *check_file(settings.database_url, deep=deep),
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


def check_restored(data_dir: Path) -> list[CheckResult]:
    """Check that the last restore has come to its end."""
    from bot.cli.kept_files import unmoved_files

    if not unmoved_files(data_dir):
        return []
    sentence = (
        "A restore was stopped before all files of the backup were in their places; run it again."
    )
    return [CheckResult("restore", "broken", sentence)]


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


def check_running_bot(data_dir: Path) -> list[CheckResult]:
    """Check for failing jobs in the bots that are running on the data folder, if any are."""
    from bot.runtime.lock import running_folders

    try:
        running = running_folders(data_dir)
    except StoreError as error:
        return [CheckResult("running bot", "broken", str(error))]
    if not running:
        return [CheckResult("running bot", "ok", "No bot is running on this data folder.")]
    failing = [
        result
        for folder in running
        for result in _failing(folder, replica="" if folder == data_dir else folder.name)
    ]
    sentence = "A bot is running and none of its jobs are failing."
    if len(running) > 1:
        sentence = f"{len(running)} processes are running and none of their jobs are failing."
    return failing or [CheckResult("running bot", "ok", sentence)]


def _failing(folder: Path, *, replica: str) -> list[CheckResult]:
    from bot.connecting import CONNECTION
    from bot.runtime.status import NAME, read_status

    try:
        failures = read_status(folder)
    except (ValueError, OSError) as error:
        sentence = f"{folder / NAME} cannot be read ({error}); start the bot again."
        return [CheckResult("running bot", "broken", sentence)]
    return [
        CheckResult(
            _subject(failure, replica),
            "broken" if failure.server is None else "warning",
            f"Failing since {failure.since:%Y-%m-%d %H:%M} UTC (tries: {failure.tries}): "
            f"{failure.cause}{_OUTAGE if failure.job == CONNECTION else ''}",
        )
        for failure in failures
        if not failure.job.startswith("feed ")  # listed with the others, failing or not
    ]


def _subject(failure: "Failure", replica: str) -> str:
    server = "" if failure.server is None else f"server {failure.server}"
    return ", ".join(filter(None, (failure.job, server, replica)))
