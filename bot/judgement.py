"""Judge anew the highlights in the store whose judgement is of an older version of the rules."""

import asyncio

from bot.analysis.postable import judge, judgement_version
from bot.models import Episode
from bot.store import Store
from bot.text.languages import language


async def judge_stored(store: Store) -> int:
    """Judge the highlights of the episodes that have no judgement of this version; count them.

    Those were imported by an older release, or a name in them was corrected since. One that cannot
    be judged keeps back no other; its error is raised at the end.
    """
    waiting = await store.unjudged(judgement_version())
    episodes = await store.every_episode() if waiting else ()
    judged, errors = 0, list[Exception]()
    for one in episodes:
        if one.id in waiting:
            try:
                judged += await _judge_episode(one, store)
            except Exception as error:  # noqa: BLE001 - raised below, after the others
                errors.append(error)
    if errors:
        raise errors[0]
    return judged


async def _judge_episode(episode: Episode, store: Store) -> bool:
    version = await store.version()
    content = await store.content_at(episode.id, version=version)
    if content is None:
        return False
    judged = await asyncio.to_thread(
        judge,
        content.highlights,
        text=content.text,
        names=content.names,
        language=language(episode.language),
    )
    return await store.judge(episode.id, judged, judgement=judgement_version(), version=version)
