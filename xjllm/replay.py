"""Replay: a recorded model answers from its cassettes, through the same way as a live one, without a network."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from xjllm.errors import CassetteError, ModelError
from xjllm.openai_errors import one_line
from xjllm.openai_model import EndpointSettings, OpenAIModel
from xjllm.recordings import RE_RECORD, Recording, load_recording

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from vcr.cassette import Cassette

    from xjllm.model import Reply, Request

_CONTENT = "the article, the figures found in it, or how they are shown"
_RESTORE = f"put the article back as it was, or, where the change is wanted, {RE_RECORD}"
_PART = re.compile(r"^(.{1,500}), part (\d{1,6}) of \d{1,6}$", re.DOTALL)


def name_cassette(request_name: str) -> str:
    """The file name of a request's cassette: `story.yaml` for "story.txt", `story.part2.yaml` for its part 2.

    Names come from outside: whatever is not a letter, digit, dot, hyphen or underscore is replaced, and a
    name that had to be changed or shortened gets a piece of its hash, so that two names never share a file.
    """
    part = _PART.match(request_name)
    name, suffix = (part[1], f".part{part[2]}") if part else (request_name, "")
    stem = name.removesuffix(".txt")
    safe = re.sub(r"[^\w.-]", "-", stem).strip(".-")[:80]
    if safe != stem or not safe:
        safe = f"{safe or 'request'}-{hashlib.sha256(name.encode('utf-8', 'replace')).hexdigest()[:8]}"
    return f"{safe}{suffix}.yaml"


class RecordedModel:
    """Replays a recording; any number of requests at the same time.

    Args:
        folder: the recording's folder.

    Raises:
        CassetteError: the folder holds no recording.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.recording = load_recording(folder)
        self.prompt = self.recording.prompt
        self._played: set[Path] = set()

    @property
    def name(self) -> str:
        """`recorded:` and the folder's name."""
        return f"recorded:{self.folder.name}"

    async def complete(self, request: Request) -> Reply:
        """The recorded answer, read and checked as if it came just now.

        Raises:
            CassetteError: there is no cassette for the request, or it was recorded for another one; the
                message names the file and what has changed.
            ModelError: the recorded answer is no usable one.
        """
        path = self.folder / name_cassette(request.name)
        if not path.is_file():
            raise CassetteError(
                f"{path}: no recording of {one_line(request.name)!r}: a recording answers the articles that it was "
                "made of and no others: name another model, or record it with `eval --live --record`"
            )
        reply, complete = await play(path, self.recording, request)
        if complete:
            self._played.add(path)
        if isinstance(reply, ModelError):
            raise reply
        return reply

    def unplayed(self) -> list[Path]:
        """The cassettes that were not asked for, or of which a part was not."""
        return [path for path in sorted(self.folder.glob("*.yaml")) if path not in self._played]

    async def aclose(self) -> None:
        """Nothing is held open."""


async def play(path: Path, recording: Recording, request: Request) -> tuple[Reply | ModelError, bool]:
    """How the recorded exchange ends, and whether all of it was played.

    Raises:
        CassetteError: the file is no cassette, or was recorded for another request.
    """
    from xjllm.cassette_file import HOST, ReplayTransport, load_cassette

    cassette = load_cassette(path)
    transport = ReplayTransport(cassette)
    settings = EndpointSettings(
        base_url=f"{HOST}/v1",
        api_key="recorded",
        mode=recording.mode,
        max_retries=0,
        reasks=recording.reasks,
        temperature=recording.temperature,
        seed=recording.seed,
        token_cap=recording.token_cap,
        extra_body=recording.extra_body,
        transport=transport,
    )
    outcome = await outcome_of(OpenAIModel(recording.model, settings=settings), request)
    if transport.missed is not None:
        changes = _find_changes(cassette, transport.missed, request)
        advice = _RESTORE if changes == [_CONTENT] else RE_RECORD
        raise CassetteError(f"{path}: stale, changed since it was recorded: {' and '.join(changes)}: {advice}")
    return outcome, cassette.all_played


async def outcome_of(model: OpenAIModel, request: Request) -> Reply | ModelError:
    """How asking a model ends: with its reply or with the error; the model is closed."""
    try:
        return await model.complete(request)
    except ModelError as error:
        return error
    finally:
        await model.aclose()


def _find_changes(cassette: Cassette, asked: Mapping[str, object], request: Request) -> list[str]:
    """What differs between a request and the one that was recorded, in words."""
    from xjllm.cassette_file import read_bodies, read_metadata

    recorded = read_metadata(cassette)
    changes = []
    if recorded["schema_sha256"] != request.schema_sha256:
        changes.append("the answer schema")
    if recorded["prompt"] != request.prompt:
        changes.append(f"the prompt ({one_line(recorded['prompt'])} is now {one_line(request.prompt)})")
    elif recorded["prompt_sha256"] != request.prompt_sha256:
        changes.append(f"the text of the prompt {one_line(request.prompt)}")
    if changes:
        return changes
    if cassette.play_count:
        return ["what is accepted as an answer (the recorded one is now sent back)"]
    bodies = read_bodies(cassette)
    held = bodies[0] if bodies else {}
    keys = [key for key in sorted({*held, *asked}) if held.get(key) != asked.get(key)]
    settings = [key for key in keys if key != "messages"]
    if "messages" in keys:
        changes.append(_CONTENT)
    if settings:
        changes.append(f"the settings ({', '.join(settings)})")
    return changes
