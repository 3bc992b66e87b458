"""The pictures of answers in other languages than English."""

from docs.pictures.members import LINE
from docs.pictures.studio import Studio
from tests.support.locales import locales


async def take(studio: Studio) -> None:
    """Answer Mia in German, then in Japanese."""
    with locales({studio.mia.id: "de"}, server="de"):
        await studio.ask("quote-german", "quote", words=LINE)
    with locales({studio.mia.id: "ja"}, server="ja"):
        await studio.ask("topic-japanese", "topic", name="sleep")
