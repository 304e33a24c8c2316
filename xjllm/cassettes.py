"""Recorded models: the answers of a real model, replayed through the whole pipeline, and how to record them.

A recording is a folder with one cassette a request (`story.yaml`, `story.part2.yaml`) and a `provenance.toml`
that says which model answered and how it was reached. Replay needs no key and reaches no network. A request
that differs from the recorded one in anything is not answered: a changed prompt makes its cassettes stale,
which is wanted.
"""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from xjllm.errors import CassetteError, CutOff, EmptyAnswer, InvalidAnswer, ModelError, Refused
from xjllm.openai_errors import one_line
from xjllm.openai_model import EndpointSettings, OpenAIModel
from xjllm.recordings import (
    PROVENANCE,
    Recording,
    find_recording,
    find_recordings,
    load_recording,
    render_recording,
)
from xjllm.replay import RecordedModel, name_cassette, outcome_of, play

if TYPE_CHECKING:
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
_SAID = (CutOff, Refused, EmptyAnswer, InvalidAnswer)
"""What a model said that cannot be used: it is recorded as well."""


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
            outcome = await outcome_of(model, request)
        if isinstance(outcome, _SAID) or not isinstance(outcome, ModelError):
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
            again, complete = await play(partial, self.recording, request)
            if not complete or (type(again), again.raw) != (type(outcome), outcome.raw):
                raise CassetteError(f"{path}: not written, it does not replay: record it with --mode json_schema")
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)
        (self.folder / PROVENANCE).write_text(provenance, encoding="utf-8", newline="\n")
