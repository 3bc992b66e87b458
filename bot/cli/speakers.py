"""`pullquote speakers`: who speaks, and by which name they are shown."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.console import print_json, print_line, print_note, print_table
from bot.cli.options import AsJson, Database, DataDir
from bot.cli.resources import open_resources, read_settings

if TYPE_CHECKING:
    from bot.curation import SpeakerShare, SpeakerSuggestion
    from bot.settings import Settings

_Renaming = tuple[str, str]


def speakers(
    episode: Annotated[
        str | None,
        typer.Argument(metavar="[EPISODE]", help="The episode's key; or give --show."),
    ] = None,
    *,
    show: Annotated[
        str | None,
        typer.Option(metavar="SLUG", help="All episodes of this show.", show_default=False),
    ] = None,
    rename: Annotated[
        list[str] | None,
        typer.Option(
            metavar="OLD=NEW",
            help="Show a speaker by another name; two of one name are one. Repeat it for several.",
            show_default=False,
        ),
    ] = None,
    reset: Annotated[bool, typer.Option("--reset", help="Take back all such names.")] = False,
    server: Annotated[
        int | None,
        typer.Option(metavar="ID", min=1, help="The server whose show it is.", show_default=False),
    ] = None,
    as_json: AsJson = False,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """List the speakers of an episode or show, or rename them.

    Names that are probably one person's, and labels without a name, are suggested. Nothing is
    renamed unless --rename says so. Names hold for later imports, too; those given to an episode
    stand above those of its show. Links to quotes stay as they are.

    For example:

        pullquote speakers episode-12
        pullquote speakers episode-12 --rename "Speaker 1=Ann Lee"
        pullquote speakers --show my-podcast --rename "Dan=Dan Ott" --rename "DAN OTT=Dan Ott"
        pullquote speakers episode-12 --reset
    """
    if (episode is None) == (show is None):
        raise typer.BadParameter("Name an episode, or a show with --show.")
    if reset and rename:
        raise typer.BadParameter("--rename and --reset cannot be used together.")
    renamings = [_renaming(text) for text in rename or ()]
    settings = read_settings(database, data_dir)
    if reset or renamings:
        asyncio.run(_rename(settings, episode or "", show, renamings=renamings, server=server))
    else:
        asyncio.run(_list(settings, episode or "", show, server=server, as_json=as_json))


def _renaming(text: str) -> _Renaming:
    old, equals, new = text.partition("=")
    if not equals or not old.strip() or not new.strip():
        raise typer.BadParameter(f"{text!r} is not OLD=NEW.", param_hint="--rename")
    return old.strip(), new.strip()


async def _rename(
    settings: "Settings",
    episode: str,
    show: str | None,
    *,
    renamings: Sequence[_Renaming],
    server: int | None,
) -> None:
    from bot.curation import OPERATOR

    owner = server or OPERATOR
    async with open_resources(settings.database_url, settings.data_dir) as resources:
        curation = resources.curation()
        if not renamings and show:
            await curation.reset_show_speakers(show, server=owner)
            print_line(f"{show}: the names of the transcripts are shown again")
        elif not renamings:
            await curation.reset_speakers(episode, server=owner)
            print_line(f"{episode}: the names of the transcript are shown again")
        for old, new in renamings:
            renamed = (
                await curation.rename_speaker_in_show(show, old, new, server=owner)
                if show
                else await curation.rename_speaker(episode, old, new, server=owner)
            )
            where = f" in {renamed.episodes} episodes" if show else ""
            print_line(f"{', '.join(renamed.labels)}: shown as {renamed.name}{where}")
        await resources.library.refresh()


async def _list(
    settings: "Settings", episode: str, show: str | None, *, server: int | None, as_json: bool
) -> None:
    from bot.curation import OPERATOR

    owner = server or OPERATOR
    async with open_resources(settings.database_url, settings.data_dir) as resources:
        curation = resources.curation()
        if show:
            names = await curation.show_speakers(show, server=owner)
            suggested = await curation.suggested_show_names(show, server=owner)
            _print_show(names, suggested, as_json=as_json)
        else:
            shares = await curation.speakers(episode, server=owner)
            suggested = await curation.suggested_names(episode, server=owner)
            _print_episode(shares, suggested, as_json=as_json)


def _print_show(
    names: Sequence[tuple[str, int]], suggested: "Sequence[SpeakerSuggestion]", *, as_json: bool
) -> None:
    if as_json:
        listed = [{"name": name, "episodes": episodes} for name, episodes in names]
        print_json({"speakers": listed, "suggestions": _fields(suggested)})
        return
    print_table(("Speaker", "Episodes"), names)
    _print_suggestions(suggested)


def _print_episode(
    shares: "Sequence[SpeakerShare]", suggested: "Sequence[SpeakerSuggestion]", *, as_json: bool
) -> None:
    if as_json:
        listed = [
            {
                "name": one.name,
                "sure": one.sure,
                "words": one.words,
                "share": round(one.share, 4),
                "labels": list(one.labels),
            }
            for one in shares
        ]
        print_json({"speakers": listed, "suggestions": _fields(suggested)})
        return
    rows = (
        (
            one.name or "nobody is named",
            f"{one.share:.0%}",
            f"{one.words:,}",
            ", ".join(label for label in one.labels if label != one.name),
        )
        for one in shares
    )
    print_table(("Speaker", "Share", "Words", "In the transcript"), rows)
    _print_suggestions(suggested)


def _fields(suggested: "Sequence[SpeakerSuggestion]") -> list[dict[str, str | None]]:
    return [{"old": one.old, "new": one.new, "reason": one.reason} for one in suggested]


def _print_suggestions(suggested: "Sequence[SpeakerSuggestion]") -> None:
    for one in suggested:
        option = f'--rename "{one.old}={one.new or "..."}"'
        print_note(f"{option}  because {one.reason}")
