"""The command line, `python -m xjllm` or `xjllm`.

Exit codes: 0 done; 1 some articles failed, or a gate (`--min-f1`) was not met; 2 wrong usage or settings;
3 an input cannot be read (article, gold, recording); 4 the model gave no usable answer; 5 a batch's output folder
cannot be used; 6 a batch's budget is used up; 130 interrupted.
"""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line; exits the process with a code of the list above."""
    from xjllm.cli.app import run

    sys.exit(run(sys.argv[1:]))
