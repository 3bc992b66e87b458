"""Extract the messages of the code and bring the catalogues of data/locales up to date.

    make messages

Messages are those that the functions of `bot.translation` mark in the code, and the names and
descriptions of the commands as the bot registers them.
"""

import ast
import asyncio
from collections.abc import Callable, Iterator
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from discord import Locale, app_commands
from discord.app_commands import TranslationContextTypes, locale_str

from bot.command_names import CONTEXTS
from bot.translation import ENGLISH, FOLDER, LANGUAGES
from tests.support.stage import build_bot, open_library

PROJECT = Path(__file__).resolve().parent.parent.parent
TEMPLATE = FOLDER / "pullquote.pot"

_PLAIN = {"_", "gettext", "N_"}
_PLURAL = {"ngettext", "format_count"}
_HEADER = "# Messages of Pullquote; docs/translating.md tells how to translate them."
_UNUSED = (
    "Project-Id-Version",
    "Report-Msgid-Bugs-To",
    "POT-Creation-Date",
    "PO-Revision-Date",
    "Last-Translator",
    "Language-Team",
    "Generated-By",
)
"""Lines of a header that nobody here needs; the dates would change with each update."""

_WIDTH = 100


class _Recorder(app_commands.Translator):
    """Records what would be translated, as (context, message)."""

    def __init__(self) -> None:
        self.recorded: dict[tuple[str | None, str], None] = {}

    async def translate(
        self,
        string: locale_str,
        locale: Locale,  # noqa: ARG002 - every locale asks for the same
        context: TranslationContextTypes,
    ) -> None:
        self.recorded[CONTEXTS.get(context.location), string.message] = None


async def registered(translator: app_commands.Translator) -> list[dict[str, Any]]:
    """Return the commands as the bot registers them, with what the translator makes of them."""
    with TemporaryDirectory() as folder:
        async with (
            open_library(Path(folder)) as (store, library),
            build_bot(library, store) as bot,
        ):
            await bot.add_commands()
            await bot.tree.set_translator(translator)
            return [
                await command.get_translated_payload(bot.tree, translator)
                for command in bot.tree.get_commands()
            ]


async def template() -> Catalog:
    """Return a catalogue of all messages, without translations."""
    catalogue = Catalog(header_comment=_HEADER, fuzzy=False)
    for path in sorted((*PROJECT.glob("bot/**/*.py"), *PROJECT.glob("cogs/**/*.py"))):
        for context, message in _marked(ast.parse(path.read_text("utf-8"))):
            location = path.relative_to(PROJECT).as_posix()
            catalogue.add(message, locations=[(location, 0)], context=context)
    recorder = _Recorder()
    await registered(recorder)
    for context, message in recorder.recorded:
        catalogue.add(message, locations=[("commands", 0)], context=context)
    return catalogue


def _marked(tree: ast.AST) -> Iterator[tuple[str | None, str | tuple[str, str]]]:
    """Yield the messages that are marked, as (context, message).

    Babel's own extractor looks into no f-string before Python 3.12.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            texts = [
                one.value
                for one in node.args
                if isinstance(one, ast.Constant) and isinstance(one.value, str)
            ]
            match node.func.id, texts:
                case name, [message] if name in _PLAIN:
                    yield None, message
                case name, [one, many] if name in _PLURAL:
                    yield None, (one, many)
                case "pgettext", [context, message]:
                    yield context, message
                case _:
                    pass


@cache
def catalogue_of(language: str) -> Catalog:
    """Read the catalogue of a language once; it is empty where there is no file."""
    path = FOLDER / f"{language}.po"
    if not path.is_file():
        return Catalog(locale=language)
    with path.open("rb") as source:
        return read_po(source, locale=language)


def translated_languages() -> list[str]:
    """Return the languages that have a catalogue; English is the language of the messages."""
    return [one for one in LANGUAGES if one != ENGLISH and (FOLDER / f"{one}.po").is_file()]


def _write(catalogue: Catalog, path: Path) -> None:
    written = BytesIO()
    write_po(
        written,
        catalogue,
        width=_WIDTH,
        sort_output=True,
        include_lineno=False,
        ignore_obsolete=True,
    )
    lines = written.getvalue().decode().splitlines(keepends=True)
    kept = (one for one in lines if not one.removeprefix('"').startswith(_UNUSED))
    path.write_text("".join(kept), "utf-8")


async def _update(report: Callable[[str], object]) -> None:
    current = await template()
    FOLDER.mkdir(exist_ok=True)
    _write(current, TEMPLATE)
    for language in LANGUAGES:
        if language == ENGLISH:
            continue
        catalogue = catalogue_of(language)
        catalogue.update(current, no_fuzzy_matching=True)
        catalogue.header_comment, catalogue.fuzzy = _HEADER, False
        _write(catalogue, FOLDER / f"{language}.po")
        missing = sum(not all(forms(one.string)) for one in messages(catalogue))
        report(f"{language}: {len(catalogue)} messages, {missing} to translate")


def messages(catalogue: Catalog) -> Iterator[Any]:
    """Yield the messages of a catalogue, without its header."""
    return (one for one in catalogue if one.id)


def forms(text: Any) -> tuple[str, ...]:
    """Return the singular and plural forms of a message or of its translation."""
    return (text or "",) if text is None or isinstance(text, str) else tuple(text)


if __name__ == "__main__":
    asyncio.run(_update(print))
