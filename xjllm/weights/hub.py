"""A model file from the model hub, by huggingface-hub, which resumes what was begun."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from xjllm.errors import WeightsError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from xjllm.weights.catalogue import Weights

_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class HubFile:
    """A file as the hub describes it.

    Attributes:
        size: bytes; None where the hub does not say.
        sha256: 64 hexadecimal digits; None where the hub keeps the file without one.
        commit: the repository's commit that it was found at.
    """

    size: int | None
    sha256: str | None
    commit: str


def find_file(weights: Weights, *, timeout_s: float = 10.0) -> HubFile:
    """What the hub says about the file. One short request: an unreachable hub is told in seconds.

    HF_ENDPOINT, HF_TOKEN and HF_HUB_OFFLINE are obeyed, as by everything built on huggingface-hub.

    Raises:
        WeightsError: huggingface-hub is not installed, the hub cannot be reached, or it has no such file.
    """
    try:
        from huggingface_hub import get_hf_file_metadata, hf_hub_url
    except ImportError as error:
        raise WeightsError("huggingface-hub is not installed: pip install 'xjllm[local]'") from error
    try:
        url = hf_hub_url(weights.repo, weights.file, revision=weights.revision)
        found = get_hf_file_metadata(url, timeout=timeout_s)
    except Exception as error:
        # The hub's client raises its transport's errors, which differ from release to release.
        raise WeightsError(_reason(error)) from error
    sha256 = found.etag if found.etag and _SHA256.fullmatch(found.etag) else None
    return HubFile(size=found.size, sha256=sha256, commit=found.commit_hash or weights.revision or "")


def download(weights: Weights, found: HubFile, *, folder: Path, seen: Callable[[int], None]) -> Path:
    """The file, downloaded into `folder`, not yet checked; a broken download goes on where it stopped.

    Args:
        weights: what to fetch.
        found: what `find_file` said; its commit is what is downloaded.
        folder: for the file and what the client keeps beside it.
        seen: is told the bytes that are there so far.

    Raises:
        WeightsError: the connection broke, or the hub refused.
        OSError: the disk is full, or `folder` cannot be written.
    """
    from huggingface_hub import hf_hub_download

    logger = logging.getLogger("huggingface_hub")
    level = logger.level
    # Its retries are warnings, which would run through the progress bar; what fails in the end is raised.
    logger.setLevel(logging.ERROR)
    try:
        path = hf_hub_download(
            weights.repo,
            weights.file,
            revision=found.commit or weights.revision,
            local_dir=folder,
            tqdm_class=_progress_bar(seen),
        )
    except OSError as error:
        if error.errno is not None:
            raise
        raise WeightsError(_reason(error)) from error
    except Exception as error:
        raise WeightsError(_reason(error)) from error
    finally:
        logger.setLevel(level)
    # With local_dir the file stands at its path in the repository.
    return folder / weights.file if (folder / weights.file).is_file() else folder.joinpath(path)


def _progress_bar(seen: Callable[[int], None]) -> type[Any]:
    """A tqdm class that prints nothing and passes on how far it has come."""
    from tqdm.auto import tqdm

    class Forwarder(tqdm):  # type: ignore[type-arg,misc,unused-ignore]
        def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 (tqdm's own signature)
            kwargs.pop("name", None)
            kwargs["disable"] = True
            super().__init__(*args, **kwargs)
            self.done = int(kwargs.get("initial") or 0)

        def update(self, n: float | None = 1) -> bool | None:
            self.done += int(n or 0)
            seen(self.done)
            return None

    return Forwarder


def _reason(error: Exception) -> str:
    """One line for a person: the hub's errors run over many."""
    words = " ".join(str(error).split())
    return f"{type(error).__name__}: {words[:200]}" if words else type(error).__name__
