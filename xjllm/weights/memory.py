"""How much memory a model takes, and how much there is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xjllm.weights.gguf import Header

_WORKING_SPACE = 200 << 20
_THREADS_SPACE = 500 << 20
"""Addresses that the threads of server and client reserve: stacks, and heaps of their own."""
_GROUPS = Path("/sys/fs/cgroup")


def estimate_memory(header: Header, file_size: int, *, tokens: int) -> int:
    """Bytes of memory that a model takes, roughly: its weights, `tokens` of context, working space.

    llama.cpp rearranges most 4-bit weights for the processor's vector units. The copy is in memory besides the
    mapped file, but the system can drop the file's pages at any time, so the weights count once.
    """
    return file_size + header.context_bytes_per_token * tokens + _WORKING_SPACE


def estimate_addresses(header: Header, file_size: int, *, tokens: int) -> int:
    """Bytes of address space that a model takes, roughly: mapped file and copy both count, and what threads reserve."""
    return estimate_memory(header, file_size, tokens=tokens) + file_size + _THREADS_SPACE


def free_memory() -> int | None:
    """Bytes that can still be had, of the system and of the control groups; None where neither says (not Linux)."""
    limits = list(_left_in_groups())
    try:
        fields = dict(line.split(":") for line in Path("/proc/meminfo").read_text("ascii").splitlines())
        limits.append(int(fields["MemAvailable"].split()[0]) * 1024)
    except (OSError, ValueError, KeyError, IndexError):
        pass
    return min(limits, default=None)


def free_addresses() -> int | None:
    """Bytes of address space that this process may still take (`ulimit -v`); None where nothing limits it."""
    try:
        import resource

        most, _ = resource.getrlimit(resource.RLIMIT_AS)
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    except (ImportError, OSError, ValueError, IndexError):
        return None
    return None if most == resource.RLIM_INFINITY else most - pages * resource.getpagesize()


def _left_in_groups() -> Iterator[int]:
    """Bytes left in each control group of this process that has a limit, of version 1 or 2."""
    for folder in _groups():
        for most, used, dropped in (
            ("memory.max", "memory.current", "inactive_file"),
            ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"),
        ):
            try:
                limit, usage = (int((folder / name).read_text("ascii")) for name in (most, used))
                lines = (folder / "memory.stat").read_text("ascii").splitlines()
                # Pages of files count as used until somebody else wants the room.
                cached = sum(int(line.split()[1]) for line in lines if line.split()[0] == dropped)
            except (OSError, ValueError, IndexError):
                continue  # "max" is no number, and the files of one version only are there
            yield limit - usage + cached


def _groups() -> Iterator[Path]:
    """Folders of this process's control groups, with all above them: inside a container the outermost is its own."""
    try:
        lines = Path("/proc/self/cgroup").read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        lines = []
    tops = {_GROUPS: "/", _GROUPS / "memory": "/"}
    for line in lines:
        _, _, named = line.partition(":")
        controllers, _, path = named.partition(":")
        if not controllers:
            tops[_GROUPS] = path
        elif "memory" in controllers.split(","):
            tops[_GROUPS / "memory"] = path
    for top, path in tops.items():
        own = top / path.lstrip("/")
        yield from (folder for folder in (own, *own.parents) if folder == top or top in folder.parents)
