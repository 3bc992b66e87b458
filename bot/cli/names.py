"""`pullquote names`: the misheard names of an episode, and how they are right."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.console import print_json, print_line, print_note, print_table
from bot.cli.options import AsJson, Database, DataDir, EpisodeKey
from bot.cli.resources import open_resources, read_settings

if TYPE_CHECKING:
    from bot.curation import MisheardName
    from bot.settings import Settings


def names(
    episode: EpisodeKey,
    *,
    correct: Annotated[
        list[str] | None,
        typer.Option(
            metavar="HEARD=RIGHT",
            help="Find a misheard name by its right form, too. Repeat it for several.",
            show_default=False,
        ),
    ] = None,
    undo: Annotated[
        list[str] | None,
        typer.Option(
            metavar="HEARD",
            help="Take back a name that was added so. Repeat it for several.",
            show_default=False,
        ),
    ] = None,
    as_json: AsJson = False,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """List the misheard names of an episode, or add some.

    HEARD is the name as the transcript has it; search finds its lines by both forms, and shows them
    as they were transcribed. Added names hold for later imports, too, and stand above those of the
    guide.

    For example:

        pullquote names episode-12
        pullquote names episode-12 --correct "Yan Lecoon=Yann LeCun"
        pullquote names episode-12 --undo "Yan Lecoon"
    """
    corrections = [_correction(text) for text in correct or ()]
    settings = read_settings(database, data_dir)
    if corrections or undo:
        asyncio.run(_change(settings, episode, corrections=corrections, undo=undo or ()))
    else:
        asyncio.run(_list(settings, episode, as_json=as_json))


def _correction(text: str) -> tuple[str, str]:
    misheard, equals, right = text.partition("=")
    if not equals or not misheard.strip() or not right.strip():
        raise typer.BadParameter(f"{text!r} is not HEARD=RIGHT.", param_hint="--correct")
    return misheard, right


async def _change(
    settings: "Settings",
    episode: str,
    *,
    corrections: Sequence[tuple[str, str]],
    undo: Sequence[str],
) -> None:
    from bot.curation import OPERATOR

    async with open_resources(settings.database_url, settings.data_dir) as resources:
        curation = resources.curation()
        for misheard in undo:
            undone = await curation.undo_name(episode, misheard, server=OPERATOR)
            print_line(f"{undone.misheard}: no longer found as {undone.right}")
        for misheard, right in corrections:
            done = await curation.correct_name(episode, misheard, right, server=OPERATOR)
            print_line(f"{done.misheard}: found as {done.right}, too")
        await resources.library.refresh()


async def _list(settings: "Settings", episode: str, *, as_json: bool) -> None:
    from bot.curation import OPERATOR

    async with open_resources(settings.database_url, settings.data_dir) as resources:
        found = await resources.curation().names(episode, server=OPERATOR)
    if as_json:
        print_json([_fields(one) for one in found])
    elif found:
        rows = [
            (one.misheard, one.right, one.times, "added" if one.given else "guide") for one in found
        ]
        print_table(("In the transcript", "Right", "Times", "From"), rows)
    else:
        print_note('No misheard name is known. Add one with --correct "HEARD=RIGHT".')


def _fields(name: "MisheardName") -> dict[str, object]:
    return {
        "heard": name.misheard,
        "right": name.right,
        "times": name.times,
        "from": "added" if name.given else "guide",
    }
