"""`pullquote add`: import transcripts into the library."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict
from dataclasses import replace as replaced
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.batch_import import FileResult, default_options, describe_result, import_files
from bot.cli.console import print_json, print_line, print_note
from bot.cli.edit_options import (
    Embargo,
    Guests,
    Links,
    Number,
    Published,
    Spoiler,
    to_edits,
)
from bot.cli.encoding import encode_all
from bot.cli.import_report import print_report, print_reports, report_fields
from bot.cli.options import AsJson, Database, DataDir, to_path
from bot.cli.resources import open_resources, read_settings
from bot.cli.sentence_model import load_usable, to_encoder
from bot.cli.sources import Source, find_sources

if TYPE_CHECKING:
    from bot.import_options import Options
    from bot.settings import Settings


def add(  # noqa: PLR0913 - a command's parameters are its options
    paths: Annotated[
        list[Path],
        typer.Argument(
            parser=to_path,
            metavar="PATH...",
            help="Transcripts, or folders, zip archives or patterns of transcripts.",
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
    language: Annotated[
        str | None,
        typer.Option(
            metavar="CODE",
            help="The language that is spoken, such as de (default: identified).",
            show_default=False,
        ),
    ] = None,
    number: Number = None,
    published: Published = None,
    guests: Guests = None,
    links: Links = None,
    spoiler: Spoiler = None,
    embargo: Embargo = None,
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
    """Import transcripts, whatever their format.

    Each file is imported as a whole or not at all. In a folder or a zip archive, files that are no
    transcripts are skipped and listed. If a file cannot be read, the others are still imported and
    the exit code is 1. With --dry-run, a report shows what would come of each file. With --server
    the episodes belong to a show that only that server can see.

    For example:

        pullquote add episode-12.srt --show my-podcast --title "On patience"
        pullquote add season-2.zip --dry-run
        pullquote add episode-12.txt --guide episode-12.toml --replace
        pullquote add episode-12.vtt --link https://youtu.be/abc --published 2026-03-01
    """
    if guide is not None and no_guide:
        raise typer.BadParameter("--guide and --no-guide cannot be used together.")
    sources = find_sources(paths, report=print_note)
    _check_single_file(
        sources,
        {
            "--key": key,
            "--title": title,
            "--guide": guide,
            "--number": number,
            "--published": published,
            "--link": links,
        },
    )
    settings = read_settings(database, data_dir)
    options = replaced(
        default_options(settings.data_dir),
        show=show,
        server=server,
        key=key,
        language=language,
        edits=to_edits(
            title=title,
            number=number,
            published=published,
            guests=guests,
            links=links,
            spoiler=spoiler,
            embargo=embargo,
        ),
        guide=guide,
        use_guide=not no_guide,
        replace=replace,
        dry_run=dry_run,
    )
    if not asyncio.run(_add(sources, settings, options, as_json=as_json)):
        raise typer.Exit(1)


async def _add(
    sources: Sequence[Source], settings: "Settings", options: "Options", *, as_json: bool
) -> bool:
    if not sources:
        print_note("No transcripts found. Name files, or folders that contain some.")
        return False
    results: list[FileResult] = []
    model = None if options.dry_run else load_usable(settings)
    options = replaced(options, encoder=to_encoder(settings) if model else None)
    searching = None if _is_running(settings) else model
    async with open_resources(
        settings.database_url, settings.data_dir, model=searching
    ) as resources:
        async for result in import_files(sources, resources, options):
            results.append(result)
            if as_json:
                print_json(_as_json(result))
            elif result.imported is None:
                print_note(describe_result(result))
            elif len(sources) == 1 or result.imported.report is None:
                print_line(describe_result(result))
        await encode_all(resources.library)
    imports = [result.imported for result in results if result.imported]
    if not as_json and len(sources) > 1:
        print_reports(imports)
    elif not as_json and options.dry_run:
        for report in filter(None, (one.report for one in imports)):
            print_report(report)
    return len(imports) == len(results)


def _is_running(settings: "Settings") -> bool:
    """Return whether a bot runs on the data folder, which encodes new episodes by itself."""
    from bot.runtime.lock import running_folders

    return bool(running_folders(settings.data_dir))


def _as_json(result: FileResult) -> dict[str, object]:
    imported = result.imported
    if imported is None:
        return {"path": str(result.source), "error": str(result.error)}
    return {
        "path": str(result.source),
        "outcome": imported.outcome,
        "episode": imported.episode.key,
        "title": imported.episode.title,
        "language": imported.episode.language or None,
        "quotes": imported.quotes,
        "problems": list(imported.problems),
        "changes": asdict(imported.changes) if imported.changes else None,
        "report": report_fields(imported.report),
    }


def _check_single_file(sources: Sequence[Source], options: dict[str, object]) -> None:
    if len(sources) < 2:  # noqa: PLR2004 - one or several
        return
    for name, value in options.items():
        if value is not None:
            message = f"{name} can be used with one file only, not with {len(sources)}."
            raise typer.BadParameter(message)
