"""`pullquote demo`: run the bot in a browser, without Discord."""

import asyncio
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.batch_import import default_options, describe_result, import_files
from bot.cli.console import print_line, print_note
from bot.cli.encoding import encode_all
from bot.cli.feed_access import following_feeds
from bot.cli.options import Database, DataDir, to_path
from bot.cli.resources import Resources, open_resources, read_settings
from bot.cli.sentence_model import load_usable, to_encoder
from bot.cli.shutdown import until_stopped
from bot.cli.sources import find_sources
from bot.errors import LibraryError

if TYPE_CHECKING:
    from bot.import_options import Options
    from bot.models import Episode
    from bot.settings import Settings

DATA = Path(__file__).resolve().parent.parent.parent / "data"
OURS = (DATA / "transcripts", DATA / "samples")


def demo(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            parser=to_path, metavar="TRANSCRIPT...", help="Transcripts to add to the samples."
        ),
    ] = None,
    *,
    once: Annotated[
        bool, typer.Option("--once", help="Print the example answers and exit.")
    ] = False,
    port: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=65535,
            help="The port of the page (default: any free one).",
            show_default=False,
        ),
    ] = None,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """Try the bot in a browser, without Discord and without a token.

    The library has the sample episodes, the transcripts named here and those in the checkout's
    data/transcripts/. It is temporary, unless --data-dir names a folder to keep it in.

    For example:

        pullquote demo
        pullquote demo episode-12.txt --once
    """
    with _folder(data_dir) as folder:
        settings = read_settings(database or f"sqlite+aiosqlite:///{folder / 'library.db'}", folder)
        work = _demo(settings, paths or [], port=port, once=once)
        asyncio.run(until_stopped(work))


@contextmanager
def _folder(named: Path | None) -> Generator[Path]:
    if named is not None:
        try:
            home = named.expanduser()
        except RuntimeError:
            raise typer.BadParameter(f"There is no home folder {named.parts[0]}.") from None
        yield home.absolute()
        return
    with TemporaryDirectory(prefix="pullquote-") as folder:
        yield Path(folder)


async def _demo(
    settings: "Settings", paths: Sequence[Path], *, port: int | None, once: bool
) -> None:
    from bot.cli.examples import answer_examples

    sources = [*paths, *(folder for folder in OURS if folder.is_dir())]
    model = load_usable(settings)
    async with open_resources(settings.database_url, settings.data_dir, model=model) as resources:
        encoder = to_encoder(settings) if model else None
        options = default_options(settings.data_dir, encoder=encoder)
        loaded = await _load(resources, sources, options)
        await encode_all(resources.library)
        await answer_examples(resources.library, loaded)
        if not once:
            await _preview(resources, settings, port=port)


async def _load(
    resources: Resources, paths: Sequence[Path], options: "Options"
) -> "tuple[Episode, ...]":
    sources = find_sources(paths, report=print_note)
    loaded: list[Episode] = []
    async for outcome in import_files(sources, resources, options):
        if outcome.imported is None:
            print_note(describe_result(outcome))
        else:
            print_line(describe_result(outcome))
            loaded.append(outcome.imported.episode)
    if not loaded:
        message = "No transcripts found. Name one, or run the demo from a checkout."
        raise LibraryError(message)
    return tuple(loaded)


async def _preview(resources: Resources, settings: "Settings", *, port: int | None) -> None:
    from bot import demo, logs

    # Someone reads this terminal, so log problems only.
    logs.configure(settings.model_copy(update={"log_level": "WARNING"}))
    async with following_feeds(resources, settings) as feeds:
        await demo.serve(
            resources.library,
            resources.store,
            feeds=feeds,
            encoder=resources.index.encoding.encoder,
            fonts=settings.fonts,
            port=port,
            ready=_ready,
        )


def _ready(address: str) -> None:
    print_line(f"\nOpen this page and type / as in Discord. Press Ctrl-C here to stop.\n{address}")
