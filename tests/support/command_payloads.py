"""The commands as they are registered, translated once for all the bots of the tests."""

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any, Self

from discord.app_commands import Command, Group, Translator

from bot.command_names import CommandTranslator


class _Payload(dict[str, Any]):
    """A translated command, which nobody changes: SimCord copies what it records of a request."""

    def __deepcopy__(self, memo: object) -> Self:
        return self


_translated: dict[str, _Payload] = {}


def translate_once() -> None:
    """Have discord.py keep what the bot's translator makes of each command.

    Each start of a bot asks for some 19,000 names and descriptions in all languages. A command
    that differs in any way is translated anew.
    """
    kinds: tuple[Any, ...] = (Command, Group)
    for kind in kinds:
        kind.get_translated_payload = _keep(kind.get_translated_payload)


def _keep(translate: Callable[..., Awaitable[dict[str, Any]]]) -> Any:
    @wraps(translate)
    async def get_translated_payload(
        command: Any, tree: Any, translator: Translator
    ) -> dict[str, Any]:
        if type(translator) is not CommandTranslator:
            return await translate(command, tree, translator)
        key = repr(command.to_dict(tree))
        if key not in _translated:
            _translated[key] = _Payload(await translate(command, tree, translator))
        return _translated[key]

    return get_translated_payload
