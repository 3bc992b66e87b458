"""Index the pages with Pagefind, an extra, so that they can be searched in the browser."""

import asyncio
from importlib.util import find_spec
from pathlib import Path

from bot.errors import SiteError

_UNUSED = ("pagefind-*ui*", "pagefind-component*", "pagefind-highlight*")
"""The interfaces of Pagefind: the pages have their own."""

MISSING = "The pages are written without search: `pip install 'pullquote[site]'` adds it."


def is_available() -> bool:
    """Return whether Pagefind is installed."""
    if find_spec("pagefind") is None:
        return False
    from pagefind.service import get_executable  # noqa: PLC0415 - an extra

    return get_executable() is not None


async def index_pages(folder: Path) -> None:
    """Write the index of all pages of a folder into it; SiteError if that fails."""
    from pagefind.service import get_executable  # noqa: PLC0415 - an extra

    process = await asyncio.create_subprocess_exec(
        str(get_executable()),
        "--site",
        str(folder),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    _, errors = await process.communicate()
    if process.returncode:
        reason = errors.decode(errors="replace").strip().rpartition("\n")[2]
        raise SiteError(
            f"Pagefind cannot index the pages ({reason}): add --no-search to go without."
        )
    for pattern in _UNUSED:
        for path in (folder / "pagefind").glob(pattern):
            path.unlink()
