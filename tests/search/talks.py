"""Three invented talks, and a function that adds them to an index."""

from collections.abc import Sequence

from bot.models import Content, Episode, NameCorrection, Scope
from bot.search import Index
from tests.support.builders import Said, content, episode

PUBLIC = Scope(server=None)

LIGHTHOUSES: tuple[Said, ...] = (
    ("Mara Quill", "Welcome back, today we talk about how lighthouses lost their keepers."),
    ("Mara Quill", "My guest spent eleven winters on a rock in the North Sea."),
    ("Odo Brandt", "Eleven winters, and the lamp never went dark once."),
    ("Odo Brandt", "People think the storm is the hard part of the job."),
    ("Odo Brandt", "The hard part is the silence after the storm has passed."),
    ("Mara Quill", "Did you ever read the letters that Yan Lecoon wrote to the harbour master?"),
    ("Odo Brandt", "I did, and Deep Seat was the name he gave to that reef."),
    ("Odo Brandt", "To be or not to be was not the question out there, supper was."),
    ("Mara Quill", "So when did the automatic lamp replace the keepers?"),
    ("Odo Brandt", "The last keeper left in the autumn of 1998, with two suitcases and a cat."),
    ("Odo Brandt", "He had asked for a pension and was given a certificate instead."),
    ("Mara Quill", "And what did the village do with the empty tower?"),
    ("Odo Brandt", "They turned it into a bakery, and the lamp room holds the flour."),
)

BEES: tuple[Said, ...] = (
    ("Ines Vale", "A hive decides where to live by dancing about it."),
    ("Ines Vale", "Scouts come back and argue with their whole bodies."),
    ("Ines Vale", "When enough of them dance the same dance the swarm takes off."),
    ("Teo Marsh", "So the honeycomb is a parliament that never publishes its minutes."),
    ("Ines Vale", "It is, and the queen has no vote in it at all."),
)

SECRETS: tuple[Said, ...] = (
    ("Zed Hush", "The zanzibarium password is kept under the walrusmat in our clubroom."),
    ("Zed Hush", "Nobody outside this server may hear of the zanzibarium."),
)

Made = tuple[Episode, Content]


def lighthouses(*, names: Sequence[NameCorrection] = ()) -> Made:
    return episode("lighthouses", title="The Last Keeper"), content(
        LIGHTHOUSES,
        key="lighthouses",
        names=names,
        topics=("lighthouse keepers", "the harbour master", "silence"),
        highlights=(4, 2),
    )


def bees() -> Made:
    return episode("bees", title="A Parliament of Bees"), content(
        BEES, key="bees", topics=("swarm", "silence"), highlights=(3,)
    )


def secrets(server: int = 7) -> Made:
    return episode("secrets", title="Zanzibarium Special", server=server), content(
        SECRETS, key="secrets", topics=("zanzibarium",), highlights=(0,)
    )


async def fill(index: Index, *made: Made, version: int = 1) -> None:
    await index.apply(upserts=made, removed=(), version=version)
