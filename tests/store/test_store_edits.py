"""What managers change in the store, without a new import."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.errors import LibraryError, NotFoundError
from bot.models import (
    NO_COLOUR,
    Chapter,
    Content,
    EpisodeEdits,
    EpisodeNames,
    Excerpt,
    HiddenQuote,
    Highlight,
    Link,
    NameCorrection,
    Show,
    ShowEdits,
    Span,
    SpeakerName,
    Topic,
)
from bot.store import Store, name_corrections
from tests.support.episodes import content_of, episode_of, long_episode, with_parts

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SAID = ["The lamp was lit.", "A secret about the lamp.", "Nobody came.", "The end."]
WHOLE = content_of(SAID)
SECRET = WHOLE.quotes[1]
OURS, THEIRS = 111, 222
PRIVATE = Show("talks", "Talks", OURS)
NOTHING = EpisodeEdits()


def spoken(*turns: tuple[str, bool], key: str = "first") -> Content:
    """Return a content in which each sentence has a label, sure or not."""
    whole = content_of([f"Sentence {at} is theirs." for at in range(len(turns))], key=key)
    quotes = (
        replace(quote, speaker=label, sure=sure)
        for quote, (label, sure) in zip(whole.quotes, turns, strict=True)
    )
    return replace(whole, quotes=tuple(quotes))


async def test_a_hidden_quote_is_in_no_read_and_comes_back(store: Store) -> None:
    one = Highlight(SECRET.id, SECRET.start, SECRET.end, SECRET.text, SECRET.display, 0.5)
    topics = (Topic("secret", (), (Span(SECRET.start, SECRET.end),)), Topic("lamp", (), ()))
    whole = replace(with_parts(WHOLE), highlights=(one,), topics=topics)
    await store.add(episode_of(whole), whole)
    before = await store.content("first")

    assert await store.edits.hide(SECRET.id, server=None) == SECRET.id
    version = await store.version()
    assert await store.quote(SECRET.id, server=None) is None
    assert await store.highlight(SECRET.id, version=version) is None
    episode = (await store.episodes(server=None))[0]
    around = await store.neighbours(episode.id, first=0, last=3, version=version)
    assert [quote.position for quote in around] == [0, 2, 3]
    content = await store.content_at(episode.id, version=version)
    assert content is not None
    assert SECRET not in content.quotes
    assert (content.highlights, content.topics) == ((), (Topic("lamp"),))
    assert content.hidden == (Span(SECRET.start, SECRET.end),)
    outline = (await store.snapshot_update(since=0)).outlines[episode.id]
    assert (outline.highlights, outline.topics, outline.hidden) == ((), ("lamp",), content.hidden)
    assert await store.edits.hidden_quotes(server=None) == (
        HiddenQuote(SECRET.id, "first", SECRET.display),
    )

    await store.edits.unhide(SECRET.id, server=None)
    assert await store.content("first") == before
    with pytest.raises(NotFoundError, match="is not hidden"):
        await store.edits.unhide(SECRET.id, server=None)


async def test_sentences_of_chapters_that_overlap_a_hidden_quote_are_left_out(store: Store) -> None:
    whole = with_parts(WHOLE)
    await store.add(episode_of(whole), whole)
    await store.edits.hide(whole.quotes[0].id, server=None)
    version = await store.version()
    chapters = await store.chapters(episode_of(whole).id, version=version)
    assert [chapter.summary for chapter in chapters] == [()]


async def test_a_title_that_quotes_a_hidden_quote_is_a_number_until_it_is_shown(
    store: Store,
) -> None:
    quoted = " ".join(SECRET.text.rstrip(".").split()[:4]).upper()
    chapter = Chapter(quoted, 0, len(WHOLE.text))
    await store.add(episode_of(WHOLE), replace(WHOLE, chapters=(chapter, chapter)))
    for hide, titles in ((True, ("Part 1", "Part 2")), (False, (quoted, quoted))):
        change = store.edits.hide if hide else store.edits.unhide
        await change(SECRET.id, server=None)
        version = await store.version()
        episode_id = episode_of(WHOLE).id
        chapters = await store.chapters(episode_id, version=version)
        assert tuple(one.title for one in chapters) == titles
        assert tuple(one.title for one in (await store.content("first")).chapters) == titles
        update = await store.snapshot_update(since=0)
        assert update.outlines[episode_id].titles == titles


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("How do do bees, bees find the hidden meadow?", "How do bees find the hidden meadow?"),
        (
            "\u871c\u8702\u5982\u4f55\u627e\u5230\u82b1\uff1f",
            "\u871c\u8702\u5982\u4f55\u627e\u5230\u82b1\uff1f",
        ),
    ],
    ids=["stuttered", "without spaces"],
)
async def test_a_title_quotes_a_hidden_quote_however_it_is_displayed(
    store: Store, said: str, title: str
) -> None:
    whole = content_of([said, "Nobody came."])
    await store.add(
        episode_of(whole), replace(whole, chapters=(Chapter(title, 0, len(whole.text)),))
    )
    await store.edits.hide(whole.quotes[0].id, server=None)
    assert [one.title for one in (await store.content("first")).chapters] == ["Part 1"]


async def test_a_topic_keeps_the_places_around_a_hidden_quote(store: Store) -> None:
    topic = Topic("talk", (), (Span(0, len(WHOLE.text)),))
    await store.add(episode_of(WHOLE), replace(WHOLE, topics=(topic,)))
    await store.edits.hide(SECRET.id, server=None)
    found = (await store.content("first")).topics[0]
    assert found.spans == (Span(0, SECRET.start), Span(SECRET.end, len(WHOLE.text)))


async def test_a_hidden_quote_stays_hidden_however_a_new_import_cuts_it(store: Store) -> None:
    await store.add(episode_of(WHOLE), WHOLE)
    await store.edits.hide(SECRET.id, server=None)
    cut = ["The lamp was lit.", "A secret", "about the lamp.", "Nobody came. The end."]
    again = content_of(cut)
    await store.replace(episode_of(again), again)
    shown = (await store.content("first")).quotes
    assert [quote.text for quote in shown] == [cut[0], cut[3]]
    # A retired id leads to what holds its words, which is hidden.
    assert await store.quote(SECRET.id, server=None) is None
    # The words as they were are hidden, too, if they come back.
    await store.replace(episode_of(WHOLE), WHOLE)
    assert SECRET not in (await store.content("first")).quotes


async def test_a_new_import_tells_what_became_of_the_quotes(store: Store) -> None:
    await store.add(episode_of(WHOLE), WHOLE)
    again = content_of(["The lamp was lit.", "A secret about lamps.", "Something else entirely."])
    _, changes = await store.replace(episode_of(again), again)
    assert changes.kept == 1
    assert changes.moved == {SECRET.id: again.quotes[1].id}
    assert (changes.lost, changes.new) == (2, 1)


async def test_a_removed_episode_is_gone_at_once_and_can_be_restored(store: Store) -> None:
    await store.add(episode_of(WHOLE), WHOLE)
    before = await store.episode("first", server=None)
    removal = await store.edits.remove("first", server=None, at=NOW)
    assert (removal.episode, removal.until) == (before, NOW + timedelta(minutes=10))
    assert await store.every_episode() == ()
    assert await store.quote(SECRET.id, server=None) is None
    version = await store.version()
    assert await store.content_at(before.id, version=version) is None
    assert await store.texts([before.id], version=version) == {}
    update = await store.snapshot_update(since=0)
    assert (update.episodes, update.outlines, update.removed) == ((), {}, {before.id})
    assert [one.episode.key for one in await store.edits.removals(server=None)] == ["first"]

    await store.edits.restore("first", server=None, at=NOW + timedelta(minutes=9))
    assert await store.every_episode() == (before,)
    assert await store.content("first") == WHOLE
    assert await store.edits.removals(server=None) == ()


async def test_after_ten_minutes_a_removal_cannot_be_undone_and_is_purged(store: Store) -> None:
    await store.add(episode_of(WHOLE), WHOLE)
    await store.edits.remove("first", server=None, at=NOW)
    assert await store.edits.purge(at=NOW + timedelta(minutes=9)) == 0
    later = NOW + timedelta(minutes=10)
    with pytest.raises(NotFoundError, match="add its transcript again"):
        await store.edits.restore("first", server=None, at=later)
    assert await store.edits.purge(at=later) == 1
    assert await store.edits.removals(server=None) == ()


async def test_a_removed_episode_does_not_keep_its_key_from_a_new_one(store: Store) -> None:
    await store.add(episode_of(WHOLE), WHOLE)
    await store.edits.remove("first", server=None, at=NOW)
    await store.add(episode_of(WHOLE), WHOLE)
    assert [one.key for one in await store.every_episode()] == ["first"]
    with pytest.raises(NotFoundError):
        await store.edits.restore("first", server=None, at=NOW)


async def test_what_people_say_of_an_episode_outlives_a_new_import(store: Store) -> None:
    await store.add(episode_of(WHOLE), WHOLE)
    links = (Link("audio", "https://pca.st/a"),)
    said = EpisodeEdits("Lamps", 7, date(2026, 2, 1), ("Ann Lee",), links, spoiler=True)
    await store.edits.edit_episode("first", said, server=None)
    await store.edits.edit_episode("first", EpisodeEdits(embargo=NOW), server=None)
    again = replace(episode_of(WHOLE), title="From the file", number=3)
    await store.replace(again, WHOLE)
    found = await store.episode("first", server=None)
    assert (found.title, found.number, found.published) == ("Lamps", 7, date(2026, 2, 1))
    assert (found.guests, found.links, found.spoiler) == (("Ann Lee",), links, True)
    assert found.embargo == NOW

    cleared = EpisodeEdits(cleared=frozenset({"embargo", "spoiler", "links"}))
    await store.edits.edit_episode("first", cleared, server=None)
    found = await store.episode("first", server=None)
    assert (found.embargo, found.spoiler, found.links) == (None, False, ())


async def test_names_of_speakers_are_shown_and_can_be_taken_back(store: Store) -> None:
    whole = spoken(("Dan", True), ("Speaker 1", False), ("Dan Ott", True))
    before = replace(episode_of(whole), speakers=("Dan", "Dan Ott"))
    await store.add(before, whole)
    names = {"Dan": "Dan Ott", "Speaker 1": "Ann Lee"}
    await store.edits.name_in_episode("first", names, server=None)

    found = await store.episode("first", server=None)
    assert found.speakers == ("Dan Ott", "Ann Lee")
    assert found.names == (SpeakerName("Dan", "Dan Ott"), SpeakerName("Speaker 1", "Ann Lee"))
    shown = (await store.content("first")).quotes
    assert [quote.speaker for quote in shown] == ["Dan Ott", "Ann Lee", "Dan Ott"]
    assert all(quote.sure for quote in shown)
    assert [quote.id for quote in shown] == [quote.id for quote in whole.quotes]
    held = await store.quote(whole.quotes[1].id, server=None)
    assert held is not None
    assert held[1].speaker == "Ann Lee"
    assert found.labels == ("Dan", "Speaker 1", "Dan Ott")

    await store.replace(before, whole)
    assert (await store.episode("first", server=None)).speakers == ("Dan Ott", "Ann Lee")
    await store.edits.name_in_episode("first", {"Dan": None, "Speaker 1": None}, server=None)
    found = await store.episode("first", server=None)
    assert (found.speakers, found.names) == (("Dan", "Dan Ott"), ())
    assert await store.content("first") == whole


async def test_a_name_in_a_show_holds_in_its_episodes_unless_one_has_its_own(store: Store) -> None:
    for key in ("first", "second", "third"):
        whole = spoken(("Speaker 1", True), key=key)
        show = Show("other", "Other") if key == "third" else Show("talks", "Talks")
        one = replace(episode_of(whole, key=key, show=show), speakers=("Speaker 1",))
        await store.add(one, whole)
    await store.edits.name_in_show("talks", {"Speaker 1": "Ann Lee"}, server=None)
    await store.edits.name_in_episode("second", {"Speaker 1": "Bo Roe"}, server=None)
    speakers = {one.key: one.speakers for one in await store.every_episode()}
    assert speakers == {"first": ("Ann Lee",), "second": ("Bo Roe",), "third": ("Speaker 1",)}
    await store.edits.reset_show_names("talks", server=None)
    await store.edits.reset_episode_names("second", server=None)
    assert {one.speakers for one in await store.every_episode()} == {("Speaker 1",)}


async def test_naming_a_speaker_describes_episodes_without_changing_their_words(
    store: Store,
) -> None:
    for key in ("first", "second", "silent"):
        whole = spoken(*[("Speaker 1", True)] * (key != "silent"), key=key)
        await store.add(episode_of(whole, key=key), whole)
    await store.edits.name_in_show("talks", {"Speaker 1": "Ann Lee"}, server=None)
    assert await store.version() == 5
    found = await store.changes(3)
    assert [(change.version, change.content) for change in found] == [(4, 1), (5, 2)]
    await store.edits.hide(spoken(("Speaker 1", True)).quotes[0].id, server=None)
    assert [change.content for change in await store.changes(5)] == [6]


async def test_the_settings_of_a_show_are_those_of_its_episodes(store: Store) -> None:
    await store.add(episode_of(WHOLE), WHOLE)
    edits = ShowEdits("Long talks", "overcast", 30, drifts=True)
    await store.edits.edit_show("talks", edits, server=None)
    show = (await store.episode("first", server=None)).show
    assert show == Show("talks", "Long talks", None, "overcast", 30, drifts=True)
    assert await store.changes(1) == ()
    await store.edits.edit_show("talks", ShowEdits(moment="", drifts=False), server=None)
    assert await store.edits.show("talks", server=None) == Show("talks", "Long talks", offset=30)


async def test_a_show_has_a_colour_and_a_picture_until_they_are_taken_away(store: Store) -> None:
    await store.add(episode_of(WHOLE), WHOLE)
    art = "https://example.com/art.png"
    await store.edits.edit_show("talks", ShowEdits(colour=0, art=art), server=None)
    show = (await store.episode("first", server=None)).show
    assert (show.colour, show.art) == (0, art)
    await store.edits.edit_show("talks", ShowEdits(colour=NO_COLOUR, art=""), server=None)
    assert await store.edits.show("talks", server=None) == Show("talks", "Talks")


async def test_a_show_with_settings_outlives_its_episodes(store: Store) -> None:
    await store.add(episode_of(WHOLE), WHOLE)
    await store.edits.edit_show("talks", ShowEdits(offset=30), server=None)
    await store.remove("first", server=None)
    await store.add(episode_of(WHOLE), WHOLE)
    assert (await store.episode("first", server=None)).show.offset == 30


async def test_the_title_that_a_person_gave_a_show_outlives_imports(store: Store) -> None:
    await store.add(episode_of(WHOLE), WHOLE)
    await store.edits.edit_show("talks", ShowEdits(title="Ours"), server=None)
    await store.replace(episode_of(WHOLE, show=Show("talks", "From a guide")), WHOLE)
    assert (await store.episode("first", server=None)).show.title == "Ours"


async def test_a_server_chooses_public_shows_or_all(store: Store) -> None:
    await store.add(episode_of(WHOLE), WHOLE)
    private = content_of(["Ours."], key="ours")
    await store.add(episode_of(private, key="ours", show=Show("own", "Own", OURS)), private)
    await store.edits.choose_shows(OURS, ["talks"])
    assert await store.edits.chosen_shows(OURS) == {"talks"}
    assert await store.edits.chosen_shows(THEIRS) == frozenset()
    assert (await store.snapshot_update(since=0)).chosen == {OURS: {"talks"}}
    with pytest.raises(NotFoundError, match='no public show "own"'):
        await store.edits.choose_shows(OURS, ["own"])
    await store.edits.choose_shows(OURS, [])
    assert await store.edits.chosen_shows(OURS) == frozenset()


@pytest.mark.parametrize("server", [THEIRS, 0])
async def test_a_server_can_change_nothing_of_another_server(store: Store, server: int) -> None:
    await store.add(episode_of(WHOLE, show=PRIVATE), WHOLE)
    edits, quote = store.edits, SECRET.id
    before = await store.version()
    refused = [
        edits.hide(quote, server=server),
        edits.unhide(quote, server=server),
        edits.remove("first", server=server, at=NOW),
        edits.restore("first", server=server, at=NOW),
        edits.edit_episode("first", NOTHING, server=server),
        edits.name_in_episode("first", {}, server=server),
        edits.name_in_show("talks", {}, server=server),
        edits.reset_episode_names("first", server=server),
        edits.reset_show_names("talks", server=server),
        edits.names("first", server=server),
        edits.correct_name("first", NameCorrection("lamp", "ramp"), server=server),
        edits.undo_name("first", "lamp", server=server),
        edits.edit_show("talks", ShowEdits(title="Mine"), server=server),
        edits.show("talks", server=server),
        edits.choose_shows(THEIRS, ["talks"]),
    ]
    for call in refused:
        with pytest.raises(NotFoundError) as told:
            await call
        assert "Talks" not in str(told.value)
    assert await store.version() == before
    await edits.hide(quote, server=OURS)
    assert await edits.hidden_quotes(server=server) == ()
    await edits.remove("first", server=OURS, at=NOW)
    assert await edits.removals(server=server) == ()
    with pytest.raises(NotFoundError):
        await edits.restore("first", server=server, at=NOW)


@pytest.mark.parametrize("server", [OURS, 0])
async def test_a_server_can_change_nothing_of_a_public_show(store: Store, server: int) -> None:
    await store.add(episode_of(WHOLE), WHOLE)
    with pytest.raises(NotFoundError):
        await store.edits.hide(SECRET.id, server=server)
    with pytest.raises(NotFoundError):
        await store.edits.remove("first", server=server, at=NOW)
    with pytest.raises(NotFoundError):
        await store.edits.correct_name("first", NameCorrection("lamp", "ramp"), server=server)
    with pytest.raises(NotFoundError):
        await store.edits.edit_show("talks", ShowEdits(offset=1), server=server)


async def test_the_operator_must_say_whose_private_show_is_meant(store: Store) -> None:
    for number, server in enumerate((OURS, THEIRS)):
        show = Show("talks", "Talks", server)
        await store.add(*long_episode(f"e{number}", quotes=1, show=show))
    with pytest.raises(NotFoundError, match="name the server"):
        await store.edits.show("talks", server=None)
    assert (await store.edits.show("talks", server=THEIRS)).server == THEIRS


async def test_excerpts_of_summaries_have_the_times_of_their_quotes(store: Store) -> None:
    quotes = tuple(replace(one, start_ms=1_000 * one.position) for one in WHOLE.quotes)
    third = quotes[2]
    line = Excerpt(third.start + 7, third.end, third.text[7:], third.text[7:])
    chapter = Chapter("All", 0, len(WHOLE.text), (line,))
    await store.add(episode_of(WHOLE), replace(WHOLE, quotes=quotes, chapters=(chapter,)))
    (found,) = await store.chapters(episode_of(WHOLE).id, version=1)
    assert [one.start_ms for one in found.summary] == [2_000]


async def test_a_name_of_people_stands_above_the_guides_and_outlives_imports(store: Store) -> None:
    guide = (NameCorrection("Yan Lecoon", "Wrong"), NameCorrection("Tie", "Thai"))
    whole = replace(WHOLE, names=guide)
    await store.add(episode_of(whole), whole)
    version = await store.version()
    mine = NameCorrection("yan  lecoon", "Yann LeCun")
    await store.edits.correct_name("first", mine, server=None)
    await store.replace(episode_of(whole), whole)

    assert (await store.content("first")).names == (mine, guide[1])
    assert await store.edits.names("first", server=OURS) == EpisodeNames((mine,), guide)
    assert [one.content > version for one in await store.changes(version)] == [True]

    assert await store.edits.undo_name("first", "Yan Lecoon!", server=None) == mine
    assert (await store.content("first")).names == guide
    with pytest.raises(NotFoundError, match="Nobody corrected “Tie”"):
        await store.edits.undo_name("first", "Tie", server=None)


async def test_an_episode_has_so_many_names_of_people_at_most(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(name_corrections, "MOST_NAMES", 9)
    await store.add(episode_of(WHOLE), WHOLE)
    for at in range(9):
        await store.edits.correct_name("first", NameCorrection(f"a{at}", "b"), server=None)
    await store.edits.correct_name("first", NameCorrection("a7", "c"), server=None)
    with pytest.raises(LibraryError, match="9 misheard names at most"):
        await store.edits.correct_name("first", NameCorrection("more", "b"), server=None)


async def test_names_of_people_go_with_their_episode(store: Store) -> None:
    await store.add(episode_of(WHOLE), WHOLE)
    await store.edits.correct_name("first", NameCorrection("a", "b"), server=None)
    await store.remove("first", server=None)
    await store.add(episode_of(WHOLE), WHOLE)
    assert await store.edits.names("first", server=None) == EpisodeNames()
