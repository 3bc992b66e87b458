"""What `/doctor` shows: what the bot may do in a channel, and where to grant what is missing."""

from collections.abc import Sequence

import discord

from bot.runtime.failures import Failure
from bot.schedules import Schedule
from bot.ui import colour, permissions, schedule, text
from bot.ui.permissions import Examined, Right

NOT_SEEN = (
    "I cannot see <#{channel}>: allow me View Channel in its settings; into a private thread, "
    "invite me by mentioning me there."
)
_CAUSE = 300
_FIELD = 1024

NOT_SET_UP = "There is no daily highlight here yet: `/daily setup` begins one."

_USES = {
    permissions.VIEW: "to be in the channel at all",
    permissions.SEND: "to post",
    permissions.SEND_INSIDE: "to post in this thread",
    permissions.EMBED: "to show the highlight",
    permissions.HISTORY: "to never post one twice",
    permissions.ATTACH: "for pictures",
    permissions.THREADS: "to open a thread under each post",
    permissions.MENTION: "to greet a role that not everybody may mention",
}


def report(
    examined: Examined, planned: Schedule | None, failures: Sequence[Failure] = ()
) -> discord.Embed:
    """Show the bot's rights in a channel, the state of the daily highlight, and what fails."""
    ticks = [_tick(right) for right in examined.rights]
    if not examined.inside:
        ticks.append(_news(examined, planned))
    embed = discord.Embed(
        title="All is well" if not examined.missing else "Something is missing",
        description=f"In <#{examined.channel}>:\n" + "\n".join(ticks),
        colour=colour.GUESS if examined.missing else colour.ANSWER,
    )
    if mended := mend(examined, (*examined.missing, *examined.unfulfilled)):
        embed.add_field(name="How to mend it", value=mended, inline=False)
    told = schedule.standing(planned) if planned else NOT_SET_UP
    embed.add_field(name="The daily highlight", value=told, inline=False)
    if failures:
        embed.title, embed.colour = "Something is failing", colour.GUESS
        value = text.fitting(map(failing, failures), _FIELD)
        embed.add_field(name="What is failing", value=value, inline=False)
    return embed


def failing(failure: Failure) -> str:
    """Say what fails and since when; a cause that was not written for members stays in the log."""
    since = f"❌ **{failure.job}** has been failing since <t:{int(failure.since.timestamp())}:R>"
    if failure.public:
        return f"{since}: {text.told(failure.cause, _CAUSE)}"
    return f"{since}: whoever runs this bot finds the cause in its log and with `pullquote check`."


def refused(examined: Examined) -> str:
    """Say that nothing was set up, what is missing, and where to grant it."""
    names = text.counted(len(examined.missing), "right")
    return (
        f"Nothing was changed: I could not post in <#{examined.channel}>, {names} "
        f"{'is' if len(examined.missing) == 1 else 'are'} missing.\n"
        f"{mend(examined, examined.missing)}"
    )


def warnings(examined: Examined, planned: Schedule) -> list[str]:
    """Say which of the wishes the posts will have to do without."""
    told = [mend(examined, [right]) for right in examined.unfulfilled]
    if planned.publish and not examined.news:
        told.append(
            f"<#{examined.channel}> is no announcement channel: there is nothing to publish."
        )
    return told


def mend(examined: Examined, lacking: Sequence[Right]) -> str:
    """Name exactly what is missing and where to grant it; empty where nothing is."""
    role = text.shown(examined.role, 60)
    lines = [
        f"In the settings of <#{examined.settings}>, under Permissions, allow **{role}**: "
        + ", ".join(f"**{right.name}**" for right in lacking)
        + "."
    ]
    if any(right.denied for right in lacking):
        taken = ", ".join(right.name for right in lacking if right.denied)
        lines.append(f"The role has it, but that channel takes it away: {taken}.")
    if general := [right.name for right in lacking if not right.denied]:
        lines.append(f"Or for all channels, in Server Settings, Roles: {', '.join(general)}.")
    return "\n".join(lines) if lacking else ""


def _tick(right: Right) -> str:
    use = _USES[right.flag]
    if right.held:
        return f"✅ {right.name}: {use}"
    if right.weight == "spare":
        return f"➖ {right.name}: {use}; not needed now"
    return f"❌ **{right.name}**: {use}"


def _news(examined: Examined, planned: Schedule | None) -> str:
    if examined.news:
        return "✅ Announcement channel: posts can be published to the servers that follow it"
    mark = "❌" if planned and planned.publish else "➖"
    return f"{mark} No announcement channel: posts cannot be published to other servers"
