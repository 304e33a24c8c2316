"""A configuration: everything but the article that an answer depends on. Results of one never count for another."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xjllm.article import Article
    from xjllm.extraction import Extractor

_NO_ANSWER_SETTINGS = frozenset(
    {
        "api_key",
        "base_url",
        "transport",
        "timeout_s",
        "connect_timeout_s",
        "max_retries",
        "max_connections",
        "token_cap",
    }
)
"""Settings of an endpoint that change how it is reached, not what it answers. A local server that moves to another
port is the same model; another model of the same name needs another output folder."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """Prompt, model and settings of a run.

    Attributes:
        prompt: version of the prompt.
        prompt_sha256: hash of all that the prompt adds to an article.
        schema_sha256: hash of the answer schema.
        model: the model's name.
        settings: what else changes the answers: endpoint, mode, temperature, how articles are split.
        config: the first 16 hexadecimal digits of the hash of all of these.
    """

    prompt: str
    prompt_sha256: str
    schema_sha256: str
    model: str
    settings: str = "{}"
    config: str = field(init=False)

    def __post_init__(self) -> None:
        parts = [self.prompt, self.prompt_sha256, self.schema_sha256, self.model, self.settings]
        digest = hashlib.sha256(json.dumps(parts).encode()).hexdigest()
        object.__setattr__(self, "config", digest[:16])

    @classmethod
    def of(cls, extractor: Extractor, settings: Mapping[str, Any]) -> Configuration:
        """The configuration of an extractor whose model was made with these settings."""
        kept = {name: value for name, value in settings.items() if name not in _NO_ANSWER_SETTINGS}
        kept["limits"] = asdict(extractor.settings.limits)
        return cls(
            prompt=extractor.prompt.version,
            prompt_sha256=extractor.prompt.sha256,
            schema_sha256=extractor.prompt.schema_sha256,
            model=extractor.model.name,
            settings=json.dumps(kept, sort_keys=True, ensure_ascii=False, default=repr),
        )

    def key(self, article: Article) -> bytes:
        """Hash of the article, its day of publication, and this configuration: one result in the ledger."""
        said = f"{self.config}\0{article.sha256}\0{article.published or ''}"
        return hashlib.sha256(said.encode()).digest()
