"""`pullquote mistakes`: what members reported to be wrong, and the operator's decision."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.console import print_json, print_line, print_note, print_table
from bot.cli.options import AsJson, Database, DataDir
from bot.cli.resources import now, open_resources, read_settings

if TYPE_CHECKING:
    from bot.members import OpenMistake
    from bot.settings import Settings


def mistakes(
    *,
    accept: Annotated[
        list[int] | None,
        typer.Option(
            metavar="NUMBER",
            help="Accept a report, and correct it. Repeat it for several.",
            show_default=False,
        ),
    ] = None,
    refuse: Annotated[
        list[int] | None,
        typer.Option(
            metavar="NUMBER",
            help="Refuse a report. Repeat it for several.",
            show_default=False,
        ),
    ] = None,
    everywhere: Annotated[
        bool,
        typer.Option(
            "--everywhere",
            help="Correct a word in all of the show, and a speaker in all of the episode.",
        ),
    ] = False,
    as_json: AsJson = False,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """List what members reported to be wrong in excerpts, or decide on it.

    A word or a speaker is corrected at once, and found so; the transcript stays as it is. A wrong
    place is only noted: `pullquote shows SHOW --offset` moves the times of a show.

    For example:

        pullquote mistakes
        pullquote mistakes --accept 3 --accept 5 --refuse 4
        pullquote mistakes --accept 3 --everywhere
    """
    settings = read_settings(database, data_dir)
    if accept or refuse:
        asyncio.run(_decide(settings, accept or (), refuse or (), everywhere=everywhere))
    else:
        asyncio.run(_list(settings, as_json=as_json))


async def _decide(
    settings: "Settings", accept: Sequence[int], refuse: Sequence[int], *, everywhere: bool
) -> None:
    from bot.curation import OPERATOR
    from bot.members import Members

    async with open_resources(settings.database_url, settings.data_dir) as resources:
        members = Members(resources.library, resources.store, resources.curation(), clock=now)
        for number in accept:
            done = await members.mistakes.accept(
                number, server=OPERATOR, by=None, everywhere=everywhere
            )
            print_line(f"{number}: accepted, {_said(done)}")
        for number in refuse:
            done = await members.mistakes.refuse(number, server=OPERATOR, by=None)
            print_line(f"{number}: refused, {_said(done)}")
        await resources.library.refresh()


async def _list(settings: "Settings", *, as_json: bool) -> None:
    from bot.curation import OPERATOR
    from bot.members import Members

    async with open_resources(settings.database_url, settings.data_dir) as resources:
        members = Members(resources.library, resources.store, resources.curation(), clock=now)
        found = await members.mistakes.waiting(OPERATOR)
    if as_json:
        print_json([_fields(one) for one in found])
    elif found:
        rows = [
            (one.mistake.id, one.hit.episode.key, one.mistake.kind, _said(one), one.reports)
            for one in found
        ]
        print_table(("Number", "Episode", "What", "Reported", "Reports"), rows)
    else:
        print_note("Nobody has reported a mistake that waits for a decision.")


def _said(one: "OpenMistake") -> str:
    mistake = one.mistake
    change = f"{mistake.misheard or one.hit.match.speaker or '-'} -> {mistake.right or '-'}"
    return f"{change} ({mistake.note})" if mistake.note else change


def _fields(one: "OpenMistake") -> dict[str, object]:
    mistake = one.mistake
    return {
        "number": mistake.id,
        "episode": one.hit.episode.key,
        "quote": mistake.quote,
        "kind": mistake.kind,
        "heard": mistake.misheard,
        "right": mistake.right,
        "note": mistake.note,
        "reports": one.reports,
        "text": one.hit.match.text,
    }
