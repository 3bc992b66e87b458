"""A disk of a few megabytes that can be filled: a tmpfs, which only root can mount."""

import os
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import which

ABSENT = "Only root can mount a small disk, on Linux."

_BALLAST = "ballast"
_BLOCK = 4096


def can_mount() -> bool:
    """Return whether this process can mount a disk."""
    if not hasattr(os, "geteuid") or os.geteuid() or not which("mount") or not which("unshare"):
        return False
    # A container may forbid it.
    tried = subprocess.run(
        ["unshare", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"],  # noqa: S607 - wherever it is
        capture_output=True,
        check=False,
    )
    return tried.returncode == 0


@dataclass(frozen=True, slots=True)
class SmallDisk:
    """A disk that is mounted on a folder."""

    folder: Path

    @property
    def free(self) -> int:
        """Return the bytes that are free."""
        found = os.statvfs(self.folder)
        return found.f_bavail * found.f_frsize

    def fill(self, *, left: int = 0) -> None:
        """Fill the disk so that so many bytes are left, whole blocks of 4 KB."""
        with (self.folder / _BALLAST).open("ab") as file:
            while (room := self.free - left) >= _BLOCK:
                file.write(bytes(min(room, 1 << 20) // _BLOCK * _BLOCK))
                file.flush()

    def empty(self) -> None:
        """Give back what was filled."""
        (self.folder / _BALLAST).unlink(missing_ok=True)


@contextmanager
def small_disk(folder: Path, *, megabytes: int) -> Generator[SmallDisk]:
    """Mount a disk on a folder during a block."""
    folder.mkdir(parents=True, exist_ok=True)
    size = f"size={megabytes}m"
    subprocess.run(["mount", "-t", "tmpfs", "-o", size, "tmpfs", folder], check=True)  # noqa: S603, S607 - our own folder
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)  # noqa: S603, S607 - likewise
