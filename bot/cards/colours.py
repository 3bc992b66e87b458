"""Choose the colours of a card from the colour of its show, so that all text can be read; pure."""

import colorsys
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b

READABLE = 4.5
"""The least contrast of text with its background, of WCAG 2 (AA)."""

_CLEAR = 7
"""From here on white and a soft black are preferred to a pure one (AAA)."""

_WHITE, _SOFT_BLACK, _BLACK = (255, 255, 255), (10, 12, 16), (0, 0, 0)
_ACCENT_LIGHT, _ACCENT_DARK = 0.74, 0.28
_ACCENT_SATURATION = 0.6
_STEP = 0.02

Rgb = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class CardColours:
    """The background, the ink of the words, and the accent of marks and of the source."""

    background: Rgb
    ink: Rgb
    accent: Rgb


def card_colours(colour: int) -> CardColours:
    """Choose colours on a show's colour: the ink stands out most, the accent has the show's hue."""
    background = _rgb(colour)
    clear = (one for one in (_WHITE, _SOFT_BLACK) if contrast(one, background) >= _CLEAR)
    ink = next(clear, max(_WHITE, _BLACK, key=lambda one: contrast(one, background)))
    readable = (one for one in _accents(background, ink) if contrast(one, background) >= READABLE)
    return CardColours(background, ink, next(readable, ink))


def _accents(background: Rgb, ink: Rgb) -> Iterator[Rgb]:
    """Yield tints of the background, each nearer to the ink."""
    hue, _, saturation = colorsys.rgb_to_hls(*(channel / 255 for channel in background))
    saturation = min(saturation, _ACCENT_SATURATION)
    lightness = _ACCENT_LIGHT if ink == _WHITE else _ACCENT_DARK
    step = _STEP if ink == _WHITE else -_STEP
    while 0 < lightness < 1:
        yield _from_hls(hue, lightness, saturation)
        lightness += step


def show_colour(slug: str) -> int:
    """Derive a show's colour from its slug: always the same, dark, of any hue."""
    digest = blake2b(slug.encode("utf-8", "replace"), digest_size=4).digest()
    hue = int.from_bytes(digest[:2], "big") / 65_536
    red, green, blue = _from_hls(hue, 0.17 + digest[2] / 255 * 0.06, 0.55)
    return red << 16 | green << 8 | blue


def contrast(one: Rgb, other: Rgb) -> float:
    """Return the contrast ratio of two colours after WCAG 2, from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Rgb) -> float:
    red, green, blue = (_linear(channel / 255) for channel in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - sRGB


def _from_hls(hue: float, lightness: float, saturation: float) -> Rgb:
    red, green, blue = (
        round(channel * 255) for channel in colorsys.hls_to_rgb(hue, lightness, saturation)
    )
    return red, green, blue


def _rgb(colour: int) -> Rgb:
    return colour >> 16 & 0xFF, colour >> 8 & 0xFF, colour & 0xFF
