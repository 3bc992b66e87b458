"""Build the pages of `/setup`: one question each, and an overview."""

from collections.abc import Iterable, Sequence
from datetime import time
from typing import Any

from discord import SelectOption
from discord.ui import Item

from bot.curation import ShowCounts
from bot.daily import likely_zones, timezones
from bot.schedules import Draft
from bot.translation import LANGUAGES, N_, format_number, format_time, pgettext
from bot.translation import gettext as _
from bot.ui import layout, schedule, text
from bot.ui.layout import Page
from bot.ui.setup_state import Setup, Step, Switch

AS_ON_DISCORD = "-"
"""The value of a menu for the language that the server has on Discord."""

MOST_OPTIONS = 25
"""Of a menu: Discord's limit."""

_NAME = 60
_LISTED = 10
_HOURS = 24

TITLES: dict[Step, str] = {
    "shows": N_("Which shows?"),
    "channel": N_("Where to post the daily highlight?"),
    "time": N_("When to post it?"),
    "language": N_("In which language?"),
    "members": N_("What members do"),
    "overview": N_("Setup of this server"),
}

_QUESTIONS: dict[Step, str] = {
    "shows": N_(
        "Members find lines of all public shows, or only of those that you choose here. The "
        "server's own shows are always searched; `/library add` makes one."
    ),
    "channel": N_(
        "Once a day I can post a line worth reading in a channel. Skip this if you want none."
    ),
    "time": N_("Choose the hour and your time zone."),
    "language": N_(
        "What everybody sees is in the language of the server. What only one member sees is in "
        "that member's own."
    ),
}

SWITCHES: dict[Switch, tuple[str, str]] = {
    "leaderboard": (
        N_("Leaderboard"),
        N_("`/top` also names the members who found the lines that others love."),
    ),
    "questions": (
        N_("Unanswered questions"),
        N_(
            "The words of searches that found nothing are kept for 30 days, but not whose they "
            "are. `/library questions` lists them, and `/privacy` tells members so."
        ),
    ),
}


def step_page(step: Step, setup: Setup, *, items: Iterable[Item[Any]]) -> Page:
    """Build the page of one question, with what is chosen and its buttons and menus."""
    steps = setup.steps[:-1]
    footer = ""
    if step in steps:
        footer = _("Step {number} of {all}").format(
            number=format_number(steps.index(step) + 1), all=format_number(len(steps))
        )
    return layout.page(*_blocks(step, setup), title=_(TITLES[step]), footer=footer, buttons=items)


def _blocks(step: Step, setup: Setup) -> Sequence[str]:
    if step == "overview":
        return _overview(setup)
    if step == "members":
        return [_switch(switch, setup) for switch in SWITCHES]
    chosen = {
        "shows": searched(setup.public),
        "channel": channel(setup.draft),
        "time": moment(setup.draft),
        "language": language(setup.settings.language),
    }[step]
    return (_(_QUESTIONS[step]), f"**{_('Now')}** {chosen}")


def _overview(setup: Setup) -> Sequence[str]:
    settings = setup.settings
    names = {switch: _(name) for switch, (name, _use) in SWITCHES.items()}
    lines = (
        f"**{_('Shows')}** {searched(setup.public)}",
        f"**{_('Channel')}** {channel(setup.draft)}",
        f"**{_('Time')}** {moment(setup.draft)}",
        f"**{_('Language')}** {language(settings.language)}",
        f"**{names['leaderboard']}** {on_or_off(on=settings.leaderboard)}",
        f"**{names['questions']}** {on_or_off(on=settings.questions)}",
    )
    return ("\n".join(lines), _status(setup))


def _status(setup: Setup) -> str:
    if setup.startable:
        return _("Press **Start** to begin with the daily highlight as it stands here.")
    if setup.schedule is None:
        return _("There is no daily highlight: choose a channel and a time to start it.")
    return schedule.status_sentence(setup.schedule)


def _switch(switch: Switch, setup: Setup) -> str:
    name, use = SWITCHES[switch]
    state = on_or_off(on=getattr(setup.settings, switch))
    return f"**{_(name)}** · {state}\n{_(use)}"


def on_or_off(*, on: bool) -> str:
    """Say whether something is on."""
    return pgettext("a setting", "on") if on else pgettext("a setting", "off")


def searched(public: Sequence[ShowCounts]) -> str:
    """Name the public shows that a server searches."""
    chosen = [one for one in public if one.searched]
    if not public:
        return _("no public shows yet")
    if len(chosen) == len(public):
        return _("all public shows")
    names = [text.escaped(one.show.title, _NAME) for one in chosen[:_LISTED]]
    rest = ["…"] if chosen[_LISTED:] else []
    return ", ".join([*names, *rest]) or _("none of the public shows")


def channel(draft: Draft) -> str:
    """Name the channel of a draft."""
    return _("none yet") if draft.channel is None else f"<#{draft.channel}>"


def moment(draft: Draft) -> str:
    """Name the time and the zone of a draft."""
    hour = format_time(draft.time) if draft.time else _("no hour yet")
    zone = schedule.city(draft.zone) if draft.zone else _("no time zone yet")
    return f"{hour} · {zone}"


def language(code: str | None) -> str:
    """Name the language of a server."""
    return LANGUAGES.get(code or "") or _("as on Discord")


def show_options(setup: Setup) -> list[SelectOption]:
    """Return the public shows as options of a menu, chosen where not all are searched."""
    some = any(not one.searched for one in setup.public)
    return [
        SelectOption(
            label=text.label(one.show.title, _NAME) or one.show.slug,
            value=one.show.slug,
            default=some and one.searched,
        )
        for one in setup.public[:MOST_OPTIONS]
    ]


def hour_options(draft: Draft) -> list[SelectOption]:
    """Return the hours of a day as options of a menu, and the chosen time between them."""
    times = {time(hour) for hour in range(_HOURS)}
    if draft.time:
        times.add(draft.time)
    return [
        SelectOption(
            label=format_time(one), value=one.isoformat("minutes"), default=one == draft.time
        )
        for one in sorted(times)
    ]


def zone_options(setup: Setup) -> list[SelectOption]:
    """Return the likely time zones as options of a menu, each with its current time."""
    zones = likely_zones.likely_zones(setup.locales, chosen=setup.draft.zone)
    suggested = [timezones.suggestion(zone, setup.now) for zone in zones]
    return [
        SelectOption(
            label=text.label(one.name, _NAME),
            value=one.value,
            default=one.value == setup.draft.zone,
        )
        for one in suggested
    ]


def language_options(chosen: str | None) -> list[SelectOption]:
    """Return the languages as options of a menu."""
    names = {AS_ON_DISCORD: _("As on Discord"), **LANGUAGES}
    return [
        SelectOption(label=name, value=code, default=code == (chosen or AS_ON_DISCORD))
        for code, name in names.items()
    ]
