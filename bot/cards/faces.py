"""Open fonts at a size, and measure and draw text with them."""

from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from bot.cards.bidi import VisualRun, visual_order
from bot.cards.coverage import FontFile
from bot.cards.fonts import WEIGHTS, Fonts, Role
from bot.cards.scripts import shaping

_MEASURED = 100
"""In pixels: the size at which text is measured; widths grow with the size."""
_OPTICAL_SIZE = 28.0
_FINER = 2
_ABOVE, _BELOW, _BESIDE = 1.7, 1.1, 0.5
"""How far letters with all their marks reach from the ends of the base line, in sizes."""

_LATIN_LEADING, _LEAST_OTHER, _MOST_OTHER = 1.25, 1.38, 1.7


@dataclass(frozen=True, slots=True)
class Style:
    """How a text is set: its role, and the code of its language, "" where it is unknown."""

    role: Role
    language: str = ""

    @property
    def weight(self) -> int:
        """Return the weight of variable fonts, from 200 to 900."""
        return WEIGHTS[self.role]


class Faces:
    """The fonts of one thread, opened at the sizes that were used last."""

    def __init__(self, fonts: Fonts) -> None:
        self._fonts = fonts
        self._opened = lru_cache(maxsize=12)(_open)
        self._width = lru_cache(maxsize=4_096)(self._measure)

    def width(self, text: str, style: Style, *, rtl: bool = False) -> float:
        """Return the width of a text in lines of one pixel: times the size, it is in pixels."""
        return self._width(text, style, rtl)

    def _measure(self, text: str, style: Style, rtl: bool) -> float:  # noqa: FBT001 - it is cached
        lengths = (
            self._opened(run.font, _MEASURED, style.weight).getlength(
                run.text, direction=_direction(rtl=run.rtl), language=_language(style)
            )
            for run in self._runs(text, style, rtl=rtl)
        )
        return sum(lengths) / _MEASURED

    def leading(self, text: str, style: Style) -> float:
        """Return the distance of two lines of a text in lines of one pixel."""
        fonts = {run.font for run in self._fonts.runs(text, style.role)}
        return max((self._leading(font, style.weight) for font in fonts), default=_LATIN_LEADING)

    def _leading(self, font: FontFile, weight: int) -> float:
        if "fontpkg_source" in str(font.path):
            return _LATIN_LEADING
        height = sum(self._opened(font, _MEASURED, weight).getmetrics()) / _MEASURED
        return min(max(height, _LEAST_OTHER), _MOST_OTHER)

    def draw(
        self,
        layer: Image.Image,
        text: str,
        *,
        style: Style,
        at: tuple[float, float],
        size: int,
        rtl: bool,
    ) -> None:
        """Draw a line on a layer: `at` is the left end of its base line.

        It is drawn larger and reduced, because FreeType rounds the width of each letter to pixels.
        """
        above, below, side = round(size * _ABOVE), round(size * _BELOW), round(size * _BESIDE)
        width = round(self.width(text, style, rtl=rtl) * size) + 2 * side
        strip = Image.new("L", (width * _FINER, (above + below) * _FINER))
        canvas, left = ImageDraw.Draw(strip), float(side * _FINER)
        language = _language(style)
        runs = self._runs(text, style, rtl=rtl)
        for run in runs:
            face = self._opened(run.font, size * _FINER, style.weight)
            direction = _direction(rtl=run.rtl)
            canvas.text(
                (left, above * _FINER),
                run.text,
                fill=255,
                font=face,
                anchor="ls",
                direction=direction,
                language=language,
            )
            if run is not runs[-1]:
                left += face.getlength(run.text, direction=direction, language=language)
        place = (round(at[0]) - side, round(at[1]) - above)
        layer.paste(255, place, strip.reduce(_FINER))

    def _runs(self, text: str, style: Style, *, rtl: bool) -> list[VisualRun]:
        runs = self._fonts.runs(text, style.role)
        return visual_order(runs, rtl=rtl) if runs else []


def _direction(*, rtl: bool) -> str | None:
    if not shaping():
        return None
    return "rtl" if rtl else "ltr"


def _language(style: Style) -> str | None:
    return style.language or None if shaping() else None


def _open(font: FontFile, size: int, weight: int) -> ImageFont.FreeTypeFont:
    face = ImageFont.truetype(str(font.path), size)
    if font.axes:
        wanted = {"wght": weight, "opsz": _OPTICAL_SIZE}
        face.set_variation_by_axes(
            [
                min(
                    max(wanted.get(tag, axis["default"] or 0), axis["minimum"] or 0),
                    axis["maximum"] or 0,
                )
                for tag, axis in zip(font.axes, face.get_variation_axes(), strict=True)
            ]
        )
    return face
