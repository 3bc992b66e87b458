"""`pullquote export`: write everything that was put in for one show, to be imported again."""

import asyncio
import json
import shlex
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot import __version__
from bot.cli.console import print_line
from bot.cli.options import Database, DataDir, to_path
from bot.cli.resources import now, open_resources, read_settings
from bot.errors import NotFoundError, StoreError

if TYPE_CHECKING:
    from bot.cli.resources import Resources
    from bot.models import Content, Episode, Show
    from bot.settings import Settings

_SUFFIXES = {
    "text": ".txt",
    "markdown": ".md",
    "SubRip": ".srt",
    "WebVTT": ".vtt",
    "TSV": ".tsv",
    "CSV": ".csv",
    "HTML": ".html",
    "YouTube JSON": ".json3",
    "YouTube captions": ".srv3",
    "LRC": ".lrc",
    "RTF": ".rtf",
    "SubStation Alpha": ".ass",
    "TTML": ".ttml",
    "DOCX": ".docx",
    "ODT": ".odt",
}
"""By what an episode says of its format; others are named .transcript: the content tells them."""

_BOM = "\ufeff".encode()

OfServer = Annotated[
    int | None,
    typer.Option(
        "--server",
        metavar="ID",
        min=1,
        help="The Discord server whose private show it is.",
        show_default=False,
    ),
]


@dataclass(frozen=True, slots=True)
class _Exported:
    """What is written of an episode: its files, and what no file of it says."""

    episode: "Episode"
    transcript: Path
    guide: Path
    data: bytes
    toml: str
    hidden: tuple[str, ...]
    quotes: tuple[str, ...]


def export_show(
    show: Annotated[str, typer.Argument(metavar="SHOW", help="The show's slug.")],
    folder: Annotated[
        Path, typer.Argument(parser=to_path, metavar="FOLDER", help="A new or an empty folder.")
    ],
    *,
    server: OfServer = None,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """Write everything that was put in for a show into a folder, so that it can be imported again.

    There are the transcripts, byte for byte where they were stored so, a guide for each with what
    people have changed, and a README with the commands that import them.

    For example:

        pullquote export my-podcast exported/
    """
    settings = read_settings(database, data_dir)
    exported = asyncio.run(_export(settings, show, folder, server=server))
    quotes = sum(len(one.quotes) for one in exported)
    print_line(
        f"{folder}: {len(exported):,} episodes with {quotes:,} quotes. {folder / 'README.md'} has "
        "the commands that import them."
    )


async def _export(
    settings: "Settings", slug: str, folder: Path, *, server: int | None
) -> list[_Exported]:
    async with open_resources(settings.database_url, settings.data_dir) as resources:
        episodes = [
            one
            for one in await resources.store.every_episode()
            if (one.show.slug, one.show.server) == (slug, server)
        ]
        if not episodes:
            raise NotFoundError(
                f"No show {slug!r} {'is public' if server is None else 'of this server'} and has "
                "episodes. `pullquote list` shows all, `--server ID` names whose it is."
            )
        hidden = defaultdict[str, list[str]](list)
        for quote in await resources.store.edits.hidden_quotes(server=None):
            hidden[quote.episode].append(quote.quote)
        names = _file_names([one.key for one in episodes])
        exported = [
            await _of_episode(resources, one, name=names[one.key], hidden=hidden[one.key])
            for one in episodes
        ]
    await asyncio.to_thread(_write, folder, exported, episodes[0].show)
    return exported


async def _of_episode(
    resources: "Resources", episode: "Episode", *, name: str, hidden: Sequence[str]
) -> _Exported:
    from bot import guide

    content = await resources.store.content(episode.key)
    source = await resources.store.source(episode.key)
    other = ".json" if episode.format.endswith("JSON") else ".transcript"
    suffix = _SUFFIXES.get(episode.format, other)
    return _Exported(
        episode,
        Path("transcripts") / f"{name}{suffix}",
        Path("guides") / f"{name}.toml",
        source or _to_bytes(content, episode.sha256),
        guide.export(episode, content),
        tuple(hidden),
        tuple(one.id for one in content.quotes),
    )


def _file_names(keys: Sequence[str]) -> dict[str, str]:
    """Map keys to names of files, which differ by more than their case: not every disk has both."""
    names: dict[str, str] = {}
    wanted, used = {key.casefold() for key in keys}, set[str]()
    for number, key in enumerate(keys, 1):
        name = key
        if not _is_file_name(key) or key.casefold() in used:
            numbered = (f"episode-{other}" for other in count(number))
            name = next(one for one in numbered if one not in wanted | used)
        used.add(name.casefold())
        names[key] = name
    return names


def _is_file_name(key: str) -> bool:
    """Return whether every system can have a file of that name."""
    forbidden = set('/\\:*?"<>|')
    return key.isprintable() and not forbidden & set(key) and key.strip(". ") == key


def _to_bytes(content: "Content", digest: str) -> bytes:
    """Return the bytes of a file of which the text is the decoding."""
    data = content.text.encode()
    return _BOM + data if sha256(_BOM + data).hexdigest() == digest else data


def _write(folder: Path, exported: Sequence[_Exported], show: "Show") -> None:
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise StoreError(f"{folder} is not an empty folder; name a new one.")
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for one in exported:
            for path, data in ((one.transcript, one.data), (one.guide, one.toml.encode())):
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / path).write_bytes(data)
        manifest = json.dumps(_manifest(exported, show), indent=1, ensure_ascii=False)
        (folder / "show.json").write_text(manifest + "\n", encoding="utf-8")
        readme = "\n".join(_readme(exported, show))
        (folder / "README.md").write_text(readme, encoding="utf-8")
    except OSError as error:
        raise StoreError(
            f"{folder} cannot be written ({error.strerror}); make room, or name another folder."
        ) from error


def _manifest(exported: Sequence[_Exported], show: "Show") -> dict[str, object]:
    return {
        "show": {"slug": show.slug, "title": show.title, "server": show.server},
        "exported": now().isoformat(timespec="seconds"),
        "release": __version__,
        "episodes": [
            {
                "key": one.episode.key,
                "title": one.episode.title,
                "transcript": one.transcript.as_posix(),
                "is_original": sha256(one.data).hexdigest() == one.episode.sha256,
                "guide": one.guide.as_posix(),
                "language": one.episode.language,
                "added": one.episode.added_at and one.episode.added_at.isoformat(),
                "hidden": list(one.hidden),
                "quotes": list(one.quotes),
            }
            for one in exported
        ],
    }


def _readme(exported: Sequence[_Exported], show: "Show") -> Iterator[str]:
    yield f"# {show.title}\n"
    yield f"{len(exported)} episodes, exported from Pullquote {__version__}. `transcripts/` has"
    yield "what was imported, `guides/` what people and the analysis said of it (docs/guide.md),"
    yield "and `show.json` lists both, with the ids of the quotes.\n"
    yield "These commands import them again, run in this folder:\n"
    for one in exported:
        yield f"    {shlex.join(_command(one, show))}"
        if one.hidden:
            yield f"    {shlex.join(['pullquote', 'hide', *one.hidden])}"
    yield ""


def _command(one: _Exported, show: "Show") -> list[str]:
    command = ["pullquote", "add", one.transcript.as_posix()]
    if one.transcript.stem != one.episode.key:
        command += ["--key", one.episode.key]
    command += ["--guide", one.guide.as_posix(), "--show", show.slug]
    if one.episode.language:
        command += ["--language", one.episode.language]
    if show.server is not None:
        command += ["--server", str(show.server)]
    return command
