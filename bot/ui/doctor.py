"""Build the answer of `/doctor`: the bot's permissions, and where to grant missing ones."""

from collections.abc import Sequence

from bot.daily.service import Supply
from bot.runtime.failures import Failure
from bot.schedules import Schedule
from bot.translation import N_, ngettext
from bot.translation import gettext as _
from bot.ui import colour, layout, permissions, schedule, text
from bot.ui.layout import Page
from bot.ui.permissions import ChannelCheck, PermissionCheck

NOT_SEEN = N_(
    "I cannot see <#{channel}>. Allow me View Channel in its settings; in a private thread, "
    "mention me to let me in."
)
HIDDEN = N_(
    "Discord keeps the channel from me, so I cannot tell what else is missing there: allow View "
    "Channel, then use `/doctor` with this channel."
)
_CAUSE = 300
_JOB = 120
_FIELD = 1024

NOT_SET_UP = N_("There is no daily highlight here yet. Use `/daily setup` to start it.")

_USES = {
    permissions.VIEW: N_("to see the channel"),
    permissions.SEND: N_("to post"),
    permissions.SEND_INSIDE: N_("to write in threads"),
    permissions.EMBED: N_("to show the highlight"),
    permissions.HISTORY: N_("to avoid posting twice"),
    permissions.THREADS: N_("to open a thread under each post"),
    permissions.MENTION: N_("to ping a role that not everyone may mention"),
    permissions.MANAGE_THREADS: N_("to use a tag that is for moderators only"),
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
    if channel_check.hidden:
        lines.append(f"❔ {_(HIDDEN)}")
    if not channel_check.inside and not channel_check.forum:
        lines.append(_publish_note(channel_check, planned))
    sentence = schedule.status_sentence(planned) if planned else _(NOT_SET_UP)
    if supply:
        sentence = f"{sentence}\n{schedule.supply_sentence(supply)}"
    missing = (*channel_check.missing, *channel_check.missing_optional)
    title = _("Permissions are missing") if channel_check.missing else _("Everything is in order")
    heading = _("In {channel}:").format(channel=f"<#{channel_check.channel}>")
    return layout.page(
        "\n".join((heading, *lines)),
        layout.field(_("How to fix it"), fix_instructions(channel_check, missing)),
        layout.field(_("The daily highlight"), sentence),
        layout.field(_("What is failing"), text.join_fitting(map(failing, failures), _FIELD)),
        title=_("Something is failing") if failures else title,
        accent=colour.GUESS if failures or channel_check.missing else colour.ANSWER,
    )


def failing(failure: Failure) -> str:
    """Describe a failing job; a cause that is not meant for members stays in the log."""
    # The name of a feed is its title, and a cause may name a file of its author's.
    job, since = (
        f"**{text.escaped(_(failure.job), _JOB)}**",
        f"<t:{int(failure.since.timestamp())}:R>",
    )
    if failure.public:
        cause = text.escaped(_(failure.cause), _CAUSE)
        return _("❌ {job} started failing {since}: {cause}").format(
            job=job, since=since, cause=cause
        )
    return _(
        "❌ {job} started failing {since}. The operator of the bot can find the cause with "
        "`pullquote check`."
    ).format(job=job, since=since)


def refused_sentence(channel_check: ChannelCheck) -> str:
    """Say that nothing was changed, which permissions are missing, and where to grant them."""
    sentence = ngettext(
        "Nothing was changed. I cannot post in {channel} yet: {number} missing permission.",
        "Nothing was changed. I cannot post in {channel} yet: {number} missing permissions.",
        len(channel_check.missing),
    ).format(channel=f"<#{channel_check.channel}>", number=len(channel_check.missing))
    return f"{sentence}\n{fix_instructions(channel_check, channel_check.missing)}"


def warnings(channel_check: ChannelCheck, planned: Schedule) -> list[str]:
    """Return a sentence for each option of the schedule that the channel does not allow."""
    sentences = [
        fix_instructions(channel_check, [permission])
        for permission in channel_check.missing_optional
    ]
    if planned.publish and not channel_check.news:
        sentences.append(
            _("{channel} is not an announcement channel: posts are not published.").format(
                channel=f"<#{channel_check.channel}>"
            )
        )
    return sentences


def fix_instructions(channel_check: ChannelCheck, missing: Sequence[PermissionCheck]) -> str:
    """Say where to grant the missing permissions; empty if none are missing."""
    role = text.escaped(channel_check.role, 60)
    lines = [
        _("In the settings of {channel}, under Permissions, allow **{role}**: {names}.").format(
            channel=f"<#{channel_check.settings}>",
            role=role,
            names=", ".join(f"**{permission.name}**" for permission in missing),
        )
    ]
    if any(permission.denied for permission in missing):
        denied = ", ".join(permission.name for permission in missing if permission.denied)
        lines.append(
            _("The role has this, but the channel denies it: {names}.").format(names=denied)
        )
    if general := [permission.name for permission in missing if not permission.denied]:
        lines.append(
            _("Or allow it in all channels, in Server Settings, Roles: {names}.").format(
                names=", ".join(general)
            )
        )
    return "\n".join(lines) if missing else ""


def _permission_line(permission: PermissionCheck) -> str:
    use = _(_USES[permission.flag])
    if permission.granted:
        return f"✅ {permission.name}: {use}"
    if permission.need == "unused":
        return _("➖ {name}: {use}; not needed now").format(name=permission.name, use=use)
    return f"❌ **{permission.name}**: {use}"


def _publish_note(channel_check: ChannelCheck, planned: Schedule | None) -> str:
    if channel_check.news:
        return _("✅ Announcement channel: posts can be published to servers that follow it")
    mark = "❌" if planned and planned.publish else "➖"
    words = _("Not an announcement channel: posts cannot be published to other servers")
    return f"{mark} {words}"
