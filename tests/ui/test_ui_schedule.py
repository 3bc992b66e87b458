"""The answers to managers stay within Discord's limits and contain no live markup."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.daily.previews import UpcomingPost
from bot.daily.service import PastPost, Supply
from bot.models import Hit
from bot.schedules import Post, Schedule
from bot.ui import autocomplete, daily, doctor, schedule, text
from bot.ui.layout import Page
from bot.ui.permissions import NAMES, ChannelCheck, PermissionCheck
from tests.support import seen
from tests.support.hits import build_episode, build_hit, build_link

LONG = "Über \\allem* steht [das](https://x.example) <@1> <@&2> ~ und ||mehr||. " * 12
WORDS = st.one_of(
    st.sampled_from((LONG, "*" * 600, "a" * 600, "")), st.text(min_size=1, max_size=600)
)
PLANNED = Schedule(1, 2, time(9), "America/Argentina/Buenos_Aires")
MANY = Supply(99, 99)
BEGUN = datetime(2026, 3, 2, 12, tzinfo=UTC)


def hit_of(words: str, *, spoiler: bool = False) -> Hit:
    """Build a hit that is as long as can be everywhere."""
    link = build_link("{url}?t={seconds}", url="https://x.example/" + "y" * 250)
    episode = build_episode(title=words, links=(link,), spoiler=spoiler)
    return build_hit(episode=episode, display=words, speaker=words, chapter=words, start_ms=1)


def held(page: Page) -> str:
    """Hold a page to Discord's limits, and return its words."""
    told = seen.held(page).body
    assert "<@1>" not in told
    assert "<@&2>" not in told
    return told


@given(WORDS, st.booleans())
def test_all_seven_days_are_shown_however_long_they_are(words: str, spoiler: bool) -> None:  # noqa: FBT001
    coming = [
        UpcomingPost(
            date(2026, 3, 2 + n), BEGUN + timedelta(days=n), hit_of(words, spoiler=spoiler)
        )
        for n in range(7)
    ]
    told = held(schedule.preview_page(PLANNED, [replace(one, pinned=True) for one in coming], MANY))
    assert told.count(":R> · pinned") == 7
    assert "Sunday 8 March, 09:00" in told


@given(WORDS)
def test_a_history_fits(words: str) -> None:
    post = Post(1, "2026-03-02", date(2026, 3, 2), BEGUN, status="disabled", reason=words)
    past = [PastPost(post, hit_of(words))] * 10
    assert held(schedule.history_page(PLANNED, past, MANY)).startswith(
        "**Monday 2 March** · refused"
    )


@given(WORDS)
def test_a_plan_fits_and_says_why_nothing_is_posted(words: str) -> None:
    planned = replace(PLANNED, shows=frozenset(str(n) for n in range(60)), state="disabled")
    titles = {str(n): words for n in range(60)}
    told = held(schedule.setup_page(planned, None, shows=titles, warnings=[]))
    assert told.startswith("**Where** <#2>")
    assert "Buenos Aires time" in told
    refused = replace(planned, reason=words)
    assert len(schedule.status_sentence(refused)) <= 400


@given(WORDS)
def test_a_report_fits(words: str) -> None:
    rights = tuple(
        PermissionCheck(flag, "required", granted=False, denied=n % 2 == 0)
        for n, flag in enumerate(NAMES)
    )
    examined = ChannelCheck(5, 4, words, news=False, inside=False, permissions=rights)
    planned = replace(PLANNED, state="disabled", reason=words, publish=True)
    told = held(doctor.report_page(examined, planned))
    assert all(f"❌ **{name}**" in told for name in NAMES.values())
    assert len(doctor.refused_sentence(examined)) <= text.CONTENT


@given(WORDS)
def test_a_day_is_offered_as_a_choice_that_discord_takes(words: str) -> None:
    coming = UpcomingPost(date(2026, 3, 2), BEGUN, hit_of(words))
    (choice,) = autocomplete.to_choices([schedule.day_suggestion(coming)])
    assert choice.name.startswith("Monday 2 March")
    assert choice.value == "2026-03-02"


def test_a_spoiler_is_covered_or_left_out_where_it_cannot_be() -> None:
    hit = build_hit(episode=build_episode(spoiler=True), display="He did it.")
    coming = UpcomingPost(date(2026, 3, 2), BEGUN, hit)
    assert schedule.day_suggestion(coming).name == "Monday 2 March – The Harbour Lights"
    assert daily.thread_name(hit) == "The Harbour Lights"
    post = Post(server=1, key="2026-03-01", date=date(2026, 3, 1), due=BEGUN, status="sent")
    assert "> ||He did it.||" in held(schedule.history_page(PLANNED, [PastPost(post, hit)], MANY))


def test_a_sentence_of_ours_names_its_channel_and_nothing_else() -> None:
    assert text.escaped_sentence("It may not post in <#77>: *no*, <@1>.", 200) == (
        "It may not post in <#77>: \\*no\\*, \\<\\@1\\>."
    )
    assert "<#" not in text.escaped_sentence("<#nobody> and \\<#1>x", 200).replace("<#1>", "")


def test_managers_are_told_how_many_highlights_are_left() -> None:
    assert schedule.supply_sentence(MANY) == "99 highlights left unposted, about 99 days."
    few = schedule.supply_sentence(Supply(6, 8))
    assert few.startswith("⚠️ Only 6 highlights left unposted, about 8 days.")
    assert "`/library add`" in few
    assert "earlier ones are repeated" in schedule.supply_sentence(Supply(0, 0))
