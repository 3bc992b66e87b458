"""What the members of a busy server do: each visit begins with one act and goes on with others."""

from __future__ import annotations

import asyncio
import random
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from copy import deepcopy

from benchmarks.week.timed import MODAL, Timed
from benchmarks.week.transcripts import Transcripts
from tests.support.wire import Response
from tests.support.wire.exchange import EPHEMERAL
from tests.support.wire.objects import Guild, Json, User, components

SUBJECTS = (
    *("testing", "error handling", "generics", "machine learning", "kubernetes", "open source"),
    *("concurrency", "the brain", "memory", "deployment", "documentation", "neural networks"),
    *("security", "performance", "databases", "hiring", "community", "interfaces", "sleep"),
)
STARTS = ("what is", "how do you", "why is it hard to", "who talked about", "when did they try")
NASTY = (
    "@everyone [free](https://example.com) ||x||",
    '" OR 1=1 --',
    "NEAR(a b, 5) AND words:*",
    "\u202e\u200b\u0000\ud7ff" + "Z\u0351\u036b" * 20,
    "-" * 199,
    '"' * 99,
    "<@1> <#2> </quote:3> <t:0:R>",
    "a*" * 90,
    "😀" * 90,
    "'; DROP TABLE quote; --",
)
FORGED = (
    *("q:0:aaaaaaaaaaaa", "q:9:" + "b" * 84, "c:zzzzzzzzzzzz", "x:aaaaaaaaaaaa:-999999:999999:a"),
    *(
        "t:99:-:nothing like it",
        "so:999:aaaaaaaa",
        "sc:9999:aaaaaaaa",
        "lr:aaaaaaaa",
        "ua:" + "0" * 16,
    ),
    *(
        "sl:9999",
        "sr:9999:aaaaaaaaaaaa",
        "ma:999999999999999999",
        "qp:aaaaaaaaaaaa",
        "k:aaaaaaaaaaaa",
    ),
)
PICTURE = ("k:", "kp:")
_REMEMBERED = 2000
_TYPED = 0.35
_ACTIVE = 2.5
"""How unlike each other members are: a tenth of them does four tenths of all."""
_GOES_ON, _MOST_STEPS = 0.62, 6
_DANGEROUS = ("lr:", "ua:", "ud:", "su:", "sm:", "sc:-", "sw:", "so:-", "sz:", "sg:", "ma:", "me:")


class Members:
    """The members of some servers, the first of which is the busy one."""

    def __init__(
        self,
        timed: Timed,
        transcripts: Transcripts,
        *,
        users: Sequence[User],
        guilds: Sequence[Guild],
        known: Callable[[], int],
        chance: random.Random,
    ) -> None:
        self._timed = timed
        self._transcripts = transcripts
        self._users = users
        self._guilds = guilds
        self._known = known
        self._chance = chance
        self._seen: deque[Json] = deque(maxlen=_REMEMBERED)
        self._openings: dict[Callable[[User, Guild], Awaitable[Response | None]], int] = {
            self._quote: 30,
            self._any_quote: 5,
            self._topic: 14,
            self._ask: 12,
            self._summary: 8,
            self._press_old: 10,
            self._mention: 4,
            self._message_menu: 3,
            self._own_things: 7,
            self._alert: 2,
            self._help: 1,
            self._manage: 4,
            self._nasty: 2,
            self._forged: 2,
        }

    async def visit(self) -> None:
        """Do something, then read on, press and send forms for a while."""
        chance = self._chance
        user = self._users[int(len(self._users) * chance.random() ** _ACTIVE)]
        guild = self._guilds[0] if chance.random() < 0.85 else chance.choice(self._guilds[1:])
        (opening,) = chance.choices([*self._openings], weights=[*self._openings.values()])
        answer = await opening(user, guild)
        for _ in range(_MOST_STEPS):
            if answer is None or chance.random() > _GOES_ON:
                return
            await asyncio.sleep(chance.uniform(0.2, 1.5))
            answer = await self._go_on(answer, user, guild)

    async def _quote(self, user: User, guild: Guild) -> Response | None:
        words = self._remembered()
        if self._chance.random() < _TYPED:
            offered = await self._typed("quote", "words", words, user, guild)
            words = offered or words
        given = {"words": words[:200]} | await self._narrowing("quote", user, guild)
        return self._keep(await self._timed.slash("quote", given, user=user, guild=guild))

    async def _any_quote(self, user: User, guild: Guild) -> Response | None:
        given = await self._narrowing("quote", user, guild)
        return self._keep(await self._timed.slash("quote", given, user=user, guild=guild))

    async def _topic(self, user: User, guild: Guild) -> Response | None:
        given = await self._narrowing("topic", user, guild)
        if self._chance.random() < 0.85:
            name = self._chance.choice(SUBJECTS)
            given["name"] = name
            if self._chance.random() < _TYPED:
                given["name"] = await self._typed("topic", "name", name, user, guild) or name
        return self._keep(await self._timed.slash("topic", given, user=user, guild=guild))

    async def _ask(self, user: User, guild: Guild) -> Response | None:
        start, subject = self._chance.choice(STARTS), self._chance.choice(SUBJECTS)
        asked = f"{start} {subject if self._chance.random() < 0.6 else self._remembered()}?"
        given = {"question": asked[:200]} | await self._narrowing("ask", user, guild)
        return self._keep(await self._timed.slash("ask", given, user=user, guild=guild))

    async def _summary(self, user: User, guild: Guild) -> Response | None:
        given: dict[str, str | bool] = {}
        if self._chance.random() < 0.6:
            episode = await self._typed("summary", "episode", "", user, guild)
            given |= {"episode": episode} if episode else {}
        return self._keep(await self._timed.slash("summary", given, user=user, guild=guild))

    async def _press_old(self, user: User, guild: Guild) -> Response | None:
        """Press something on an answer of hours or days ago."""
        if not self._seen:
            return await self._any_quote(user, guild)
        return await self._press(self._chance.choice(self._seen), user)

    async def _mention(self, user: User, guild: Guild) -> Response | None:
        words = self._chance.choice((self._remembered(), "", "[go-time-125 @ 12:14]"))
        await self._timed.say(
            f"<@{self._timed.discord.world.bot.id}> {words}", user=user, guild=guild
        )
        return None

    async def _message_menu(self, user: User, guild: Guild) -> Response | None:
        name = self._chance.choice(("Find this in the podcast", "More like this"))
        if self._seen and self._chance.random() < 0.5:
            message = self._chance.choice(self._seen)
        else:
            world = self._timed.discord.world
            message = deepcopy(self._seen[0]) if self._seen else None
            if message is None:
                return await self._quote(user, guild)
            message |= {"content": self._remembered(), "components": [], "id": next(world.ids)}
            message |= {"author": user.json(), "channel_id": guild.channel}
        return self._keep(await self._timed.use_on(name, message, user=user))

    async def _own_things(self, user: User, guild: Guild) -> Response | None:
        name = self._chance.choice(
            (
                *("saved list", "saved list", "saved export", "saved delete", "top", "top"),
                *("privacy show", "privacy export", "privacy forget"),
            )
        )
        given = {"period": self._chance.choice(("week", "month", "ever"))} if name == "top" else {}
        return await self._timed.slash(name, given, user=user, guild=guild)

    async def _alert(self, user: User, guild: Guild) -> Response | None:
        chance = self._chance
        if chance.random() < 0.4:
            return await self._timed.slash("alert list", user=user, guild=guild)
        given: dict[str, str | bool] = {"phrase": chance.choice(SUBJECTS)}
        if chance.random() < 0.3:
            given |= {"quiet_from": "22:00", "quiet_until": "7:00", "zone": "Europe/Berlin"}
        return await self._timed.slash("alert add", given, user=user, guild=guild)

    async def _help(self, user: User, guild: Guild) -> Response | None:
        return await self._timed.slash(
            self._chance.choice(("help", "about")), user=user, guild=guild
        )

    async def _manage(self, _: User, guild: Guild) -> Response | None:
        chance, manager = self._chance, self._timed.discord.world.alice
        name = chance.choice(
            (
                *("daily preview", "daily next", "daily history", "doctor", "library list"),
                *("library show", "library speakers", "library names", "library questions"),
                *("library mistakes", "library feeds", "setup"),
            )
        )
        given: dict[str, str] = {}
        if name in {"library show", "library speakers", "library names"}:
            episode = await self._typed(name, "episode", "", manager, guild)
            if not episode:
                return None
            given = {"episode": episode}
        await self._timed.slash(name, given, user=manager, guild=guild)
        return None

    async def _nasty(self, user: User, guild: Guild) -> Response | None:
        words, chance = self._chance.choice(NASTY), self._chance
        name, option = chance.choice((("quote", "words"), ("topic", "name"), ("ask", "question")))
        if name != "ask":
            await self._typed(name, option, words[:100], user, guild)
        strange = {"episode": words[:100], "speaker": words[:100], "after": words[:100]}
        given = dict(chance.sample([*strange.items()], k=chance.choice((0, 0, 1))))
        return await self._timed.slash(name, {option: words[:200]} | given, user=user, guild=guild)

    async def _forged(self, user: User, guild: Guild) -> Response | None:
        """Press a button that no message of ours has, or that names what is not there."""
        if not self._seen:
            return await self._any_quote(user, guild)
        custom_id = self._chance.choice(FORGED)
        button = {"type": 2, "style": 2, "label": "?", "custom_id": custom_id, "id": 1}
        message = self._chance.choice(self._seen)
        forged = message | {"components": [{"type": 1, "id": 2, "components": [button]}]}
        await self._timed.click(forged, custom_id, user=user, kind="a forged button")
        return None

    async def _go_on(self, answer: Response, user: User, guild: Guild) -> Response | None:
        if answer.callback and answer.callback["type"] == MODAL:
            return await self._fill(answer, user, guild)
        return await self._press(answer.message, user) if answer.message else None

    async def _press(self, message: Json, user: User) -> Response | None:
        """Press any button of a message, or choose anything from a menu of it."""
        able = [
            one
            for one in components(message)
            if one.get("custom_id")
            and not one.get("disabled")
            and not one["custom_id"].startswith(_DANGEROUS)
        ]
        if not able:
            return None
        pressed = self._chance.choice(able)
        custom_id, values = pressed["custom_id"], ()
        if "options" in pressed:
            values = (self._chance.choice(pressed["options"])["value"],)
        kind = "a choice from a menu" if values else "a press of a button"
        kind = "a card" if custom_id.startswith(PICTURE) else kind
        answer = await self._timed.click(message, custom_id, user=user, kind=kind, values=values)
        return self._keep(answer)

    async def _fill(self, modal: Response, user: User, guild: Guild) -> Response | None:
        opened: Json = (modal.callback or {})["data"]
        fields = [one["component"] for one in opened["components"] if "component" in one]
        typed = {
            one["custom_id"]: self._remembered()[: one.get("max_length") or 100]
            for one in fields
            if one["type"] == 4
        }
        return await self._timed.submit(modal, typed, user=user, guild=guild)

    async def _typed(
        self, name: str, option: str, words: str, user: User, guild: Guild
    ) -> str | None:
        """Type words, with a look at what is offered, and return one of the choices."""
        offered: Sequence[Json] = ()
        for length in {min(len(words), 3), min(len(words), 12)}:
            filled = {option: words[:length]}
            offered = await self._timed.type_in(
                name, filled, focused=option, user=user, guild=guild
            )
        return self._chance.choice(offered)["value"] if offered else None

    async def _narrowing(self, name: str, user: User, guild: Guild) -> dict[str, str | bool]:
        """Fill in other options now and then."""
        chance, given = self._chance, dict[str, str | bool]()
        if chance.random() < 0.2:
            given["private"] = True
        if chance.random() < 0.2:
            option = chance.choice(("episode", "speaker", "show", "after", "before"))
            dated = chance.choice(("2019", "March 2021", "3 months ago"))
            value = dated if option in {"after", "before"} else None
            value = value or await self._typed(name, option, "", user, guild)
            given |= {option: value} if value else {}
        return given

    def _remembered(self) -> str:
        """Return words that somebody says in an episode, often with one wrong."""
        number = self._chance.randrange(max(1, self._known()))
        words = self._transcripts.transcript(number).words(self._chance, most=9).split()
        if len(words) > 2 and self._chance.random() < 0.4:
            words[self._chance.randrange(len(words))] = self._chance.choice(SUBJECTS)
        return " ".join(words)

    def _keep(self, answer: Response | None) -> Response | None:
        """Remember an answer that all can see, for others to press on it later."""
        if answer and answer.message and not answer.message["flags"] & EPHEMERAL:
            self._seen.append(answer.message)
        return answer
