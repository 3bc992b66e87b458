"""What the benchmark of a week concludes from what it has seen."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.week import posts
from benchmarks.week.clock import LeapingClock
from benchmarks.week.log import accounted
from benchmarks.week.resources import growth
from tests.support.wire import LoopbackDiscord
from tests.support.wire.objects import message

MIDNIGHT = datetime(2026, 3, 1, tzinfo=UTC)


def test_memory_that_grows_by_more_than_a_day_takes_and_gives_is_not_flat() -> None:
    hours = [hour / 24 for hour in range(5 * 24)]
    restless = [(at, 200 + 8 * (at % 0.5)) for at in hours]
    leaking = [(at, 200 + 8 * (at % 0.5) + 2 * at) for at in hours]
    assert growth(restless).flat
    assert not growth(leaking).flat
    assert 1.9 < growth(leaking).slope < 2.1


def test_every_warning_is_counted_by_what_it_says_and_what_is_no_log_line_is_told() -> None:
    late = {"level": "warning", "logger": "bot.client", "event": "answered too late"}
    raised = {"level": "error", "logger": "bot", "event": "failed", "exception": "x\nKeyError: 1"}
    quiet = {"level": "info", "logger": "bot", "event": "ready"}
    counted = accounted([*map(json.dumps, (late, late, raised, quiet)), "Traceback"])
    assert counted == {
        "warning: bot.client: answered too late": 2,
        "error: bot: failed (KeyError: 1)": 1,
        "no log line: Traceback": 1,
    }


def test_each_server_is_due_a_highlight_on_each_of_seven_days() -> None:
    guild = LoopbackDiscord().guilds[0]
    daily = posts.Daily(guild, 9, "Asia/Tokyo")
    due = [*posts.due_posts(daily, since=MIDNIGHT, until=MIDNIGHT + timedelta(days=7))]
    assert [one.mark for one in due][::6] == ["d:20260301", "d:20260307"]
    assert len(due) == 7


def test_a_highlight_that_was_posted_twice_is_counted_twice_and_answers_are_not() -> None:
    world = LoopbackDiscord().world
    button = {"type": 2, "custom_id": "d:20260301:abcdefghijkl"}
    sent = {"components": [{"type": 1, "components": [button, button]}]}
    for number in ("1", "2"):
        world.messages[number] = message(sent, message_id=number, channel="7", author=world.bot)
    world.messages["3"] = world.messages["1"] | {"id": "3", "interaction_metadata": {}}
    assert posts.posted(world) == {("7", "d:20260301"): 2}


def test_all_processes_see_a_clock_leap(tmp_path: Path) -> None:
    clock = LeapingClock.make(tmp_path / "clock")
    other = LeapingClock(tmp_path / "clock")
    clock.leap(86_400)
    ahead = other.now() - datetime.now(UTC)
    assert timedelta(hours=23) < ahead <= timedelta(days=1)
