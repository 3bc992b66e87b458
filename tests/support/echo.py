"""A plain discord.py bot that answers in every way a bot can."""

import io
import re
from contextlib import suppress
from typing import Any, Self

import discord
from discord import app_commands
from discord.ext import commands

CHOICES = ("half a mile", "pretty close")


class Again(discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"again:(?P<count>\d+)"):
    """A button that counts its presses in its custom id, so that they survive a restart."""

    def __init__(self, count: int) -> None:
        super().__init__(discord.ui.Button(label="Again", custom_id=f"again:{count}"))
        self.count = count

    @classmethod
    async def from_custom_id(
        cls, _: discord.Interaction[Any], __: discord.ui.Item[Any], match: re.Match[str]
    ) -> Self:
        return cls(int(match["count"]))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        view = discord.ui.View(timeout=None).add_item(Again(self.count + 1))
        await interaction.response.edit_message(content=f"{self.count + 1} times", view=view)


class PickView(discord.ui.View):
    """A view with a select menu."""

    @discord.ui.select(custom_id="pick", options=[discord.SelectOption(label="One", value="1")])
    async def pick(
        self, interaction: discord.Interaction[Any], select: discord.ui.Select[Any]
    ) -> None:
        """Answer with a layout."""
        view = discord.ui.LayoutView()
        view.add_item(discord.ui.TextDisplay(f"Picked {select.values[0]}"))
        await interaction.response.send_message(view=view, ephemeral=True)


class Form(discord.ui.Modal, title="Which one?"):
    """A modal with a line to type and a menu."""

    which = discord.ui.Label[Any](text="Which", component=discord.ui.TextInput[Any](default="it"))
    kind = discord.ui.Label[Any](
        text="Kind",
        component=discord.ui.Select[Any](
            options=[
                discord.SelectOption(label="Line", value="line", default=True),
                discord.SelectOption(label="Word", value="word"),
            ]
        ),
    )

    async def on_submit(self, interaction: discord.Interaction[Any], /) -> None:
        """Answer with what was sent."""
        typed, chosen = self.which.component, self.kind.component
        assert isinstance(typed, discord.ui.TextInput)
        assert isinstance(chosen, discord.ui.Select)
        await interaction.response.send_message(f"{typed.value}, {chosen.values}", ephemeral=True)


class Echo(commands.Cog):
    """Commands that answer in every way a bot can."""

    @app_commands.command()
    @app_commands.describe(words="What to say", whom="To whom")
    async def say(
        self, interaction: discord.Interaction[Any], words: str, whom: discord.User | None = None
    ) -> None:
        """Repeat the words."""
        view = discord.ui.View(timeout=None).add_item(Again(0))
        greeting = f"{whom.name}: " if whom else ""
        await interaction.response.send_message(
            greeting + words, view=view, ephemeral=interaction.guild is None
        )

    @say.autocomplete("words")
    async def offer(
        self, _: discord.Interaction[Any], current: str
    ) -> list[app_commands.Choice[str]]:
        fitting = (choice for choice in CHOICES if current in choice)
        return [app_commands.Choice(name=choice.title(), value=choice) for choice in fitting]

    @app_commands.command()
    async def slow(self, interaction: discord.Interaction[Any]) -> None:
        """Defer, then answer."""
        await interaction.response.defer(ephemeral=True)
        await interaction.edit_original_response(embed=discord.Embed(title="Found"))
        await interaction.followup.send("and more", ephemeral=True)

    @app_commands.command()
    async def post(self, interaction: discord.Interaction[Any]) -> None:
        """Post in the channel of the command."""
        channel = interaction.channel
        assert isinstance(channel, discord.TextChannel)
        sent = [await channel.send("Once", nonce="same") for _ in range(2)]
        await sent[0].edit(content="Once only")
        found = [message.content async for message in channel.history(limit=5)]
        await interaction.response.send_message(f"{sent[0].id == sent[1].id}, {found}")

    @app_commands.command()
    async def card(self, interaction: discord.Interaction[Any]) -> None:
        """Send a picture, then delete it."""
        file = discord.File(io.BytesIO(b"png"), filename="card.png", description="A card")
        embed = discord.Embed(title="Card").set_image(url="attachment://card.png")
        await interaction.response.send_message(embed=embed, file=file)
        sent = await interaction.original_response()
        note = await interaction.followup.send(sent.attachments[0].filename, wait=True)
        await note.edit(content=f"{note.content}, {sent.attachments[0].description}")
        await interaction.delete_original_response()

    shelf = app_commands.Group(name="shelf", description="What there is")

    @shelf.command()
    @app_commands.choices(order=[app_commands.Choice(name="Newest first", value=1)])
    async def episodes(self, interaction: discord.Interaction[Any], order: int) -> None:
        """Defer, then list in a follow-up message."""
        await interaction.response.defer()
        embed = discord.Embed().add_field(name="Order", value=str(order)).set_footer(text="End")
        await interaction.followup.send(embed=embed, view=PickView())

    @app_commands.command()
    async def form(self, interaction: discord.Interaction[Any]) -> None:
        """Ask with a modal."""
        await interaction.response.send_modal(Form())

    @app_commands.command()
    async def read(
        self,
        interaction: discord.Interaction[Any],
        file: discord.Attachment,
        where: discord.TextChannel,
    ) -> None:
        """Read a file, and say where."""
        await interaction.response.send_message(f"{await file.read()!r} in {where.name}")

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Reply to what members write."""
        if not message.author.bot:
            await message.reply(message.content.upper())

    @app_commands.command()
    async def wrong(self, interaction: discord.Interaction[Any]) -> None:
        """Send a message that is too long, then a shorter one."""
        with suppress(discord.HTTPException):
            await interaction.response.send_message("x" * 2001)
        await interaction.response.send_message("shorter")


class EchoBot(commands.AutoShardedBot):
    """A bot that registers its commands at start, and identifies again without a pause."""

    def __init__(self, **options: Any) -> None:
        intents = discord.Intents(guilds=True)
        super().__init__(commands.when_mentioned, intents=intents, **options)

    async def setup_hook(self) -> None:
        self.add_dynamic_items(Again)
        await self.add_cog(Echo())

        @self.tree.context_menu(name="Length of this")
        async def _length(  # pyright: ignore[reportUnusedFunction]  the tree holds it
            interaction: discord.Interaction[Any], message: discord.Message
        ) -> None:
            await interaction.response.send_message(str(len(message.content)))

        await self.tree.sync()

    async def before_identify_hook(self, *_: Any, **__: Any) -> None:
        """Do not wait."""
