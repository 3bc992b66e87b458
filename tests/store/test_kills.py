"""A slice of `python -m benchmarks.kills`: whatever is killed is as it was before, or complete."""

import os
import subprocess
import sys

from tests.conftest import PROJECT

KINDS = ("correction", "removal", "guide", "migration")


def test_what_is_killed_is_as_it_was_before_or_complete() -> None:
    run = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-m", "benchmarks.kills", "2", "7", *KINDS],
        cwd=PROJECT,
        env=os.environ | {"PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stderr) == (0, ""), run.stdout
    rows = run.stdout.splitlines()[2:-1]
    assert [row.split(" | ")[1] for row in rows] == ["2"] * len(KINDS)
