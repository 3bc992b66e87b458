"""A slice of `benchmarks.restores`: backups and restores are killed at any instant."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_killed_backup_or_restore_leaves_the_old_or_the_new_one() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "benchmarks.restores", "4", "1", "SQLite"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, "problems: 0" in ended.stdout) == (0, True), ended.stdout
    outcomes = re.findall(r"(?:old|new) library is there: (\d+)", ended.stdout)
    assert sum(map(int, outcomes)) == 4
    assert "left after the next run: 0" in ended.stdout
