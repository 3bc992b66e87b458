"""Print answers to standard output and everything else to standard error."""

import json
import sys
import unicodedata
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from rich.console import Console


def answer_console() -> "Console":
    """Return the console that prints answers to standard output."""
    from rich.console import Console

    return Console(highlight=False, markup=False, emoji=False)


def plain(text: str) -> str:
    """Replace control and format characters, which a terminal would obey, with spaces."""
    return "".join(
        " " if unicodedata.category(character) in {"Cc", "Cf"} and character != "\n" else character
        for character in text
    )


def print_table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table to standard output, without markup in its cells."""
    from rich.table import Table
    from rich.text import Text

    table = Table(*columns, header_style="bold")
    for cells in rows:
        table.add_row(*(Text(plain(str(cell)), overflow="fold") for cell in cells))
    answer_console().print(table)


def print_json(value: object) -> None:
    """Print a value as one line of ASCII JSON, and flush."""
    sys.stdout.write(json.dumps(value, allow_nan=False) + "\n")
    sys.stdout.flush()


def print_line(line: str) -> None:
    """Print a line of an answer, without markup."""
    typer.echo(plain(line))


def print_note(sentence: str) -> None:
    """Print a message to standard error."""
    typer.echo(plain(sentence), err=True)


@contextmanager
def progress(label: str, *, done: int, total: int) -> Generator[None]:
    """Show a progress bar on standard error while a step runs, if that is a terminal.

    It disappears before the result is printed, so that neither breaks the other's line.
    """
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    if not console.is_terminal:
        yield
        return
    # Redirecting would send answers to standard error.
    with Progress(
        console=console, transient=True, redirect_stdout=False, redirect_stderr=False
    ) as bar:
        bar.add_task(label, completed=done, total=total)
        yield
