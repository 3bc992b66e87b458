"""Fonts for tests, made by fontTools."""

from pathlib import Path
from typing import Any

from fontTools.fontBuilder import FontBuilder  # pyright: ignore[reportMissingTypeStubs] - it has none
from fontTools.pens.ttGlyphPen import TTGlyphPen  # pyright: ignore[reportMissingTypeStubs] - it has none


def box_font(path: Path, characters: str) -> Path:
    """Write a font in which every character is a box."""
    pen: Any = TTGlyphPen(None)  # fontTools has no types
    for step, point in enumerate([(50, 0), (50, 700), (550, 700), (550, 0)]):
        (pen.lineTo if step else pen.moveTo)(point)
    pen.closePath()
    box = pen.glyph()
    names = {ord(char): f"u{ord(char):X}" for char in characters}
    builder: Any = FontBuilder(1000)
    builder.setupGlyphOrder([".notdef", *names.values()])
    builder.setupCharacterMap(names)
    builder.setupGlyf(dict.fromkeys([".notdef", *names.values()], box))
    builder.setupHorizontalMetrics(dict.fromkeys([".notdef", *names.values()], (600, 50)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupOS2()
    builder.setupNameTable({"familyName": "Box", "styleName": "Regular"})
    builder.setupPost()
    builder.save(path)
    return path
