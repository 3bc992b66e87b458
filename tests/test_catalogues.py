"""Every message of the code is in every catalogue, translated, and fits where Discord shows it."""

import asyncio
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po

from bot.command_names import CommandTranslator
from bot.translation import pgettext, speaking
from tests.support.catalogues import (
    TEMPLATE,
    catalogue_of,
    forms,
    messages,
    registered,
    template,
    translated_languages,
)
from tests.test_docs import slash_commands

LANGUAGES = translated_languages()
LOCALES = {"de": ("de",), "es": ("es-ES", "es-419"), "fr": ("fr",), "ja": ("ja",)}
"""The locales of Discord for each language."""

PLACEHOLDER = re.compile(r"\{\w*\}")
MARKUP = re.compile(r"\*\*|\|\||`[^`]*`|<[#@:/t][^>]*>|https?://\S+|[⚠️❌✅]")
COMMAND = re.compile(r"(?<![\w/:.])/([a-z]+(?: [a-z]+)*)")
COMMANDS = set(slash_commands())
"""The commands by what is typed in English, for example `daily setup`."""
COMMAND_NAME = re.compile(r"[-_'\w]{1,32}")
LONGEST_COMMAND = 8000


def translated(language: str) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Yield the forms of each translated message, and of its translation."""
    for message in messages(catalogue_of(language)):
        if all(forms(message.string)):
            yield forms(message.id), forms(message.string)


@cache
def of_the_code() -> set[tuple[str | None, tuple[str, ...]]]:
    """Return the keys of all messages, which are extracted once for all tests."""
    return keys(asyncio.run(template()))


@cache
def registered_commands() -> list[dict[str, Any]]:
    return asyncio.run(registered(CommandTranslator()))


def keys(catalogue: Catalog) -> set[tuple[str | None, tuple[str, ...]]]:
    return {(one.context, forms(one.id)) for one in messages(catalogue)}


def marks(text: str) -> Counter[str]:
    return Counter(MARKUP.findall(text))


def with_command_names(text: str, language: str) -> str:
    """Return a message with the names of its commands and options as a language has them."""

    def localise(found: re.Match[str]) -> str:
        words = found[1].split()
        size = next((n for n in range(len(words), 0, -1) if " ".join(words[:n]) in COMMANDS), 0)
        with speaking(language):
            names = [pgettext("command", word) for word in words[:size]]
            if size and size < len(words) and f"`{found[0]}`" in text:
                names += [pgettext("option", word) for word in words[size:]]
            elif size:
                names += words[size:]
        return "/" + " ".join(names) if size else found[0]

    return COMMAND.sub(localise, text)


def paths(text: str) -> set[str]:
    """Return the commands that a message names, as they are typed."""
    return {
        path
        for path in COMMANDS
        if re.search(rf"(?<![\w/:.])/{path}(?![\w-])", text)
        and not any(other.startswith(f"{path} ") and f"/{other}" in text for other in COMMANDS)
    }


def described(commands: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the commands, groups, options and choices."""
    for one in commands:
        yield one
        yield from described(one.get("options", []))
        yield from described(one.get("choices", []))


def localised(command: dict[str, Any], key: str) -> dict[str, str]:
    """Return the translations of a name or description, by locale."""
    return command.get(f"{key}_localizations") or {}


def every_length(command: dict[str, Any]) -> int:
    """Return the length that Discord counts: of each text, its longest translation."""
    own = sum(
        max(map(len, (command.get(key, ""), *localised(command, key).values())))
        for key in ("name", "description")
    )
    inner = (*command.get("options", []), *command.get("choices", []))
    return own + sum(map(every_length, inner))


def test_the_template_has_the_messages_of_the_code() -> None:
    with TEMPLATE.open("rb") as source:
        assert keys(read_po(source)) == of_the_code()


@pytest.mark.parametrize("language", LOCALES)
def test_every_message_of_the_code_is_translated(language: str) -> None:
    catalogue = catalogue_of(language)
    assert keys(catalogue) == of_the_code()
    assert [one.id for one in messages(catalogue) if not all(forms(one.string))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_a_guess_or_left_over(language: str) -> None:
    catalogue = catalogue_of(language)
    assert [one.id for one in messages(catalogue) if one.fuzzy] == []
    assert not catalogue.obsolete


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_have_the_placeholders_and_marks_of_their_messages(language: str) -> None:
    for original, translation in translated(language):
        expected = [with_command_names(form, language) for form in original]
        allowed = [set(PLACEHOLDER.findall(form)) for form in original]
        for form in translation:
            assert set(PLACEHOLDER.findall(form)) in allowed, form
            assert marks(form) in [marks(one) for one in expected], form
            assert form.strip() == form or form.isspace() == original[0].isspace(), form


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_name_commands_as_members_type_them(language: str) -> None:
    for original, translation in translated(language):
        for path in paths(original[0]):
            with speaking(language):
                named = "/" + " ".join(pgettext("command", word) for word in path.split())
            assert all(named in form for form in translation), (named, translation)


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_have_all_plural_forms_of_the_language(language: str) -> None:
    needed = get_plural(language).num_plurals
    for original, translation in translated(language):
        assert len(translation) == (needed if len(original) > 1 else 1), original


def test_command_texts_fit_discord_in_every_language() -> None:
    commands = registered_commands()
    for one in described(commands):
        names = {str(one["name"]), *localised(one, "name").values()}
        # The name of a command of the context menu, or of a choice, may have spaces.
        free = one.get("type") in {None, 2, 3} and "description" not in one
        for name in names:
            fits = len(name) <= (100 if "value" in one else 32) if free else _is_name(name)
            assert fits, name
        texts = localised(one, "description").values()
        assert [text for text in texts if len(text) > 100] == []
    assert [one["name"] for one in commands if every_length(one) > LONGEST_COMMAND] == []


@pytest.mark.parametrize("locale", [one for language in LANGUAGES for one in LOCALES[language]])
def test_command_names_are_unique_among_their_siblings(locale: str) -> None:
    def names(siblings: list[dict[str, Any]]) -> list[str]:
        return [localised(one, "name").get(locale, str(one["name"])) for one in siblings]

    commands = registered_commands()
    for siblings in (commands, *(one.get("options", []) for one in described(commands))):
        assert len(set(names(siblings))) == len(siblings), names(siblings)


def _is_name(name: str) -> bool:
    return bool(COMMAND_NAME.fullmatch(name)) and name == name.lower()
