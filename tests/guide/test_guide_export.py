import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import groupby

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.guide import Details, align, export, parse_guide
from bot.guide.model import AlignedGuide
from bot.models import (
    Chapter,
    Content,
    Episode,
    Highlight,
    Link,
    NameCorrection,
    Show,
    Span,
    Transcript,
    Turn,
)
from tests.support import builders

SAID = [
    ("Ada", "The sea comes in twice a day."),
    ("Ada", "The sea comes in twice a day, and goes."),
    ("Bo", "Really?"),
    (None, "Mm, so it's said."),
    ("Ada", "The sea comes in twice a day at the pier."),
]
EPISODE = replace(
    builders.episode("tides"),
    show=Show("night-sea", "Night Sea"),
    title='Tides, "low" and \\ high\x7f',
    number=4,
    published=date(2025, 3, 1),
    guests=("Ada", "Bo"),
    links=(Link("audio", "https://example.org/a.mp3", "{url}#t={seconds}"),),
    spoiler=True,
    embargo=datetime(2026, 1, 1, 9, tzinfo=UTC),
)


def again(episode: Episode, content: Content) -> AlignedGuide:
    sha256 = hashlib.sha256(content.text.encode()).hexdigest()
    source = export(replace(episode, sha256=sha256), content)
    transcript = Transcript(content.text, sha256, "plain", (Turn(0, len(content.text)),))
    return align(parse_guide(source), transcript)


def turns(content: Content) -> tuple[Turn, ...]:
    runs = [list(run) for _, run in groupby(content.quotes, key=lambda quote: quote.turn)]
    return tuple(Turn(r[0].start, r[-1].end, r[0].speaker, r[0].sure) for r in runs)


def highlight(span: Span, *, pinned: bool) -> Highlight:
    return Highlight("q", span.start, span.end, "", "", 1.0, pinned=pinned)


def test_the_details_of_an_episode_are_exported() -> None:
    placed = again(EPISODE, builders.content(SAID))
    assert placed.episode == Details(
        title=EPISODE.title,
        show="night-sea",
        show_title="Night Sea",
        number=4,
        published=EPISODE.published,
        guests=EPISODE.guests,
        spoiler=True,
        embargo=EPISODE.embargo,
        links=EPISODE.links,
    )
    assert placed.problems == ()


def test_turns_are_exported_with_their_speakers() -> None:
    content = builders.content(SAID)
    assert again(EPISODE, content).turns == turns(content)


def test_words_between_turns_stay_outside_them() -> None:
    content = builders.content(SAID, turn_gap="\n- MARK: ")
    assert again(EPISODE, content).turns == turns(content)


def test_an_episode_without_speakers_gives_none() -> None:
    content = builders.content([words for _, words in SAID])
    assert again(EPISODE, content).turns == ()


def test_only_pinned_highlights_are_exported() -> None:
    content = builders.content(SAID)
    spans = [Span(quote.start, quote.end) for quote in content.quotes[:3]]
    content = replace(
        content,
        highlights=(highlight(spans[2], pinned=True), highlight(spans[0], pinned=False)),
        excluded=(spans[1],),
    )
    placed = again(EPISODE, content)
    assert placed.pinned == (spans[2],)
    assert placed.excluded == (spans[1],)


def test_an_anchor_has_three_words_or_more_where_they_occur_twice() -> None:
    first, second, third, *_ = (quote.start for quote in builders.content(SAID).quotes)
    chapters = (Chapter("A", first, second, editor="One. Two."), Chapter("B", second, 200))
    source = export(EPISODE, replace(builders.content(SAID), chapters=chapters))
    assert f'from = "{first} The sea comes in twice a"' in source
    assert f'from = "{third} Really Mm so"' in source
    assert 'summary = "One. Two."' in source


def test_misheard_forms_are_grouped_under_the_right_one() -> None:
    names = (
        NameCorrection("Adda", "Ada"),
        NameCorrection("Beau", "Bo"),
        NameCorrection("Aida", "Ada"),
    )
    content = builders.content(SAID, names=names)
    assert 'heard = ["Adda", "Aida"]' in export(EPISODE, content)
    assert set(again(EPISODE, content).names) == set(names)


WORDS = st.text(
    st.characters(categories=["L", "N"], include_characters="'’-_&.潮の"), min_size=1, max_size=30
).filter(lambda word: any(char.isalpha() for char in word))
SENTENCES = st.lists(WORDS, min_size=1, max_size=9).map(" ".join)
LINES = st.text(min_size=1, max_size=40).filter(lambda line: line == " ".join(line.split()) != "")


@settings(deadline=None)
@given(
    said=st.lists(st.tuples(st.sampled_from(["Ada", "Bo", None]), SENTENCES), min_size=2),
    gaps=st.tuples(
        st.sampled_from([" ", "\n", " \n- "]), st.sampled_from(["\n", "\nX Y: ", "\n\n"])
    ),
    titles=st.tuples(LINES, LINES, LINES),
    data=st.data(),
)
def test_an_exported_guide_gives_the_same_episode(
    said: list[tuple[str | None, str]],
    gaps: tuple[str, str],
    titles: tuple[str, str, str],
    data: st.DataObject,
) -> None:
    content = builders.content(said, gap=gaps[0], turn_gap=gaps[1])
    spans = [Span(quote.start, quote.end) for quote in content.quotes]
    cut = data.draw(st.sampled_from(spans[1:])).start
    pinned, excluded = data.draw(st.sampled_from(spans)), data.draw(st.sampled_from(spans))
    chapters = (
        Chapter(titles[0], 0, cut, editor=titles[1]),
        Chapter(titles[1], cut, len(content.text)),
    )
    content = replace(
        content,
        chapters=chapters,
        highlights=(highlight(pinned, pinned=True),),
        excluded=(excluded,),
    )
    placed = again(replace(EPISODE, title=titles[2]), content)
    assert placed.problems == ()
    assert placed.episode.title == titles[2]
    assert placed.chapters == chapters
    assert placed.pinned == (pinned,)
    assert placed.excluded == (excluded,)
    named = any(speaker for speaker, _ in said)
    assert placed.turns == (turns(content) if named else ())
