"""Descriptions of positions."""

import pytest

from bot.models import Show
from bot.ui import location
from tests.support.hits import build_episode, build_hit, build_link


@pytest.mark.parametrize(
    ("ms", "told"),
    [(0, "0:00"), (59_999, "0:59"), (738_000, "12:18"), (3_738_000, "1:02:18")],
)
def test_a_time_is_formatted_as_a_player_shows_it(ms: int, told: str) -> None:
    assert location.format_moment(ms) == told


@pytest.mark.parametrize(
    ("share", "told"),
    [
        (0, "at the start"),
        (0.08, "near the start"),
        (0.25, "about a quarter in"),
        (1 / 3, "about a third in"),
        (0.5, "about halfway"),
        (2 / 3, "about two thirds in"),
        (0.75, "about three quarters in"),
        (0.9, "towards the end"),
        (1, "near the end"),
    ],
)
def test_progress_is_described_in_words(share: float, told: str) -> None:
    assert location.progress_in_words(share) == told


def test_a_time_is_never_invented() -> None:
    hit = build_hit(episode=build_episode(links=(build_link(),)), chapter="Keepers")
    assert location.source(hit) == "Keepers · about halfway"


def test_a_time_is_a_link_to_the_moment() -> None:
    hit = build_hit(episode=build_episode(links=(build_link(),)), start_ms=738_000)
    assert location.position(hit) == "[Listen at 12:18](https://video.example/1?t=738)"


def test_a_time_that_may_drift_is_told_as_such() -> None:
    show = Show("lamps", "Lamps", offset=30, drifts=True)
    hit = build_hit(episode=build_episode(show=show), start_ms=738_000)
    assert location.position(hit) == "about 12:48"


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "https://a b.example", "https://a\n.example", "https://x/" + "y" * 300],
)
def test_an_address_that_would_break_the_message_is_not_linked(url: str) -> None:
    episode = build_episode(links=(build_link("{url}", url=url),))
    assert location.position(build_hit(episode=episode, start_ms=738_000)) == "12:18"


def test_brackets_in_an_address_do_not_end_the_link() -> None:
    episode = build_episode(links=(build_link("{url}", url="https://x.example/a_(b)"),))
    hit = build_hit(episode=episode, start_ms=61_000)
    assert location.position(hit) == "[Listen at 1:01](https://x.example/a_%28b%29)"


def test_the_source_names_speaker_episode_chapter_and_time() -> None:
    hit = build_hit(chapter="The *lamp*", speaker="Ada_M", start_ms=61_000)
    assert location.source(hit, named=True) == (
        "**Ada\\_M** · The Harbour Lights · The \\*lamp\\* · 1:01"
    )


def test_the_show_is_named_where_the_title_does_not() -> None:
    assert location.footer(build_episode()) == "The Harbour Lights · Lamps"
    assert location.footer(build_episode(title="Lamps 12"), "3 excerpts") == "Lamps 12 · 3 excerpts"


def test_a_place_between_two_times_is_told_as_such() -> None:
    episode = build_episode(links=(build_link(),))
    between = build_hit(start_ms=734_000, about_ms=760_000)
    assert location.position(between) == "about 12:40"
    linked = build_hit(episode=episode, start_ms=734_000, about_ms=760_000)
    assert location.position(linked) == "[Listen at about 12:40](https://video.example/1?t=755)"


def test_a_place_after_the_last_time_is_told_as_such() -> None:
    episode = build_episode(links=(build_link(),))
    assert location.position(build_hit(start_ms=734_000, about_ms=734_000)) == "after 12:14"
    linked = build_hit(episode=episode, start_ms=734_000, about_ms=734_000)
    assert location.position(linked) == "[Listen after 12:14](https://video.example/1?t=734)"
