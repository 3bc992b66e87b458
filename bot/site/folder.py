"""Write the pages beside a folder, and put them in its place when all are there.

A folder that is replaced must be empty or have the marker of an earlier run. What others put into
it, such as CNAME or .git, stays.
"""

from __future__ import annotations

import shutil
from collections.abc import Generator
from contextlib import contextmanager
from filecmp import cmp
from os import utime
from pathlib import Path

from bot.errors import SiteError

_MARKER = ".pullquote-site"
_OURS = frozenset(
    [
        _MARKER,
        ".nojekyll",
        "404.html",
        "assets",
        "e",
        "feed.xml",
        "index.html",
        "pagefind",
        "q",
        "robots.txt",
        "s",
        "sitemap.xml",
    ]
)
"""Everything that is written at the top."""


class SiteFolder:
    """The folder in which the new pages are written, and what the old one had."""

    def __init__(self, path: Path, *, old: Path) -> None:
        self.path = path
        self._old = old
        self.files = 0

    def write(self, path: str, text: str) -> None:
        """Write a file at a path of the site; a path that ends with a slash is a page."""
        target = self.path / (f"{path}index.html" if path.endswith("/") or not path else path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")
        self.files += 1

    def copy(self, source: Path, path: str) -> None:
        """Copy a file to a path of the site."""
        self.write(path, source.read_text(encoding="utf-8"))

    def published_quotes(self) -> frozenset[str]:
        """Return the ids of the quotes that have a page of their own in the old folder."""
        pages = self._old / "q"
        return frozenset(page.name for page in pages.iterdir()) if pages.is_dir() else frozenset()

    def keep_times(self) -> None:
        """Give files that are as they were the times that they had."""
        for path in self.path.rglob("*"):
            before = self._old / path.relative_to(self.path)
            if path.is_file() and before.is_file() and cmp(path, before, shallow=False):
                times = before.stat()
                utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


@contextmanager
def replaced(folder: Path, *, server: int | None) -> Generator[SiteFolder]:
    """Give a folder to write to, which takes the place of another when the block ends.

    If the block fails, the old folder stays as it was. Raise SiteError if the folder cannot be
    replaced: it has files of others, or the pages of another server.
    """
    folder = folder.resolve()
    new, old = (folder.with_name(f".{folder.name}.{state}") for state in ("new", "old"))
    visibility = "public" if server is None else f"server {server}"
    try:
        _finish(folder, old)
        _check(folder, visibility)
        _remove(new)
        new.mkdir(parents=True)
        (new / _MARKER).write_text(f"{visibility}\n", encoding="utf-8")
        site = SiteFolder(new, old=folder)
        try:
            yield site
            site.keep_times()
            _swap(folder, new=new, old=old)
        finally:
            _remove(new)
    except OSError as error:
        raise SiteError(
            f"The pages cannot be written to {folder} ({error.strerror}): name a folder that can "
            "be created or replaced, for example one inside it."
        ) from error


def _check(folder: Path, visibility: str) -> None:
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    marker = folder / _MARKER
    if not marker.is_file():
        raise SiteError(
            f"{folder} has files that `pullquote site` did not write: name an empty or new folder."
        )
    written = marker.read_text(encoding="utf-8").strip()
    if written != visibility:
        raise SiteError(
            f"{folder} has the pages of another audience ({written}): name a folder of its own for "
            f"this one ({visibility})."
        )


def _swap(folder: Path, *, new: Path, old: Path) -> None:
    if folder.exists():
        folder.rename(old)
    try:
        new.rename(folder)
    except OSError:
        if old.exists():
            old.rename(folder)
        raise
    _finish(folder, old)


def _finish(folder: Path, old: Path) -> None:
    """Take over what others had in the replaced folder, then delete that; also after a crash."""
    if not (old / _MARKER).is_file() and not (old.is_dir() and not any(old.iterdir())):
        return
    if not folder.exists():
        old.rename(folder)
        return
    for path in old.iterdir():
        if path.name not in _OURS and not (folder / path.name).exists():
            path.rename(folder / path.name)
    shutil.rmtree(old)


def _remove(folder: Path) -> None:
    if (folder / _MARKER).is_file():
        shutil.rmtree(folder)
