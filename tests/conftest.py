"""What tests in every room share."""

import gc
import os
import sys
from pathlib import Path

import pytest
import structlog
from hypothesis import HealthCheck, settings
from sqlalchemy import Connection, Engine, event

from bot.search.memory import runtime
from bot.ui import deferrals
from tests.support import compiled_sql

# How long an example takes depends on what else the machine does: benchmarks measure time, and
# `python -m benchmarks.fuzz` tries examples at length, with the ones it found kept for the tests.
settings.register_profile(
    "untimed", max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("untimed")

# Likewise: no answer is late but where a test wants it.
deferrals.PATIENCE = 60.0

# Many tests start a process: without bytecode, which this setting of an environment prevents, each
# would compile all modules.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# Every library that is opened freezes and, once in sixteen times, thaws and examines all objects:
# those of all tests and modules take a third of a second. Until then a stage leaves 1 to 2 MB.
runtime.THAW_EVERY = 128

# Nearly every test opens a library, whose engines each compile their statements to SQL: a quarter
# of the time until it is open. Here they are compiled once for each kind of database.
_compiled = compiled_sql.CompiledStatements()


@event.listens_for(Engine, "engine_connect")
def _share_compiled_statements(connection: Connection) -> None:
    connection.execution_options(compiled_cache=_compiled)


# As in the bot's own log; the default prints all variables of every frame, which takes a second.
structlog.configure(
    processors=[
        *structlog.get_config()["processors"][:-1],
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback),
    ]
)

PROJECT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def corpora() -> Path:
    """Give the folder of the transcripts that are not part of the project."""
    named = os.environ.get("PULLQUOTE_CORPORA")
    folder = Path(named) if named else PROJECT.parent / "shared" / "corpora"
    if not folder.is_dir():
        pytest.skip(f"no corpora at {folder}: set PULLQUOTE_CORPORA to their folder")
    return folder


def pytest_collection_finish() -> None:
    """Exempt the tests and the modules from garbage collection, which stay to the end."""
    gc.collect()
    gc.freeze()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many tests were skipped, none too; the lines above give the reasons."""
    terminalreporter.write_line(f"{len(terminalreporter.getreports('skipped'))} tests skipped")
