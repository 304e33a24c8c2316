"""Locks that die with their process: how one run knows whether another one is still alive.

The operating system releases a file lock when its holder ends, however it ends: `kill -9` and power loss too.
Process ids would not do, because they are given anew.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


LOCKS = ".locks"
"""Name of the folder with the locks, in the output folder."""


class RunLock:
    """An exclusive lock on a file, held until `release` or the end of the process.

    Attributes:
        path: the lock's file; it stays empty.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor: int | None = None

    def acquire(self) -> bool:
        """Whether the lock is now held; False where another holder has it.

        Raises:
            OSError: the file cannot be made.
        """
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o644)
        if not _lock(descriptor, shared=False):
            os.close(descriptor)
            return False
        self._descriptor = descriptor
        return True

    def release(self) -> None:
        """Give the lock up and remove its file."""
        if self._descriptor is None:
            return
        # Removed while it is held: nobody can take a lock on a file that is about to go.
        if sys.platform != "win32":
            self.path.unlink(missing_ok=True)
        os.close(self._descriptor)
        self._descriptor = None
        if sys.platform == "win32":
            self.path.unlink(missing_ok=True)


def is_held(path: Path) -> bool:
    """Whether a living process holds the lock of that file; False where the file is missing."""
    try:
        # Rights to read are enough for a shared lock.
        descriptor = os.open(path, os.O_RDWR if sys.platform == "win32" else os.O_RDONLY)
    except FileNotFoundError:
        return False
    try:
        # Shared, so that two who ask at the same time do not take each other for the holder.
        return not _lock(descriptor, shared=True)
    finally:
        os.close(descriptor)


def _lock(descriptor: int, *, shared: bool) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
