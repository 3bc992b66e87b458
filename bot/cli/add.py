"""`pullquote add`: bring transcripts into the library."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace as replaced
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.batch_import import (
    FileResult,
    default_options,
    describe_result,
    import_files,
    transcripts,
)
from bot.cli.console import print_json, print_line, print_note
from bot.cli.options import AsJson, Database, DataDir, to_path
from bot.cli.resources import open_resources, read_settings

if TYPE_CHECKING:
    from bot.ingest import Options
    from bot.settings import Settings


def add(  # noqa: PLR0913 - a command's parameters are its options
    paths: Annotated[
        list[Path],
        typer.Argument(parser=to_path, metavar="PATH...", help="Transcripts, or folders of them."),
    ],
    *,
    show: Annotated[
        str | None,
        typer.Option(metavar="SLUG", help="The show they belong to.", show_default=False),
    ] = None,
    server: Annotated[
        int | None,
        typer.Option(
            metavar="ID",
            min=1,
            help="Keep them private to this Discord server.",
            show_default=False,
        ),
    ] = None,
    key: Annotated[
        str | None,
        typer.Option(
            metavar="KEY",
            help="What people type for the episode; else the file's stem. One file only.",
            show_default=False,
        ),
    ] = None,
    title: Annotated[
        str | None,
        typer.Option(metavar="T", help="The episode's title. One file only.", show_default=False),
    ] = None,
    guide: Annotated[
        Path | None,
        typer.Option(
            parser=to_path,
            metavar="FILE",
            help="The episode's guide; else the one that names the file. One file only.",
            show_default=False,
        ),
    ] = None,
    no_guide: Annotated[bool, typer.Option("--no-guide", help="Use no guide.")] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="Put it in the place of the episode with its key.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")
    ] = False,
    as_json: AsJson = False,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """Import transcripts: each file whole or not at all.

    Plain text and Markdown are read; files of other kinds in a folder are passed over and named.
    With --server they go into a show that only this server sees. One file that cannot be read does
    not stop the others; the exit code is then 1.

    For example:

        pullquote add episode-12.txt --show my-podcast --title "On patience"
        pullquote add transcripts/ --dry-run
        pullquote add episode-12.txt --guide episode-12.toml --replace
    """
    if guide is not None and no_guide:
        raise typer.BadParameter("--guide and --no-guide exclude each other; give one.")
    files = transcripts(paths)
    for folder in paths:
        if files and folder.is_dir() and not any(file.is_relative_to(folder) for file in files):
            print_note(f"{folder}: no transcript there; put .txt or .md files into it.")
    _check_single_file(files, {"--key": key, "--title": title, "--guide": guide})
    settings = read_settings(database, data_dir)
    options = replaced(
        default_options(settings.data_dir),
        show=show,
        server=server,
        key=key,
        title=title,
        guide=guide,
        use_guide=not no_guide,
        replace=replace,
        dry_run=dry_run,
    )
    if not asyncio.run(_add(files, settings, options, as_json=as_json)):
        raise typer.Exit(1)


async def _add(
    files: Sequence[Path], settings: "Settings", options: "Options", *, as_json: bool
) -> bool:
    if not files:
        print_note(
            "There is no transcript there: name files, or folders with .txt or .md files in them."
        )
        return False
    failures = 0
    async with open_resources(settings.database_url, settings.data_dir) as resources:
        async for result in import_files(files, resources, options):
            failures += result.imported is None
            _print_result(result, as_json=as_json)
    return failures == 0


def _print_result(result: FileResult, *, as_json: bool) -> None:
    if as_json:
        print_json(_as_json(result))
    elif result.imported is None:
        print_note(describe_result(result))
    else:
        print_line(describe_result(result))


def _as_json(result: FileResult) -> dict[str, object]:
    imported = result.imported
    if imported is None:
        return {"path": str(result.path), "error": result.error}
    return {
        "path": str(result.path),
        "outcome": imported.outcome,
        "episode": imported.episode.key,
        "title": imported.episode.title,
        "quotes": imported.quotes,
        "problems": list(imported.problems),
    }


def _check_single_file(files: Sequence[Path], options: dict[str, object]) -> None:
    if len(files) < 2:  # noqa: PLR2004 - one, or several
        return
    for name, value in options.items():
        if value is not None:
            message = f"{name} goes with one file only, and these are {len(files)}."
            raise typer.BadParameter(message)
