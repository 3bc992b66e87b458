"""The options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer


def to_path(named: str) -> Path:
    """Return the path; BadParameter if it is empty, for example from an unset variable."""
    if not named:
        raise typer.BadParameter("The path is empty. Name a file or a folder.")
    return Path(named)


Database = Annotated[
    str | None,
    typer.Option(
        "--database",
        metavar="URL",
        help="The library's database, for example sqlite+aiosqlite:////path/library.db.",
        show_default=False,
    ),
]
DataDir = Annotated[
    Path | None,
    typer.Option(
        "--data-dir",
        parser=to_path,
        metavar="DIR",
        help="The folder with the library, its index, transcripts and guides.",
        show_default=False,
    ),
]
Server = Annotated[
    int | None,
    typer.Option(
        "--server",
        metavar="ID",
        min=1,
        help="Also search the private shows of this Discord server.",
        show_default=False,
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
EpisodeKey = Annotated[
    str, typer.Argument(metavar="EPISODE", help="The episode's key, as shown by `pullquote list`.")
]
