"""`python -m xjllm`."""

from xjllm.cli import main

main()
