"""Mend text that was decoded in a wrong encoding before it was saved; pure."""

import re
from collections.abc import Iterator

_SUSPECT = re.compile("[\x80-\x9f]|[ÂÃÄÅÊÎÐÑØÙâãäåæçèéêëìíïðñøùĂăĐГРСВвŽž‚Ôå√Γ╬][^\\w\\s]|Ã|â€|Â")
"""What every mended text has; most texts have none of it, and ftfy is never imported."""

_PIECE = 20_000
"""In characters: what is mended at once, so that time and memory stay linear."""
_LINE = re.compile(rf"[^\n]{{0,{_PIECE}}}\n?")
_OPENING, _CLOSING = "â€œ", re.compile("â€(?=[\\s.,;:!?)]|$)")


def mend(text: str) -> tuple[str, int]:
    """Return the text with mojibake mended, and the number of words that were mended."""
    if text.isascii() or not _SUSPECT.search(text):
        return text, 0
    pieces = list(_pieces(text))
    mended = [_mended(piece) for piece in pieces]
    count = sum(map(_differences, pieces, mended))
    return ("".join(mended), count) if count else (text, 0)


def _pieces(text: str) -> Iterator[str]:
    """Yield whole lines of some thousand characters together; a longer line is cut."""
    lines: list[str] = []
    length = 0
    for found in _LINE.finditer(text):
        if length + len(found[0]) > _PIECE and lines:
            yield "".join(lines)
            lines, length = [], 0
        lines.append(found[0])
        length += len(found[0])
    yield "".join(lines)


def _mended(piece: str) -> str:
    import ftfy  # noqa: PLC0415 - takes 20 ms, and few transcripts need it

    # A closing quotation mark often lost its last byte, which Windows-1252 does not have.
    whole = _CLOSING.sub("â€\x9d", piece) if _OPENING in piece else piece
    return ftfy.fix_encoding(
        whole,
        ftfy.TextFixerConfig(
            unescape_html=False,
            remove_terminal_escapes=False,
            replace_lossy_sequences=False,
            fix_latin_ligatures=False,
            fix_character_width=False,
            uncurl_quotes=False,
            fix_line_breaks=False,
            fix_surrogates=False,
            remove_control_chars=False,
            normalization=None,
        ),
    )


def _differences(piece: str, mended: str) -> int:
    if piece == mended:
        return 0
    before, after = piece.split(), mended.split()
    if len(before) != len(after):  # a mended character may be a space
        return max(len(set(before) - set(after)), 1)
    return sum(old != new for old, new in zip(before, after, strict=True))
