"""Prompt templates and worked examples, installed as `xjllm.prompts`; see `xjllm.prompting`."""
