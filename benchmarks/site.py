"""Measure the static pages: `python -m benchmarks.site [EPISODES ...]`.

The default is 100 and 1,000 episodes of an hour, made by repeating those of `changelog/` with their
analysis under new ids. Each line is a process of its own: wall and CPU time, the highest memory of
the process and of Pagefind, then the number and size of what was written; on disk, a file takes
whole blocks.
"""

import asyncio
import resource
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

from benchmarks import corpora
from benchmarks.cold_start import NOW, grown, prepared
from benchmarks.episodes import Read
from bot.library import open_reader
from bot.site.publishing import Options, publish
from bot.store import open_store

SIZES = (100, 1000)
URL = "https://quotes.example.com"
KINDS = {
    "lines": Options(url=URL, search=False),
    "lines, again": Options(url=URL, search=False),
    "lines and search": Options(url=URL),
    "transcripts": Options(url=URL, search=False, transcripts=None),
    "transcripts and search": Options(url=URL, transcripts=None),
}

_MOST_READ = 100
_BLOCK = 512
"""Bytes in which `st_blocks` counts."""


async def store_episodes(folder: Path, read: list[Read], size: int) -> None:
    """Store as many episodes, with a link to each recording."""
    async with open_store(_url(folder)) as store:
        for episode, content in grown(read, size):
            published = NOW.date() if episode.added_at is None else episode.added_at.date()
            await store.add(replace(episode, published=published), content)


async def write(folder: Path, kind: str) -> None:
    """Write the pages and print what it took."""
    began = time.perf_counter()
    site = folder / kind.partition(",")[0].replace(" ", "-")
    async with open_store(_url(folder)) as store:
        reader = await open_reader(store, server=None, now=NOW)
        written = await publish(site, reader, KINDS[kind])
    seconds = time.perf_counter() - began
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    sizes = [path.stat() for path in site.rglob("*")]
    figures = (
        seconds,
        sum(one.ru_utime + one.ru_stime for one in usage),
        usage[0].ru_maxrss / 1024,
        usage[1].ru_maxrss / 1024,
        written.files,
        sum(one.st_size for one in sizes) / 1e6,
        sum(one.st_blocks * _BLOCK for one in sizes) / 1e6,
    )
    print(f"{kind:26}" + "".join(f"{one:12,.1f}" for one in figures), flush=True)


def _url(folder: Path) -> str:
    return f"sqlite+aiosqlite:///{folder / 'library.db'}"


def _run(folder: Path, kind: str) -> None:
    asyncio.run(write(folder, kind))


def main() -> None:
    """Print a table for each number of episodes."""
    spawn = get_context("spawn")
    files = sorted((corpora.folder() / "changelog").glob("*/*.md"))
    with ProcessPoolExecutor(2, mp_context=spawn) as pool:
        read = [one for one in pool.map(prepared, files[:_MOST_READ]) if one]
    for size in map(int, sys.argv[1:] or SIZES):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            asyncio.run(store_episodes(folder, read, size))
            print(f"\n{size} episodes")
            heads = ("seconds", "CPU", "MB", "Pagefind MB", "files", "size MB", "disk MB")
            print(" " * 26 + "".join(f"{one:>12}" for one in heads), flush=True)
            for kind in KINDS:
                with ProcessPoolExecutor(1, mp_context=spawn) as pool:
                    pool.submit(_run, folder, kind).result()


if __name__ == "__main__":
    main()
