"""Run the command line in this process, on a library of invented episodes."""

import io
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot import settings
from bot.cli.app import main
from tests.support.imported import import_into

FERRY = """\
So the ferry leaves at noon, and everybody on the island knows it. The timetable is painted on
the harbour wall, in letters as tall as a child, and it has been wrong since the new engine.

A lighthouse keeper told me that patience is a kind of engine too. You cannot hear it running.
But the boat arrives in the end, and the soup is still warm.

Nobody counts the seagulls. My grandmother counted them once, and she got nine hundred and four.
She wrote the number on the back of a menu, and the menu hangs in the museum of the harbour.
"""

KITES = """\
**Host:** Today we talk about kites, and why the wind over a roof is never the same twice.

**Guest:** A kite is a question that you ask the wind. The string is how you hear the answer.

**Host:** And what does it say?

**Guest:** Mostly it says no. The best kite that I ever built flew for eleven seconds, and then it
flew into a bakery.
"""


@dataclass(frozen=True, slots=True)
class Ended:
    """The output and the exit code of a command."""

    code: int
    out: str
    err: str


Pullquote = Callable[..., Ended]


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in settings.names():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PULLQUOTE_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def pullquote(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Pullquote:
    """Run a command with these arguments and, on standard input, these bytes."""

    def run(*arguments: object, stdin: bytes = b"") -> Ended:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        code = ended.value.code
        return Ended(code if isinstance(code, int) else 0, printed.out, printed.err)

    return run


@pytest.fixture
def ferry(tmp_path: Path) -> Path:
    """Write a plain transcript."""
    path = tmp_path / "ferry.txt"
    path.write_text(FERRY, encoding="utf-8")
    return path


@pytest.fixture
def kites(tmp_path: Path) -> Path:
    """Write a transcript in Markdown."""
    path = tmp_path / "kites.md"
    path.write_text(KITES, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Import both transcripts once, into a folder that tests copy."""
    folder = tmp_path_factory.mktemp("filled")
    files = (folder / "ferry.txt", folder / "kites.md")
    for file, text in zip(files, (FERRY, KITES), strict=True):
        file.write_text(text, encoding="utf-8")
    import_into(folder / "data", *files)
    return folder / "data"


@pytest.fixture
def both(pullquote: Pullquote, filled: Path, tmp_path: Path) -> Pullquote:
    """Run commands on a library that holds both transcripts."""
    shutil.copytree(filled, tmp_path / "data")
    return pullquote
