"""What `/doctor` shows: what the bot may do in a channel, and where to grant what is missing."""

from collections.abc import Sequence

import discord

from bot.runtime.failures import Failure
from bot.schedules import Schedule
from bot.ui import colour, permissions, schedule, text
from bot.ui.permissions import ChannelCheck, PermissionCheck

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


def report_embed(
    channel_check: ChannelCheck, planned: Schedule | None, failures: Sequence[Failure] = ()
) -> discord.Embed:
    """Show the bot's rights in a channel, the state of the daily highlight, and what fails."""
    ticks = [_permission_line(right) for right in channel_check.permissions]
    if not channel_check.inside:
        ticks.append(_publish_note(channel_check, planned))
    embed = discord.Embed(
        title="All is well" if not channel_check.missing else "Something is missing",
        description=f"In <#{channel_check.channel}>:\n" + "\n".join(ticks),
        colour=colour.GUESS if channel_check.missing else colour.ANSWER,
    )
    if fix := fix_instructions(
        channel_check, (*channel_check.missing, *channel_check.missing_optional)
    ):
        embed.add_field(name="How to mend it", value=fix, inline=False)
    sentence = schedule.status_sentence(planned) if planned else NOT_SET_UP
    embed.add_field(name="The daily highlight", value=sentence, inline=False)
    if failures:
        embed.title, embed.colour = "Something is failing", colour.GUESS
        value = text.join_fitting(map(failing, failures), _FIELD)
        embed.add_field(name="What is failing", value=value, inline=False)
    return embed


def failing(failure: Failure) -> str:
    """Say what fails and since when; a cause that was not written for members stays in the log."""
    since = f"❌ **{failure.job}** has been failing since <t:{int(failure.since.timestamp())}:R>"
    if failure.public:
        return f"{since}: {text.escaped_sentence(failure.cause, _CAUSE)}"
    return f"{since}: whoever runs this bot finds the cause in its log and with `pullquote check`."


def refused_embed(channel_check: ChannelCheck) -> str:
    """Say that nothing was set up, what is missing, and where to grant it."""
    names = text.pluralise(len(channel_check.missing), "right")
    return (
        f"Nothing was changed: I could not post in <#{channel_check.channel}>, {names} "
        f"{'is' if len(channel_check.missing) == 1 else 'are'} missing.\n"
        f"{fix_instructions(channel_check, channel_check.missing)}"
    )


def warnings(channel_check: ChannelCheck, planned: Schedule) -> list[str]:
    """Say which of the wishes the posts will have to do without."""
    sentence = [
        fix_instructions(channel_check, [right]) for right in channel_check.missing_optional
    ]
    if planned.publish and not channel_check.news:
        sentence.append(
            f"<#{channel_check.channel}> is no announcement channel: there is nothing to publish."
        )
    return sentence


def fix_instructions(channel_check: ChannelCheck, lacking: Sequence[PermissionCheck]) -> str:
    """Name exactly what is missing and where to grant it; empty where nothing is."""
    role = text.escaped(channel_check.role, 60)
    lines = [
        f"In the settings of <#{channel_check.settings}>, under Permissions, allow **{role}**: "
        + ", ".join(f"**{right.name}**" for right in lacking)
        + "."
    ]
    if any(right.denied for right in lacking):
        without = ", ".join(right.name for right in lacking if right.denied)
        lines.append(f"The role has it, but that channel takes it away: {without}.")
    if general := [right.name for right in lacking if not right.denied]:
        lines.append(f"Or for all channels, in Server Settings, Roles: {', '.join(general)}.")
    return "\n".join(lines) if lacking else ""


def _permission_line(right: PermissionCheck) -> str:
    use = _USES[right.flag]
    if right.held:
        return f"✅ {right.name}: {use}"
    if right.weight == "spare":
        return f"➖ {right.name}: {use}; not needed now"
    return f"❌ **{right.name}**: {use}"


def _publish_note(channel_check: ChannelCheck, planned: Schedule | None) -> str:
    if channel_check.news:
        return "✅ Announcement channel: posts can be published to the servers that follow it"
    mark = "❌" if planned and planned.publish else "➖"
    return f"{mark} No announcement channel: posts cannot be published to other servers"
