"""Find fonts in packages, in the operator's folder and in the system, by what they can draw.

The order is fixed: the packages that are installed with the bot, the operator's folder, further
packages of fonts, the system. A character is drawn with the first font that has it, so a font that
is added changes no card that could be drawn before. Files are read when a character needs them.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import metadata, util
from itertools import islice
from pathlib import Path
from threading import RLock
from typing import Literal

from bot.cards.coverage import FontFile, read_font
from bot.cards.scripts import is_invisible, needs_shaping, shaping

Role = Literal["words", "name", "source"]
"""What is set: the quote, in a serif where there is one; the names of speakers and shows, in a bold
sans; what else stands beneath, in a regular one."""

WEIGHTS: dict[Role, int] = {"words": 600, "name": 700, "source": 400}
"""The weight of each role, of fonts that have several."""

SYSTEM_FOLDERS = (
    Path("/usr/local/share/fonts"),
    Path("/usr/share/fonts"),
    Path("~/.local/share/fonts"),
    Path("~/.fonts"),
    Path("~/Library/Fonts"),
    Path("/Library/Fonts"),
    Path("/System/Library/Fonts"),
    Path("C:/Windows/Fonts"),
)

_SANS = ("source_sans_3", "frank_ruhl_libre", "noto_sans_arabic")
_BUNDLED = {
    "words": ("source_serif_4", "frank_ruhl_libre", "noto_sans_arabic"),
    "name": _SANS,
    "source": _SANS,
}
_SUFFIXES = {".ttf", ".otf", ".ttc", ".otc"}
_MOST_FILES = 4_000
_UNSUITED = re.compile(
    r"italic|oblique|mono|cond|narrow|light|thin|black|extra|heavy|last.?resort|fallback|blank"
)
_SANS_FAMILIES = ("notosans", "sourcehansans", "notonaskh", "notoserif", "dejavusans")
_FAMILIES = {
    "words": ("notoserif", "sourcehanserif", "notosans", "notonaskh", "dejavusans"),
    "name": _SANS_FAMILIES,
    "source": _SANS_FAMILIES,
}


@dataclass(frozen=True, slots=True)
class FontRun:
    """A run of a text that one font draws."""

    text: str
    font: FontFile


class Fonts:
    """The fonts of this machine; may be used from several threads."""

    def __init__(
        self, folder: Path | None = None, *, system: Sequence[Path] = SYSTEM_FOLDERS
    ) -> None:
        self._folders = ((folder,) if folder else (), system)
        self._lock = RLock()
        self._opened: dict[Role, list[FontFile]] = {role: [] for role in WEIGHTS}
        self._unopened = {role: self._paths(role) for role in self._opened}
        self._known: dict[tuple[str, Role], FontFile | None] = {}

    def covers(self, text: str) -> bool:
        """Return whether all of a text can be drawn, as its script demands."""
        return all(self._drawable(char) and (shaping() or not needs_shaping(char)) for char in text)

    def missing(self, text: str) -> str:
        """Return the characters of a text that cannot be drawn, each once, in order."""
        unshaped = () if shaping() else filter(needs_shaping, text)
        bad = {*unshaped, *self.without_font(text)}
        return "".join(char for char in dict.fromkeys(text) if char in bad)

    def without_font(self, text: str) -> str:
        """Return the characters of a text that no font has, each once, in order."""
        return "".join(char for char in dict.fromkeys(text) if not self._drawable(char))

    def _drawable(self, char: str) -> bool:
        return is_invisible(char) or self.font(char, "words") is not None

    def font(self, char: str, role: Role) -> FontFile | None:
        """Return the first font that has a character, None if there is none."""
        with self._lock:
            if (char, role) not in self._known:
                self._known[char, role] = self._find(char, role)
            return self._known[char, role]

    def runs(self, text: str, role: Role) -> list[FontRun]:
        """Divide a text by font, leaving out what has none.

        Marks, punctuation and spaces take the font of what is before them, where it has them.
        """
        runs: list[FontRun] = []
        for char in text:
            last = runs[-1] if runs else None
            font = last.font if last and _stays(char, last) else self.font(char, role)
            if font and last and font is last.font:
                runs[-1] = FontRun(last.text + char, font)
            elif font:
                runs.append(FontRun(char, font))
        return runs

    def _find(self, char: str, role: Role) -> FontFile | None:
        opened = self._opened[role]
        for font in opened:
            if char in font.coverage:
                return font
        for path in self._unopened[role]:
            font = read_font_once(path)
            if font is not None:
                opened.append(font)
                if char in font.coverage:
                    return font
        return None

    def _paths(self, role: Role) -> Iterator[Path]:
        bundled = [f"fontpkg_{name}" for name in _BUNDLED[role]]
        others = sorted(set(_packages()) - set(bundled))
        own, system = self._folders
        yield from (path for name in bundled for path in _suited(_package_folder(name), role))
        yield from _suited(own, role)
        yield from _suited([folder for name in others for folder in _package_folder(name)], role)
        yield from _suited(system, role)


@lru_cache(maxsize=_MOST_FILES)
def read_font_once(path: Path) -> FontFile | None:
    """Read a font file, or return what was read of it before."""
    return read_font(path)


def _stays(char: str, run: FontRun) -> bool:
    """Return whether a character is drawn with the font of the run before it."""
    if char.isalnum() or not (is_invisible(char) or char in run.font.coverage):
        return False
    joins = unicodedata.category(char) in {"Mn", "Me", "Mc", "Cf", "Sk"}
    after_emoji = run.text[-1] == "\ufe0f" or unicodedata.category(run.text[-1]) in {"So", "Sk"}
    return joins or not after_emoji


def _packages() -> Iterable[str]:
    return (entry.value for entry in metadata.entry_points(group="fontpkg.family"))


def _package_folder(name: str) -> list[Path]:
    spec = util.find_spec(name)
    return [Path(folder) for folder in (spec and spec.submodule_search_locations) or ()]


def _suited(folders: Iterable[Path], role: Role) -> list[Path]:
    """List the upright font files of normal width in some folders, the best first."""
    found = (
        path
        for folder in folders
        for path in _at_home(folder).rglob("*")
        if path.suffix.lower() in _SUFFIXES and not _UNSUITED.search(path.stem.lower())
    )
    return sorted(islice(found, _MOST_FILES), key=lambda path: _preference(path, role))


def _at_home(folder: Path) -> Path:
    try:
        return folder.expanduser()
    except RuntimeError:  # a container whose user has no home
        return folder


def _preference(path: Path, role: Role) -> tuple[int, int, str]:
    name = re.sub(r"[^a-z]", "", path.stem.lower())
    families = _FAMILIES[role]
    rank = next((n for n, family in enumerate(families) if family in name), len(families))
    return rank, ("bold" in name) == (role == "source"), str(path)
