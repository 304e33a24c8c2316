"""The command line, `python -m xjllm` or `xjllm`.

Exit codes: 0 done; 1 some articles failed, or a gate (`--min-f1`) was not met; 2 wrong usage or settings;
3 an input cannot be read (article, gold, recording); 4 the model gave no usable answer; 5 a batch's output folder
cannot be used; 6 a batch's budget is used up; 7 the output cannot be written (disk full, closed); 130 interrupted;
141 the reader of a pipe has gone. `extract` and `figures` end with an error's own code where a single file was
given, with 1 where some of several failed.
"""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line; exits the process with a code of the list above."""
    try:
        from xjllm.cli.app import run

        code = run(sys.argv[1:])
    except KeyboardInterrupt:
        # Interrupted before, or while, a command could say so itself.
        code = 130
    sys.exit(code)
