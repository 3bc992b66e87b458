"""A transcript whose topics have another order with a sentence model than without one."""

from bot.store import Store

TRACTORS = "\n\n".join(
    [
        *(f"In the end, whatever, the tractor had a lot of other plans in {n}." for n in range(6)),
        *(f"We feed the yeast in bowl {n}." for n in range(4)),
    ]
)
BY_WEIGHT = ["tractor", "yeast"]
BY_INFORMATIVENESS = ["yeast", "tractor"]


async def topic_names(store: Store, key: str = "tractors") -> list[str]:
    """Return the names of an episode's topics, in order."""
    return [topic.name for topic in (await store.content(key)).topics]
