"""`/daily`, as managers see it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import discord
import pytest
import simcord

from bot.client import PullquoteBot
from bot.connecting import Connection
from bot.schedules import EVERY_DAY, Post, Schedule
from bot.shards import ALL
from tests.support import seen
from tests.support.managing import press
from tests.support.stage import BAKERY, ELSEWHERE, HARBOUR, HOME, NOW, SECRET, Stage, build_bot

NEEDED = {"time": "9am", "zone": "Europe/Berlin"}
SUBCOMMANDS = {
    "preview": {},
    "next": {},
    "skip": {},
    "pin": {"words": "paint it for the afternoon"},
    "replace": {},
    "pause": {},
    "resume": {},
    "off": {},
    "history": {},
    "wording": {},
}


async def set_up(stage: Stage, **options: object) -> simcord.InteractionResult:
    """Set the highlight up, in the channel where it is typed."""
    given = {"channel": stage.channel, **NEEDED, **options}
    return await stage.boss.slash(stage.channel, "daily setup", **given)


async def do(stage: Stage, subcommand: str, **options: object) -> simcord.InteractionResult:
    """Use a subcommand as the manager of the server."""
    result = await stage.boss.slash(stage.channel, f"daily {subcommand}", **options)
    assert result.ephemeral
    return result


async def kept(stage: Stage) -> Schedule:
    """Return the saved schedule."""
    schedule = await stage.daily.get(HOME)
    assert schedule is not None
    return schedule


async def test_setup_shows_the_time_of_the_first_post(stage: Stage) -> None:
    result = await set_up(stage)
    assert result.ephemeral
    told = seen.words(result)
    assert f"**Where** <#{stage.channel.id}>" in told
    assert "**When** every day at 09:00, Berlin time" in told
    assert "**From** all shows" in told
    assert "**Pings** nobody" in told
    coming = await stage.daily.next(HOME)
    assert coming is not None
    assert coming.due - datetime(2026, 1, 1, 8, tzinfo=UTC) < timedelta(minutes=5)
    stamp = f"<t:{int(coming.due.timestamp())}:F>"
    assert (
        f"**First post** Thursday 1 January, 09:0{coming.due.minute} (your time: {stamp})" in told
    )
    assert await kept(stage) == Schedule(
        HOME, stage.channel.id, coming.due.time().replace(9, 0, 0, 0), "Europe/Berlin", created=NOW
    )


async def test_all_options_are_saved_and_shown(stage: Stage) -> None:
    news = stage.home.create_news_channel("news")
    fans = stage.home.create_role("fans", mentionable=True)
    result = await set_up(
        stage,
        channel=news,
        time="9:30 pm",
        zone="munich",
        days="mon wed fri",
        show="Talks, committee",
        role=fans,
        publish=True,
        thread=True,
        episodes=True,
        profanity=True,
    )
    told = seen.words(result)
    assert f"**Where** <#{news.id}>" in told
    assert "**When** Monday, Wednesday, Friday at 21:30, Berlin time" in told
    assert "**From** The Committee, Talks" in told
    assert f"**Pings** <@&{fans.id}>" in told
    assert "published to the servers" in told
    assert "⚠️" not in told
    schedule = await kept(stage)
    assert schedule.days == {0, 2, 4}
    assert schedule.shows == {"talks", "committee"}
    assert schedule.role == fans.id
    assert schedule.publish
    assert schedule.thread
    assert schedule.episodes
    assert schedule.profanity


async def test_options_left_out_keep_their_value(stage: Stage) -> None:
    fans = stage.home.create_role("fans", mentionable=True)
    await set_up(stage, role=fans, days="weekdays", show="talks", thread=True)
    await set_up(stage, time="noon")
    schedule = await kept(stage)
    assert schedule.time.hour == 12
    assert (schedule.role, schedule.shows, schedule.thread) == (fans.id, {"talks"}, True)
    assert schedule.days == set(range(5))
    await set_up(stage, role=stage.home.default_role, show="all", days="daily", thread=False)
    schedule = await kept(stage)
    assert (schedule.role, schedule.shows, schedule.thread) == (None, frozenset(), False)
    assert schedule.days == EVERY_DAY


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"time": "25:00"}, "“25:00” is no time of day: write it like 09:00"),
        ({"zone": "Nowhere"}, "No time zone called “Nowhere”. Type a city near you"),
        ({"zone": "Berl"}, "No time zone called “Berl”. Did you mean Europe/Berlin"),
        ({"days": "someday"}, "“someday” names no days"),
        (
            {"show": "Nonsense *bold*"},
            "No show called “Nonsense \\*bold\\*”. Shows here: “Talks”",
        ),
    ],
)
async def test_an_invalid_option_is_reported_in_one_sentence(
    stage: Stage, options: dict[str, str], sentence: str
) -> None:
    result = await set_up(stage, **options)
    assert result.ephemeral
    assert seen.words(result).startswith(sentence)
    assert await stage.daily.get(HOME) is None
    assert len(stage.env.errors) == 1


async def test_a_channel_that_will_not_do_is_refused_and_the_rights_are_named(
    stage: Stage,
) -> None:
    await set_up(stage)
    before = await kept(stage)
    me = stage.home.me
    assert me is not None
    closed = stage.home.create_text_channel(
        "closed",
        overwrites={
            stage.home.default_role: discord.PermissionOverwrite(view_channel=True),
            me: discord.PermissionOverwrite(embed_links=False, create_public_threads=False),
        },
    )
    result = await set_up(stage, channel=closed, thread=True)
    told = seen.words(result)
    assert result.ephemeral
    assert told.startswith(f"Nothing was changed. I cannot post in <#{closed.id}> yet: 2 missing")
    assert "**Embed Links**, **Create Public Threads**" in told
    assert f"In the settings of <#{closed.id}>" in told
    assert "the channel denies it" in told
    assert await kept(stage) == before


async def test_a_channel_that_the_bot_cannot_see_lacks_one_right_only(stage: Stage) -> None:
    me = stage.home.me
    assert me is not None
    hidden = stage.home.create_text_channel(
        "hidden", overwrites={me: discord.PermissionOverwrite(view_channel=False)}
    )
    told = seen.words(await set_up(stage, channel=hidden))
    assert "1 missing permission." in told
    assert "**View Channel**." in told
    assert "Embed Links" not in told


async def test_options_that_the_channel_does_not_allow_give_warnings(stage: Stage) -> None:
    me = stage.home.me
    assert me is not None
    quiet = stage.home.create_text_channel(
        "quiet", overwrites={me: discord.PermissionOverwrite(mention_everyone=False)}
    )
    fans = stage.home.create_role("fans")
    told = seen.words(await set_up(stage, channel=quiet, role=fans, publish=True))
    assert "⚠️ In the settings of" in told
    assert "Mention @everyone, @here and All Roles" in told
    assert f"⚠️ <#{quiet.id}> is not an announcement channel" in told
    assert (await kept(stage)).role == fans.id


async def test_a_thread_will_do(stage: Stage) -> None:
    parent = stage.env.bot.get_channel(stage.channel.id)
    assert isinstance(parent, discord.TextChannel)
    await parent.create_thread(name="daily", type=discord.ChannelType.public_thread)
    (thread,) = stage.channel.threads
    assert f"**Where** <#{thread.id}>" in seen.words(await set_up(stage, channel=thread))


async def test_the_coming_seven_are_shown(stage: Stage) -> None:
    await set_up(stage, days="mon wed fri")
    result = await do(stage, "preview")
    assert len(seen.excerpts(result)) == 7
    assert set(seen.excerpts(result)) <= {*HARBOUR, *BAKERY}
    told = seen.words(result)
    assert told.index("Friday 2 January, 09:0") < told.index("Monday 5 January, 09:0")
    assert "Friday 16 January" in told
    assert "Tuesday" not in told
    assert "Dates and times in Berlin time" in told
    assert "highlights left unposted, about" in told


async def test_the_next_is_shown_as_it_will_look_with_its_context(stage: Stage) -> None:
    await set_up(stage)
    result = await do(stage, "next")
    assert "The next highlight will be posted on **Thursday 1 January, 09:0" in seen.words(result)
    assert seen.panel(result).title == "Today’s highlight"
    first = seen.excerpts(await do(stage, "preview"))[0]
    assert seen.excerpts(result) == [first]
    context = await stage.boss.click(seen.response(result).message, label="Context")
    assert first in seen.words(context)


async def test_a_day_is_skipped_and_taken_back(stage: Stage) -> None:
    await set_up(stage)
    first, second, *_ = seen.excerpts(await do(stage, "preview"))
    result = await do(stage, "skip")
    assert seen.words(result).startswith("**Thursday 1 January** is skipped")
    assert "posted on **Friday 2 January" in seen.words(result)
    assert seen.excerpts(result) == [first]
    assert "· skipped" in seen.words(await do(stage, "preview"))
    back = await do(stage, "skip", day="2026-01-01")
    assert seen.words(back) == "**Thursday 1 January** is no longer skipped."
    assert seen.excerpts(await do(stage, "preview"))[:2] == [first, second]


async def test_a_later_day_is_chosen_from_a_list(stage: Stage) -> None:
    await set_up(stage)
    offered = await stage.boss.autocomplete(stage.channel, "daily skip", "day", "satur")
    (saturday,) = offered
    assert saturday["value"] == "2026-01-03"
    await do(stage, "skip", day=saturday["value"])
    days = await stage.boss.autocomplete(stage.channel, "daily skip", "day", "")
    assert len(days) == 7
    assert "skipped; choose it to restore it" in days[2]["name"]
    assert not (await stage.daily.preview(HOME))[0].skipped
    wrong = await do(stage, "skip", day="soon")
    assert seen.words(wrong).startswith("“soon” is not one of the coming days")
    assert len(stage.env.errors) == 1


async def test_a_line_is_pinned_by_words_and_shown_with_its_day(stage: Stage) -> None:
    await set_up(stage)
    result = await do(stage, "pin", words="paint it for the afternoon")
    assert seen.words(result).startswith("Pinned. It will be posted on **Thursday 1 January, 09:0")
    assert seen.excerpts(result) == [HARBOUR[4]]
    assert seen.buttons(result) == ["Listen at 4:04", "Context", "More"]
    assert "· pinned\n" in seen.words(await do(stage, "preview"))
    await do(stage, "pin", words="sourdough is a pet", first=True)
    assert seen.excerpts(await do(stage, "preview"))[:2] == [BAKERY[0], HARBOUR[4]]
    await do(stage, "pin", words="paint it for the afternoon", undo=True)
    assert HARBOUR[4] not in seen.words(await do(stage, "preview"))
    again = await do(stage, "pin", words="paint it for the afternoon", undo=True)
    assert seen.words(again).startswith("This line was not pinned.")


async def test_of_several_lines_the_best_is_pinned(stage: Stage) -> None:
    await set_up(stage)
    result = await do(stage, "pin", words="marzipan tortoise")
    assert seen.excerpts(result) == [SECRET[0]]
    offered = await stage.boss.autocomplete(stage.channel, "daily pin", "words", "marzipan")
    assert offered


async def test_a_line_that_is_not_there_is_not_pinned(stage: Stage) -> None:
    await set_up(stage)
    for subcommand in ("pin", "replace"):
        result = await do(stage, subcommand, words="quarterly zebra accountancy")
        assert seen.words(result).startswith("Nothing close to")
    assert not any(one.pinned for one in await stage.daily.preview(HOME))


async def test_a_line_pinned_while_paused_says_so(stage: Stage) -> None:
    await set_up(stage)
    await do(stage, "pause")
    result = await do(stage, "pin", words="paint it for the afternoon")
    assert "The daily highlight is paused" in seen.words(result)


async def test_a_line_pinned_behind_many_waits(stage: Stage) -> None:
    await set_up(stage)
    content = await stage.store.content("harbour")
    for quote in content.quotes[:9]:
        await stage.daily.pin(HOME, quote.id)
    result = await do(stage, "pin", words=HARBOUR[8])
    assert seen.words(result).startswith("Pinned. It will be posted after the lines")


async def test_the_next_is_replaced_by_another_or_by_this_one(stage: Stage) -> None:
    await set_up(stage)
    (first,) = seen.excerpts(await do(stage, "next"))
    (other,) = seen.excerpts(await do(stage, "replace"))
    assert other != first
    assert first not in seen.words(await do(stage, "preview"))
    result = await do(stage, "replace", words="paint it for the afternoon")
    assert seen.excerpts(result) == [HARBOUR[4]]
    assert other not in seen.words(await do(stage, "preview"))


async def test_a_replacement_names_the_line_and_is_undone_by_its_button(stage: Stage) -> None:
    await set_up(stage)
    (first,) = seen.excerpts(await do(stage, "next"))
    replaced = await do(stage, "replace")
    told = seen.words(replaced)
    assert told.startswith("This replaces “")
    assert first.split(".")[0] in told.split("\n")[0]
    assert "will not be posted here unless you pin it" in told
    undone = await press(stage, replaced, "Undo")
    assert undone.startswith("Undone. The next highlight will be posted on")
    assert seen.excerpts(await do(stage, "next")) == [first]


async def test_a_replaced_pin_is_said_to_stay(stage: Stage) -> None:
    await set_up(stage)
    await do(stage, "pin", words="paint it for the afternoon")
    told = seen.words(await do(stage, "replace"))
    assert "which stays pinned and is posted after it" in told
    assert seen.excerpts(await do(stage, "preview"))[1] == HARBOUR[4]


@pytest.mark.parametrize("typed", ["sat", "Saturday", "3 january"])
async def test_a_day_to_skip_is_typed_as_in_the_setup(stage: Stage, typed: str) -> None:
    await set_up(stage)
    assert seen.words(await do(stage, "skip", day=typed)).startswith("**Saturday 3 January**")


async def test_when_all_are_replaced_nothing_is_left(stage: Stage) -> None:
    await set_up(stage)
    for _ in range(3):
        await do(stage, "replace")
    result = await do(stage, "replace")
    assert "Nothing will be posted in the coming days" in seen.words(result)
    assert "No highlight is left." in seen.words(await do(stage, "preview"))
    assert "none yet. Nothing will be posted in the coming days" in seen.words(await set_up(stage))
    days = await stage.boss.autocomplete(stage.channel, "daily skip", "day", "")
    assert days[0]["name"].endswith("no highlight is left")


async def test_it_is_paused_resumed_and_ended(stage: Stage) -> None:
    await set_up(stage)
    assert seen.words(await do(stage, "pause")).startswith("The daily highlight is paused")
    for subcommand in ("next", "skip", "preview"):
        assert "The daily highlight is paused. Use" in seen.words(await do(stage, subcommand))
    assert "The next highlight will be posted on" in seen.words(await do(stage, "resume"))
    assert seen.words(await do(stage, "off")).startswith("The daily highlight is off")
    assert "The daily highlight is off" in seen.words(await do(stage, "next"))
    assert (await kept(stage)).state == "off"


async def test_a_schedule_that_is_off_cannot_be_resumed(stage: Stage) -> None:
    await set_up(stage)
    await do(stage, "off")
    told = seen.words(await do(stage, "resume"))
    assert told == "The daily highlight is off: start it again with /daily setup."
    assert (await kept(stage)).state == "off"
    assert len(stage.env.errors) == 1


async def test_resuming_where_a_right_is_missing_names_it(stage: Stage) -> None:
    await set_up(stage)
    gone = replace(await kept(stage), channel=424242, state="disabled", reason="It was *refused*.")
    await stage.store.ledger.put(gone, next_plan_at=None)
    result = await do(stage, "resume")
    assert seen.words(result).startswith("I cannot see <#424242>")
    assert (await kept(stage)).state == "disabled"


async def test_the_history_shows_the_outcome_of_each_post(stage: Stage) -> None:
    await set_up(stage)
    assert "Nothing has been posted yet." in seen.words(await do(stage, "history"))
    coming = await stage.daily.next(HOME)
    assert coming is not None
    assert coming.hit is not None
    quote = coming.hit.match.quote
    day = Post(HOME, "2025-12-27", date(2025, 12, 27), NOW, quote=quote)
    posts = [
        replace(day, status="sent", channel=5, message=77),
        replace(day, key="e:abcdefgh", status="sent", reason="No thread."),
        replace(day, key="2025-12-26", date=date(2025, 12, 26), status="skipped", reason="Late."),
        replace(
            day,
            key="2025-12-25",
            date=date(2025, 12, 25),
            status="disabled",
            reason="*No*. <#5> <@6>",
        ),
        replace(day, key="2025-12-23", date=date(2025, 12, 23), quote=None, status="due"),
        replace(day, key="2025-12-24", date=date(2025, 12, 24), status="sending"),
    ]
    await stage.store.ledger.enter(posts)
    told = seen.words(await do(stage, "history"))
    link = f"https://discord.com/channels/{HOME}/5/77"
    assert f"**Saturday 27 December** · [posted]({link})" in told
    assert f"\n> {coming.hit.match.display}" in told
    assert "· new episode · posted · No thread." in told
    assert "**Friday 26 December** · skipped: Late." in told
    assert "**Thursday 25 December** · refused: \\*No\\*. <#5> \\<\\@6\\>" in told
    assert "**Tuesday 23 December** · about to be posted" in told
    assert "**Wednesday 24 December** · being posted" in told
    assert "left unposted, about" in told


@pytest.mark.parametrize("subcommand", SUBCOMMANDS)
async def test_before_it_is_set_up_every_subcommand_says_so(stage: Stage, subcommand: str) -> None:
    result = await do(stage, subcommand, **SUBCOMMANDS[subcommand])
    assert seen.words(result).startswith("There is no daily highlight here yet")
    assert len(stage.env.errors) == 1
    assert await stage.boss.autocomplete(stage.channel, "daily skip", "day", "") == []


@pytest.mark.parametrize("subcommand", [*SUBCOMMANDS, "setup"])
async def test_members_without_manage_server_are_refused_by_the_bot_too(
    stage: Stage, subcommand: str
) -> None:
    await set_up(stage)
    before = await stage.daily.preview(HOME)
    # A server can open a command to everybody; the bot still asks what the member may do.
    await stage.open_to_all("daily")
    options = SUBCOMMANDS.get(subcommand, {"channel": stage.channel, **NEEDED})
    result = await stage.mia.slash(stage.channel, f"daily {subcommand}", **options)
    assert result.ephemeral
    assert seen.words(result).startswith("You need the Manage Server permission")
    assert await stage.daily.preview(HOME) == before
    assert (await kept(stage)).state == "on"
    assert await stage.mia.autocomplete(stage.channel, "daily skip", "day", "") == []
    assert len(stage.env.errors) == 1


async def test_discord_offers_the_commands_to_managers_in_servers_only(stage: Stage) -> None:
    registered = next(
        request.json for request in stage.env.http_requests if request.method == "PUT"
    )
    assert registered
    commands = {one["name"]: one for one in registered}
    for name in ("daily", "doctor"):
        needed = int(commands[name]["default_member_permissions"])
        assert needed == discord.Permissions(manage_guild=True).value
        assert set(commands[name]["contexts"]) == {0}
        assert set(commands[name]["integration_types"]) == {0}
    assert not any(
        one.startswith(("daily", "doctor")) for one in stage.mia.available_commands(stage.channel)
    )
    assert set(SUBCOMMANDS) | {"setup"} == {
        one.removeprefix("daily ")
        for one in stage.boss.available_commands(stage.channel)
        if one.startswith("daily ")
    }


async def test_where_the_bot_itself_is_not_a_member_it_says_so(stage: Stage) -> None:
    guild = stage.env.bot.get_guild(HOME)
    assert guild is not None
    stage.env.bot._connection._remove_guild(guild)  # pyright: ignore[reportPrivateUsage] - as when it is not invited
    result = await stage.boss.slash(stage.channel, "daily preview")
    assert seen.words(result).startswith("The bot is not a member of this server")
    assert len(stage.env.errors) == 1


async def test_another_servers_shows_lines_and_posts_are_never_shown(stage: Stage) -> None:
    await set_up(stage, show="committee")
    await do(stage, "pin", words="marzipan tortoise")
    away = stage.elsewhere
    await stage.rival.slash(away, "daily setup", channel=away, **NEEDED)
    for subcommand in ("preview", "next", "history", "replace", "skip"):
        result = await stage.rival.slash(away, f"daily {subcommand}")
        assert "marzipan" not in seen.words(result)
        assert "Committee" not in seen.words(result)
    pinned = await stage.rival.slash(away, "daily pin", words="marzipan tortoise")
    assert "marzipan speech" not in seen.words(pinned)
    assert "> The codeword" not in seen.words(pinned)
    refused = await stage.rival.slash(away, "daily setup", channel=away, show="committee", **NEEDED)
    assert "The Committee" not in seen.words(refused)
    assert seen.words(refused).startswith("No show called “committee”")
    for option, typed in (("show", ""), ("show", "comm")):
        offered = await stage.rival.autocomplete(away, "daily setup", option, typed)
        assert "committee" not in str(offered).casefold()
    offered = await stage.rival.autocomplete(away, "daily pin", "words", "marzipan")
    assert "marzipan" not in str(offered)
    assert len(stage.env.errors) == 1
    theirs = await stage.daily.get(ELSEWHERE)
    assert theirs is not None
    assert theirs.channel == away.id


async def test_typed_words_are_completed(stage: Stage) -> None:
    async def offered(option: str, typed: str) -> list[str]:
        found = await stage.boss.autocomplete(stage.channel, "daily setup", option, typed)
        assert len(found) <= 25
        return [one["value"] for one in found]

    assert (await offered("zone", "munich"))[0] == "Europe/Berlin"
    assert (await offered("zone", ""))[0] == "UTC"
    assert await offered("days", "") == ["every day", "weekdays", "weekends", "mon wed fri"]
    assert await offered("days", "tue thu") == ["tue thu"]
    assert await offered("show", "") == ["all", "talks", "committee"]
    assert await offered("show", "comm") == ["committee"]


async def test_all_stays_after_a_restart(stage: Stage) -> None:
    result = await set_up(stage)
    await do(stage, "pin", words="paint it for the afternoon")
    shown = await do(stage, "next")
    before = seen.words(await do(stage, "preview"))
    await stage.restart()
    assert seen.words(await do(stage, "preview")) == before
    context = await stage.boss.click(seen.response(shown).message, label="Context")
    assert HARBOUR[4] in seen.words(context)
    assert "First post" in seen.words(result)


async def test_without_the_service_there_are_no_such_commands(stage: Stage) -> None:
    bot = PullquoteBot(
        stage.library, notes=stage.store, clock=lambda: NOW, connection=Connection(ALL)
    )
    await stage.env.restart_bot(bot)
    names = {command.name for command in bot.tree.get_commands()}
    assert "quote" in names
    assert not names & {"daily", "doctor"}
    assert build_bot(stage.library, stage.store).daily is not None
