"""Have every earlier release write a library: `python -m tests.store.releases.make`.

A release is the last commit before a migration was added. Each is checked out beside this
repository; its own command line imports a transcript and then a changed one, so that there are
retired ids. Rows of servers and members are added to whatever tables it has. The result is kept as
SQL, compressed, under the number of its newest migration. Its packages are those of this release.
"""

import gzip
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
SERVER, MEMBER = 700_000_000_000_000_001, 800_000_000_000_000_002

FIRST = """\
**Host:** Tonight we talk about the lighthouse, and about the man who counted its steps for forty
years without ever being asked to.

**Keeper:** There are two hundred and eleven of them. I know each by its sound, as you know the
voices of your neighbours through a wall.

**Host:** And what did you do when the lamp became electric, and nobody had to climb any more?

**Keeper:** I climbed. Somebody has to tell the stairs that they are still stairs.
"""
SECOND = FIRST.replace("Somebody has to tell", "I think somebody ought to tell")

_VALUES: dict[str, Any] = {
    "server": SERVER,
    "owner": SERVER,
    "user": MEMBER,
    "finder": MEMBER,
    "channel": 900_000_000_000_000_003,
    "time": "09:30:00.000000",
    "zone": "Europe/Berlin",
    "days": "[0, 2, 4]",
    "shows": "[]",
    "state": "on",
    "date": "2026-03-27",
    "status": "sent",
    "key": "2026-03-27",
    "message": 900_000_000_000_000_004,
    "label": "Keeper",
    "name": "Ada",
    "heard": "lamp",
    "form": "lamp",
    "right": "lantern",
    "slug": "chosen-show",
    "address": "https://example.com/feed.xml",
    "phrase": "two hundred and eleven",
    "kind": "word",
    "command": "quote",
    "words": "the stairs",
    "outcome": "nothing",
    "language": "en",
    "wording": "{}",
    "details": "{}",
}
_BY_TYPE: dict[str, Any] = {
    "BOOLEAN": 0,
    "INTEGER": 1,
    "BIGINT": 1,
    "FLOAT": 1.0,
    "JSON": "{}",
    "DATETIME": "2026-03-27 08:30:00.000000",
    "DATE": "2026-03-27",
    "TIME": "09:30:00.000000",
}
_GONE = {"quote_id": "goneaaaaaaaa"}
"""What is hidden, or has another speaker, is a quote that a later import may bring back."""

_FILLED = (
    *("schedule", "post", "pin", "exclusion", "hidden", "episode_speaker", "show_speaker"),
    *("name_correction", "quote_speaker", "chosen", "feed", "feed_item", "server", "question"),
    *("saved", "vote", "alert", "alert_match", "alert_scan", "mistake", "lease"),
)


def releases() -> dict[str, str]:
    """Map the newest migration of each earlier release to its commit."""
    log = _git(
        "log",
        "--reverse",
        "--diff-filter=A",
        "--format=%H",
        "--name-only",
        "--",
        "bot/store/migrations/versions",
    )
    found, added = dict[str, str](), dict[str, str]()
    commit = ""
    for line in filter(None, log.splitlines()):
        if "/" not in line:
            commit = line
        elif (name := Path(line).name)[:4].isdigit():
            if added and commit not in added.values():
                found[max(added)] = f"{commit}^"
            added[name[:4]] = commit
    return found


def make(revision: str, commit: str) -> None:
    """Have one release write a library, and keep it as SQL."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _git("worktree", "add", "--detach", str(folder / "code"), commit)
        try:
            for text in (FIRST, SECOND):
                (folder / "lighthouse.md").write_text(text, encoding="utf-8")
                _run(folder, "add", folder / "lighthouse.md", "--show", "night-sea", "--replace")
            shown = json.loads(_run(folder, "show", "lighthouse", "--json"))
        finally:
            _git("worktree", "remove", "--force", str(folder / "code"))
        with closing(sqlite3.connect(folder / "data" / "library.db")) as connection:
            fill(connection)
            dump = "\n".join(connection.iterdump())
    kept = f"{dump}\n-- {json.dumps([one['quote'] for one in shown['quotes']])}\n"
    data = gzip.compress(kept.encode(), mtime=0)
    (HERE / f"{revision}.sql.gz").write_bytes(data)
    print(f"{revision}: {commit} {len(data):,} bytes")  # noqa: T201 - what was made


def fill(connection: sqlite3.Connection) -> None:
    """Add a row to each table of servers and members that there is."""
    ((quote, episode),) = connection.execute("SELECT id, episode_id FROM quote LIMIT 1")
    values = {**_VALUES, "quote_id": quote, "episode_id": episode}
    for table in _FILLED:
        columns = connection.execute(f"PRAGMA table_info({table})").fetchall()
        row = {
            column: values.get(column, _BY_TYPE.get(kind.partition("(")[0], ""))
            for _, column, kind, *_ in columns
        }
        if row:
            row |= _GONE if table in {"hidden", "quote_speaker"} else {}
            names = ", ".join(f'"{one}"' for one in row)
            marks = ", ".join("?" * len(row))
            connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", [*row.values()])  # noqa: S608 - names of ours
    connection.commit()


def _run(folder: Path, *arguments: object) -> str:
    environment = {
        **os.environ,
        "PYTHONPATH": str(folder / "code"),
        "PULLQUOTE_DATA_DIR": str(folder / "data"),
    }
    command = [sys.executable, "-m", "bot", *map(str, arguments)]
    ended = subprocess.run(  # noqa: S603 - our own interpreter
        command, env=environment, cwd=folder / "code", capture_output=True, text=True, check=False
    )
    if ended.returncode:
        sys.exit(f"{arguments}: {ended.stderr}")
    return ended.stdout


def _git(*arguments: str) -> str:
    command = ["git", "-C", str(ROOT), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603 - git


if __name__ == "__main__":
    for newest, before in releases().items():
        if not (HERE / f"{newest}.sql.gz").exists():
            make(newest, before)
