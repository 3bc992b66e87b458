"""Recognise files that are not text by their first bytes, and say what to do with them."""

import io
import re
import zipfile
from dataclasses import dataclass

from bot.errors import TranscriptError
from bot.transcripts.files import DAMAGES
from bot.translation import N_
from bot.translation import gettext as _

_RECORDING = N_(
    "{name} is a recording: transcribe it first (with Whisper, for example), and add the result."
)
_PICTURE = N_("{name} is a picture: add the transcript as text.")
_PACKED = N_("{name} is a compressed file: unpack it, and add what is in it.")
_PDF = N_("{name} is a PDF: copy its text into a .txt file, or save it as .docx, and add that.")
_OLD_WORD = N_(
    "{name} is in an old format of Word or Excel: save it as .docx or .csv, and add that."
)
_PRESENTATION = N_("{name} is a presentation: copy its text into a .txt file, and add that.")
_WORKBOOK = N_("{name} is a workbook: save the sheet with the transcript as .csv, and add that.")
_BOOK = N_("{name} is an e-book: copy its text into a .txt file, and add that.")
_PAGES = N_("{name} is a document of Apple's iWork: export it as .docx, and add that.")
_ARCHIVE = N_(
    "{name} is an archive within another, or of another program: unpack it, and add what is in it."
)
_DATABASE = N_("{name} is a database: export the transcript as text, and add that.")
_SCRIPT = N_(
    "{name} is a program, such as whisper.cpp's .wts: export the transcript as .srt, and add that."
)
_DAMAGED = N_(
    "{name} is a damaged document: open it, save it as .docx or .txt again, and add that."
)


@dataclass(frozen=True, slots=True)
class Signature:
    """The bytes that a kind of file has at an offset, and the sentence that refuses it."""

    bytes: bytes
    refusal: str
    offset: int = 0


SIGNATURES = (
    Signature(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _OLD_WORD),
    Signature(b"ID3\x02", _RECORDING),
    Signature(b"ID3\x03", _RECORDING),
    Signature(b"ID3\x04", _RECORDING),
    Signature(b"\xff\xfb", _RECORDING),
    Signature(b"\xff\xfa", _RECORDING),
    Signature(b"\xff\xf3", _RECORDING),
    Signature(b"\xff\xf2", _RECORDING),
    Signature(b"\xff\xf1", _RECORDING),
    Signature(b"\xff\xf9", _RECORDING),
    Signature(b"OggS\0", _RECORDING),
    Signature(b"fLaC\0", _RECORDING),
    Signature(b"wvpk", _RECORDING),
    Signature(b"MAC \x96\x0f", _RECORDING),
    Signature(b"#!AMR\n", _RECORDING),
    Signature(b"MThd\0\0\0\x06", _RECORDING),
    Signature(b"caff\0\x01", _RECORDING),
    Signature(b"WAVE", _RECORDING, offset=8),
    Signature(b"AIFF", _RECORDING, offset=8),
    Signature(b"AIFC", _RECORDING, offset=8),
    Signature(b"AVI ", _RECORDING, offset=8),
    Signature(b"ftypheic", _PICTURE, offset=4),
    Signature(b"ftypmif1", _PICTURE, offset=4),
    Signature(b"ftypavif", _PICTURE, offset=4),
    Signature(b"ftyp", _RECORDING, offset=4),
    Signature(b"\x1aE\xdf\xa3", _RECORDING),
    Signature(b"0&\xb2u\x8ef\xcf\x11", _RECORDING),
    Signature(b"\0\0\x01\xba", _RECORDING),
    Signature(b"FLV\x01", _RECORDING),
    Signature(b"\x89PNG\r\n\x1a\n", _PICTURE),
    Signature(b"\xff\xd8\xff", _PICTURE),
    Signature(b"GIF87a", _PICTURE),
    Signature(b"GIF89a", _PICTURE),
    Signature(b"WEBP", _PICTURE, offset=8),
    Signature(b"II*\0", _PICTURE),
    Signature(b"MM\0*", _PICTURE),
    Signature(b"\0\0\x01\0\x01\0", _PICTURE),
    Signature(b"BM", _PICTURE),
    Signature(b"\x1f\x8b", _PACKED),
    Signature(b"BZh", _PACKED),
    Signature(b"\xfd7zXZ\0", _PACKED),
    Signature(b"7z\xbc\xaf'\x1c", _PACKED),
    Signature(b"Rar!\x1a\x07", _PACKED),
    Signature(b"(\xb5/\xfd", _PACKED),
    Signature(b"ustar", _PACKED, offset=257),
    Signature(b"SQLite format 3\0", _DATABASE),
)
"""The kinds of files that are refused, in the order in which they are tried."""

_ENTRIES = (
    ("word/document.xml", None),
    ("content.xml", None),
    ("ppt/presentation.xml", _PRESENTATION),
    ("xl/workbook.xml", _WORKBOOK),
    ("META-INF/container.xml", _BOOK),
    ("Index/Document.iwa", _PAGES),
    ("Index.zip", _PAGES),
)
"""The entries by which documents stored as zip archives are told apart; None: can be read."""

_MOST_ENTRIES = 10_000
_PDF_WITHIN = 1024
_SHELL = re.compile(rb"#!\s?/[\w/. -]{1,60}\n")
_FEW_CONTROLS = 32


def refuse_binary(data: bytes, *, name: str) -> None:
    """Raise TranscriptError where the bytes are of a kind of file that has no text to read."""
    if b"%PDF-" in data[:_PDF_WITHIN]:
        raise TranscriptError(_(_PDF).format(name=name))
    if _SHELL.match(data):
        raise TranscriptError(_(_SCRIPT).format(name=name))
    for one in SIGNATURES:
        if data.startswith(one.bytes, one.offset) and not _may_be_text(data):
            raise TranscriptError(_(one.refusal).format(name=name))


def _may_be_text(data: bytes) -> bool:
    """Return whether the first bytes can be text that happens to begin with a signature.

    UTF-16 without a mark has a zero in every second byte, which counts as binary: decoding says so.
    """
    head = data[:512]
    try:
        decoded = head.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(head) - 4:
            return False
        decoded = head[: error.start].decode("utf-8")
    return not any(ord(char) < _FEW_CONTROLS and char not in "\t\n\r\f" for char in decoded)


def open_document(data: bytes, *, name: str) -> zipfile.ZipFile | None:
    """Return the zip archive that a document is stored in, or None where the bytes are no archive.

    Raise TranscriptError where it is damaged, or no document that can be read.
    """
    if not data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return None
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (OSError, *DAMAGES):
        raise TranscriptError(_(_DAMAGED).format(name=name)) from None
    entries = archive.namelist()
    found = next((refusal for entry, refusal in _ENTRIES if entry in entries), _ARCHIVE)
    if len(entries) > _MOST_ENTRIES:
        found = _ARCHIVE
    if found:
        archive.close()
        raise TranscriptError(_(found).format(name=name))
    return archive


def read_entry(archive: zipfile.ZipFile, entry: str, *, most: int, name: str) -> bytes:
    """Return the bytes of an entry, unpacked; b"" where there is none.

    Raise TranscriptError where it is damaged, locked, or larger than `most` bytes.
    """
    try:
        with archive.open(entry) as stream:
            unpacked = stream.read(most + 1)  # the size that the archive states may be wrong
    except KeyError:
        return b""
    except (OSError, *DAMAGES):
        raise TranscriptError(_(_DAMAGED).format(name=name)) from None
    if len(unpacked) > most:
        raise TranscriptError(
            _("{name} unpacks to over {most} MB: split it by episode and add the parts.").format(
                name=name, most=most // 1_000_000
            )
        )
    return unpacked
