"""What managers see and change, on behalf of whom."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.curation import OPERATOR, Curation, MisheardName, ShowCounts, parse_links
from bot.errors import LibraryError, NotFoundError
from bot.models import EpisodeEdits, Link, NameCorrection, Scope, Show, ShowEdits
from bot.translation import speaking
from tests.curation.conftest import NOW, OURS, THEIRS, House, spoken

FOG = "Fog swallows a horn"


async def test_shows_are_counted_and_the_servers_own_come_first(house: House) -> None:
    await house.add("one")
    await house.add("three")
    await house.add("own", server=OURS, show="zoo")
    await house.add("theirs", server=THEIRS, show="their")
    assert await house.curation.shows(OURS) == (
        ShowCounts(Show("zoo", "Zoo", OURS), 1, 3, own=True, searched=True),
        ShowCounts(Show("lamps", "Lamps"), 2, 6, own=False, searched=True),
    )
    assert len(await house.curation.shows(OPERATOR)) == 3


async def test_a_server_chooses_what_it_searches(house: House) -> None:
    await house.add("one")
    await house.add("two", show="sea")
    await house.add("own", server=OURS, show="own")
    listed = await house.curation.choose_shows(OURS, ["sea"])
    assert {one.show.slug: one.searched for one in listed} == {
        "own": True,
        "lamps": False,
        "sea": True,
    }
    assert {one.key for one in await house.library.episodes(Scope(server=OURS))} == {"own", "two"}
    await house.curation.choose_shows(OURS, [])
    assert len(await house.library.episodes(Scope(server=OURS))) == 3


async def test_managers_see_their_own_episodes_under_embargo_but_no_others(house: House) -> None:
    later = NOW + timedelta(days=1)
    await house.add("open")
    await house.add("secret", embargo=later)
    await house.add("own", server=OURS, show="own", embargo=later)
    assert {one.key for one in await house.curation.episodes(OURS)} == {"open", "own"}
    assert [one.key for one in await house.curation.episodes(OURS, show="own")] == ["own"]
    assert len(await house.curation.episodes(OPERATOR)) == 3
    with pytest.raises(NotFoundError):
        await house.curation.details("secret", server=OURS)


async def test_details_tell_who_speaks_how_much_and_whether_there_are_times(house: House) -> None:
    await house.add("one")
    await house.curation.rename_speaker("one", "Dan", "Dan Ott", server=OPERATOR)
    details = await house.curation.details("one", server=OURS)
    first, second = details.speakers
    assert (first.name, first.words, first.labels) == ("Dan Ott", 19, ("Dan", "Dan Ott"))
    assert (second.name, second.share) == ("Speaker 1", pytest.approx(10 / 29))
    assert (details.timed, details.first_ms, details.last_ms) == (True, 0, 120_000)
    assert (details.highlights, details.topics, details.hidden) == (1, ("lamp",), 0)
    assert not details.own


async def test_what_is_said_of_an_episode_is_changed_at_once(house: House) -> None:
    await house.add("own", server=OURS)
    edits = EpisodeEdits(
        title="  The   lamp ",
        number=7,
        published=date(2026, 2, 2),
        guests=("Ann  Lee", "Ann Lee"),
        links=parse_links([" https://pca.st/a "]),
    )
    found = await house.curation.edit_episode("own", edits, server=OURS)
    assert (found.title, found.number, found.published) == ("The lamp", 7, date(2026, 2, 2))
    assert (found.guests, found.links) == (("Ann Lee",), (Link("audio", "https://pca.st/a"),))
    assert found == (await house.library.episodes(Scope(server=OURS)))[0]
    assert len(house.changes) == 1


async def test_a_removal_is_at_once_and_can_be_undone_for_ten_minutes(house: House) -> None:
    await house.add("own", server=OURS)
    removal = await house.curation.remove("own", server=OURS)
    assert await house.library.episodes(Scope(server=OURS)) == ()
    assert [one.until for one in await house.curation.removals(OURS)] == [removal.until]
    house.wait(timedelta(minutes=9))
    assert (await house.curation.restore("own", server=OURS)).key == "own"
    await house.library.refresh()
    assert (await house.library.quote(FOG, Scope(server=OURS))).confidence == "exact"

    await house.curation.remove("own", server=OURS)
    house.wait(timedelta(minutes=10))
    assert await house.curation.removals(OURS) == ()
    with pytest.raises(NotFoundError):
        await house.curation.restore("own", server=OURS)
    assert await house.curation.purge() == 1


async def test_a_quote_is_hidden_at_once_and_shown_again(house: House) -> None:
    quotes = await house.add("own", server=OURS)
    hidden = await house.curation.hide(quotes[1].id, server=OURS)
    assert (hidden.quote, hidden.episode) == (quotes[1].id, "own")
    assert hidden.display.startswith(FOG)
    assert (await house.library.quote(FOG, Scope(server=OURS))).confidence == "none"
    assert await house.curation.hidden(OURS) == (hidden,)
    await house.curation.unhide(hidden.quote, server=OURS)
    assert await house.curation.hidden(OURS) == ()


async def test_a_quote_is_hidden_by_an_old_id_too(house: House) -> None:
    quotes = await house.add("own", server=OURS)
    described, said = spoken("own", server=OURS)
    moved = replace(said.quotes[1], id="new-id-of-it")
    await house.store.replace(
        described, replace(said, quotes=(said.quotes[0], moved, said.quotes[2]), highlights=())
    )
    await house.curation.hide(quotes[0].id, server=OURS)
    hidden = await house.curation.hide(quotes[1].id, server=OURS)
    assert hidden.quote == moved.id
    assert hidden == await house.curation.hide(moved.id, server=OURS)


async def test_a_speaker_is_renamed_by_the_shown_name_or_the_label(house: House) -> None:
    await house.add("one")
    renamed = await house.curation.rename_speaker("one", "speaker 1", "Ann Lee", server=OPERATOR)
    assert (renamed.name, renamed.labels) == ("Ann Lee", ("Speaker 1",))
    await house.curation.rename_speaker("one", "Ann Lee", "Ann  Lee-Ott", server=OPERATOR)
    await house.curation.rename_speaker("one", "Dan", "Dan Ott", server=OPERATOR)
    episode = (await house.curation.episodes(OPERATOR))[0]
    assert episode.speakers == ("Dan Ott", "Ann Lee-Ott")
    with pytest.raises(NotFoundError, match=r"those are Dan Ott, Ann Lee-Ott\."):
        await house.curation.rename_speaker("one", "Zoe", "Ann", server=OPERATOR)
    episode = await house.curation.reset_speakers("one", server=OPERATOR)
    assert episode.speakers == ("Dan", "Speaker 1", "Dan Ott")


async def test_a_speaker_is_renamed_in_all_of_a_show_and_in_later_episodes(house: House) -> None:
    await house.add("one")
    await house.add("two")
    renamed = await house.curation.rename_speaker_in_show(
        "lamps", "Dan", "Dan Ott", server=OPERATOR
    )
    assert (renamed.labels, renamed.episodes) == (("Dan",), 2)
    await house.add("later")
    counts = await house.curation.show_speakers("lamps", server=OPERATOR)
    assert counts == (("Dan Ott", 3), ("Speaker 1", 3))
    await house.curation.reset_show_speakers("lamps", server=OPERATOR)
    assert len(await house.curation.show_speakers("lamps", server=OPERATOR)) == 3


async def test_names_are_suggested_and_nothing_is_done(house: House) -> None:
    await house.add("one")
    suggested = await house.curation.suggested_names("one", server=OPERATOR)
    assert [(one.old, one.new) for one in suggested] == [("Dan", "Dan Ott"), ("Speaker 1", None)]
    assert await house.curation.suggested_show_names("lamps", server=OPERATOR) == suggested
    assert house.changes == []


async def test_no_name_is_suggested_that_is_under_embargo(house: House) -> None:
    await house.add("one")
    described, said = spoken("secret")
    guests, embargo = ("Dan Ott Underwraps",), house.now + timedelta(days=1)
    await house.store.add(replace(described, guests=guests, embargo=embargo), said)
    await house.library.refresh()
    told = [await house.curation.suggested_names("one", server=one) for one in (OURS, OPERATOR)]
    assert ["Underwraps" in str(names) for names in told] == [False, True]


async def test_a_misheard_name_is_found_by_both_forms_and_keeps_its_id(house: House) -> None:
    quotes = await house.add("one")
    assert (await house.library.quote("Zanzibar", Scope(server=None))).confidence == "none"
    done = await house.curation.correct_name("one", " fog ", "Zanzibar", server=OPERATOR)
    assert done == NameCorrection("fog", "Zanzibar")
    await house.library.refresh()
    for typed in ("Zanzibar", "Zanzibar swallows a horn", "Fog swallows a horn"):
        found = await house.library.quote(typed, Scope(server=None))
        assert found.confidence != "none"
        assert found.hits[0].match.quote == quotes[1].id
        assert FOG in found.hits[0].match.text
    (listed,) = await house.curation.names("one", server=OURS)
    assert listed == MisheardName("fog", "Zanzibar", 1, given=True)

    await house.curation.undo_name("one", "Fog", server=OPERATOR)
    await house.library.refresh()
    assert (await house.library.quote("Zanzibar", Scope(server=None))).confidence == "none"


async def test_a_misheard_name_of_the_guide_is_listed_counted_and_replaced(house: House) -> None:
    described, said = spoken("one")
    guide = (NameCorrection("the lamp", "the Lamb"), NameCorrection("fog", "Zanzibar"))
    await house.store.add(described, replace(said, names=guide))
    await house.library.refresh()
    listed = await house.curation.names("one", server=OPERATOR)
    assert listed == (
        MisheardName("the lamp", "the Lamb", 1, given=False),
        MisheardName("fog", "Zanzibar", 1, given=False),
    )
    await house.curation.correct_name("one", "Fog", "fog", server=OPERATOR)
    listed = await house.curation.names("one", server=OPERATOR)
    assert [(one.misheard, one.right) for one in listed] == [
        ("Fog", "fog"),
        ("the lamp", "the Lamb"),
    ]
    await house.library.refresh()
    assert (await house.library.quote("Zanzibar", Scope(server=None))).confidence == "none"


@pytest.mark.parametrize(
    ("misheard", "right", "told"),
    [
        ("fog" * 27, "x", "1 to 80 characters"),
        ("fog", "x" * 81, "1 to 80 characters"),
        ("fog", "a\u202eb", "1 to 80 characters"),
        ("...", "x", "a word at least"),
        ("fog", "(!)", "a word at least"),
        ("Fog", "fóg", "by both forms already"),
        ("frog", "fog", "is not in this episode"),
        ("og swallows", "x", "is not in this episode"),
    ],
)
async def test_a_correction_that_would_do_nothing_is_refused(
    house: House, misheard: str, right: str, told: str
) -> None:
    await house.add("one")
    with pytest.raises(LibraryError, match=told):
        await house.curation.correct_name("one", misheard, right, server=OPERATOR)
    assert house.changes == []


async def test_the_settings_of_a_show_are_changed_at_once(house: House) -> None:
    await house.add("own", server=OURS)
    edits = ShowEdits(title="Lamps!", moment="Overcast", offset=30, drifts=True)
    show = await house.curation.edit_show("lamps", edits, server=OURS)
    assert show == Show("lamps", "Lamps!", OURS, "overcast", 30, drifts=True)
    assert (await house.library.episodes(Scope(server=OURS)))[0].show == show


@pytest.mark.parametrize(
    ("edits", "told"),
    [
        (EpisodeEdits(title=" "), "A title has 1 to 200 characters"),
        (EpisodeEdits(title="a\u202eb"), "A title has 1 to 200 characters"),
        (EpisodeEdits(number=-1), "number is from 0"),
        (EpisodeEdits(guests=("",)), "1 to 80 characters"),
        (EpisodeEdits(guests=tuple(map(str, range(51)))), "50 guests at most"),
        (EpisodeEdits(links=(Link("web", "http://a.example"),)), "begins with https://"),
        (EpisodeEdits(links=(Link("web", "javascript:x"),)), "begins with https://"),
        (
            EpisodeEdits(links=tuple(Link("web", f"https://a.example/{n}") for n in range(11))),
            "10 links at most",
        ),
    ],
)
async def test_what_cannot_be_stored_is_refused_with_a_sentence(
    house: House, edits: EpisodeEdits, told: str
) -> None:
    await house.add("one")
    with pytest.raises(LibraryError, match=told):
        await house.curation.edit_episode("one", edits, server=OPERATOR)
    assert house.changes == []


@pytest.mark.parametrize(
    ("edits", "told"),
    [
        (ShowEdits(title="x" * 201), "A title has 1 to 200"),
        (ShowEdits(offset=7_201), "at most 7,200 seconds"),
        (ShowEdits(colour=0x1000000), "six digits"),
        (ShowEdits(art="http://example.com/a.png"), "https://"),
        (ShowEdits(moment="winamp"), "name one of youtube, spotify"),
        (ShowEdits(moment="{url}?t={seconds!r}"), "write a template like"),
    ],
)
async def test_wrong_settings_of_a_show_are_refused_with_a_sentence(
    house: House, edits: ShowEdits, told: str
) -> None:
    await house.add("one")
    with pytest.raises(LibraryError, match=told):
        await house.curation.edit_show("lamps", edits, server=OPERATOR)


Call = Callable[[Curation, str], Awaitable[object]]
"""A change of the episode "theirs" of the show "their", or of its quote."""

CALLS: dict[str, Call] = {
    "details": lambda curation, _: curation.details("theirs", server=OURS),
    "edit": lambda curation, _: curation.edit_episode(
        "theirs", EpisodeEdits(number=1), server=OURS
    ),
    "remove": lambda curation, _: curation.remove("theirs", server=OURS),
    "restore": lambda curation, _: curation.restore("theirs", server=OURS),
    "hide": lambda curation, quote: curation.hide(quote, server=OURS),
    "unhide": lambda curation, quote: curation.unhide(quote, server=OURS),
    "speakers": lambda curation, _: curation.speakers("theirs", server=OURS),
    "names": lambda curation, _: curation.suggested_names("theirs", server=OURS),
    "rename": lambda curation, _: curation.rename_speaker("theirs", "Dan", "X", server=OURS),
    "rename in show": lambda curation, _: curation.rename_speaker_in_show(
        "their", "Dan", "X", server=OURS
    ),
    "show speakers": lambda curation, _: curation.show_speakers("their", server=OURS),
    "show names": lambda curation, _: curation.suggested_show_names("their", server=OURS),
    "reset": lambda curation, _: curation.reset_speakers("theirs", server=OURS),
    "reset show": lambda curation, _: curation.reset_show_speakers("their", server=OURS),
    "misheard": lambda curation, _: curation.names("theirs", server=OURS),
    "correct": lambda curation, _: curation.correct_name("theirs", "Fog", "Frog", server=OURS),
    "correct in show": lambda curation, _: curation.correct_name_in_show(
        "their", "Fog", "Frog", server=OURS
    ),
    "speaker of a quote": lambda curation, quote: curation.correct_speaker(quote, "X", server=OURS),
    "undo speaker": lambda curation, quote: curation.undo_speaker(quote, server=OURS),
    "undo": lambda curation, _: curation.undo_name("theirs", "Fog", server=OURS),
    "choose": lambda curation, _: curation.choose_shows(OURS, ["their"]),
    "show": lambda curation, _: curation.show("their", server=OURS),
    "edit show": lambda curation, _: curation.edit_show("their", ShowEdits(offset=1), server=OURS),
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
async def test_nothing_of_another_server_is_seen_or_changed(house: House, call: Call) -> None:
    quotes = await house.add("theirs", server=THEIRS, show="their")
    before = await house.store.version(), await house.store.every_episode()
    with pytest.raises(NotFoundError) as told:
        await call(house.curation, quotes[0].id)
    assert "Dan" not in str(told.value)
    assert (await house.store.version(), await house.store.every_episode()) == before


def test_every_call_for_a_server_is_tried_against_another() -> None:
    tried = {
        "details", "edit_episode", "remove", "restore", "hide", "unhide", "speakers",
        "suggested_names", "rename_speaker", "rename_speaker_in_show", "show_speakers",
        "suggested_show_names", "reset_speakers", "reset_show_speakers", "choose_shows", "show",
        "edit_show", "names", "correct_name", "undo_name", "correct_name_in_show",
        "correct_speaker", "undo_speaker",
    }  # fmt: skip
    listing = {"shows", "episodes", "removals", "hidden", "purge"}
    public = {name for name in vars(Curation) if not name.startswith("_")}
    assert public == tried | listing


async def test_no_list_has_anything_of_another_server(house: House) -> None:
    quotes = await house.add("theirs", server=THEIRS, show="their")
    await house.add("gone", server=THEIRS, show="their")
    await house.curation.hide(quotes[0].id, server=THEIRS)
    await house.curation.remove("gone", server=THEIRS)
    assert await house.curation.shows(OURS) == ()
    assert await house.curation.episodes(OURS) == ()
    assert await house.curation.removals(OURS) == ()
    assert await house.curation.hidden(OURS) == ()


async def test_a_public_episode_is_seen_by_a_server_but_not_changed(house: House) -> None:
    quotes = await house.add("one")
    assert not (await house.curation.details("one", server=OURS)).own
    with pytest.raises(NotFoundError):
        await house.curation.hide(quotes[0].id, server=OURS)
    with pytest.raises(NotFoundError):
        await house.curation.edit_episode("one", EpisodeEdits(number=1), server=OURS)
    with pytest.raises(NotFoundError):
        await house.curation.rename_speaker("one", "Dan", "X", server=OURS)


async def test_a_misheard_name_is_corrected_in_all_episodes_that_have_it(house: House) -> None:
    await house.add("one")
    await house.add("two")
    corrected = await house.curation.correct_name_in_show("lamps", "Fog", "Frog", server=OPERATOR)
    assert corrected == 2
    answer = await house.library.quote("frog swallows a horn", Scope(None))
    assert {hit.episode.key for hit in answer.hits} == {"one", "two"}
    with pytest.raises(LibraryError, match="No episode of this show"):
        await house.curation.correct_name_in_show("lamps", "Smoke", "Frog", server=OPERATOR)
    with speaking("de"), pytest.raises(LibraryError, match="Keine Folge"):
        await house.curation.correct_name_in_show("lamps", "Smoke", "Frog", server=OPERATOR)


async def test_a_single_quote_is_given_to_another_speaker_everywhere(house: House) -> None:
    quotes = await house.add("one")
    await house.curation.rename_speaker("one", "Dan Ott", "Daniel", server=OPERATOR)
    fog = quotes[1].id
    assert await house.curation.correct_speaker(fog, "Daniel", server=OPERATOR) == "Daniel"
    await house.library.refresh()
    (hit,) = await house.library.hits([fog], server=None)
    assert hit
    assert hit.match.speaker == "Daniel"
    (found, *_) = (await house.library.quote(FOG, Scope(None, speaker="Daniel"))).hits
    assert (found.match.quote, found.match.speaker) == (fog, "Daniel")
    assert (await house.library.quote(FOG, Scope(None, speaker="Speaker 1"))).hits == ()
    (best,) = house.library.outlines(Scope(None))[0][1].highlights
    assert (best.quote, best.speaker) == (fog, "Daniel")
    around = await house.library.around(fog, server=None, first=-1, last=1)
    assert around
    assert [one.speaker for one in around.quotes] == ["Dan", "Daniel", "Daniel"]
    assert await house.curation.correct_speaker(fog, "A Guest", server=OPERATOR) == "A Guest"
    (hit,) = await house.library.hits([fog], server=None)
    assert hit
    assert hit.match.speaker == "A Guest"


async def test_the_speaker_of_a_quote_stays_where_it_is_cut_anew(house: House) -> None:
    quotes = await house.add("one")
    await house.curation.correct_speaker(quotes[0].id, "A Guest", server=OPERATOR)
    described, said = spoken("one")
    first = replace(said.quotes[0], id="anotherid234", end=said.quotes[0].end - 1)
    cut = replace(said, quotes=(first, *said.quotes[1:]), highlights=())
    await house.store.replace(described, cut)
    await house.library.refresh()
    (hit,) = await house.library.hits([quotes[0].id], server=None)
    assert hit
    assert (hit.match.quote, hit.match.speaker) == ("anotherid234", "A Guest")


async def test_no_name_or_title_has_the_id_of_a_member(house: House) -> None:
    """What becomes part of the library stays when the member is forgotten."""
    (quote, *_) = await house.add("one")
    mia = "<@7000000000000000001>"
    for name in (mia, f" {mia} <@!7>"):
        with pytest.raises(LibraryError, match="name has 1 to"):
            await house.curation.rename_speaker("one", "Dan", name, server=OPERATOR)
        with pytest.raises(LibraryError, match="name has 1 to"):
            await house.curation.correct_speaker(quote.id, name, server=OPERATOR)
    renamed = await house.curation.rename_speaker("one", "Dan", f"Dan {mia} Ott", server=OPERATOR)
    assert renamed.name == "Dan Ott"
    corrected = await house.curation.correct_name("one", "wool", f"Wulf {mia}", server=OPERATOR)
    assert corrected.right == "Wulf"
    edits = EpisodeEdits(title=f"A night with {mia}", guests=(f"Ann {mia}",))
    edited = await house.curation.edit_episode("one", edits, server=OPERATOR)
    assert (edited.title, edited.guests) == ("A night with", ("Ann",))
