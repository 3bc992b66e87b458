"""Build the answer of `/doctor`: the bot's permissions, and where to grant missing ones."""

from collections.abc import Sequence

from bot.daily.service import Supply
from bot.runtime.failures import Failure
from bot.schedules import Schedule
from bot.ui import colour, layout, permissions, schedule, text
from bot.ui.layout import Page
from bot.ui.permissions import ChannelCheck, PermissionCheck

NOT_SEEN = (
    "I cannot see <#{channel}>. Allow me View Channel in its settings; in a private thread, "
    "mention me to let me in."
)
_CAUSE = 300
_FIELD = 1024

NOT_SET_UP = "There is no daily highlight here yet. Use `/daily setup` to start it."

_USES = {
    permissions.VIEW: "to see the channel",
    permissions.SEND: "to post",
    permissions.SEND_INSIDE: "to post in this thread",
    permissions.EMBED: "to show the highlight",
    permissions.HISTORY: "to avoid posting twice",
    permissions.ATTACH: "to attach pictures",
    permissions.THREADS: "to open a thread under each post",
    permissions.MENTION: "to ping a role that not everyone may mention",
}


def report_page(
    channel_check: ChannelCheck,
    planned: Schedule | None,
    failures: Sequence[Failure] = (),
    *,
    supply: Supply | None = None,
) -> Page:
    """Show the permissions in a channel, the state of the daily highlight and failing jobs.

    `supply` says how many highlights are left to post.
    """
    lines = [_permission_line(permission) for permission in channel_check.permissions]
    if not channel_check.inside:
        lines.append(_publish_note(channel_check, planned))
    sentence = schedule.status_sentence(planned) if planned else NOT_SET_UP
    if supply:
        sentence = f"{sentence}\n{schedule.supply_sentence(supply)}"
    missing = (*channel_check.missing, *channel_check.missing_optional)
    title = "Permissions are missing" if channel_check.missing else "Everything is in order"
    return layout.page(
        f"In <#{channel_check.channel}>:\n" + "\n".join(lines),
        layout.field("How to fix it", fix_instructions(channel_check, missing)),
        layout.field("The daily highlight", sentence),
        layout.field("What is failing", text.join_fitting(map(failing, failures), _FIELD)),
        title="Something is failing" if failures else title,
        accent=colour.GUESS if failures or channel_check.missing else colour.ANSWER,
    )


def failing(failure: Failure) -> str:
    """Describe a failing job; a cause that is not meant for members stays in the log."""
    opening = f"❌ **{failure.job}** started failing <t:{int(failure.since.timestamp())}:R>"
    if failure.public:
        return f"{opening}: {text.escaped_sentence(failure.cause, _CAUSE)}"
    return f"{opening}. The operator of the bot can find the cause with `pullquote check`."


def refused_sentence(channel_check: ChannelCheck) -> str:
    """Say that nothing was changed, which permissions are missing, and where to grant them."""
    count = text.pluralise(len(channel_check.missing), "missing permission")
    return (
        f"Nothing was changed. I cannot post in <#{channel_check.channel}> yet: {count}.\n"
        f"{fix_instructions(channel_check, channel_check.missing)}"
    )


def warnings(channel_check: ChannelCheck, planned: Schedule) -> list[str]:
    """Return a sentence for each option of the schedule that the channel does not allow."""
    sentences = [
        fix_instructions(channel_check, [permission])
        for permission in channel_check.missing_optional
    ]
    if planned.publish and not channel_check.news:
        sentences.append(
            f"<#{channel_check.channel}> is not an announcement channel: posts are not published."
        )
    return sentences


def fix_instructions(channel_check: ChannelCheck, missing: Sequence[PermissionCheck]) -> str:
    """Say where to grant the missing permissions; empty if none are missing."""
    role = text.escaped(channel_check.role, 60)
    lines = [
        f"In the settings of <#{channel_check.settings}>, under Permissions, allow **{role}**: "
        + ", ".join(f"**{permission.name}**" for permission in missing)
        + "."
    ]
    if any(permission.denied for permission in missing):
        denied = ", ".join(permission.name for permission in missing if permission.denied)
        lines.append(f"The role has this, but the channel denies it: {denied}.")
    if general := [permission.name for permission in missing if not permission.denied]:
        lines.append(
            f"Or allow it in all channels, in Server Settings, Roles: {', '.join(general)}."
        )
    return "\n".join(lines) if missing else ""


def _permission_line(permission: PermissionCheck) -> str:
    use = _USES[permission.flag]
    if permission.granted:
        return f"✅ {permission.name}: {use}"
    if permission.need == "unused":
        return f"➖ {permission.name}: {use}; not needed now"
    return f"❌ **{permission.name}**: {use}"


def _publish_note(channel_check: ChannelCheck, planned: Schedule | None) -> str:
    if channel_check.news:
        return "✅ Announcement channel: posts can be published to servers that follow it"
    mark = "❌" if planned and planned.publish else "➖"
    return f"{mark} Not an announcement channel: posts cannot be published to other servers"
