"""A server whose episodes, names and members are hostile: nothing the bot sends there is live."""

from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
import simcord
from simcord.backend.errors import SetupError
from simcord.components import walk_components

from bot.errors import PullquoteError
from bot.models import Chapter, Content, Episode, Excerpt, Highlight, Link, Show, Topic
from tests.support import old_messages, seen
from tests.support.episodes import content_of, episode_of
from tests.support.hostile_texts import BLOCKS, CODE, ID, LINKS, MARKS, PINGS, SPOOFS
from tests.support.judge import problems_in
from tests.support.stage import Stage, fill, open_stage

SAID = (*PINGS, *LINKS, *BLOCKS, *MARKS[:20], *SPOOFS, *CODE)
TITLE, SHOW, NAME = LINKS[4], f"{PINGS[0]} {LINKS[5]}", f"**BOLDED** {PINGS[2]} [x]"
TEXT_INPUT, MODAL = 4, 9
QUIET: dict[str, list[str]] = {"parse": []}


def _episodes() -> list[tuple[Episode, Content]]:
    """Return two episodes, of which every text is hostile."""
    return [_episode("wells", TITLE), _episode("ferries", f"{PINGS[3]} # HEADED")]


def _episode(key: str, title: str) -> tuple[Episode, Content]:
    lines = [
        f"Walrus {number} says {one.strip()}" for number, one in enumerate(SAID) if one.strip()
    ]
    content = content_of(lines, key=key)
    quotes = tuple(
        replace(quote, speaker=NAME, sure=True, start_ms=quote.position * 1000)
        for quote in content.quotes
    )
    excerpts = tuple(Excerpt(one.start, one.end, one.text, one.display) for one in quotes[:3])
    chapters = tuple(
        Chapter(text, one.start, one.end, excerpts, f"Of {text}")
        for one, text in zip(quotes, (*LINKS, *PINGS, *BLOCKS), strict=False)
    )
    content = replace(
        content,
        quotes=quotes,
        chapters=chapters,
        topics=(Topic("walrus"), Topic(LINKS[0]), Topic(PINGS[0])),
        highlights=tuple(
            Highlight(one.id, one.start, one.end, one.text, one.display, 1.0) for one in quotes[:30]
        ),
        summary=excerpts,
    )
    link = Link("audio", "https://recordings.example/1.mp3", None)
    episode = episode_of(content, key=key)
    return (
        replace(
            episode,
            title=title,
            show=Show("talks", SHOW),
            speakers=(NAME,),
            guests=(NAME,),
            links=(link,),
        ),
        content,
    )


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncGenerator[Stage]:
    await fill(tmp_path, _episodes())
    async with open_stage(tmp_path) as opened:
        yield opened


def judged(stage: Stage, allowed: tuple[str, ...] = ()) -> list[str]:
    """Return the problems of all that the bot has sent so far."""
    found: list[str] = []
    for request in stage.env.http_requests:
        if not request.path.endswith("/commands"):
            found += problems_in(request.json, allowed=allowed)
    return found + [request.path for request in stage.env.http_requests if _may_ping(request.json)]


def _may_ping(body: Any) -> bool:
    """Return whether a message may mention somebody, as it may where it does not say."""
    request = cast("dict[str, Any]", body) if isinstance(body, dict) else {}
    data: Any = request.get("data")
    message = cast("dict[str, Any]", data) if isinstance(data, dict) else request
    sent = "content" in message or "components" in message
    return sent and request.get("type") != MODAL and message.get("allowed_mentions") != QUIET


async def press_all(stage: Stage, result: simcord.InteractionResult) -> int:
    """Press a button of each kind in an answer and in what it leads to, and count them."""
    pressed: set[str] = set()
    waiting = [result]
    while waiting:
        shown = waiting.pop()
        if shown.modal is not None:
            waiting.append(await _submitted(stage, shown))
        elif shown.response is not None:
            for custom_id in _new(seen.custom_ids(shown), pressed):
                with suppress(SetupError):  # the press before has turned the page
                    waiting.append(await _pressed(stage, shown, custom_id))
    return len(pressed)


def _new(custom_ids: Sequence[str], pressed: set[str]) -> Iterator[str]:
    """Yield the custom ids of kinds that were not pressed."""
    for custom_id in custom_ids:
        kind = custom_id.partition(":")[0]
        if kind not in pressed:
            pressed.add(kind)
            yield custom_id


async def _pressed(
    stage: Stage, shown: simcord.InteractionResult, custom_id: str
) -> simcord.InteractionResult:
    message = seen.response(shown).message
    menus = {one["custom_id"]: one["options"] for one in seen.menus(shown)}
    if custom_id in menus:
        value = menus[custom_id][0]["value"]
        return await stage.boss.select(message, [value], custom_id=custom_id)
    return await stage.boss.click(message, custom_id=custom_id)


async def _submitted(stage: Stage, shown: simcord.InteractionResult) -> simcord.InteractionResult:
    """Send a modal with a hostile text in every field, as long as it may be."""
    assert shown.modal is not None
    typed: dict[str, Any] = {}
    for one in walk_components(shown.modal["components"]):
        if one.get("type") == TEXT_INPUT:
            typed[one["custom_id"]] = f"{PINGS[0]} {LINKS[0]}"[: one.get("max_length", 80)]
        elif "options" in one:
            typed[one["custom_id"]] = one["options"][0]["value"]
    return await stage.boss.submit_modal(shown, typed)


COMMANDS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("quote", {}),
    ("quote", {"words": "walrus"}),
    ("quote", {"words": PINGS[0]}),
    ("quote", {"words": f"zzz {LINKS[0]}"}),
    ("quote", {"words": "walrus", "speaker": PINGS[2]}),
    ("quote", {"words": "walrus", "episode": LINKS[0]}),
    ("quote", {"words": "walrus", "after": BLOCKS[0]}),
    ("topic", {}),
    ("topic", {"name": "walrus"}),
    ("topic", {"name": LINKS[0]}),
    ("topic", {"name": "**BOLDED** nowhere"}),
    ("ask", {"question": f"What says the walrus? {PINGS[0]}"}),
    ("ask", {"question": f"{LINKS[0]} {MARKS[0]}?"}),
    ("summary", {}),
    ("summary", {"episode": "wells"}),
    ("summary", {"episode": PINGS[3]}),
    ("saved list", {}),
    ("top", {}),
    ("help", {}),
    ("about", {}),
    ("privacy show", {}),
    ("privacy export", {}),
    ("doctor", {}),
    ("setup", {}),
    ("alert add", {"phrase": LINKS[0]}),
    ("alert add", {"phrase": PINGS[4]}),
    ("alert list", {}),
    ("library list", {}),
    ("library feeds", {}),
    ("library show", {"episode": "wells"}),
    ("library show", {"episode": LINKS[0]}),
    ("library questions", {"keep": True}),
    ("library hide", {"line": PINGS[0]}),
    ("library unhide", {"line": f"zzz {LINKS[0]}"}),
    ("library speakers", {"episode": PINGS[0]}),
    ("library shows", {}),
    ("library mistakes", {}),
    ("library look", {"show": LINKS[0]}),
    ("daily preview", {}),
    ("daily wording", {}),
    ("saved list", {}),
    ("saved export", {}),
    ("privacy export", {}),
    ("top", {}),
)


async def test_nothing_is_live_in_answers_and_in_what_they_lead_to(stage: Stage) -> None:
    planned = {"channel": stage.channel, "time": "9:00", "zone": "Berlin", "show": SHOW}
    commands = [("daily setup", planned), *COMMANDS]
    pressed = 0
    for name, options in commands:
        pressed += await press_all(stage, await stage.boss.slash(stage.channel, name, **options))
    assert pressed > len(commands)
    assert not unexpected(stage)
    assert judged(stage, allowed=(f"#{stage.channel.id}",)) == []


def unexpected(stage: Stage) -> list[BaseException]:
    """Return the errors that are none of ours, and drop all that were kept."""
    errors = list(stage.env.errors)
    causes = [getattr(error, "original", error) for error in errors]
    return [one for one in causes if not isinstance(one, PullquoteError)]


Q, E = "a" * 12, "b" * 8
FORGED = (
    f"q:9:{Q}",
    f"t:99:{E}:walrus",
    f"t:0:~{E}.ffffff.ffffff.ffffff.ffffff:walrus",
    "t:0:-:" + "@" * 70,
    "t:\u0661:-:walrus",
    f"so:999:{E}",
    "so:\u0663:{wells}",
    "so:999:{wells}",
    "sc:9999:{wells}",
    "s:999:{wells}",
    f"o:{Q}",
    "aa:~--------.-.-.-.-",
    "aj:y:" + E,
    f"c:{Q}",
    "x:{quote}:-999999:999999:b",
    "x:{quote}:999999:-999999:a",
    f"d:99999999:{Q}",
    f"d:\u0662\u0660\u0662\u0666\u0660\u0663\u0660\u0661:{Q}",
    f"al:9999999999999999999:{Q}",
    f"al:9223372036854775808:{Q}",
    f"qp:{Q}",
    f"kp:{Q}",
    "qa:-:" + "\u202e" * 80,
    f"qa:{E}:x",
    f"f:{E}",
    "w:99999999",
    "l:9999:-",
    "l:\u0669:../../etc",
    "ua:0000000000000000",
    "ud:0000000000000000",
    f"lr:{E}",
    f"lu:{E}",
    f"lh:{Q}",
    f"dr:{Q}:-",
    f"w:{Q}",
    "mq:999999999999999999",
    "ma:999999999999999999",
    "me:0",
    "mr:\u0967",
    "mu:999999999999999999",
    f"sv:{Q}",
    f"un:{Q}",
    f"v:{Q}",
    "sl:9999",
    f"sr:9999:{Q}",
    "tp:ever",
    "su:time:99999999999999999999:2359:Etc/Nowhere",
    "su:overview:99999999999999999999:-:../../etc/passwd",
    "sg:99999999999999999999:0000:Europe/Berlin",
    "sg:0:-:-",
    "sw:questions:1:18446744073709551616:0930:UTC",
    "q:",
    "zz:1",
    "t:1:-:",
    ID,
)
"""Custom ids that no message of the bot has, in the form of those that it has; `{wells}` and
`{quote}` stand for what there is."""


async def test_a_forged_button_is_answered_in_a_sentence_or_left_alone(stage: Stage) -> None:
    episode, content = _episodes()[0]
    for one in FORGED:
        custom_id = one.replace("{wells}", episode.id).replace("{quote}", content.quotes[0].id)
        message = await old_messages.send(stage, stage.channel, custom_id)
        shown = await stage.boss.click(message, custom_id=custom_id)
        if shown.modal is not None:
            await _submitted(stage, shown)
    assert not unexpected(stage)
    own = (f"#{stage.channel.id}", "#0", "#99999999999999999999", "#18446744073709551616")
    assert judged(stage, allowed=own) == []
