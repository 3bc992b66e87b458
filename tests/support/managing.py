"""What a manager does with `/library`, and a transcript for it."""

import simcord

from tests.support import seen
from tests.support.stage import HOME, Stage

TALK = b"""\
1
00:00:01,000 --> 00:00:05,000
Ann: A well is a promise that you make to somebody who is not born yet.

2
00:00:06,000 --> 00:00:11,000
Bob: And a bucket is the only honest letter that comes back from the dark.

3
00:00:12,000 --> 00:00:17,000
Ann: My aunt measured every well of the valley with a rope and a spoon.

4
00:00:18,000 --> 00:00:23,000
Bob: Nobody digs straight down, because stones have opinions of their own.
"""


async def manage(stage: Stage, command: str, **options: object) -> simcord.InteractionResult:
    """Use a command as the manager of the server, who alone sees the answer."""
    result = await stage.boss.slash(stage.channel, f"library {command}", **options)
    assert result.ephemeral
    return result


async def refused(stage: Stage, command: str, **options: object) -> str:
    """Use a command that is refused, and return the sentence."""
    result = await manage(stage, command, **options)
    assert len(stage.env.errors) == 1
    return seen.words(result)


async def press(stage: Stage, result: simcord.InteractionResult, label: str) -> str:
    """Press a button as the manager, and return the words that are there then."""
    pressed = await stage.boss.click(seen.response(result).message, label=label)
    return seen.words(pressed)


async def imported(
    stage: Stage, name: str = "wells.srt", *, talk: bytes = TALK, **options: object
) -> None:
    """Upload the talk and agree."""
    result = await manage(stage, "add", file=(name, talk), **options)
    assert "Imported." in await press(stage, result, "Import")


async def keys(stage: Stage, server: int | None = HOME) -> list[str]:
    return [one.key for one in await stage.store.episodes(server=server)]
