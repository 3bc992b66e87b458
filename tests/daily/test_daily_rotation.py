from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.daily.rotation import MIN_REST_DAYS, choose, to_shown, upcoming
from bot.schedules import PostCandidate, ShownHighlight

START = date(2026, 1, 1)
VOICES = ("Host", "Guest", None)


def dates(count: int) -> list[date]:
    return [START + timedelta(days=one) for one in range(count)]


def episode(name: str, count: int, *, chapters: int = 5, pinned: int = 0) -> list[PostCandidate]:
    return [
        PostCandidate(
            f"{name}{number:03}",
            name,
            number % chapters,
            VOICES[number % 3],
            score=(number * 37 % 101) / 101,
            pinned=number < pinned,
        )
        for number in range(count)
    ]


def library(*sizes: int) -> list[PostCandidate]:
    return [one for place, size in enumerate(sizes) for one in episode(f"e{place}-", size)]


def run(
    candidates: Sequence[PostCandidate],
    count: int,
    shown: Sequence[ShownHighlight] = (),
    *,
    seed: int = 1,
) -> list[PostCandidate]:
    first = shown[-1].date + timedelta(days=1) if shown else START
    days = [first + timedelta(days=one) for one in range(count)]
    chosen = [one for _, one in upcoming(candidates, shown, days, seed=seed) if one is not None]
    assert len(chosen) == count
    return chosen


def history(chosen: Sequence[PostCandidate]) -> list[ShownHighlight]:
    return [to_shown(one, day) for one, day in zip(chosen, dates(len(chosen)), strict=True)]


def seeded(sizes: list[int], seed: int) -> tuple[list[PostCandidate], int]:
    return library(*sizes), seed


libraries = st.builds(
    seeded, st.lists(st.integers(1, 12), min_size=1, max_size=6), st.integers(0, 2**63)
)


@given(made=libraries)
def test_no_highlight_is_repeated_before_all_were_shown(
    made: tuple[list[PostCandidate], int],
) -> None:
    candidates, seed = made
    chosen = run(candidates, len(candidates), seed=seed)
    assert {one.quote for one in chosen} == {one.quote for one in candidates}


@given(made=libraries)
def test_after_that_all_are_repeated_but_none_that_was_shown_lately(
    made: tuple[list[PostCandidate], int],
) -> None:
    candidates, seed = made
    size = len(candidates)
    quotes = [one.quote for one in run(candidates, 3 * size, seed=seed)]
    last: dict[str, int] = {}
    for place, quote in enumerate(quotes):
        assert place - last.get(quote, -size) >= size // 2
        last[quote] = place
    assert set(quotes[-2 * size :]) == {one.quote for one in candidates}


@given(made=libraries)
def test_an_episode_follows_itself_only_when_no_other_has_unseen_ones(
    made: tuple[list[PostCandidate], int],
) -> None:
    candidates, seed = made
    left = Counter(one.episode for one in candidates)
    before: str | None = None
    for one in run(candidates, len(candidates), seed=seed):
        assert one.episode != before or set(+left) == {before}
        left[one.episode] -= 1
        before = one.episode


@given(made=libraries)
def test_no_episode_follows_itself_if_that_can_be_avoided(
    made: tuple[list[PostCandidate], int],
) -> None:
    candidates, seed = made
    biggest = max(Counter(one.episode for one in candidates).values())
    assume(2 * biggest <= len(candidates) + 1)
    chosen = run(candidates, len(candidates), seed=seed)
    assert all(one.episode != other.episode for one, other in pairwise(chosen))


@given(count=st.integers(6, 60), chapters=st.integers(3, 8), seed=st.integers(0, 2**63))
def test_within_one_episode_no_chapter_follows_itself(count: int, chapters: int, seed: int) -> None:
    chosen = run(episode("only", count, chapters=chapters), count, seed=seed)
    assert all(one.chapter != other.chapter for one, other in pairwise(chosen))


@given(made=libraries, days=st.integers(1, 40), data=st.data())
def test_the_preview_shows_what_is_posted(
    made: tuple[list[PostCandidate], int], days: int, data: st.DataObject
) -> None:
    candidates, seed = made
    pins = data.draw(st.lists(st.sampled_from([one.quote for one in candidates]), max_size=3))
    queue, shown = list(dict.fromkeys(pins)), list[ShownHighlight]()
    preview = upcoming(candidates, shown, dates(days), seed=seed, pinned_queue=queue)
    for day, previewed in preview:
        chosen = choose(candidates, shown, today=day, seed=seed, pinned_queue=queue)
        assert chosen == previewed
        assert chosen is not None
        shown.append(to_shown(chosen, day))
        queue = [quote for quote in queue if quote != chosen.quote]


@given(made=libraries, data=st.data())
def test_removed_and_excluded_highlights_are_never_chosen(
    made: tuple[list[PostCandidate], int], data: st.DataObject
) -> None:
    candidates, seed = made
    shown = history(run(candidates, data.draw(st.integers(1, 2 * len(candidates))), seed=seed))
    kept = data.draw(st.lists(st.sampled_from(candidates), unique=True))
    excluded = data.draw(st.frozensets(st.sampled_from([one.quote for one in candidates])))
    allowed = {one.quote for one in kept} - excluded
    chosen = choose(
        kept,
        shown,
        today=START + timedelta(days=len(shown)),
        seed=seed,
        excluded=excluded,
        pinned_queue=sorted(excluded),
    )
    assert chosen.quote in allowed if chosen else not allowed


def test_the_order_of_the_candidates_does_not_matter() -> None:
    candidates = library(9, 5, 7)
    assert run(candidates, 21) == run(candidates[::-1], 21)


def test_servers_have_different_orders() -> None:
    candidates = library(9, 9, 9, 9)
    assert len({tuple(run(candidates, 4, seed=seed)) for seed in range(10)}) > 5


def test_without_candidates_nothing_is_chosen() -> None:
    assert choose((), (), today=START, seed=1) is None
    assert upcoming((), (), dates(2), seed=1) == [(day, None) for day in dates(2)]


def test_a_single_highlight_is_repeated() -> None:
    only = library(1)
    assert run(only, 3) == only * 3


def test_pins_come_first_in_their_order_then_the_rotation_continues() -> None:
    candidates = library(5, 5)
    queue = ["e1-004", "gone", "e1-002"]
    days = upcoming(candidates, (), dates(10), seed=1, pinned_queue=queue)
    quotes = [one.quote for _, one in days if one]
    assert quotes[:2] == ["e1-004", "e1-002"]
    assert len(set(quotes)) == 10


def test_a_pin_may_have_been_shown_before() -> None:
    candidates = library(5, 5)
    shown = history(run(candidates, 3))
    again = choose(candidates, shown, today=START, seed=1, pinned_queue=[shown[-1].quote])
    assert again is not None
    assert again.quote == shown[-1].quote


def test_profane_highlights_are_shown_only_if_allowed_or_pinned() -> None:
    rude = [PostCandidate("rude", "e", profane=True)]
    assert choose(rude, (), today=START, seed=1) is None
    assert choose(rude, (), today=START, seed=1, profanity=True) == rude[0]
    assert choose(rude, (), today=START, seed=1, pinned_queue=["rude"]) == rude[0]


def test_highlights_pinned_by_a_guide_come_before_others_of_their_episode() -> None:
    candidates = [*episode("a", 12, pinned=4), *episode("b", 12)]
    of_a = [one for one in run(candidates, 24) if one.episode == "a"]
    assert all(one.pinned for one in of_a[:4])


def test_higher_scores_come_sooner() -> None:
    chosen = run(library(20, 20, 20, 20, 20), 100)
    halves = [sum(one.score for one in chosen[at : at + 50]) / 50 for at in (0, 50)]
    assert halves[0] > halves[1] + 0.25


def test_in_every_stretch_each_episode_has_its_share() -> None:
    chosen = run(library(40, 20, 20, 10, 10), 100)
    for at in range(0, 100, 20):
        counts = Counter(one.episode for one in chosen[at : at + 20])
        assert 6 <= counts["e0-"] <= 10
        assert 2 <= counts["e1-"] <= 6
        assert counts["e3-"] <= 4


def test_no_speaker_follows_themself_while_others_are_left() -> None:
    chosen = run(library(30, 30, 30), 80)
    named = [(one.speaker, other.speaker) for one, other in pairwise(chosen) if one.speaker]
    assert sum(one == other for one, other in named) <= 1


def test_a_speaker_of_most_highlights_is_spread_over_all_of_them() -> None:
    voices = ["Guest", "Guest", "Guest", "Host"] * 15
    talk = [
        PostCandidate(f"q{place}", "e", place % 7, voice, place / 60)
        for place, voice in enumerate(voices)
    ]
    chosen = run(talk, 60)
    for at in range(0, 60, 20):
        assert 1 <= sum(one.speaker == "Host" for one in chosen[at : at + 20]) <= 9


def test_a_new_episode_comes_soon_and_gets_its_share() -> None:
    old, new = library(40, 40, 40, 40), episode("new", 40)
    shown = history(run(old, 60))
    after = [one.episode for one in run([*old, *new], 60, shown)]
    assert "new" in after[:5]
    assert 10 <= after.count("new") <= 25


def test_a_new_episode_is_mixed_with_repeats_if_all_others_were_shown() -> None:
    old, new = library(25, 25, 25), episode("new", 20)
    shown = history(run(old, 75))
    after = run([*old, *new], 45, shown)
    assert {one.quote for one in new} <= {one.quote for one in after}
    assert all(one.episode != other.episode for one, other in pairwise(after))
    rested = {one.quote: one.date for one in shown}
    for place, one in enumerate(after):
        day = START + timedelta(days=75 + place)
        assert day - rested.get(one.quote, date.min) >= MIN_REST_DAYS
        rested[one.quote] = day


def test_a_new_episode_follows_itself_if_all_others_were_shown_lately() -> None:
    old, new = library(5, 5), episode("new", 9)
    shown = history(run(old, 20))
    after = run([*old, *new], 9, shown)
    assert {one.quote for one in after} == {one.quote for one in new}


def test_the_last_highlights_of_an_old_episode_are_not_delayed_by_repeats() -> None:
    candidates = library(80, 10)
    assert len(set(run(candidates, 90))) == 90


@settings(max_examples=20)
@given(
    arrivals=st.lists(st.tuples(st.integers(0, 60), st.integers(1, 10)), min_size=2, max_size=6),
    seed=st.integers(0, 2**63),
)
def test_no_episode_starves_when_others_are_added(
    arrivals: list[tuple[int, int]], seed: int
) -> None:
    total, shown = sum(size for _, size in arrivals), list[ShownHighlight]()
    for place, day in enumerate(dates(61 + 3 * total)):
        there = [
            one
            for number, (arrival, size) in enumerate(arrivals)
            for one in episode(f"e{number}-", size)
            if arrival <= place
        ]
        chosen = choose(there, shown, today=day, seed=seed)
        assert (chosen is None) == (not there)
        if chosen is not None:
            shown.append(to_shown(chosen, day))
    assert len({one.quote for one in shown}) == total


def test_a_loved_highlight_comes_sooner_but_keeps_its_distance() -> None:
    plain = library(20, 20, 20)
    loved = [replace(one, loved=9) if one.quote == "e1-007" else one for one in plain]
    before, after = (
        [one.quote for one in run(some, len(plain))].index("e1-007") for some in (plain, loved)
    )
    assert after < before
    shown = [one.episode for one in run(loved, len(loved))]
    assert not any(one == other for one, other in pairwise(shown))


def test_no_number_of_votes_brings_the_worst_highlight_before_the_best() -> None:
    best, worst = (PostCandidate(name, "e", score=score) for name, score in (("b", 1), ("a", 0)))
    loved = replace(worst, loved=1_000_000)
    assert choose([best, loved], (), today=START, seed=1) == best


def test_as_many_votes_for_all_change_nothing() -> None:
    plain = library(9, 5)
    loved = [replace(one, loved=4) for one in plain]
    assert [one.quote for one in run(loved, 14)] == [one.quote for one in run(plain, 14)]
