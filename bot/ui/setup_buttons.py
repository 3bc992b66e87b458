"""The buttons and menus of `/setup`, and the button below the greeting that opens it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import time
from typing import Any, Self, cast

import discord
from discord import ChannelType, SelectOption
from discord.ui import Button, ChannelSelect, DynamicItem, Item, Select, TextInput, View

from bot.daily import timezones
from bot.schedules import Draft, Schedule, draft_of
from bot.translation import N_
from bot.translation import gettext as _
from bot.ui import (
    custom_ids,
    doctor,
    layout,
    modals,
    schedule,
    setup_pages,
    text,
)
from bot.ui.channel_checks import check_chosen
from bot.ui.daily_buttons import post_page
from bot.ui.deferrals import defer_now
from bot.ui.layout import Page
from bot.ui.managers import manages, managing_server
from bot.ui.modals import SubmitHandler
from bot.ui.permissions import ChannelCheck
from bot.ui.press import PressHandler
from bot.ui.responses import answer, replace_message, send_private
from bot.ui.setup_state import Setup, Step, Switch

_Interaction = discord.Interaction[Any]

_CHANNELS = [
    ChannelType.text,
    ChannelType.news,
    ChannelType.public_thread,
    ChannelType.private_thread,
    ChannelType.news_thread,
]
_MOST_ROLES = 3
_LONGEST = 80
"""Of a label: Discord's limit."""
_FIELD = "zone"

_LABELS: dict[Step, str] = {
    "shows": N_("Shows"),
    "channel": N_("Channel"),
    "time": N_("Time"),
    "language": N_("Language"),
    "members": N_("Members"),
}
_PLACEHOLDERS = {
    "shows": N_("The shows"),
    "time": N_("The hour"),
    "zone": N_("The time zone"),
    "language": N_("The language"),
}


def _draft_in(match: re.Match[str]) -> Draft:
    """Return the draft in a custom id, without a zone that is not known, or not any more."""
    draft = custom_ids.draft_in(match)
    return replace(draft, zone=timezones.canonical_zone(draft.zone) if draft.zone else None)


async def open_setup(interaction: _Interaction) -> None:
    """Open the setup in private: at its first question, or at the overview once it was begun."""
    setup = await _read(interaction, draft=None)
    step = "overview" if setup.begun else setup.steps[0]
    await answer(interaction, lambda: page(step, setup), private=True)


def page(step: Step, setup: Setup) -> Page:
    """Build a page of the setup with its menus and buttons."""
    rows = (*layout.rows(_controls(step, setup)), *layout.rows(_ways(step, setup)))
    return setup_pages.step_page(step, setup, items=rows)


class SetUp(PressHandler, DynamicItem[Button[View]], template=custom_ids.SET_UP):
    """The button below the greeting; it tells members who cannot set the bot up who can."""

    def __init__(self) -> None:
        style = discord.ButtonStyle.primary
        custom_id = custom_ids.SET_UP.pattern
        super().__init__(Button(label=_("Set up"), style=style, custom_id=custom_id))

    @classmethod
    async def from_custom_id(
        cls, _interaction: _Interaction, _item: Item[Any], _match: re.Match[str], /
    ) -> Self:
        """Restore the button from its custom id."""
        return cls()

    async def press(self, interaction: _Interaction) -> None:
        """Open the setup, or say who can."""
        if manages(interaction):
            await open_setup(interaction)
        else:
            await send_private(interaction, _who_can(interaction.guild))


class SetupStep(PressHandler, DynamicItem[Button[View]], template=custom_ids.SETUP_STEP):
    """A button to a page of the setup."""

    def __init__(self, step: Step, draft: Draft, *, label: str = "") -> None:
        self.step: Step = step
        self.draft = draft
        custom_id = custom_ids.setup(f"su:{step}", draft)
        super().__init__(Button(label=text.label(label, _LONGEST), custom_id=custom_id))

    @classmethod
    async def from_custom_id(
        cls, _interaction: _Interaction, _item: Item[Any], match: re.Match[str], /
    ) -> Self:
        """Restore the button from its custom id."""
        return cls(cast("Step", match["step"]), _draft_in(match))

    async def press(self, interaction: _Interaction) -> None:
        """Show the page."""
        await _show(interaction, self.step, self.draft)


class SetupMenu(PressHandler, DynamicItem[Select[View]], template=custom_ids.SETUP_MENU):
    """A menu of shows, hours, time zones or languages."""

    def __init__(
        self,
        menu: str,
        draft: Draft,
        options: Sequence[SelectOption] = (),
        *,
        several: bool = False,
    ) -> None:
        self.menu = menu
        self.draft = draft
        super().__init__(
            Select(
                custom_id=custom_ids.setup(f"sm:{menu}", draft),
                options=list(options),
                placeholder=text.label(_(_PLACEHOLDERS[menu]), text.PLACEHOLDER),
                min_values=0 if several else 1,
                max_values=len(options) if several else 1,
            )
        )

    @classmethod
    async def from_custom_id(
        cls, _interaction: _Interaction, _item: Item[Any], match: re.Match[str], /
    ) -> Self:
        """Restore the menu from its custom id."""
        return cls(match["menu"], _draft_in(match))

    async def press(self, interaction: _Interaction) -> None:
        """Keep what is chosen, and show it."""
        server, client, values = managing_server(interaction), interaction.client, self.item.values
        draft = self.draft
        if self.menu == "shows":
            await client.curation.choose_shows(server, await _chosen_shows(interaction, values))
        elif self.menu == "language":
            code = None if values[0] == setup_pages.AS_ON_DISCORD else values[0]
            await client.servers.change(server, language=code)
        elif self.menu == "time":
            draft = Draft(draft.channel, time.fromisoformat(values[0]), draft.zone)
        else:
            draft = Draft(draft.channel, draft.time, values[0])
        step = "time" if self.menu == "zone" else cast("Step", self.menu)
        await _show(interaction, step, draft)


class SetupChannel(
    PressHandler, DynamicItem[ChannelSelect[View]], template=custom_ids.SETUP_CHANNEL
):
    """The menu of channels for the daily highlight."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        super().__init__(
            ChannelSelect(
                custom_id=custom_ids.setup("sc", draft),
                channel_types=_CHANNELS,
                placeholder=text.label(_("A channel"), text.PLACEHOLDER),
                default_values=[discord.Object(draft.channel)] if draft.channel else [],
            )
        )

    @classmethod
    async def from_custom_id(
        cls, _interaction: _Interaction, _item: Item[Any], match: re.Match[str], /
    ) -> Self:
        """Restore the menu from its custom id."""
        return cls(_draft_in(match))

    async def press(self, interaction: _Interaction) -> None:
        """Show the channel, and what the bot may not do there."""
        managing_server(interaction)
        channel = self.item.values[0].id
        draft = Draft(channel, self.draft.time, self.draft.zone)
        problem = refusal(await _check(interaction, channel), channel)
        await _show(interaction, "channel", draft, problem)


class SetupSwitch(PressHandler, DynamicItem[Button[View]], template=custom_ids.SETUP_SWITCH):
    """A button that switches a setting on or off."""

    def __init__(self, switch: Switch, draft: Draft, *, on: bool) -> None:
        self.switch: Switch = switch
        self.draft = draft
        self.on = on
        name, _use = setup_pages.SWITCHES[switch]
        words = _("{name}: switch on") if on else _("{name}: switch off")
        custom_id = custom_ids.setup(f"sw:{switch}:{int(on)}", draft)
        label = text.label(words.format(name=_(name)), _LONGEST)
        super().__init__(Button(label=label, custom_id=custom_id))

    @classmethod
    async def from_custom_id(
        cls, _interaction: _Interaction, _item: Item[Any], match: re.Match[str], /
    ) -> Self:
        """Restore the button from its custom id."""
        draft = _draft_in(match)
        return cls(cast("Switch", match["switch"]), draft, on=match["on"] == "1")

    async def press(self, interaction: _Interaction) -> None:
        """Switch the setting."""
        server = managing_server(interaction)
        await interaction.client.servers.change(server, **{self.switch: self.on})
        await _show(interaction, "members", self.draft)


class AskZone(PressHandler, DynamicItem[Button[View]], template=custom_ids.SETUP_ASK_ZONE):
    """A button that asks for a time zone which is not in the menu."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        custom_id = custom_ids.setup("so", draft)
        super().__init__(Button(label=_("Another time zone"), custom_id=custom_id))

    @classmethod
    async def from_custom_id(
        cls, _interaction: _Interaction, _item: Item[Any], match: re.Match[str], /
    ) -> Self:
        """Restore the button from its custom id."""
        return cls(_draft_in(match))

    async def press(self, interaction: _Interaction) -> None:
        """Open the modal."""
        managing_server(interaction)
        city: TextInput[Any] = TextInput(custom_id=_FIELD, max_length=100)
        await modals.open_modal(
            interaction,
            title=_("Your time zone"),
            custom_id=custom_ids.setup("sz", self.draft),
            fields=[modals.labelled(_("A city near you"), city)],
        )


class StartDaily(PressHandler, DynamicItem[Button[View]], template=custom_ids.SETUP_START):
    """A button that starts the daily highlight, or changes it."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        style, custom_id = discord.ButtonStyle.success, custom_ids.setup("sg", draft)
        super().__init__(Button(label=_("Start"), style=style, custom_id=custom_id))

    @classmethod
    async def from_custom_id(
        cls, _interaction: _Interaction, _item: Item[Any], match: re.Match[str], /
    ) -> Self:
        """Restore the button from its custom id."""
        return cls(custom_ids.draft_in(match))

    async def press(self, interaction: _Interaction) -> None:
        """Start, and show the first post; say what is missing if the bot may not post there."""
        server, daily = managing_server(interaction), interaction.client.daily
        new = self.draft.scheduled(server, await daily.get(server))
        checked = await _check(interaction, new.channel, new) if new else None
        problem = refusal(checked, new.channel) if new else None
        if new is None or checked is None or problem:
            await _show(interaction, "overview", self.draft, problem)
            return
        planned = await daily.setup(new)
        # To choose from many episodes takes longer than Discord waits.
        await defer_now(interaction)
        upcoming = await daily.next(server)
        sentence = " ".join(
            (
                _("Done: {channel} gets a highlight every day.").format(
                    channel=f"<#{planned.channel}>"
                ),
                schedule.next_post(upcoming, planned),
                *doctor.warnings(checked, planned),
            )
        )
        post = post_page(upcoming)
        await replace_message(
            interaction, post.headed(sentence) if post else layout.sentence(sentence)
        )


BUTTONS = (SetUp, SetupStep, SetupMenu, SetupChannel, SetupSwitch, AskZone, StartDaily)
"""All classes; the client registers them so that buttons in old messages work."""


async def keep_zone(
    interaction: _Interaction, match: re.Match[str], fields: Mapping[str, str]
) -> None:
    """Take the time zone that was typed, or suggest some."""
    managing_server(interaction)
    now = interaction.client.clock()
    zone = timezones.parse_zone(fields.get(_FIELD, ""), now=now)
    draft = _draft_in(match)
    await _show(interaction, "time", Draft(draft.channel, draft.time, zone))


SUBMISSIONS = (SubmitHandler(custom_ids.SETUP_ZONE, keep_zone),)
"""Who answers the modal."""


def refusal(checked: ChannelCheck | None, channel: int) -> str | None:
    """Say why the bot cannot post in a channel; None if it can."""
    if checked is None:
        return _(doctor.NOT_SEEN).format(channel=channel)
    return doctor.refused_sentence(checked) if checked.missing else None


async def _check(
    interaction: _Interaction, channel: int, planned: Schedule | None = None
) -> ChannelCheck | None:
    """Check what the bot may do in a channel; None if that cannot be known."""
    guild = interaction.client.get_guild(interaction.guild_id or 0)
    if guild is None:
        return None
    return await check_chosen(interaction, guild, channel=channel, schedule=planned)


async def _show(
    interaction: _Interaction, step: Step, draft: Draft, sentence: str | None = None
) -> None:
    setup = await _read(interaction, draft=draft)
    await replace_message(interaction, page(step, setup).headed(sentence))


async def _read(interaction: _Interaction, *, draft: Draft | None) -> Setup:
    """Read what is set; raise LibraryError if the member may not manage the server."""
    server, client = managing_server(interaction), interaction.client
    planned = await client.daily.get(server)
    return Setup(
        shows=await client.curation.shows(server),
        settings=client.servers.get(server),
        schedule=planned,
        draft=draft_of(planned) if draft is None else draft,
        locales=(str(interaction.locale), str(interaction.guild_locale or "")),
        now=client.clock(),
    )


async def _chosen_shows(interaction: _Interaction, values: Sequence[str]) -> tuple[str, ...]:
    """Return the public shows to search; none means all, and so does choosing all."""
    public = (await _read(interaction, draft=None)).public
    offered = [one.show.slug for one in public[: setup_pages.MOST_OPTIONS]]
    # The menu is as long as Discord allows: what was chosen elsewhere and is not in it stays.
    others = [one.show.slug for one in public[len(offered) :] if one.searched]
    restricted = any(not one.searched for one in public)
    kept = (*values, *(others if restricted else ()))
    return () if len(kept) == len(public) else tuple(kept)


def _controls(step: Step, setup: Setup) -> list[Item[Any]]:
    """Return the menus and buttons by which the question of a page is answered."""
    draft, settings = setup.draft, setup.settings
    if step == "shows" and setup.public:
        return [SetupMenu("shows", draft, setup_pages.show_options(setup), several=True)]
    if step == "channel":
        return [SetupChannel(draft)]
    if step == "time":
        return [
            SetupMenu("time", draft, setup_pages.hour_options(draft)),
            SetupMenu("zone", draft, setup_pages.zone_options(setup)),
            AskZone(draft),
        ]
    if step == "language":
        return [SetupMenu("language", draft, setup_pages.language_options(settings.language))]
    if step == "members":
        return [
            SetupSwitch(switch, draft, on=not getattr(settings, switch))
            for switch in setup_pages.SWITCHES
        ]
    return [StartDaily(draft)] if setup.startable else []


def _ways(step: Step, setup: Setup) -> list[Item[Any]]:
    """Return the buttons to other pages: back and on, or from the overview to each."""
    steps, draft = setup.steps, setup.draft
    if step == "overview" or step not in steps:
        return [SetupStep(one, draft, label=_(_LABELS[one])) for one in steps[:-1]]
    at = steps.index(step)
    on = _("Next") if _is_answered(step, setup) else _("Skip")
    back = [SetupStep(steps[at - 1], draft, label=_("Back"))] if at else []
    return [*back, SetupStep(steps[at + 1], draft, label=on)]


def _is_answered(step: Step, setup: Setup) -> bool:
    draft = setup.draft
    answered = {
        "channel": draft.channel is not None,
        "time": draft.time is not None and draft.zone is not None,
    }
    return answered.get(step, True)


def _who_can(guild: discord.Guild | None) -> str:
    """Say who may set the bot up; nobody is notified."""
    names: list[str] = []
    if guild is not None:
        managing = [f"<@&{role.id}>" for role in guild.roles[::-1] if _manages(role)]
        names = [*([f"<@{guild.owner_id}>"] if guild.owner_id else []), *managing[:_MOST_ROLES]]
    sentence = _("Only members with the permission Manage Server can set me up: ask {names}.")
    return sentence.format(names=", ".join(names) or _("one of them"))


def _manages(role: discord.Role) -> bool:
    granted = role.permissions.manage_guild or role.permissions.administrator
    return granted and not role.managed and not role.is_default()
