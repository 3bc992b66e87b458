"""What operators and managers do in a week: imports in every way, removals and corrections."""

from __future__ import annotations

import asyncio
import random
import sys
from asyncio.subprocess import DEVNULL, PIPE, STDOUT
from collections.abc import Awaitable, Callable, Mapping, Sequence
from email.utils import format_datetime
from pathlib import Path

from benchmarks.week.clock import LeapingClock
from benchmarks.week.timed import Timed
from benchmarks.week.transcripts import Transcript, Transcripts
from tests.support.feed_xml import item, rss
from tests.support.web import Website
from tests.support.wire import LoopbackDiscord, Response, text
from tests.support.wire.objects import Guild
from tests.support.wire.process import environment

PUBLIC_SHOW, OWN_SHOW = "talks", "Members only"
BATCH = 4
"""Files that the operator adds by one command."""

ROOT = Path(__file__).parents[2]
NETWORKS = "127.0.0.0/8"


class CommandLine:
    """Runs commands beside the bot, with the clock of the week, one after another."""

    def __init__(self, discord: LoopbackDiscord, folder: Path, clock: Path) -> None:
        self.environment = environment(discord, folder) | {
            "PYTHONPATH": str(ROOT),
            "PULLQUOTE_FEED_NETWORKS": NETWORKS,
            "PULLQUOTE_LOG_FORMAT": "json",
        }
        self.failures: list[str] = []
        self.ran = 0
        self._folder = folder
        self._clock = clock
        self._alone = asyncio.Lock()

    def program(self, *arguments: str) -> tuple[str, ...]:
        """Return the program and arguments that run a command with the clock of the week."""
        return (sys.executable, "-m", "benchmarks.week.process", str(self._clock), *arguments)

    async def run(self, *arguments: str) -> str:
        """Run a command and return what it prints; keep that as a failure if it fails."""
        async with self._alone:
            process = await asyncio.create_subprocess_exec(
                *self.program(*arguments),
                stdin=DEVNULL,
                stdout=PIPE,
                stderr=STDOUT,
                cwd=self._folder,
                env=self.environment,
            )
            written, _ = await process.communicate()
        self.ran += 1
        if process.returncode:
            self.failures.append(f"{arguments[0]}: {written.decode()[-600:]}")
        return written.decode()


class Imports:
    """Imports and removals; `episodes` are the keys that the library should have, by their ways."""

    def __init__(
        self,
        command_line: CommandLine,
        timed: Timed,
        transcripts: Transcripts,
        *,
        clock: LeapingClock,
        website: Website,
        guild: Guild,
        files: Path,
        chance: random.Random,
    ) -> None:
        self._run = command_line.run
        self._timed = timed
        self._transcripts = transcripts
        self._clock = clock
        self._website = website
        self._guild = guild
        self._files = files
        self._chance = chance
        self.known = 0
        self.count = 0
        self.replaced = 0
        self.removed = 0
        self.episodes: dict[str, dict[str, int]] = {"cli": {}, "upload": {}, "feed": {}}
        self._versions: dict[int, int] = {}
        self._items: list[str] = []
        self.failures: list[str] = []

    @property
    def keys(self) -> set[str]:
        """Return the keys of the episodes that the library should have."""
        return {key for own in self.episodes.values() for key in own}

    async def begin(self, number: int) -> None:
        """Fill the library before the bot runs."""
        await self._add(number)
        self.count = 0

    async def follow_feed(self) -> None:
        """Have the operator follow a feed that has nothing yet."""
        self._put_feed()
        await self._run("follow", self._website.url("/feed.xml"), "--show", "radio")

    def import_some(self, way: str, *, growing: bool) -> tuple[int, Callable[[], Awaitable[None]]]:
        """Return how many imports a step of a way makes, and the step.

        Unless it is `growing`, the library has as many episodes afterwards as before.
        """
        if way == "cli":
            return BATCH, (lambda: self._add(BATCH)) if growing else self._add_again
        if way == "upload":
            return 1, (self._upload if growing else self._upload_again)
        return 1, (self._publish if growing else self._publish_instead)

    async def correct(self) -> None:
        """Hide a line and show it again, rename episodes, right a name, decide on a report."""
        manager, chance = self._timed.discord.world.alice, self._chance
        keys = [*self.episodes["upload"]]
        if keys:
            key = chance.choice(keys)
            await self._manage("library rename", {"episode": key, "title": f"About {key}"})
            words = self._transcript(self.episodes["upload"][key]).words(chance, most=6)
            asked = await self._manage("library hide", {"line": words})
            hide = _button(asked, "lh:")
            if asked and hide and await self._press(asked, hide):
                hidden = await self._timed.type_in(
                    "library unhide", {"line": ""}, focused="line", user=manager, guild=self._guild
                )
                if hidden:
                    await self._manage("library unhide", {"line": hidden[0]["value"]})
        reported = await self._manage("library mistakes", {})
        decide = _button(reported, chance.choice(("ma:", "mr:")))
        if reported and decide:
            await self._press(reported, decide)
        own = self.episodes["cli"]
        public = chance.choice([*own])
        await self._run("edit", public, "--title", f"On {public}")
        heard = max(self._transcript(own[public]).words(chance, most=9).split(), key=len)
        heard = heard.strip(".,!?")
        await self._run("names", public, "--correct", f"{heard}={heard.title()} Right")

    async def _add(self, number: int) -> None:
        made = range(self.known, self.known + number)
        self.known += number
        paths = [self._write(f"talk-{one:04}", one) for one in made]
        await self._run("add", "--show", PUBLIC_SHOW, *map(str, paths))
        self.episodes["cli"] |= {f"talk-{one:04}": one for one in made}
        self.count += number

    async def _add_again(self) -> None:
        """Replace some episodes by later versions, and now and then one by another."""
        own = self.episodes["cli"]
        chosen = self._chance.sample([*own], k=min(BATCH, len(own)))
        paths = [self._write(key, own[key], again=True) for key in chosen]
        await self._run("add", "--show", PUBLIC_SHOW, "--replace", *map(str, paths))
        self.count += len(chosen)
        self.replaced += len(chosen)

    async def _upload(self) -> None:
        number = self.known
        self.known += 1
        await self._send(f"own-{number:04}", number)

    async def _upload_again(self) -> None:
        """Upload a later version of an episode, or another one, after removing one."""
        own = self.episodes["upload"]
        if not own or self._chance.random() < 0.5:
            if own:
                await self._remove(self._chance.choice([*own]))
            await self._upload()
            return
        key = self._chance.choice([*own])
        self._revise(own[key])
        await self._send(key, own[key], replace=True)
        self.replaced += 1

    async def _send(self, key: str, number: int, *, replace: bool = False) -> None:
        transcript = self._transcript(number)
        suffix, written = self._chance.choice(
            ((".md", transcript.markdown), (".vtt", transcript.captions))
        )
        file = self._timed.discord.attach(key + suffix, written.encode())
        given = {"file": file, "show": OWN_SHOW, "replace": replace}
        looked = await self._manage("library add", given, kind="/library add: a look at a file")
        accept = _button(looked, "ua:")
        if looked is None or accept is None:
            self.failures.append(f"{key}: {looked.text if looked else 'no answer'}")
            return
        done = await self._press(looked, accept, kind="/library add: its import", deferred=True)
        if done and done.followups:
            self.failures.append(f"{key}: {text(done.followups[-1])}")
        elif done:
            self.episodes["upload"][key] = number
            self.count += 1

    async def _remove(self, key: str) -> None:
        """Remove an uploaded episode, sometimes with a change of mind in between."""
        asked = await self._manage("library remove", {"episode": key})
        button = _button(asked, "lr:")
        if asked is None or button is None:
            self.failures.append(f"{key} cannot be removed: {asked.text if asked else ''}")
            return
        undoes = self._chance.random() < 0.3
        done = await self._press(asked, button)
        undo = _button(done, "lu:") if undoes else None
        if done and undo and await self._press(done, undo):
            asked = await self._manage("library remove", {"episode": key})
            button = _button(asked, "lr:")
            done = await self._press(asked, button) if asked and button else None
        if done:
            del self.episodes["upload"][key]
            self.removed += 1

    async def _publish(self) -> None:
        number = self.known
        self.known += 1
        key = f"radio-{number:04}"
        address = self._website.put(
            f"/{key}.vtt", self._transcript(number).captions, Content_Type="text/vtt"
        )
        self._items.insert(
            0,
            item(key, address, title=f"{number:04}", published=format_datetime(self._clock.now())),
        )
        self._put_feed()
        self.episodes["feed"][key] = number
        self.count += 1

    async def _publish_instead(self) -> None:
        """Publish an episode, and have the operator delete an older one for good."""
        listed = await self._run("list")
        older = [key for key in self.episodes["feed"] if key in listed]
        if older:
            await self._run("remove", "--yes", "--for-good", older[0])
            del self.episodes["feed"][older[0]]
            self.removed += 1
        await self._publish()

    def _put_feed(self) -> None:
        self._website.put(
            "/feed.xml", rss(*self._items, title="Radio"), Content_Type="application/rss+xml"
        )

    def _write(self, key: str, number: int, *, again: bool = False) -> Path:
        if again:
            self._revise(number)
        path = self._files / f"{key}.md"
        path.write_text(self._transcript(number).markdown, encoding="utf-8")
        return path

    def _revise(self, number: int) -> None:
        self._versions[number] = self._versions.get(number, 0) + 1

    def _transcript(self, number: int) -> Transcript:
        return self._transcripts.transcript(number, version=self._versions.get(number, 0))

    async def _manage(
        self, name: str, given: Mapping[str, object], *, kind: str = ""
    ) -> Response | None:
        manager = self._timed.discord.world.alice
        return await self._timed.slash(name, given, user=manager, guild=self._guild, kind=kind)

    async def _press(
        self,
        answer: Response,
        custom_id: str,
        *,
        kind: str = "a manager's button",
        deferred: bool = False,
    ) -> Response | None:
        manager = self._timed.discord.world.alice
        return await self._timed.click(
            answer.shown, custom_id, user=manager, kind=kind, deferred=deferred
        )


def _button(answer: Response | None, begins: str) -> str | None:
    """Return the custom id of a button of an answer, None if it has none such."""
    held: Sequence[str] = [*answer.buttons.values()] if answer and answer.message else []
    return next((one for one in held if one.startswith(begins)), None)
