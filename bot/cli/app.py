"""The command line application; our errors become one sentence and an exit code."""

import gc
import inspect
import sys
from collections.abc import Callable, Sequence
from functools import cache
from typing import Annotated

import typer

from bot import __version__
from bot.cli import (
    add,
    backup,
    check,
    curation,
    demo,
    episodes,
    export,
    follow,
    forget,
    guides,
    migrate,
    mistakes,
    model,
    model_measure,
    names,
    query,
    reindex,
    restore,
    run,
    shows,
    site,
    speakers,
)
from bot.cli.console import print_line, print_note
from bot.cli.exit_codes import FAILURE, exit_code
from bot.cli.heap import limit_heap
from bot.errors import PullquoteError

NAME = "pullquote"

_NEW_OBJECTS = 10_000
"""New objects after which Python looks for garbage: after 700, its default, that would take a tenth
of a start, which leaves 270,000 and no garbage."""


COMMANDS: dict[str, Callable[..., None]] = {
    "demo": demo.demo,
    "run": run.run,
    "add": add.add,
    "follow": follow.follow,
    "unfollow": follow.unfollow,
    "list": episodes.list_episodes,
    "edit": curation.edit,
    "remove": episodes.remove,
    "forget": forget.forget,
    "hide": curation.hide,
    "unhide": curation.unhide,
    "speakers": speakers.speakers,
    "names": names.names,
    "mistakes": mistakes.mistakes,
    "shows": shows.shows,
    "choose": shows.choose,
    "query": query.query,
    "show": episodes.show,
    "site": site.site,
    "export": export.export_show,
    "backup": backup.backup,
    "restore": restore.restore,
    "reindex": reindex.reindex,
    "migrate": migrate.migrate,
    "sync": run.sync,
    "check": check.check,
}
GUIDE_COMMANDS: dict[str, Callable[..., None]] = {
    "export": guides.export,
    "check": guides.check,
}
MODEL_COMMANDS: dict[str, Callable[..., None]] = {
    "list": model.list_models,
    "fetch": model.fetch,
    "measure": model_measure.measure,
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and exit with its code."""
    limit_heap()
    gc.set_threshold(_NEW_OBJECTS)
    try:
        _application()(arguments, prog_name=NAME)
    except PullquoteError as error:
        print_note(str(error))
        sys.exit(exit_code(error))
    except OSError as error:
        if error.filename is None:
            raise
        print_note(
            f"{error.filename} cannot be used ({error.strerror}); check the path, and that this "
            "user may read it and enter its folders."
        )
        sys.exit(FAILURE)


def command_names() -> tuple[str, ...]:
    """Return the names of all commands, those of a group preceded by the group's name."""
    return (
        *COMMANDS,
        *(f"guide {name}" for name in GUIDE_COMMANDS),
        "model",
        *(f"model {name}" for name in MODEL_COMMANDS),
    )


@cache
def _application() -> Callable[..., None]:
    """Build the application once: Typer itself would build it anew for each command."""
    return typer.main.get_command(_commands())


def _commands() -> typer.Typer:
    """Collect all commands."""
    app = typer.Typer(
        name=NAME,
        no_args_is_help=True,
        add_completion=False,
        # Help drawn by Rich takes three times as long to appear.
        rich_markup_mode=None,
        # The token is a local variable of some frames.
        pretty_exceptions_enable=False,
        pretty_exceptions_show_locals=False,
    )
    app.callback()(_pullquote)
    for name, command in COMMANDS.items():
        _add(app, name, command)
    guide = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
    for name, command in GUIDE_COMMANDS.items():
        _add(guide, name, command)
    app.add_typer(guide, name="guide", help="Export an episode's guide, or check one.")
    models = typer.Typer(invoke_without_command=True, rich_markup_mode=None)
    models.callback(help=_help(model.model))(model.model)
    for name, command in MODEL_COMMANDS.items():
        _add(models, name, command)
    app.add_typer(models, name="model")
    return app


def _add(app: typer.Typer, name: str, command: Callable[..., None]) -> None:
    app.command(name, help=_help(command))(command)


def _help(command: Callable[..., None]) -> str:
    paragraphs = inspect.cleandoc(command.__doc__ or "").split("\n\n")
    # Click's mark for a paragraph that must not be wrapped: the examples.
    return "\n\n".join(f"\b\n{text}" if text.startswith(" ") else text for text in paragraphs)


def _print_version(requested: bool) -> None:  # noqa: FBT001 - Typer passes it by position
    if requested:
        print_line(f"pullquote {__version__}")
        raise typer.Exit


def _pullquote(
    *,
    _version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version and exit."
        ),
    ] = False,
) -> None:
    """Serve verbatim quotes from podcast transcripts on Discord, offline and with their source.

    Start with `pullquote demo`, which runs the bot in a browser, without Discord.

    Then use `pullquote add TRANSCRIPT`, `pullquote query TEXT` and, with a token, `pullquote run`.
    """
