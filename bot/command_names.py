"""Names and descriptions of commands and options in the languages that have a catalogue.

Discord shows them in the language of each member's client.
"""

from functools import cache

from discord import Locale, app_commands
from discord.app_commands import TranslationContextLocation, TranslationContextTypes, locale_str

from bot.translation import ENGLISH, gettext, pgettext, speaking, supported_language

CONTEXTS = {
    TranslationContextLocation.command_name: "command",
    TranslationContextLocation.group_name: "command",
    TranslationContextLocation.parameter_name: "option",
    TranslationContextLocation.choice_name: "choice",
}
"""The contexts by which the catalogues tell names from other messages; descriptions have none."""


class CommandTranslator(app_commands.Translator):
    """Translate the commands when they are registered with Discord."""

    async def translate(
        self, string: locale_str, locale: Locale, context: TranslationContextTypes
    ) -> str | None:
        """Return a name or description in a locale, None where Discord shall show the English."""
        language = supported_language(locale.value)
        if language == ENGLISH:
            return None
        return _translated(string.message, language, CONTEXTS.get(context.location))


@cache
def _translated(message: str, language: str, meaning: str | None) -> str | None:
    """Return a translation, None if there is none; each is asked for twice at every start."""
    with speaking(language):
        translated = pgettext(meaning, message) if meaning else gettext(message)
    return translated if translated != message else None
