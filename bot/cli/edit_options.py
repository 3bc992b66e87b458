"""The options by which a person describes an episode, for `add` and `edit`."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated

import typer

from bot.models import EpisodeEdits

CLEARED = ("number", "published", "guests", "links", "embargo")
"""The fields that `--clear` empties."""

Links = Annotated[
    list[str] | None,
    typer.Option(
        "--link",
        metavar="URL",
        help="Where to listen or watch; repeat it for several. Times in excerpts link there.",
        show_default=False,
    ),
]
Published = Annotated[
    str | None,
    typer.Option(
        "--published",
        metavar="DATE",
        help="The date of publication, such as 2026-03-01.",
        show_default=False,
    ),
]
Number = Annotated[
    int | None,
    typer.Option("--number", metavar="N", help="The episode's number.", show_default=False),
]
Guests = Annotated[
    list[str] | None,
    typer.Option(
        "--guest", metavar="NAME", help="A guest; repeat it for several.", show_default=False
    ),
]
Spoiler = Annotated[
    bool | None,
    typer.Option(
        "--spoiler/--no-spoiler",
        help="Hide the words in Discord until a member asks for them.",
        show_default=False,
    ),
]
Embargo = Annotated[
    str | None,
    typer.Option(
        "--embargo",
        metavar="TIME",
        help="Show nothing of it before, such as 2026-03-01T09:00+01:00.",
        show_default=False,
    ),
]


def to_edits(
    *,
    title: str | None = None,
    number: int | None = None,
    published: str | None = None,
    guests: Sequence[str] | None = None,
    links: Sequence[str] | None = None,
    spoiler: bool | None = None,
    embargo: str | None = None,
    cleared: Sequence[str] = (),
) -> EpisodeEdits:
    """Return the edits that the options describe, checked; raise BadParameter or LibraryError."""
    from bot.curation.inputs import checked_episode_edits, parse_links

    return checked_episode_edits(
        EpisodeEdits(
            title=title,
            number=number,
            published=_date(published) if published else None,
            guests=tuple(guests) if guests else None,
            links=parse_links(links) if links else None,
            spoiler=spoiler,
            embargo=_time(embargo) if embargo else None,
            cleared=_fields(cleared),
        )
    )


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(
            f"{text!r} is no date. Write it like 2026-03-01.", param_hint="--published"
        ) from None


def _time(text: str) -> datetime:
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        time = None
    if time is None or time.tzinfo is None:
        message = f"{text!r} is no time with its zone. Write it like 2026-03-01T09:00+01:00."
        raise typer.BadParameter(message, param_hint="--embargo")
    return time


def _fields(names: Sequence[str]) -> frozenset[str]:
    for name in names:
        if name not in CLEARED:
            message = f"{name!r} cannot be cleared. Name one of {', '.join(CLEARED)}."
            raise typer.BadParameter(message, param_hint="--clear")
    return frozenset(names)
