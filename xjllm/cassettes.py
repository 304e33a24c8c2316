"""Recorded models: the answers of a real model, replayed through the whole pipeline, and how to record them.

A recording is a folder with one cassette a request (`story.yaml`, `story.part2.yaml`) and a `provenance.toml`
that says which model answered and how it was reached. Replay needs no key and reaches no network. A request
that differs from the recorded one in anything is not answered: a changed prompt makes its cassettes stale,
which is wanted.
"""

from __future__ import annotations

import hashlib
import re
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from xjllm.errors import CassetteError, CutOff, EmptyAnswer, InvalidAnswer, ModelError, Refused
from xjllm.openai_errors import one_line
from xjllm.openai_model import EndpointSettings, OpenAIModel
from xjllm.recordings import (
    PROVENANCE,
    RE_RECORD,
    Recording,
    find_recording,
    find_recordings,
    load_recording,
    render_recording,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from vcr.cassette import Cassette

    from xjllm.local_model import LocalModel
    from xjllm.model import Reply, Request

__all__ = [
    "RecordedModel",
    "Recording",
    "RecordingModel",
    "find_recording",
    "find_recordings",
    "load_recording",
    "name_cassette",
]

_UNKNOWN = "{model}, asked for by this name at an OpenAI-compatible endpoint; nothing more is known of it"
_CONTENT = "the article, the figures found in it, or how they are shown"
_RESTORE = f"put the article back as it was, or, where the change is wanted, {RE_RECORD}"
_SAID = (CutOff, Refused, EmptyAnswer, InvalidAnswer)
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
        reply, complete = await _play(path, self.recording, request)
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


class RecordingModel:
    """Asks a real endpoint and writes down every exchange; old cassettes of the same requests are replaced.

    A cassette is written once it has been replayed to the same end. Answers that cannot be used (cut off,
    refused, empty, not fitting) are recorded too: they are what the model said. Failures of the connection
    are not.

    Args:
        folder: the recording's folder; made where it is missing.
        model: the model's name at the endpoint.
        settings: as for `OpenAIModel`; `transport` carries the requests where it is given.
        label: name of the row on the score board; None takes the folder's name.
        description: which model answers and how it is reached, truthfully; None keeps the one that is there,
            and says that nothing more than the name is known where there is none.
        local: the embedded model, where `settings` are those of its engine: it is asked as it asks itself.

    Raises:
        SettingsError: as `OpenAIModel`.
        CassetteError: the folder holds a recording of another model or of other settings.
    """

    def __init__(
        self,
        folder: Path,
        model: str,
        *,
        settings: EndpointSettings | None = None,
        label: str | None = None,
        description: str | None = None,
        local: LocalModel | None = None,
    ) -> None:
        self.folder = folder
        self._local = local
        self._settings = settings or EndpointSettings()
        probe = OpenAIModel(model, settings=self._settings)
        self._secrets = probe.secrets
        old = load_recording(folder) if (folder / PROVENANCE).exists() else None
        kept = self._settings
        self.recording = Recording(
            label=label or (old.label if old else folder.name),
            description=description or (old.description if old else _UNKNOWN.format(model=model)),
            date=datetime.now(UTC).date(),
            prompt=local.prompt if local else Recording.model_fields["prompt"].default,
            model=probe.name,
            mode=kept.mode,
            token_cap=probe.token_cap,
            reasks=kept.reasks,
            temperature=kept.temperature,
            seed=kept.seed,
            extra_body=dict(kept.extra_body),
        )
        if old is not None and any(folder.glob("*.yaml")) and not self._continues(old):
            raise CassetteError(
                f"{folder}: holds a recording of {old.model} with other settings: take another, or empty it"
            )
        self._written: dict[Path, str] = {}

    def _continues(self, old: Recording) -> bool:
        new = self.recording
        words = {"label": new.label, "description": new.description, "date": new.date}
        return new == old.model_copy(update=words)

    @property
    def prompt(self) -> str:
        """Version of the prompt that is answered."""
        return self.recording.prompt

    @property
    def name(self) -> str:
        """`recorded:` and the folder's name: what the recording will be called."""
        return f"recorded:{self.folder.name}"

    async def complete(self, request: Request) -> Reply:
        """The endpoint's answer, after it was written down.

        Raises:
            ModelError: no usable answer.
            CassetteError: the exchange holds a secret, does not replay, or another request has its file name.
        """
        import httpx2

        from xjllm.cassette_file import RecordTransport, new_cassette

        path = self.folder / name_cassette(request.name)
        if self._written.setdefault(path, request.name) != request.name:
            raise CassetteError(
                f"{path}: two requests would share it, {one_line(self._written[path])!r} and "
                f"{one_line(request.name)!r}: rename one article"
            )
        cassette = new_cassette(path)
        transport = RecordTransport(cassette, self._settings.transport or httpx2.AsyncHTTPTransport())
        model = OpenAIModel(self.recording.model, settings=replace(self._settings, transport=transport))
        async with self._local.turn(request) if self._local else nullcontext():
            outcome = await _outcome(model, request)
        if isinstance(outcome, (CutOff, Refused, EmptyAnswer, InvalidAnswer)) or not isinstance(outcome, ModelError):
            await self._write(path, cassette, request, outcome)
        if isinstance(outcome, ModelError):
            raise outcome
        return outcome

    async def aclose(self) -> None:
        """Nothing is held open between requests."""

    async def _write(self, path: Path, cassette: Cassette, request: Request, outcome: Reply | ModelError) -> None:
        from xjllm.cassette_file import find_secrets, render_cassette

        metadata = {
            "request": request.name,
            "prompt": request.prompt,
            "prompt_sha256": request.prompt_sha256,
            "schema_sha256": request.schema_sha256,
        }
        text = render_cassette(cassette, metadata)
        provenance = render_recording(self.recording)
        secrets = find_secrets(text + provenance, self._secrets)
        if secrets:
            raise CassetteError(f"{path}: not written, it would hold {', '.join(secrets)}")
        self.folder.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".partial")
        try:
            partial.write_text(text, encoding="utf-8", newline="\n")
            again, complete = await _play(partial, self.recording, request)
            if not complete or (type(again), again.raw) != (type(outcome), outcome.raw):
                raise CassetteError(f"{path}: not written, it does not replay: record it with --mode json_schema")
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)
        (self.folder / PROVENANCE).write_text(provenance, encoding="utf-8", newline="\n")


async def _play(path: Path, recording: Recording, request: Request) -> tuple[Reply | ModelError, bool]:
    """How the recorded exchange ends, and whether all of it was played."""
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
    outcome = await _outcome(OpenAIModel(recording.model, settings=settings), request)
    if transport.missed is not None:
        changes = _find_changes(cassette, transport.missed, request)
        advice = _RESTORE if changes == [_CONTENT] else RE_RECORD
        raise CassetteError(f"{path}: stale, changed since it was recorded: {' and '.join(changes)}: {advice}")
    return outcome, cassette.all_played


async def _outcome(model: OpenAIModel, request: Request) -> Reply | ModelError:
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
