"""Time of `find_figures` on article-like and on hostile text, and of the whole command `xjllm figures`.

python bench/figures.py [--size-mb 1]
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from xjllm.figures import find_figures

ARTICLE = (
    "Foreign trade of the province came to 45.67 billion yuan (about 6.3 billion U.S. dollars) in the first four "
    "months, up 7.8 percent year on year, its customs said on May 19. Exports grew by 9.1 percent to 30.2 billion "
    "yuan and accounted for two-thirds of the total, while imports shrank 3.4 percent. More than 1,730 freight trains "
    "passed the port, carrying 2.9 million tonnes. The neighbour remained its largest trading partner, and sales of "
    "tractors doubled, officials said at a press conference that was held in the city on Thursday morning.\n\n"
)
HOSTILE = [
    "1",
    "1,",
    "1 ",
    "111 ",
    "1 and ",
    "3, ",
    "1-",
    "one ",
    "a million ",
    "ranked a ",
    "largest ",
    "half ",
    "$",
    "(",
]
HOSTILE += ["5 percent ", "5 Xy ", " ", "-", "\n"]

# The memory of a child includes, on Linux, what its parent held before the child became another program: what has
# made texts of megabytes must not start it. A fresh interpreter does, and holds next to nothing.
STARTER = """
import os, subprocess, sys
with subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL) as process:
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
print(usage.ru_utime + usage.ru_stime, usage.ru_maxrss)
sys.exit(process.returncode)
"""


def measure(pattern: str, size: int) -> tuple[float, int]:
    """Seconds of processor time and figures found, in a text of `size` characters that repeats `pattern`."""
    text = (pattern * (size // len(pattern) + 1))[:size]
    begin = time.process_time()
    figures = find_figures(text)
    return time.process_time() - begin, len(figures)


def measure_command(size: int) -> tuple[float, float]:
    """Seconds of processor time and peak memory in MB of `xjllm figures` on `size` article-like characters."""
    with tempfile.TemporaryDirectory() as folder:
        story = Path(folder, "story.txt")
        story.write_text((ARTICLE * (size // len(ARTICLE) + 1))[:size])
        command = [sys.executable, "-m", "xjllm", "figures", str(story), "--format", "csv"]
        starter = [sys.executable, "-c", STARTER, *command]
        seconds, memory = subprocess.run(starter, stdout=subprocess.PIPE, check=True, text=True).stdout.split()
    # Linux counts in kilobytes, macOS in bytes.
    return float(seconds), int(memory) / (1_000_000 if sys.platform == "darwin" else 1_000)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size-mb", type=float, default=1.0, help="size of the larger text in million characters")
    size = int(parser.parse_args().size_mb * 1_000_000)
    print(f"{'text':<16}{'half size, s':>14}{'full size, s':>14}{'ratio':>8}{'figures':>10}")
    for pattern in [ARTICLE, *HOSTILE]:
        half, _ = measure(pattern, size // 2)
        full, found = measure(pattern, size)
        name = "article-like" if pattern is ARTICLE else repr(pattern)
        ratio = f"{full / half:.2f}" if half else "–"
        print(f"{name:<16}{half:>14.2f}{full:>14.2f}{ratio:>8}{found:>10,}")
    print(f"\n{'whole command':<16}{'time, s':>14}{'peak MB':>14}")
    for name, characters in (("small article", 1_000), ("half size", size // 2), ("full size", size)):
        seconds, memory = measure_command(characters)
        print(f"{name:<16}{seconds:>14.2f}{memory:>14,.0f}")


if __name__ == "__main__":
    main()
