"""Documents of Word and OpenDocument become transcripts."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import TranscriptError
from bot.models import Transcript
from bot.transcripts.readers import parse
from tests.support.texts import unhurried

TALK = [("Ann", "We dig wells by hand."), ("Bo Roe", "Why by hand?")] * 2


def word(write: Callable[[Any], None]) -> bytes:
    """Return the bytes of a document that python-docx writes."""
    document = docx.Document()
    write(document)
    packed = io.BytesIO()
    document.save(packed)
    return packed.getvalue()


def read(write: Callable[[Any], None]) -> Transcript:
    return parse(word(write), name="talk.docx")


def said(transcript: Transcript) -> list[tuple[str | None, str]]:
    text = transcript.text
    return [(turn.speaker, text[turn.start : turn.end]) for turn in transcript.turns]


def bold_labels(document: Any) -> None:
    for name, words in TALK:
        paragraph = document.add_paragraph()
        paragraph.add_run(f"{name}:").bold = True
        paragraph.add_run(f" {words}")


def test_bold_labels_are_speakers() -> None:
    found = read(bold_labels)
    assert (found.format, said(found)) == ("DOCX", TALK)
    assert found.source


def test_a_document_is_recognised_whatever_its_name() -> None:
    assert said(parse(word(bold_labels), name="talk.txt")) == TALK


def test_the_title_comes_from_the_properties() -> None:
    def write(document: Any) -> None:
        document.core_properties.title = "On wells"
        bold_labels(document)

    assert read(write).title == "On wells"


def test_headings_begin_chapters_and_are_not_quoted() -> None:
    def write(document: Any) -> None:
        bold_labels(document)
        document.add_heading("The second well", level=1)
        bold_labels(document)

    found = read(write)
    assert "second" not in found.text
    (heading,) = found.headings
    assert (heading.title, found.text[heading.start :]) == (
        "The second well",
        "\n\n".join(words for _, words in TALK),
    )


def test_a_table_of_times_names_and_words_is_read() -> None:
    def write(document: Any) -> None:
        table = document.add_table(rows=0, cols=3)
        for number, (name, words) in enumerate([("Speaker", "Text"), *TALK]):
            cells = table.add_row().cells
            cells[0].text = f"0:0{number}" if number else "Time"
            cells[1].text, cells[2].text = name, words

    found = read(write)
    assert said(found) == TALK
    assert [cue.start_ms for cue in found.cues] == [1000, 2000, 3000, 4000]


def tracked(document: Any) -> None:
    bold_labels(document)
    last = document.paragraphs[-1]._p
    run = "<w:r><w:{0}> {1}</w:{0}></w:r>"
    for mark, tag, words in (("ins", "t", "Because."), ("del", "delText", "Never.")):
        inner = run.format(tag, words)
        last.append(parse_xml(f"<w:{mark} {nsdecls('w')} w:id='1'>{inner}</w:{mark}>"))
    control = (
        f"<w:sdt {nsdecls('w')}><w:sdtContent>{run.format('t', 'So it is.')}</w:sdtContent></w:sdt>"
    )
    last.append(parse_xml(control))


def test_what_was_deleted_is_left_out_and_what_was_inserted_is_not() -> None:
    assert said(read(tracked))[-1] == ("Bo Roe", "Why by hand? Because. So it is.")


def test_hidden_text_comments_and_fields_are_left_out() -> None:
    def write(document: Any) -> None:
        bold_labels(document)
        paragraph = document.paragraphs[-1]
        paragraph.add_run(" hidden").font.hidden = True
        field = "<w:r><w:instrText>PAGE</w:instrText></w:r>"
        paragraph._p.append(parse_xml(field.replace("<w:r>", f"<w:r {nsdecls('w')}>", 1)))
        document.add_comment(paragraph.runs[0], text="Is that so?", author="Ed")

    assert said(read(write)) == TALK


def archive(**parts: str | bytes) -> bytes:
    """Return the bytes of a zip archive; in names `_` stands for a full stop, `__` for a slash."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in parts.items():
            opened.writestr(name.replace("__", "/").replace("_", "."), content)
    return packed.getvalue()


ODT = """<office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"><office:automatic-styles>
 <style:style style:name="T1"><style:text-properties fo:font-weight="bold"/></style:style>
 </office:automatic-styles><office:body><office:text>
 <text:tracked-changes><text:p>Never.</text:p></text:tracked-changes>%s
 </office:text></office:body></office:document-content>"""


def test_opendocument_is_read() -> None:
    line = '<text:p><text:span text:style-name="T1">%s:</text:span> %s<office:annotation><text:p>No'
    line += "</text:p></office:annotation></text:p>"
    data = archive(
        mimetype="application/vnd.oasis.opendocument.text",
        content_xml=ODT % "".join(line % pair for pair in TALK),
    )
    found = parse(data, name="talk.odt")
    assert (found.format, said(found)) == ("OpenDocument", TALK)


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


@pytest.mark.parametrize(
    ("xml", "sentence"),
    [
        ("<w:document", "has damaged XML in it"),
        ("", "has damaged XML in it"),
        ("<a>" * 100_000, "has damaged XML in it"),
        ("<a>" + " " * 30_000_001, "unpacks to over 30 MB"),
        ("<a/>", "has no words in it"),
    ],
    ids=["cut off", "empty", "deep", "bomb", "no words"],
)
def test_a_damaged_document_is_refused(xml: str, sentence: str) -> None:
    with pytest.raises(TranscriptError, match=rf"^talk.docx {sentence}"):
        parse(archive(word__document_xml=xml), name="talk.docx")


def test_declared_entities_are_not_expanded() -> None:
    outside = '<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/hostname"><!ENTITY g "no">]>'
    xml = f'{outside}<d xmlns="{W}"><p><r><t>We dig &f;&g; wells.</t></r></p></d>'
    assert parse(archive(word__document_xml=xml), name="a.docx").text == "We dig wells."


def test_a_bomb_of_entities_is_refused() -> None:
    lines = ["<!DOCTYPE a [<!ENTITY a0 'ha'>"]
    lines += [f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12)]
    xml = "".join([*lines, f']><d xmlns="{W}" a="&a11;"><p><r><t>We dig &a11;</t></r></p></d>'])
    with pytest.raises(TranscriptError, match="has damaged XML in it"):
        parse(archive(word__document_xml=xml), name="a.docx")


_elements = st.sampled_from("p r t tab br tbl tr tc ins del sdt b rPr pPr pStyle hyperlink".split())
_texts = st.sampled_from(["We dig.", "Ann: ", "0:05", " ", "&amp;", "**", "&#9;"])
_xml = st.recursive(
    _texts,
    lambda inner: st.tuples(_elements, st.lists(inner, max_size=4)).map(
        lambda made: f"<{made[0]}>{''.join(made[1])}</{made[0]}>"
    ),
    max_leaves=20,
)


@unhurried
@given(xml=_xml)
def test_any_document_gives_a_transcript_or_a_transcript_error(xml: str) -> None:
    data = archive(word__document_xml=f'<document xmlns="{W}">{xml}</document>')
    try:
        found = parse(data, name="talk.docx")
    except TranscriptError:
        return
    assert all(turn.end <= len(found.text) for turn in found.turns)


@unhurried
@given(at=st.floats(0, 1), put=st.binary(max_size=8))
def test_a_mutated_document_gives_a_transcript_or_a_transcript_error(at: float, put: bytes) -> None:
    whole = archive(mimetype="x", content_xml=ODT % "<text:p>We dig wells.</text:p>")
    place = int(at * len(whole))
    try:
        assert parse(whole[:place] + put + whole[place + len(put) :], name="a.odt").text
    except TranscriptError:
        return
