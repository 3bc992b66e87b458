"""Check the machine: who may read the files, room on the disk, the clock, fonts."""

import os
import shutil
import stat
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryFile

from bot.cli.check_result import CheckResult

_LEAST_FREE = 200_000_000
"""Bytes: an index that is built anew, and a backup, of a library of some hundred episodes."""

_WRITTEN = ("library.db-*", "*.lock", "index", "index/*", "index/*/*", "replica-*")
_SHOWN = 3

_WRITTEN_BYTES = 100_000
"""As much as a few changes of the library."""

_SKEW = timedelta(minutes=5)


def check_permissions(data_dir: Path, library: Path | None, *, env_file: Path) -> list[CheckResult]:
    """Check that only the owner can read what is stored, and the token; not on Windows."""
    if os.name != "posix":
        return []
    private = [(data_dir, "700"), (env_file.absolute(), "600")]
    if library and _is_open(library.parent) and library.parent != data_dir:
        private.append((library, "600"))
    results = [
        CheckResult(
            "permissions",
            "warning",
            f"Other users can read {path}; run `chmod {wanted} {path}`.",
        )
        for path, wanted in private
        if _is_open(path)
    ]
    for path in _not_ours(data_dir, library)[:_SHOWN]:
        sentence = f"This user may not write {path}; run this as the bot's user, or `chown` it."
        results.append(CheckResult("permissions", "broken", sentence))
    return results or [CheckResult("permissions", "ok", "Only this user can read the data.")]


def _is_open(path: Path) -> bool:
    """Return whether other users have rights on a file or folder."""
    return _exists(path) and bool(stat.S_IMODE(path.stat().st_mode) & 0o077)


def _not_ours(data_dir: Path, library: Path | None) -> list[Path]:
    """Return what the bot writes and this user may not: folders first, then what is in them."""
    named = (data_dir, library.parent if library else data_dir, library or data_dir)
    within = (path for pattern in _WRITTEN for path in sorted(data_dir.glob(pattern)))
    return [
        path
        for path in dict.fromkeys((*named, *within))
        if _exists(path) and not os.access(path, os.R_OK | os.W_OK)
    ]


def _exists(path: Path) -> bool:
    """Return whether a path exists, as far as this user may know."""
    try:
        return path.exists()
    except OSError:
        return False


def check_space(data_dir: Path) -> CheckResult:
    """Check that there is room for the library to grow, and for its index to be built anew."""
    known = next(one for one in (data_dir.absolute(), *data_dir.absolute().parents) if _exists(one))
    free = shutil.disk_usage(known).free
    used = sum(path.stat().st_size for path in data_dir.glob("*.db*"))
    told = f"{free / 1e9:,.1f} GB are free for the data folder"
    if free < max(_LEAST_FREE, 2 * used):
        sentence = f"Only {told}, too little to build an index and to back up; make room."
        return CheckResult("disk", "warning", sentence)
    return CheckResult("disk", "ok", f"{told}.")


def check_writing(data_dir: Path, library: Path | None) -> list[CheckResult]:
    """Check that what is written comes to the disk, by a small file that is deleted at once.

    A folder that is not there yet, or that this user may not write, is judged elsewhere.
    """
    folders = dict.fromkeys((data_dir, library.parent if library else data_dir))
    tried = [(one, _try_to_write(one)) for one in folders if _is_ours(one)]
    return [
        CheckResult(
            "writing",
            "broken",
            f"Nothing can be written to {folder} ({why}): members are answered, but nothing is "
            "saved or imported. Make room on its disk, or see to the disk.",
        )
        for folder, why in tried
        if why
    ]


def _is_ours(folder: Path) -> bool:
    return _exists(folder) and os.access(folder, os.W_OK | os.X_OK)


def _try_to_write(folder: Path) -> str:
    """Return why a small file cannot be written, "" if it can."""
    try:
        with TemporaryFile(dir=folder) as file:
            file.write(bytes(_WRITTEN_BYTES))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        return error.strerror or type(error).__name__
    return ""


def check_clock(now: datetime, *, newest: datetime | None) -> CheckResult:
    """Check that the clock is not behind the newest episode, by which posts would be late."""
    if newest and newest > now + _SKEW:
        sentence = (
            f"The clock says {now:%Y-%m-%d %H:%M} UTC, but an episode was added at "
            f"{newest:%Y-%m-%d %H:%M} UTC; set the clock, by which daily posts are made."
        )
        return CheckResult("clock", "broken", sentence)
    return CheckResult("clock", "ok", f"It is {now:%Y-%m-%d %H:%M} UTC.")


def check_fonts(
    folder: Path | None, languages: set[str], *, system: Sequence[Path] | None = None
) -> CheckResult:
    """Check that pictures of quotes can be drawn in the languages of the episodes.

    `system` are the folders of the system's fonts, where they are not the usual ones.
    """
    from bot.cards.fonts import Fonts
    from bot.cards.scripts import languages_to_shape, missing_fonts, shaping

    to_shape = [] if shaping() else languages_to_shape(languages)
    if to_shape:
        sentence = (
            f"No picture can be drawn of quotes in {', '.join(to_shape)}: their script needs the "
            "library FriBiDi (Debian: apt install libfribidi0)."
        )
        return CheckResult("fonts", "warning", sentence)
    if folder and not folder.is_dir():
        sentence = (
            "PULLQUOTE_FONTS names no folder that can be read; create it, or correct the path."
        )
        return CheckResult("fonts", "warning", sentence)
    fonts = Fonts(folder) if system is None else Fonts(folder, system=system)
    missing = missing_fonts(languages, fonts.without_font)
    if not missing:
        return CheckResult("fonts", "ok", "Quotes of all languages can be drawn as pictures.")
    sentence = " ".join(
        f"No font has {font.script} ({', '.join(font.languages)}): add {font.font} "
        f"(Debian: apt install {font.package})."
        for font in missing
    )
    return CheckResult("fonts", "warning", f"{sentence} docs/operating.md has more.")
