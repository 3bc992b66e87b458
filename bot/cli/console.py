"""Print for people: standard output for answers, standard error for all else."""

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
    """Give the console that draws answers on standard output."""
    from rich.console import Console

    return Console(highlight=False, markup=False, emoji=False)


def plain(text: str) -> str:
    """Take out what a terminal would obey instead of show: control and format characters."""
    return "".join(
        " " if unicodedata.category(character) in {"Cc", "Cf"} and character != "\n" else character
        for character in text
    )


def print_table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table on standard output, every cell as it stands."""
    from rich.table import Table
    from rich.text import Text

    table = Table(*columns, header_style="bold")
    for cells in rows:
        table.add_row(*(Text(plain(str(cell)), overflow="fold") for cell in cells))
    answer_console().print(table)


def print_json(value: object) -> None:
    """Print a value as one line of ASCII JSON, at once."""
    sys.stdout.write(json.dumps(value, allow_nan=False) + "\n")
    sys.stdout.flush()


def print_line(line: str) -> None:
    """Print a line of an answer as it stands."""
    typer.echo(plain(line))


def print_note(sentence: str) -> None:
    """Tell the person at the terminal something that is not the answer."""
    typer.echo(plain(sentence), err=True)


@contextmanager
def progress(doing: str, *, done: int, total: int) -> Generator[None]:
    """Show a bar on standard error while one of several steps runs, where a person watches.

    It is gone before the step's result is printed, so that neither breaks the other's line.
    """
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    if not console.is_terminal:
        yield
        return
    # Redirecting would lead answers to standard error.
    with Progress(
        console=console, transient=True, redirect_stdout=False, redirect_stderr=False
    ) as bar:
        bar.add_task(doing, completed=done, total=total)
        yield
