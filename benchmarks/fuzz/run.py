"""Fuzz one target in this process: python -m benchmarks.fuzz.run TARGET FOLDER SECONDS.

Only the modules that guide the target are instrumented. With all of the bot, starting took 17
seconds of CPU, and the target of the index spent its time in what does not depend on the input.
"""

# pyright: reportMissingModuleSource=false, reportAttributeAccessIssue=false
# pyright: reportMissingImports=false, reportUnknownMemberType=false
# atheris is installed only where this is run.

import hashlib
import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

import atheris

import bot
from benchmarks.fuzz.covered import COVERED

_SLOW, _LARGE = 100, 2048
"""Seconds and megabytes that no input may take."""


def main() -> None:
    """Run libFuzzer until the time is over; it ends the process."""
    name, folder, seconds = sys.argv[1:]
    with atheris.instrument_imports(include=["bot", "cogs"], exclude=_unguided(COVERED[name])):
        from benchmarks.fuzz.targets import TARGETS  # noqa: PLC0415 - instrumented

    target, place = TARGETS[name], Path(folder)
    options = [
        sys.argv[0],
        f"-max_total_time={seconds}",
        f"-max_len={target.longest}",
        f"-timeout={_SLOW}",
        f"-rss_limit_mb={_LARGE}",
        f"-artifact_prefix={place / 'findings'}{os.sep}",
        "-print_final_stats=1",
        str(place / "kept"),
    ]
    atheris.Setup(options, _recording(target.check, place / "findings"))
    atheris.Fuzz()


def _unguided(covered: tuple[str, ...]) -> list[str]:
    """Return the modules of the bot and its cogs that are in none of some packages."""
    root = Path(bot.__file__).parent.parent
    found = (path for package in ("bot", "cogs") for path in (root / package).rglob("*.py"))
    files = (path.relative_to(root).with_suffix("") for path in found)
    names = (".".join(path.parts).removesuffix(".__init__") for path in files)
    inside = tuple(f"{one}." for one in covered)
    return [name for name in names if not f"{name}.".startswith(inside)]


def _recording(check: Callable[[bytes], None], folder: Path) -> Callable[[bytes], None]:
    """Write down the first input that raises an error at one place, and go on."""
    known: set[str] = set()

    def run(data: bytes) -> None:
        try:
            check(data)
        except Exception as error:  # noqa: BLE001 - any is a finding
            frames = traceback.extract_tb(error.__traceback__)
            inner = [one for one in frames if "/bot/" in one.filename] or frames
            where = f"{type(error).__name__}-{Path(inner[-1].filename).stem}-{frames[-1].lineno}"
            if where not in known:
                known.add(where)
                number = hashlib.sha256(data).hexdigest()[:8]
                (folder / f"{where}-{number}").write_bytes(data)
                (folder / f"{where}-{number}.txt").write_text(
                    "".join(traceback.format_exception(error)), encoding="utf-8", errors="replace"
                )

    return run


if __name__ == "__main__":
    main()
