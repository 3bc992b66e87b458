"""The pictures of what members see."""

from docs.pictures.studio import Studio, vote

LINE = "you wouldn't let a drunk surgeon explain"
PLAYFUL = "sleep is the brain with the public locked out"
LIKELY = "how long is the human clock's day?"
UNLIKELY = "is it bad to sleep in on weekends?"


async def take(studio: Studio) -> None:
    """Use what members use, and keep the answers."""
    quote = await studio.slash("quote", words=LINE)
    await studio.keep("quote", wide=True)
    await studio.press(quote, "Context")
    await studio.keep("context")
    more = await studio.press(quote, "More")
    await studio.keep("more")
    await studio.keep_form("wrong", "Wrong?")
    await studio.press(more, "Card")
    await studio.keep("card")
    await studio.press(more, "Save")
    await studio.ask("guess", "quote", words="drunk doctor explaining surgery to you")
    await studio.ask("miss", "quote", words="the accountant of the moon rocket")
    topic = await studio.slash("topic", name="sleep")
    await studio.keep("topic", wide=True)
    await studio.choose(topic, "tj:", option=1)
    await studio.keep("topic-page")
    await studio.ask("topic-menu", "topic")
    summary = await studio.slash("summary", episode="the-night-shift")
    await studio.keep("summary", wide=True)
    await studio.choose(summary, "g:", option=1)
    await studio.keep("chapter")
    await studio.ask("ask", "ask", question=LIKELY)
    await studio.ask("ask-unsure", "ask", question=UNLIKELY)
    for words in (PLAYFUL, "the flour has not read the plan"):
        loved = await studio.slash("quote", words=words)
        await vote(studio.jonas, loved)
        await studio.press(await studio.press(loved, "More"), "Save")
    await studio.ask("saved", "saved list")
    await studio.ask("top", "top")
    await studio.slash("alert add", phrase="sourdough")
    await studio.ask("alert", "alert list")
    await studio.ask("help", "help")
    await studio.ask("about", "about")
    await studio.ask("privacy", "privacy show")
    said = await studio.jonas.send(studio.channel, f"What was it, “{PLAYFUL}”?")
    await studio.mia.context_menu(studio.channel, "Find this in the podcast", said)
    await studio.keep("find-this")
    assert studio.bot.user is not None  # noqa: S101 - it is logged in
    await studio.mia.send(studio.channel, f"{studio.bot.user.mention} [small hours 9 @ 2:06]")
    await studio.keep("mention")
