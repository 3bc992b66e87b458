"""Choose the line of one post, by the rotation state of its server."""

import asyncio
from collections.abc import Collection

from bot.daily import rotation
from bot.daily.candidates import CandidateCache
from bot.schedules import PostCandidate, RotationState, Schedule
from bot.store import HighlightChoice, Ledger, PostTask


async def choose_line(
    task: PostTask, ledger: Ledger, candidates: CandidateCache
) -> HighlightChoice:
    """Choose the line that a post is about, with the rotation state on which the choice rests."""
    post, schedule = task.post, task.schedule
    state = await ledger.rotation_state(post.server)
    if post.kind == "episode":
        highlights = await candidates.for_schedule(schedule, episode=post.episode)
        return HighlightChoice(state, _best_highlight(schedule, highlights, state))
    anniversary: Collection[PostCandidate] = ()
    if schedule.anniversaries:
        anniversary = await candidates.of_anniversary(schedule, post.date)
    if post.kind == "anniversary":
        chosen = rotation.anniversary_line(
            anniversary,
            state.shown,
            today=post.date,
            excluded=state.excluded,
            profanity=schedule.profanity,
        )
        return HighlightChoice(state, chosen)
    chosen = await asyncio.to_thread(
        rotation.choose,
        await candidates.for_schedule(schedule, pins=state.pins),
        state.shown,
        today=post.date,
        seed=schedule.server,
        pinned_queue=state.pins,
        anniversary=anniversary,
        excluded=state.excluded,
        profanity=schedule.profanity,
    )
    return HighlightChoice(state, chosen)


def _best_highlight(
    schedule: Schedule, candidates: Collection[PostCandidate], state: RotationState
) -> PostCandidate | None:
    """Choose the best highlight of a new episode, pinned ones first."""
    allowed = [
        one
        for one in candidates
        if one.quote not in state.excluded and (schedule.profanity or not one.profane)
    ]
    return max(allowed, key=lambda one: (one.pinned, one.score), default=None)
