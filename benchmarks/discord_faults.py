"""Let Discord fail in one way after another while commands and posts go on, and tell what happened.

python -m benchmarks.discord_faults [seconds of each fault] [first fault] [last fault]

The bot is a process of its own. While a fault lasts, three in four requests that it concerns fail,
before or after they took effect; a member uses /quote again and again, and one post falls due: in a
channel, in an announcement channel where it is published and has a thread, or in a forum, by turns.
So do two alerts, one by direct message and one in a thread. Then all is well until the post and the
alerts are recorded, for twenty minutes at most: tries are up to 15 minutes apart by then.
`benchmarks.registration_faults` does the same to a start that registers commands.
"""

from __future__ import annotations

import asyncio
import random
import sys
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.records import Alert, AlertMatch
from bot.schedules import Post, Schedule
from bot.store import open_store
from tests.support.episodes import content_of, episode_of
from tests.support.wire import BotProcess, Fault, LoopbackDiscord, running
from tests.support.wire.exchange import Response
from tests.support.wire.faults import Faults
from tests.support.wire.gateway import GatewayFault
from tests.support.wire.objects import (
    FORUM,
    NEWS_CHANNEL,
    TEXT_CHANNEL,
    Guild,
    Json,
    components,
    thread,
)

SECONDS = 20.0
_SHARE = 0.75
_RECOVERY, _ANSWER = 1200.0, 3.0
_LATER = timedelta(days=1)
"""From now: every match that is not finished is open then."""
_PAUSE = 2.0
"""Seconds between two commands of a member, who would else be asked to wait."""

_SAMPLES = Path(__file__).parents[1] / "data" / "samples"
_WORDS = {"words": "brain with the public locked out"}
_HTML = "<html><body>Bad gateway</body></html>"
CONCERNED = ("/interactions/*", "/webhooks/*", "/channels/*", "/users/@me/channels", "/guilds/*")
_KINDS = (TEXT_CHANNEL, NEWS_CHANNEL, FORUM)


@dataclass(frozen=True, slots=True)
class Trouble:
    """One way in which Discord fails."""

    name: str
    faults: tuple[Fault, ...] = ()
    gateway: GatewayFault | None = None


def _all(**fields: object) -> tuple[Fault, ...]:
    made = Fault("*", "*")
    return tuple(replace(made, after=after, **fields) for after in (False, True))


TROUBLES = (
    Trouble("400", (Fault("*", "*", 400, code=50035),)),
    Trouble("401", (Fault("*", "*", 401),)),
    Trouble("403", (Fault("*", "*", 403, code=50013),)),
    Trouble("404", (Fault("*", "*", 404, code=10062),)),
    Trouble("405", (Fault("*", "*", 405),)),
    Trouble("409", _all(status=409)),
    Trouble("413", (Fault("*", "*", 413, code=40005),)),
    Trouble("429, 1 s", (Fault("*", "*", 429, retry_after=1),)),
    Trouble("429, global", (Fault("*", "*", 429, retry_after=1, holds=True),)),
    Trouble("429, no Via", (Fault("*", "*", 429, via=False),)),
    Trouble("429, 30 years", (Fault("*", "*", 429, retry_after=1e9),)),
    Trouble("429, no JSON", (Fault("*", "*", 429, body=_HTML),)),
    Trouble("500", _all(status=500)),
    Trouble("502", _all(status=502)),
    Trouble("503", _all(status=503)),
    Trouble("504", _all(status=504)),
    Trouble("522, HTML", _all(status=522, body=_HTML)),
    Trouble("cut", _all(status=None)),
    Trouble("15 s late", (Fault("*", "*", 200, after=True, seconds=15),)),
    Trouble("half of JSON", _all(status=200, body='{"id": "1', kind="application/json")),
    Trouble("no body", _all(status=200, body="")),
    Trouble("HTML with 200", _all(status=200, body=_HTML)),
    Trouble("gateway: 502", gateway=GatewayFault(status=502)),
    Trouble("gateway: cut", gateway=GatewayFault(after_hello=True)),
    Trouble("gateway: 1006", gateway=GatewayFault()),
    Trouble("gateway: no answer", gateway=GatewayFault(hangs=True, before_upgrade=True)),
    Trouble("gateway: no hello", gateway=GatewayFault(hangs=True)),
    Trouble("gateway: no ready", gateway=GatewayFault(hangs=True, after_hello=True)),
    Trouble("gateway: nonsense", gateway=GatewayFault(texts=("{", "[]", '{"op": 0, "t": "X"}'))),
)


class Lasting(Faults):
    """Faults that strike three in four requests while they last."""

    def __init__(self, seed: int, concerned: tuple[str, ...] = CONCERNED) -> None:
        super().__init__()
        self._concerned = concerned
        self.now: tuple[Fault, ...] = ()
        self.struck = 0
        self._chance = random.Random(seed)

    def take(self, method: str, path: str) -> Fault | None:
        """Return the fault that strikes a request."""
        concerned = any(fnmatchcase(path, one) for one in self._concerned)
        if not self.now or not concerned or self._chance.random() > _SHARE:
            return None
        self.struck += 1
        return replace(self._chance.choice(self.now), method=method)


@dataclass(slots=True)
class Outcome:
    """What members saw, and what the log says."""

    seen: Counter[str] = field(default_factory=Counter[str])
    struck: int = 0
    posts: int = 0
    alerts: int = 0
    row: str = ""
    untold: str = ""
    lines: int = 0
    tracebacks: int = 0


async def main() -> None:
    """Print a line for each fault."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    first, last = [*map(int, sys.argv[2:]), *(0, len(TROUBLES))[len(sys.argv[2:]) :]]
    troubles = TROUBLES[first:last]
    with TemporaryDirectory() as folder:
        data = Path(folder)
        url = f"sqlite+aiosqlite:///{data / 'library.db'}"
        async with LoopbackDiscord() as discord:
            faults = Lasting(1)
            discord.spoil(faults)
            guilds = [discord.world.new_guild(trouble.name) for trouble in troubles]
            discord.world.guilds += guilds
            for number, guild in enumerate(guilds):
                shape: Json = {"type": _KINDS[number % len(_KINDS)], "available_tags": list[Json]()}
                discord.world.channels[guild.channel] = guild.channel_json() | shape
            (data / "transcripts").mkdir()
            for one in _SAMPLES.glob("the-night-shift.md"):
                (data / "transcripts" / one.name).write_bytes(one.read_bytes())
            await _add_episodes(url, len(troubles))
            async with running(discord, data) as bot:
                await bot.ready()
                _head()
                for number, (trouble, guild) in enumerate(zip(troubles, guilds, strict=True)):
                    before = set(discord.world.messages)
                    await _plan(url, discord, guild)
                    alerts = await _plan_alerts(url, discord, guild, number)
                    ran = await _pass(discord, bot, faults, trouble, seconds, url, int(guild.id))
                    ran.posts = _posts(discord, guild.channel)
                    ran.alerts = _alerts(discord, before)
                    ran.untold = await _untold(url, alerts)
                    _show(trouble, ran)
                print(f"ended with {await bot.stop()}")
            discord.violations.clear()


async def _plan(url: str, discord: LoopbackDiscord, guild: Guild) -> None:
    due, server = datetime.now(UTC) + timedelta(seconds=1), int(guild.id)
    kind = discord.world.channels[guild.channel]["type"]
    schedule = Schedule(
        server,
        int(guild.channel),
        due.time(),
        "UTC",
        forum=kind == FORUM,
        publish=kind == NEWS_CHANNEL,
        thread=kind == NEWS_CHANNEL,
        created=due,
    )
    async with open_store(url) as store:
        await store.ledger.put(schedule, next_plan_at=None)
        await store.ledger.enter((Post(server, due.date().isoformat(), due.date(), due),))


async def _add_episodes(url: str, count: int) -> None:
    """Add an episode for the alerts of each fault, before the bot starts."""
    async with open_store(url) as store:
        for number in range(count):
            content = content_of([f"Lamp {number} was lit again."], key=f"lamp-{number}")
            await store.add(episode_of(content, key=f"lamp-{number}"), content)


async def _plan_alerts(
    url: str, discord: LoopbackDiscord, guild: Guild, number: int
) -> list[Alert]:
    """Let two alerts be due in a second: one by direct message, and one in a thread."""
    content = content_of([f"Lamp {number} was lit again."], key=f"lamp-{number}")
    due, world = datetime.now(UTC) + timedelta(seconds=1), discord.world
    under: Json = {"id": next(world.ids), "channel_id": guild.channel}
    shape = thread(under, name="Alerts", owner=world.bot)
    world.channels[shape["id"]] = guild.channel_json() | shape
    by_message = Alert(int(world.alice.id), None, "lamp", due)
    there = Alert(int(world.bob.id), int(guild.id), "lamp", due, thread=int(shape["id"]))
    async with open_store(url) as store:
        episode = episode_of(content, key=f"lamp-{number}").id
        alerts = [await store.members.add_alert(one) for one in (by_message, there)]
        quote = content.quotes[0].id
        matches = [AlertMatch(one, episode, quote, due) for one in alerts]
        assert await store.members.enter_matches(episode, matches)
    return alerts


async def _untold(url: str, alerts: Sequence[Alert]) -> str:
    """Say why alerts were given up."""
    async with open_store(url) as store:
        given_up = [(await store.members.untold(one.user)).get(one.id, "") for one in alerts]
    return ", ".join(filter(None, given_up))


async def _pass(
    discord: LoopbackDiscord,
    bot: BotProcess,
    faults: Lasting,
    trouble: Trouble,
    seconds: float,
    url: str,
    server: int,
) -> Outcome:
    ran, before, struck = Outcome(), len(bot.log), faults.struck
    loop = asyncio.get_running_loop()
    await _begin(discord, faults, trouble)
    end = loop.time() + seconds
    asking: list[asyncio.Task[str]] = []
    while loop.time() < end:
        asking.append(asyncio.create_task(_ask(discord)))
        await asyncio.sleep(_PAUSE)
    faults.now = ()
    discord.gateway_server.faults.clear()
    ran.seen = Counter(await asyncio.gather(*asking))
    end = loop.time() + _RECOVERY
    settled = False
    while loop.time() < end and not settled:
        await asyncio.sleep(1)
        async with open_store(url) as store:
            (post,) = await store.ledger.history(server, limit=1)
            waiting = await store.members.open_matches(datetime.now(UTC) + _LATER, limit=2)
        ran.row = post.status
        settled = post.status in {"sent", "skipped", "disabled"} and not waiting
    ran.seen["well after"] = await _ask(discord) == "answered"
    told = bot.log[before:]
    ran.lines, ran.tracebacks = told.count("\n"), told.count("Traceback")
    ran.struck = faults.struck - struck
    return ran


async def _begin(discord: LoopbackDiscord, faults: Lasting, trouble: Trouble) -> None:
    faults.now = trouble.faults
    if trouble.gateway is not None:
        discord.gateway_server.faults.extend([trouble.gateway] * 1000)
        for session in discord.gateway_server.live():
            if session.socket:
                session.socket.cut()


async def _ask(discord: LoopbackDiscord) -> str:
    """Use /quote, and say what the member sees within three seconds."""
    asked: Response = await discord.begin_slash("quote", _WORDS, guild=discord.guilds[0])
    try:
        async with asyncio.timeout(_ANSWER):
            await asked.answered()
    except TimeoutError:
        return "nothing"
    except AssertionError:
        return "nothing"
    return "answered" if "public locked out" in asked.text else "a sentence"


def _posts(discord: LoopbackDiscord, channel: str) -> int:
    def own(message: dict[str, object]) -> bool:
        return any(one.get("custom_id", "").startswith("d:") for one in components(message))

    threads = [one["id"] for one in discord.world.threads.values() if one["parent_id"] == channel]
    places = {channel, *threads}
    return sum(own(one) for one in discord.world.messages.values() if one["channel_id"] in places)


def _alerts(discord: LoopbackDiscord, before: Collection[str]) -> int:
    """Count the alerts that were told since."""
    made = [one for key, one in discord.world.messages.items() if key not in before]
    marks = [mark for one in made for mark in components(one)]
    return sum(one.get("custom_id", "").startswith("al:") for one in marks)


def _head() -> None:
    print(
        f"{'fault':<20}{'struck':>7}{'answered':>10}{'a sentence':>12}{'nothing':>9}"
        f"{'well after':>12}{'posts':>7}  {'ledger':<10}{'alerts':>7}{'lines':>6}{'tracebacks':>12}"
        "  alerts that were given up",
        flush=True,
    )


def _show(trouble: Trouble, ran: Outcome) -> None:
    seen = ran.seen
    print(
        f"{trouble.name:<20}{ran.struck:>7}{seen['answered']:>10}{seen['a sentence']:>12}"
        f"{seen['nothing']:>9}{'yes' if seen['well after'] else 'no':>12}{ran.posts:>7}  "
        f"{ran.row:<10}{ran.alerts:>7}{ran.lines:>6}{ran.tracebacks:>12}  {ran.untold}",
        flush=True,
    )


if __name__ == "__main__":
    asyncio.run(main())
