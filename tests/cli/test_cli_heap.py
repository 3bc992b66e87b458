"""The heap of the C library."""

import ctypes
import subprocess
import sys

import pytest

_PROGRAM = """
import ctypes
import sys
from bot.cli.heap import limit_heap

libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
libc.malloc.argtypes, libc.free.argtypes = [ctypes.c_size_t], [ctypes.c_void_p]
if "limited" in sys.argv:
    limit_heap()
libc.free(libc.malloc(16 * 2**20))

def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096

large, small = [], []
for _ in range(20):
    for kept, size in ((large, 4 * 2**20), (small, 2**16)):
        kept.append(libc.malloc(size))
        ctypes.memset(kept[-1], 1, size)
before = resident()
for block in large:
    libc.free(block)
print((before - resident()) // 2**20)
"""
"""Free 80 MB between small blocks that stay in use, and print how many the system gets back."""


def _given_back(*arguments: str) -> int:
    ran = subprocess.run(  # noqa: S603 - this Python
        [sys.executable, "-c", _PROGRAM, *arguments], capture_output=True, text=True, check=True
    )
    return int(ran.stdout)


@pytest.mark.skipif(
    sys.platform != "linux" or not hasattr(ctypes.CDLL(None), "mallopt"),
    reason="only the GNU C library has this heap",
)
def test_large_blocks_are_given_back_although_small_ones_between_them_are_in_use() -> None:
    assert _given_back() < 20
    assert _given_back("limited") > 70
