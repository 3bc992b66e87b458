"""What some systems do not have."""

import os

import pytest

needs_posix = pytest.mark.skipif(
    os.name != "posix", reason="it needs signals, forks or device files, which Windows lacks"
)
