"""Set the clock while daily posts are planned, and count what is doubled or left out.

python -m benchmarks.clocks [servers]
"""

from __future__ import annotations

import asyncio
import logging
import sys
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog

from tests.support.set_clock import Jump, run

SERVERS, DAYS = 10, 6
_STEPS = {
    "a minute": timedelta(minutes=1),
    "an hour": timedelta(hours=1),
    "a day": timedelta(days=1),
    "a year": timedelta(days=365),
}
_LASTING = {"3 minutes": timedelta(minutes=3), "2 hours": timedelta(hours=2), "for good": None}


def main() -> None:
    """Print a line for each jump."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    servers = int(sys.argv[1]) if len(sys.argv) > 1 else SERVERS
    print(f"{'set':<10}{'by':<10}{'lasts':<11}{'posts':>6}{'doubled':>9}{'close':>7}{'gaps':>6}")
    for sign, way in ((1, "forward"), (-1, "back")):
        for by, step in _STEPS.items():
            for lasts, after in _LASTING.items():
                jump = Jump(sign * step, after)
                with TemporaryDirectory() as folder:
                    ran = asyncio.run(run(Path(folder), jump, days=DAYS, servers=servers))
                print(
                    f"{way:<10}{by:<10}{lasts:<11}{ran.posts:>6}{ran.doubled:>9}{ran.close:>7}"
                    f"{ran.gaps:>6}",
                    flush=True,
                )


if __name__ == "__main__":
    main()
