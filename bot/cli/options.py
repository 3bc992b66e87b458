"""The options that commands share, each said once."""

from pathlib import Path
from typing import Annotated

import typer


def to_path(named: str) -> Path:
    """Take a path as it was typed; an empty one, of a variable not set, is not the folder here."""
    if not named:
        raise typer.BadParameter("The path is empty: name a file or a folder.")
    return Path(named)


Database = Annotated[
    str | None,
    typer.Option(
        "--database",
        metavar="URL",
        help="The library's database, like sqlite+aiosqlite:////path/library.db.",
        show_default=False,
    ),
]
DataDir = Annotated[
    Path | None,
    typer.Option(
        "--data-dir",
        parser=to_path,
        metavar="DIR",
        help="The folder of the library, its index and dropped transcripts.",
        show_default=False,
    ),
]
Server = Annotated[
    int | None,
    typer.Option(
        "--server",
        metavar="ID",
        min=1,
        help="The Discord server on whose behalf; without it, public shows only.",
        show_default=False,
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead.")]
EpisodeKey = Annotated[
    str, typer.Argument(metavar="EPISODE", help="The episode's key, as `pullquote list` shows it.")
]
