"""How much memory a model takes, and how much there is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xjllm.weights.gguf import Header

_WORKING_SPACE = 200 << 20


def estimate_memory(header: Header, file_size: int, *, tokens: int) -> int:
    """Bytes of memory that a model takes, roughly: its weights, `tokens` of context, working space.

    llama.cpp rearranges most 4-bit weights for the processor's vector units. The copy is in memory besides the
    mapped file, but the system can drop the file's pages at any time, so the weights count once.
    """
    return file_size + header.context_bytes_per_token * tokens + _WORKING_SPACE


def free_memory() -> int | None:
    """Bytes that can still be had, of the system and of the control group; None where neither says (not Linux)."""
    limits: list[int] = []
    try:
        fields = dict(line.split(":") for line in Path("/proc/meminfo").read_text("ascii").splitlines())
        limits.append(int(fields["MemAvailable"].split()[0]) * 1024)
    except (OSError, ValueError, KeyError, IndexError):
        pass
    try:
        group = Path("/sys/fs/cgroup")
        most, used = (int((group / f"memory.{what}").read_text("ascii")) for what in ("max", "current"))
        limits.append(most - used)
    except (OSError, ValueError):
        pass  # "max" is no number, and outside a container the files are not there
    return min(limits, default=None)
