"""Tables with times, speakers and words become transcripts."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import TranscriptError
from bot.models import Transcript
from bot.transcripts.readers import parse
from bot.transcripts.readers.delimited import parse as parse_table
from bot.transcripts.readers.delimited import recognises
from tests.support.texts import unhurried


def read(text: str, *, name: str = "talk.txt") -> Transcript:
    return parse(text.encode(), name=name)


def said(transcript: Transcript) -> list[tuple[str | None, str]]:
    text = transcript.text
    return [(turn.speaker, text[turn.start : turn.end]) for turn in transcript.turns]


ANN_AND_BO = [("Ann", "We dig wells by hand."), ("Bo Roe", "Why?")]


def test_whispers_tsv_is_in_milliseconds() -> None:
    found = read('start\tend\ttext\n500\t2000\tWe dig wells.\n3000\t4000\t"Why?" she said.\n')
    assert found.format == "TSV"
    assert found.text == 'We dig wells. "Why?" she said.'
    assert [(cue.start_ms, cue.end_ms) for cue in found.cues] == [(500, 2000), (3000, 4000)]


def test_a_table_of_times_needs_no_names_of_columns() -> None:
    found = read("0.5\t2\tWe dig wells by hand.\n3\t4\tWhy by hand?\n")
    assert [(cue.start_ms, cue.end_ms) for cue in found.cues] == [(500, 2000), (3000, 4000)]


@pytest.mark.parametrize(
    "text",
    [
        'start,end,speaker,text\n0.5,2,Ann,"We dig wells\nby hand."\n3,4,Bo Roe,Why?\n',
        "Text;Sprecher;Notiz;Zeit\nWe dig wells by hand.;Ann;a;0:00,5\nWhy?;Bo Roe;b;0:03\n",
        ",start,end,text,speaker\n0,0.5,2,We dig wells by hand.,Ann\n1,3,4,Why?,Bo Roe\n",
        """Speaker Name,Start Time,End Time,Text
Ann,00:00:00:15,00:00:02:00,We dig wells by hand.
Bo Roe,00:00:03:00,00:00:04:00,Why?
""",
        "sep=;\r\nStart;Name;Words\r\n0,5;Ann;We dig wells by hand.\r\n3;Bo Roe;Why?\r\n",
        """My talk

#,In,Out,Speaker,Transcript
1,00:00:00.500,00:00:02.000,Ann,We dig wells by hand.
2,00:00:03.000,,Bo Roe,Why?
""",
        """start_ms|duration_ms|who|caption
500|1500|Ann|We dig wells by hand.
3000|900|Bo Roe|Why?
""",
    ],
    ids=["quoted", "German", "pandas", "Premiere", "Excel", "DaVinci", "bars"],
)
def test_columns_are_found_by_their_names_in_any_order(text: str) -> None:
    found = read(text)
    assert said(found) == ANN_AND_BO
    assert [cue.start_ms for cue in found.cues] == [500, 3000]


def test_columns_without_names_are_told_by_their_cells() -> None:
    rows = ["0:01,Ann,We dig wells by hand.", "0:05,Bo Roe,Why?"] * 2
    times = ["0:01", "0:05", "0:09", "0:12"]
    text = "\n".join(
        f"{time},{row.split(',', 1)[1]}" for time, row in zip(times, rows, strict=True)
    )
    assert said(read(text, name="talk.csv")) == ANN_AND_BO * 2


def test_single_words_are_merged() -> None:
    found = read("word,start,end\nWe,0.5,0.7\ndig,0.8,0.9\nwells.,1.0,1.2\nWhy?,3,3.2\n")
    assert found.text == "We dig wells. Why?"
    assert [cue.start_ms for cue in found.cues] == [500, 3000]


def test_an_unclosed_quotation_mark_does_not_swallow_the_rest() -> None:
    rows = "".join(f'{at},"Ann,We dig wells.\n' for at in range(9000))
    assert read("start,speaker,text\n" + rows).text


def test_a_table_of_corrections_is_refused(corpora: Path) -> None:
    data = (corpora / "formats" / "asr-corrections.tsv").read_bytes()
    with pytest.raises(TranscriptError, match=r"^a.tsv: this is a table of corrections"):
        parse(data, name="a.tsv")


def test_a_table_without_words_is_refused() -> None:
    with pytest.raises(TranscriptError, match=r"^a.csv: this table has no column of words beside"):
        read("a,b\n1,2\n", name="a.csv")


@pytest.mark.parametrize(
    "text",
    [
        "Yes, I agree.\nNo, never, ever.\n",
        "Start, text and speaker: these are words, she said.\n",
        "Ann: text, start\nBo: end\n",
        "Text, start.\n\nThat is how it began.",
        "0:01\tWe dig.\nAnd so on.",
    ],
)
def test_prose_with_commas_is_no_table(text: str) -> None:
    assert not recognises(text, ".txt")


@unhurried
@given(
    cells=st.lists(
        st.lists(
            st.sampled_from(["start", "text", "speaker", "0:01", "5", '"', "Ann", "We dig.", "1e9"])
            | st.text(max_size=5),
            max_size=5,
        ),
        max_size=6,
    ),
    delimiter=st.sampled_from("\t,;|"),
)
def test_any_table_gives_a_transcript_or_a_transcript_error(
    cells: list[list[str]], delimiter: str
) -> None:
    text = "\n".join(delimiter.join(row) for row in cells)
    recognises(text, ".csv")
    try:
        assert parse_table(text, b"").format in {"TSV", "CSV"}
    except TranscriptError:
        return
