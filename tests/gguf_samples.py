"""Small files of the GGUF form, whole and chat models or not, for tests that need no real weights."""

from __future__ import annotations

import struct


def text(value: str) -> bytes:
    raw = value.encode()
    return struct.pack("<Q", len(raw)) + raw


def gguf(*, chat: bool = True, filling: int = 3000, context_length: int = 32768) -> bytes:
    """A GGUF file of version 3 with one tensor of `filling` bytes."""
    entries = [
        text("general.architecture") + struct.pack("<I", 8) + text("tiny"),
        text("tiny.context_length") + struct.pack("<II", 4, context_length),
        text("tiny.block_count") + struct.pack("<II", 4, 2),
        text("tiny.attention.head_count") + struct.pack("<II", 4, 4),
        text("tiny.attention.head_count_kv") + struct.pack("<II", 4, 2),
        text("tiny.embedding_length") + struct.pack("<II", 4, 64),
        text("tokenizer.ggml.tokens") + struct.pack("<IIQ", 9, 8, 2) + text("a") + text("b"),
        text("tokenizer.ggml.scores") + struct.pack("<IIQ", 9, 6, 2) + struct.pack("<ff", 0.0, 1.0),
        text("general.quiet") + struct.pack("<I?", 7, True),
    ]
    if chat:
        entries.append(text("tokenizer.chat_template") + struct.pack("<I", 8) + text("{{ messages }}"))
    tensor = text("weight") + struct.pack("<IQIQ", 1, filling, 0, 0)
    header = b"GGUF" + struct.pack("<IQQ", 3, 1, len(entries)) + b"".join(entries) + tensor
    padding = b"\0" * (-len(header) % 32)
    return header + padding + bytes(n % 251 for n in range(filling))
