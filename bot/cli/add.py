"""`pullquote add`: import transcripts into the library."""

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
        typer.Argument(
            parser=to_path, metavar="PATH...", help="Transcripts, or folders with transcripts."
        ),
    ],
    *,
    show: Annotated[
        str | None,
        typer.Option(
            metavar="SLUG", help="The show that the episodes belong to.", show_default=False
        ),
    ] = None,
    server: Annotated[
        int | None,
        typer.Option(
            metavar="ID",
            min=1,
            help="Make the episodes private to this Discord server.",
            show_default=False,
        ),
    ] = None,
    key: Annotated[
        str | None,
        typer.Option(
            metavar="KEY",
            help="The episode's key (default: the file name without suffix). One file only.",
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
            help="The episode's guide (default: the one with the file's hash). One file only.",
            show_default=False,
        ),
    ] = None,
    no_guide: Annotated[bool, typer.Option("--no-guide", help="Do not use a guide.")] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace the episode that has this key.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Report what would be done, without doing it.")
    ] = False,
    as_json: AsJson = False,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """Import transcripts in plain text or Markdown.

    Each file is imported as a whole or not at all. In a folder, files with another suffix are
    skipped and listed. If a file cannot be read, the others are still imported and the exit code
    is 1. With --server the episodes belong to a show that only that server can see.

    For example:

        pullquote add episode-12.txt --show my-podcast --title "On patience"
        pullquote add transcripts/ --dry-run
        pullquote add episode-12.txt --guide episode-12.toml --replace
    """
    if guide is not None and no_guide:
        raise typer.BadParameter("--guide and --no-guide cannot be used together.")
    files = transcripts(paths)
    for folder in paths:
        if files and folder.is_dir() and not any(file.is_relative_to(folder) for file in files):
            print_note(f"{folder}: no transcripts found. Put .txt or .md files into it.")
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
        print_note("No transcripts found. Name .txt or .md files, or folders that contain some.")
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
    if len(files) < 2:  # noqa: PLR2004 - one or several
        return
    for name, value in options.items():
        if value is not None:
            message = f"{name} can be used with one file only, not with {len(files)}."
            raise typer.BadParameter(message)
