"""The same story twice: exact copies by a hash of the story, near copies by MinHash of its word triples.

The next month's report often repeats last month's sentences with other numbers. So two stories are near copies
only where their numbers agree, too: words alone would merge October with November.
"""

from __future__ import annotations

import hashlib
import re
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xjllm.article import Article

PERMUTATIONS = 100
"""Hash functions of a signature: the similarity is estimated with a standard error of at most 0.05."""
_BANDS = 20
_ROWS = PERMUTATIONS // _BANDS
SIMILAR = 0.7
"""Least estimated Jaccard similarity of the word triples of two copies. With 20 bands of 5, a pair of this
similarity is found with a probability of 0.97, one of 0.8 with 0.9996."""
_NUMBERS_SHARED = 0.8
_MIN_WORDS = 30
"""Shorter texts have too few triples to tell stories apart."""
_MAX_WORDS = 20_000
_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What is kept of a story to know it again.

    Attributes:
        story_sha256: hash of the story without furniture, white space normalised.
        minhash: signature of its word triples, `PERMUTATIONS` 32-bit numbers; None for short texts.
        numbers: 32-bit hashes of the numbers in it, sorted, each once.
    """

    story_sha256: bytes
    minhash: bytes | None
    numbers: bytes

    def bands(self, config: str) -> list[int]:
        """Hashes of the signature's bands, signed 64-bit: copies share at least one within a configuration."""
        if self.minhash is None:
            return []
        return find_bands(self.minhash, config)


def read_fingerprint(article: Article, *, near: bool = True) -> Fingerprint:
    """The fingerprint of the article's story; without a signature where `near` is False."""
    story = " ".join(" ".join(article.text[span.start : span.end] for span in article.paragraphs).split())
    story = story or " ".join(article.text.split())
    digest = hashlib.sha256(story.encode("utf-8", "surrogatepass")).digest()
    numbers = sorted({_hash32(number.encode()) for number in _NUMBER.findall(story)})
    packed = struct.pack(f"<{len(numbers)}I", *numbers)
    words = _WORD.findall(story.casefold())[:_MAX_WORDS] if near else []
    if len(words) < _MIN_WORDS:
        return Fingerprint(digest, None, packed)
    return Fingerprint(digest, _sign(words), packed)


def _sign(words: list[str]) -> bytes:
    import numpy as np
    from datasketch import MinHash

    triples = {" ".join(words[i : i + 3]).encode("utf-8", "surrogatepass") for i in range(len(words) - 2)}
    signature = MinHash(
        num_perm=PERMUTATIONS, seed=1, hashfunc=_hash32, permutations=_permutations(), scheme="affine32"
    )
    signature.update_batch(triples)
    return np.asarray(signature.hashvalues, dtype="<u4").tobytes()


def find_bands(minhash: bytes, config: str) -> list[int]:
    """Hashes of the bands of a signature; equal bands of different positions do not collide."""
    width = 4 * _ROWS
    salt = config.encode()
    pieces = (
        hashlib.blake2b(minhash[i * width : (i + 1) * width], digest_size=8, key=salt, salt=bytes([i])).digest()
        for i in range(_BANDS)
    )
    return [int.from_bytes(piece, "big", signed=True) for piece in pieces]


def similarity(first: bytes, second: bytes) -> float:
    """The estimated Jaccard similarity of two signatures, 0 to 1."""
    import numpy as np

    return float(np.mean(np.frombuffer(first, dtype="<u4") == np.frombuffer(second, dtype="<u4")))


def share_numbers(first: bytes, second: bytes) -> bool:
    """Whether most numbers of the story that has fewer of them stand in the other one, too."""
    a, b = set(_unpack(first)), set(_unpack(second))
    fewer = min(len(a), len(b))
    return fewer == 0 or len(a & b) >= _NUMBERS_SHARED * fewer


def holds_numbers(original: bytes, copy: bytes) -> bool:
    """Whether every number of `copy` stands in `original`: only then nothing is lost by leaving it out."""
    return set(_unpack(copy)) <= set(_unpack(original))


def _unpack(numbers: bytes) -> Iterable[int]:
    return struct.unpack(f"<{len(numbers) // 4}I", numbers)


def _hash32(data: bytes) -> int:
    return int.from_bytes(hashlib.blake2b(data, digest_size=4).digest(), "big")


_kept_permutations: list[object] = []


def _permutations() -> object:
    # datasketch draws them anew for each signature otherwise, which takes longer than the hashing.
    if not _kept_permutations:
        from datasketch import MinHash

        _kept_permutations.append(MinHash(num_perm=PERMUTATIONS, seed=1, scheme="affine32").permutations)
    return _kept_permutations[0]
