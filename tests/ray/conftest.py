"""Tests on a real Ray of this machine, which needs the extra `xjllm[ray]`: run with `pytest -m ray tests/ray`."""

from __future__ import annotations

import sys
from pathlib import Path

# The loopback endpoint is the other tests'.
sys.path.append(str(Path(__file__).parents[1]))
