"""Files that are not text are told by their first bytes, whatever their names."""

import io
import zipfile

import pytest

from bot.errors import TranscriptError
from bot.transcripts.readers import parse

RECORDING, PICTURE = "is a recording: transcribe it first", "is a picture"


def archive(*entries: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as opened:
        for entry in entries:
            opened.writestr(zipfile.ZipInfo(entry), "We dig wells.")
    return packed.getvalue()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"ID3\x03\x00\x00\x00\x00\x0fvTIT2", RECORDING),
        (b"\xff\xfb\x90\x64\x00\x0f", RECORDING),
        (b"RIFF\x24\x08\x00\x00WAVEfmt \x10", RECORDING),
        (b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00", RECORDING),
        (b"\x00\x00\x00\x20ftypM4A \x00\x00\x02\x00", RECORDING),
        (b"OggS\x00\x02\x00\x00", RECORDING),
        (b"fLaC\x00\x00\x00\x22", RECORDING),
        (b"\x1aE\xdf\xa3\x9fB\x86\x81\x01", RECORDING),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", PICTURE),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", PICTURE),
        (b"GIF89a\x01\x00\x01\x00", PICTURE),
        (b"\x00\x00\x00\x20ftypheic\x00\x00\x00\x00", PICTURE),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "is a PDF: copy its text into a .txt file"),
        (b"\r\n%PDF-1.4\n1 0 obj", "is a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00", "old format of Word or Excel: save it as .docx"),
        (b"\x1f\x8b\x08\x00\x00", "is a compressed file: unpack it"),
        (b"7z\xbc\xaf'\x1c\x00\x04", "is a compressed file"),
        (b"Rar!\x1a\x07\x01\x00", "is a compressed file"),
        (b"SQLite format 3\x00\x10\x00", "is a database"),
        (b"#!/bin/bash\n\nffmpeg -i talk.wav -vf drawtext=text='We dig.'\n", "is a program"),
        (archive("a.txt"), "is an archive within another"),
        (archive("mimetype", "META-INF/container.xml"), "is an e-book"),
        (archive("[Content_Types].xml", "ppt/presentation.xml"), "is a presentation"),
        (archive("[Content_Types].xml", "xl/workbook.xml"), "is a workbook: save the sheet"),
        (archive("Index/Document.iwa"), "iWork: export it as .docx"),
        (archive("a.txt")[:-30], "is a damaged document"),
        (b"PK\x03\x04", "is a damaged document"),
    ],
)
def test_each_kind_of_file_is_refused_by_its_own_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(TranscriptError) as caught:
        parse(data, name="talk.txt")
    assert str(caught.value).startswith("talk.txt is ")
    assert sentence in str(caught.value)
    assert str(caught.value).endswith(".")
    assert str(caught.value).count(". ") == 0


@pytest.mark.parametrize(
    "text",
    [
        "BMW cars, and wells.",
        "BZh is how it begins.",
        "wvpk? Wells.",
        "PK said: wells.",
        "RIFF: WAVE",
    ],
)
def test_text_that_begins_like_a_signature_is_read(text: str) -> None:
    assert parse(text.encode(), name="talk.txt").text == text
