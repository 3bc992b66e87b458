"""Simulated servers in which members use the real bot."""

import asyncio
import shutil
from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.episodes import content_of
from tests.support.stage import Stage, episodes, fill, logbook, open_stage


@pytest.fixture(scope="session")
def usual_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library that is made once, for every test to copy."""
    folder = tmp_path_factory.mktemp("usual")
    asyncio.run(fill(folder, episodes()))
    return folder


@pytest.fixture(scope="session")
def long_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library in which one subject fills more than a page."""
    folder = tmp_path_factory.mktemp("long")
    asyncio.run(fill(folder, [*episodes(), logbook()]))
    return folder


@pytest.fixture
async def stage(usual_library: Path, tmp_path: Path) -> AsyncGenerator[Stage]:
    shutil.copytree(usual_library, tmp_path, dirs_exist_ok=True)
    async with open_stage(tmp_path) as opened:
        yield opened


@pytest.fixture
async def long_stage(long_library: Path, tmp_path: Path) -> AsyncGenerator[Stage]:
    shutil.copytree(long_library, tmp_path, dirs_exist_ok=True)
    async with open_stage(tmp_path) as opened:
        yield opened


@pytest.fixture
async def many_stage(tmp_path: Path) -> AsyncGenerator[Stage]:
    """A stage on a library in which two episodes have the same subject on several pages."""
    episode, content = logbook()
    nights = [
        (
            replace(episode, id=f"logbook{n}", key=f"logbook{n}", title=f"Logbook {n}", number=n),
            content_of([one.text for one in content.quotes], key=f"logbook{n}"),
        )
        for n in (1, 2)
    ]
    await fill(tmp_path, nights)
    async with open_stage(tmp_path) as opened:
        yield opened


@pytest.fixture
async def bare(tmp_path: Path) -> AsyncGenerator[Stage]:
    """A stage with an empty library."""
    async with open_stage(tmp_path) as opened:
        yield opened
