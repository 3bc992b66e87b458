from datetime import timedelta
from pathlib import Path

import pytest

from tests.support.set_clock import Jump, run

YEAR, HOUR, HOURS = timedelta(days=365), timedelta(hours=1), timedelta(hours=2)


@pytest.mark.parametrize(
    ("jump", "close", "gaps"),
    [
        (Jump(YEAR, timedelta(minutes=3)), 0, 0),  # nothing is done by a clock in doubt
        (Jump(YEAR, HOURS), 2, 0),  # one post of the wrong date, and none left out for a year
        (Jump(-YEAR, HOURS), 0, 0),
        (Jump(-timedelta(days=1), None), 0, 0),
    ],
)
async def test_a_clock_that_is_set_doubles_nothing_and_leaves_nothing_out_for_long(
    tmp_path: Path, jump: Jump, close: int, gaps: int
) -> None:
    ran = await run(tmp_path, jump, days=4, servers=2, tick=HOUR)
    assert (ran.doubled, ran.gaps) == (0, gaps)
    assert ran.close <= close
