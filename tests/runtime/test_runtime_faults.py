"""Every post is made exactly once, whatever fails."""

from pathlib import Path

import structlog

from tests.support.faulty import run


async def test_every_post_is_made_once_and_the_library_refreshed_although_any_call_may_fail(
    tmp_path: Path,
) -> None:
    # `benchmarks.faults` injects thousands.
    with structlog.testing.capture_logs():
        outcome = await run(tmp_path, seed=1, faults=100, share=0.1, servers=5)
    assert outcome.struck.total() == 100
    assert {"store", "ledger", "clock", "discord"} <= {
        name.split(".")[0] for name in outcome.struck
    }
    assert outcome.posts > 8
    assert (outcome.doubled, outcome.missed, outcome.stuck, outcome.failing) == ((), (), (), ())
    assert outcome.given_up == ()
