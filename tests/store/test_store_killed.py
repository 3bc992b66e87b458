import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.store import Store, open_store
from tests.support.episodes import long_episode
from tests.support.platforms import needs_posix

PROGRAM = Path(__file__).with_name("killed.py")
ROOT = PROGRAM.parents[2]


@pytest.fixture
def killer(url: str) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(  # noqa: S603 - our own interpreter
        [sys.executable, "-m", "tests.store.killed", url],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as program:
        yield program


def _kill_after(killer: subprocess.Popen[str], *, imports: int, milliseconds: int) -> None:
    assert killer.stdin is not None
    assert killer.stdout is not None
    killer.stdin.write(f"{imports} {milliseconds}\n")
    killer.stdin.flush()
    assert killer.stdout.readline() == "killed\n"


async def _check_whole(store: Store) -> int:
    """Compare every episode with what was imported, and return their number."""
    episodes = await store.every_episode()
    version = await store.version()
    assert [episode.key for episode in episodes] == [f"e{number}" for number in range(version)]
    assert [change.version for change in await store.changes(0)] == list(range(1, version + 1))
    for expected in (long_episode(episode.key) for episode in episodes):
        assert expected == (
            await store.episode(expected[0].key, server=None),
            await store.content(expected[0].key),
        )
    return version


@needs_posix
async def test_an_import_killed_at_any_instant_is_complete_or_absent(
    killer: subprocess.Popen[str],
    url: str,
) -> None:
    versions: list[int] = []
    for kill, milliseconds in enumerate((0, 0, 2, 5, 10, 18)):
        _kill_after(killer, imports=kill % 2, milliseconds=milliseconds)
        async with open_store(url) as store:
            versions.append(await _check_whole(store))
    assert versions == sorted(versions)
    assert versions[-1] >= 3
