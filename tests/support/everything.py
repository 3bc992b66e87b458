"""Members who use everything, and everywhere type words by which they can be found again."""

import inspect
from collections.abc import Callable, Iterator
from typing import Any

import discord
import simcord
from discord import app_commands

from bot.client import PullquoteBot
from tests.support import seen
from tests.support.logged import repeating_errors
from tests.support.stage import Stage

_TEXT = 4
"""The type of a field for text."""

_FILLED = {
    discord.AppCommandOptionType.integer: 1,
    discord.AppCommandOptionType.number: 1.0,
    discord.AppCommandOptionType.boolean: True,
}


class Repeating:
    """A proxy of an object whose awaited methods, once it `fails`, raise what they were given.

    The errors are of one kind after another.
    """

    _errors = repeating_errors()

    def __init__(self, real: object, fails: Callable[[], bool]) -> None:
        self._real, self._fails = real, fails

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._real, name)
        if inspect.iscoroutinefunction(found):
            return self._awaited(found)
        ours = type(found).__module__.startswith("bot.") and not callable(found)
        return Repeating(found, self._fails) if ours and not _is_plain(found) else found

    def _awaited(self, method: Callable[..., Any]) -> Callable[..., Any]:
        async def call(*args: object, **kwargs: object) -> object:
            if self._fails():
                raise next(self._errors)(f"{method.__name__} with {args!r} and {kwargs!r}")
            return await method(*args, **kwargs)

        return call


def _is_plain(value: object) -> bool:
    return hasattr(value, "__dataclass_fields__")


class Everything:
    """Uses every command, button, menu and modal, typing `words` wherever that is possible."""

    def __init__(self, stage: Stage, bot: PullquoteBot, words: str) -> None:
        self.stage, self.bot, self.words = stage, bot, words
        self.modals: list[simcord.InteractionResult] = []
        self.used: set[str] = set()
        self.submitted = self._files = 0

    async def commands(self) -> list[simcord.InteractionResult]:
        """Use every slash command with all its options, and type into those with choices."""
        results: list[simcord.InteractionResult] = []
        for command in self.bot.tree.walk_commands():
            if not isinstance(command, app_commands.Command):
                continue
            options = {one.display_name: self._filled(one) for one in command.parameters}
            for one in command.parameters:
                if one.autocomplete:
                    await self.stage.boss.autocomplete(
                        self.stage.channel, command.qualified_name, one.display_name, self.words
                    )
            results.append(
                await self.stage.boss.slash(self.stage.channel, command.qualified_name, **options)
            )
            self.used.add(command.qualified_name)
        return results

    async def found(self) -> list[simcord.InteractionResult]:
        """Use what shows pages with buttons, of an episode that has the words in it."""
        asked: tuple[tuple[str, dict[str, Any]], ...] = (
            ("quote", {"words": self.words}),
            ("topic", {"name": self.words}),
            ("ask", {"question": self.words}),
            ("summary", {"episode": self.words}),
            ("daily setup", {"channel": self.stage.channel, "time": "09:00", "zone": "UTC"}),
            ("setup", {}),
            ("alert add", {"phrase": self.words}),
            ("privacy show", {}),
            ("library add", {"file": self._transcript(), "title": self.words}),
        )
        return [
            await self.stage.boss.slash(self.stage.channel, name, **options)
            for name, options in asked
        ]

    async def messages(self) -> None:
        """Mention the bot, write to it, and use the menus of a message."""
        me = f"<@{self.bot.user.id}>" if self.bot.user else ""
        for words in (self.words, f"[{self.words} @ 1:00]"):
            message = await self.stage.mia.send(self.stage.channel, f"{me} {words}")
            await self.stage.mia.send_dm(words)
            for menu in self.bot.tree.get_commands(type=discord.AppCommandType.message):
                await self.stage.mia.context_menu(self.stage.channel, menu.name, message)
                self.used.add(menu.name)

    async def press(
        self, results: list[simcord.InteractionResult]
    ) -> list[simcord.InteractionResult]:
        """Press every button of answers, keep the modals that open, and return the answers."""
        answers: list[simcord.InteractionResult] = []
        for result in results:
            if result.response is None:
                continue
            message = result.response.message
            for button in seen.custom_ids(result):
                pressed = await self._pressed(message, button)
                if pressed is None:
                    continue
                if pressed.modal is not None:
                    self.modals.append(pressed)
                answers.append(pressed)
        return answers

    async def _pressed(self, message: Any, button: str) -> simcord.InteractionResult | None:
        try:
            return await self.stage.boss.click(message, custom_id=button)
        except simcord.SetupError:  # a menu, or a button that an earlier press has replaced
            return None

    async def submit(self) -> None:
        """Fill in every modal that has opened since, and send it."""
        while self.modals:
            shown = self.modals.pop()
            assert shown.modal is not None
            self.submitted += 1
            await self.stage.boss.submit_modal(shown, dict(self._fields(shown.modal)))

    def _fields(self, modal: dict[str, Any]) -> Iterator[tuple[str, str]]:
        for label in modal["components"]:
            field = label.get("component") or label["components"][0]
            if field["type"] == _TEXT:
                yield field["custom_id"], self.words[: field.get("max_length") or None]
            elif field.get("options"):
                yield field["custom_id"], field["options"][0]["value"]

    def _transcript(self) -> tuple[str, bytes]:
        """Return a file that no other has the words of, named after what is typed."""
        self._files += 1
        said = f"Ann: On day {self._files} there was {self.words} in the well, as always.\n"
        return f"{self.words.replace(' ', '-')}-{self._files}.txt", (said * 3).encode()

    def _filled(self, option: app_commands.Parameter) -> Any:
        if option.choices:
            return option.choices[0].value
        match option.type:
            case discord.AppCommandOptionType.channel:
                return self.stage.channel
            case discord.AppCommandOptionType.role:
                return self.stage.home.default_role
            case discord.AppCommandOptionType.user:
                return self.stage.mia
            case discord.AppCommandOptionType.attachment:
                return f"{self.words.replace(' ', '-')}.srt", self.words.encode()
            case other:
                longest = int(option.max_value) if option.max_value else None
                return _FILLED.get(other, self.words[:longest])
