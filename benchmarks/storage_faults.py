"""Damage the files of a library, at rest and while the bot runs, and see what members are told.

python -m benchmarks.storage_faults [RUNS] [SEED]

Each fault is made so many times (3), with other random bytes. At rest, `pullquote query` must give
the right answer or end with one sentence, and leave a file that it refuses as it is. While the bot
runs, in SimCord, each command must give the right answer or one of two private sentences; then the
file is put back, or the index mends itself, and all must work again. The exit code is 1 if not.
"""

import asyncio
import io
import json
import os
import random
import shutil
import sqlite3
import sys
import traceback
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from contextlib import closing, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import simcord
from structlog.testing import capture_logs

from bot.cli.app import main as pullquote
from bot.errors import StoreError
from bot.store.left_log import check_left_log
from bot.ui.errors import AWAY, PREPARING
from tests.support import seen
from tests.support.damage import cut, overwrite
from tests.support.stage import HARBOUR, Stage, episodes, fill, open_stage

DATABASE = "library.db"
ASKED = "sailor pray in two languages"
REGIONS = ("header", "schema", "tables", "indexes", "overflow", "log")

Fault = Callable[[Path, random.Random], object]
"""Damages a file, given by its path."""


@dataclass(slots=True)
class Row:
    """What came of one fault, made several times."""

    fault: str
    runs: int = 0
    outcomes: Counter[str] = field(default_factory=Counter[str])
    problems: list[str] = field(default_factory=list[str])

    def count(self, outcome: str, problems: Sequence[str] = ()) -> None:
        """Count a run."""
        self.runs += 1
        self.outcomes[outcome] += 1
        self.problems += problems


def main() -> int:
    """Print a table for each part; return 1 if anything was wrong."""
    runs, seed = (int(one) for one in (*sys.argv[1:], *("3", "1")[len(sys.argv[1:]) :]))
    rows: list[Row] = []
    with TemporaryDirectory() as folder:
        made = Path(folder)
        asyncio.run(_make(made))
        for title, table, run in (
            ("database, at rest", DATABASE_FAULTS, at_rest),
            ("index, at rest", INDEX_FAULTS, index_at_rest),
            ("database, while the bot runs", RUNNING_FAULTS, while_running),
            ("index, while the bot runs", RUNNING_INDEX_FAULTS, index_while_running),
        ):
            print(f"\n| {title} | runs | outcomes | problems |\n|---|---|---|---|")
            for name, fault in table.items():
                row = Row(name)
                for number in range(runs):
                    chance = random.Random(f"{seed} {name} {number}")
                    run(made, fault, chance, row)
                rows.append(row)
                outcomes = ", ".join(f"{said} ({n})" for said, n in row.outcomes.most_common())
                print(f"| {name} | {row.runs} | {outcomes} | {len(row.problems)} |", flush=True)
                for problem in row.problems:
                    print(f"    {problem}", flush=True)
    print(f"\n{sum(row.runs for row in rows)} runs, load {os.getloadavg()[0]:.1f}")
    return any(row.problems for row in rows)


async def _make(folder: Path) -> None:
    """Make a library, as it is at rest and as a process that was killed has left it."""
    whole, killed, other = folder / "whole", folder / "killed", folder / "other"
    await fill(whole, episodes())
    await fill(other, episodes()[1:2])
    shutil.copytree(whole, killed)
    with closing(sqlite3.connect(killed / DATABASE)) as db:
        db.execute("PRAGMA wal_autocheckpoint = 0")
        db.execute("CREATE TABLE grown (at INTEGER)")
        db.executemany("INSERT INTO grown VALUES (?)", ((at,) for at in range(5000)))
        db.execute("DROP TABLE grown")
        db.execute("UPDATE episode SET title = title || '.' WHERE key = 'bakery'")
        db.commit()
        for end in ("", "-wal", "-shm"):
            shutil.copy(killed / f"{DATABASE}{end}", folder / f"left{end}")
    for end in ("", "-wal", "-shm"):
        shutil.copy(folder / f"left{end}", killed / f"{DATABASE}{end}")


# The faults. Each is given the file that it damages.


def _region(region: str) -> Fault:
    return lambda path, chance: overwrite(path, region, chance)


def _newer(path: Path, _chance: random.Random) -> None:
    _execute(path, "UPDATE alembic_version SET version_num = '9999'")


def _lost_log(path: Path, _chance: random.Random) -> None:
    path.with_name(f"{path.name}-wal").unlink()


def _log_of_another(path: Path, chance: random.Random) -> None:
    """Put another library in the place of one whose process was killed, and leave its log."""
    backup = path.parent.parent / "other" / DATABASE
    shutil.copy(backup, path)
    del chance


def _garbled_shm(path: Path, chance: random.Random) -> None:
    path.with_name(f"{path.name}-shm").write_bytes(chance.randbytes(32768))


def _execute(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute(statement)
        db.commit()


_COMMON: dict[str, Fault] = {
    **{f"random bytes in {region}": _region(region) for region in REGIONS if region != "log"},
    "cut off at a tenth": lambda path, _: cut(path, kept=0.1),
    "cut off at nine tenths": lambda path, _: cut(path, kept=0.9),
    "no bytes": lambda path, _: path.write_bytes(b""),
    "another kind of file": lambda path, _: path.write_bytes(b"Dear diary, " * 999),
}
_LEFT: dict[str, Fault] = {
    "random bytes in the log": _region("log"),
    "log lost": _lost_log,
    "log of another": _log_of_another,
    "shared memory garbled": _garbled_shm,
}
DATABASE_FAULTS: dict[str, Fault] = {**_COMMON, **_LEFT, "of a newer release": _newer}


def _pointer(text: bytes | None) -> Fault:
    def change(path: Path, _chance: random.Random) -> None:
        pointer = path.with_name("current")
        pointer.unlink() if text is None else pointer.write_bytes(text)

    return change


def _other_library(path: Path, _chance: random.Random) -> None:
    """Put a backup of another library in the place of this one."""
    own = path.parents[2]
    shutil.copy(own.parent / "other" / DATABASE, own / DATABASE)


def _older_schema(path: Path, _chance: random.Random) -> None:
    _execute(path, "UPDATE meta SET value = '1' WHERE name = 'version'")


def _newer_schema(path: Path, _chance: random.Random) -> None:
    _execute(path, "UPDATE meta SET value = '999' WHERE name = 'version'")


def _stale(path: Path, _chance: random.Random) -> None:
    _execute(path.parents[2] / DATABASE, "UPDATE library SET version = version + 1")


def _half_built(path: Path, chance: random.Random) -> None:
    left = path.parent / "building-left"
    left.mkdir()
    (left / "index.db").write_bytes(chance.randbytes(9999))
    (path.parent / "index-0123456789ab.db").write_bytes(chance.randbytes(9999))


INDEX_FAULTS: dict[str, Fault] = {
    **_COMMON,
    "deleted": lambda path, _: path.unlink(),
    "folder deleted": lambda path, _: shutil.rmtree(path.parents[1]),
    "pointer gone": _pointer(None),
    "pointer empty": _pointer(b""),
    "pointer to nothing": _pointer(b"index-0.db"),
    "pointer out of the folder": _pointer(b"../../library.db"),
    "pointer unreadable": _pointer(b"\xff\xfe\0"),
    "of an older form": _older_schema,
    "of a newer form": _newer_schema,
    "behind the library": _stale,
    "of another library": _other_library,
    "left half built": _half_built,
}
RUNNING_FAULTS: dict[str, Fault] = {
    **_COMMON,
    "moved away": lambda path, _: path.rename(path.with_name("moved.db")),
    "another library in its place": lambda path, _: (
        shutil.copy(path.parent.parent / "other" / DATABASE, path.with_name("new.db"))
        and path.with_name("new.db").replace(path)
        and None
    ),
}
RUNNING_INDEX_FAULTS: dict[str, Fault] = {
    **_COMMON,
    "deleted": lambda path, _: path.unlink(),
    "folder deleted": lambda path, _: shutil.rmtree(path.parents[1]),
}


def at_rest(made: Path, fault: Fault, chance: random.Random, row: Row) -> None:
    """Damage the database of a library at rest, and ask."""
    with_log = fault in _LEFT.values()
    folder = _copy(made, "killed" if with_log else "whole")
    path = folder / DATABASE
    fault(path, chance)
    before = path.read_bytes()
    code, answer, said, problems = _ask(folder, checked=with_log)
    if code == 0:
        outcome = "answers" if answer == HARBOUR[5] else "none found"
        # An empty file is a new library.
        if answer != HARBOUR[5] and before:
            problems.append(f"the answer is {answer!r}")
    else:
        outcome = _short(said)
        if path.read_bytes() != before:
            problems.append("a file that was refused was changed")
    row.count(outcome, problems)


def index_at_rest(made: Path, fault: Fault, chance: random.Random, row: Row) -> None:
    """Damage the index of a library at rest, and ask."""
    folder = _copy(made, "whole")
    (path,) = folder.glob("index/0/index-*.db")
    fault(path, chance)
    code, answer, said, problems = _ask(folder)
    found = code == 0 and answer == HARBOUR[5]
    if found == (fault is _other_library):
        problems.append(f"exit code {code}, {answer!r}, {said}")
    row.count("answers" if answer else "none found", problems)


def while_running(made: Path, fault: Fault, chance: random.Random, row: Row) -> None:
    """Damage the database while the bot runs, and put it back."""
    folder = _copy(made, "whole")

    async def act(stage: Stage) -> None:
        fault(folder / DATABASE, chance)
        outcomes, problems = await _try_all(stage)
        shutil.copy(made / "whole" / DATABASE, folder / "good.db")
        (folder / "good.db").replace(folder / DATABASE)
        await stage.library.refresh()
        after, wrong = await _try_all(stage)
        problems += wrong
        if set(after) != {"right"}:
            problems.append(f"put back: {dict(after)}")
        row.count(_summary(outcomes), problems)

    _on_stage(folder, act, row)


def index_while_running(made: Path, fault: Fault, chance: random.Random, row: Row) -> None:
    """Damage the index while the bot runs; it mends itself at the next refresh."""
    folder = _copy(made, "whole")

    async def act(stage: Stage) -> None:
        (path,) = folder.glob("index/0/index-*.db")
        fault(path, chance)
        outcomes, problems = await _try_all(stage)
        await stage.library.refresh()
        after, wrong = await _try_all(stage)
        problems += wrong
        if set(after) != {"right"}:
            problems.append(f"mended: {dict(after)}")
        row.count(_summary(outcomes), problems)

    _on_stage(folder, act, row)


def _on_stage(folder: Path, act: Callable[[Stage], Awaitable[None]], row: Row) -> None:
    async def play() -> None:
        async with open_stage(folder) as stage:
            await act(stage)
            _ = stage.env.errors

    try:
        with capture_logs() as logged:
            asyncio.run(play())
    except BaseException as error:  # noqa: BLE001 - a fault of the bot's is what is looked for
        row.problems.append("".join(traceback.format_exception(error)[-3:]))
        return
    unexpected = [line for line in logged if line.get("exc_info")]
    row.problems += [f"logged with a traceback: {line}" for line in unexpected]
    failed = [line for line in logged if line["log_level"] in {"warning", "error"}]
    if len(failed) > 12:
        row.problems.append(f"{len(failed)} lines logged")


async def _try_all(stage: Stage) -> tuple[Counter[str], list[str]]:
    """Do what members do; return what came of it, and what was wrong."""
    mia, channel = stage.mia, stage.channel
    outcomes: Counter[str] = Counter()
    problems: list[str] = []

    def judge(name: str, result: simcord.InteractionResult, *expected: str) -> None:
        said = seen.words(result)
        if AWAY in said or PREPARING in said:
            outcome = "refused"
            if not result.ephemeral:
                problems.append(f"{name} is refused in public")
        else:
            outcome = "right" if any(one in said for one in expected) else "wrong"
        outcomes[outcome] += 1
        if outcome == "wrong":
            problems.append(f"{name}: {said[:300]}")

    quoted = await mia.slash(channel, "quote", words=ASKED)
    # The line of another library, where that is in the place of this one.
    other = "Nothing"
    judge("/quote", quoted, HARBOUR[5], other)
    judge("/topic", await mia.slash(channel, "topic", name="lighthouse"), *HARBOUR, "lighthouse")
    asked = "Who kept the northern lighthouse?"
    judge("/ask", await mia.slash(channel, "ask", question=asked), *HARBOUR, "lighthouse", other)
    judge("/summary", await mia.slash(channel, "summary"), "Keepers", "Flour")
    judge("/saved list", await mia.slash(channel, "saved list"), "saved", "Save")
    if HARBOUR[5] in seen.words(quoted):
        message = seen.response(quoted).message
        judge("Context", await mia.click(message, label="Context"), "In context")
    return outcomes, problems


def _summary(outcomes: Counter[str]) -> str:
    return ", ".join(f"{name} {number}" for name, number in sorted(outcomes.items()))


def _copy(made: Path, which: str) -> Path:
    folder = made / "work"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(made / which, folder)
    return folder


def _ask(folder: Path, *, checked: bool = False) -> tuple[int, str, str, list[str]]:
    """Ask in the terminal; return the exit code, the answer, what was said, and what was wrong.

    What a kill has left is checked first, as `pullquote run` does.
    """
    if checked:
        try:
            asyncio.run(check_left_log(f"sqlite:///{folder / DATABASE}"))
        except StoreError as error:
            return 1, "", str(error), []
    out, err, code = io.StringIO(), io.StringIO(), 0
    problems: list[str] = []
    question = json.dumps({"id": 1, "command": "quote", "text": ASKED})
    known = sys.stdin
    sys.stdin = io.TextIOWrapper(io.BytesIO(f"{question}\n".encode()))
    try:
        with redirect_stdout(out), redirect_stderr(err):
            pullquote(("query", "--data-dir", str(folder)))
    except SystemExit as end:
        code = int(end.code or 0)
    except Exception as error:  # noqa: BLE001 - that is a fault of ours
        problems.append("".join(traceback.format_exception(error)[-3:]))
        code = -1
    finally:
        sys.stdin = known
    said = err.getvalue().strip()
    if code and len(said.splitlines()) != 1:
        problems.append(f"not one sentence: {said!r}")
    answer = ""
    for line in out.getvalue().splitlines():
        results = json.loads(line).get("results") or [{"text": json.loads(line).get("error", "")}]
        answer = str(results[0]["text"])
    return code, answer, said, problems


def _short(said: str) -> str:
    """Return a refusal without paths and what follows."""
    return " ".join(word for word in said.split(";", maxsplit=1)[0].split() if "/" not in word)


if __name__ == "__main__":
    sys.exit(main())
