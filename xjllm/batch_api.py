"""A model behind the batch API of an OpenAI-compatible endpoint: half the price, an answer within a day.

Requests are collected, uploaded as a file of JSON lines (`/v1/files`) and asked as one batch (`/v1/batches`); the
answers come back by our own ids. A state file remembers what was sent, so that a run that was stopped, or killed at
any moment, collects the same batches when it is started again, and pays for nothing twice.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xjllm.batch_api_queue import BatchApiQueue, QueueSettings
from xjllm.batch_api_state import BatchApiState
from xjllm.errors import InvalidAnswer, ModelError, Rejected
from xjllm.model import Reply, Request, Usage
from xjllm.openai_answer import MisfitError, build_completion, read_answer, read_tokens, read_usage, validate_answer
from xjllm.openai_errors import one_line
from xjllm.openai_model import EndpointSettings, OpenAIModel
from xjllm.prices import BATCH_API_SHARE

if TYPE_CHECKING:
    import os
    from decimal import Decimal

    from openai.types.chat import ChatCompletion
    from pydantic import BaseModel

    from xjllm.batch_api_queue import BatchApiPace

_KEY_CHARS = 48


class BatchApiModel:
    """Answers requests through the batch API.

    Hundreds or thousands of requests have to wait at the same time, or each batch is as small as the number of
    articles in flight. Cancelling a request is safe: its line stays in its batch, and the next run collects it.

    An answer that does not fit is sent back once more in a later batch, up to `reasks` times. A failed answer is
    forgotten once it was raised, so that a later run asks again.

    Args:
        model: the model's name at the endpoint.
        state: path of the state file; one process at a time may use it.
        settings: of the endpoint; None takes all from the environment.
        queue: when batches are sent and how often they are looked at.

    Raises:
        SettingsError: as `OpenAIModel`, or the state file cannot be used.

    Attributes:
        price_share: part of the list price that is paid.
    """

    price_share: Decimal = BATCH_API_SHARE

    def __init__(
        self,
        model: str,
        state: str | os.PathLike[str],
        *,
        settings: EndpointSettings | None = None,
        queue: QueueSettings | None = None,
    ) -> None:
        self._settings = settings or EndpointSettings()
        self._endpoint = OpenAIModel(model, settings=self._settings)
        self._state = BatchApiState(Path(state))
        self._queue = BatchApiQueue(self._endpoint, self._state, queue or QueueSettings())

    @property
    def name(self) -> str:
        """The model's name at the endpoint."""
        return self._endpoint.name

    @property
    def base_url(self) -> str:
        """The endpoint's address."""
        return self._endpoint.base_url

    @property
    def secrets(self) -> tuple[str, ...]:
        """Texts that must not appear in anything that is shown or stored."""
        return self._endpoint.secrets

    def snapshot(self) -> BatchApiPace:
        """What it does at the moment, for a progress bar."""
        return self._queue.snapshot()

    async def complete(self, request: Request) -> Reply:
        """The validated answer to `request`, which may take a day.

        Raises:
            ModelError: no usable answer; `.usage` has what was used.
        """
        usage = Usage()
        misfit: MisfitError | None = None
        usable: Reply | None = None
        asked: list[str] = []
        where = self._endpoint.where(request)
        try:
            for _ in range(self._settings.reasks + 1):
                body = self._render(request, misfit)
                key = _hash(self.base_url, body)
                asked.append(key)
                completion = _read_completion(await self._queue.ask(key, body, where=where), where)
                usage += read_usage(completion, 0)
                tools = body.get("tools")
                tool = tools[0]["function"]["name"] if tools else None
                try:
                    raw, _ = read_answer(completion, where=where, tool=tool, cap=request.max_output_tokens)
                    answer = validate_answer(raw, request)
                except MisfitError as error:
                    misfit = error
                    if error.usable:
                        usable = self._reply(error.usable, error.raw, completion, usage)
                else:
                    return self._reply(answer, raw, completion, usage)
            raise InvalidAnswer(
                f"{where}: the answer does not fit after {self._settings.reasks} re-asks: "
                f"try another model or --mode ({one_line(str(misfit))})",
                raw=misfit.raw if misfit else None,
            )
        except ModelError as error:
            error.usage = usage + (error.usage or Usage())
            if usable:
                return replace(usable, usage=error.usage)
            self._state.forget(asked)
            raise

    async def aclose(self) -> None:
        """Stop looking for answers, release the connections and the state file; nothing is lost."""
        await self._queue.aclose()
        await self._endpoint.aclose()
        self._state.close()

    def _reply(self, answer: BaseModel, raw: str, completion: ChatCompletion, usage: Usage) -> Reply:
        return Reply(answer, raw, completion.id or "", completion.model or self.name, usage, read_tokens(completion))

    def _render(self, request: Request, misfit: MisfitError | None) -> dict[str, Any]:
        body = self._endpoint.render(request, self._endpoint.mode, misfit)
        further: dict[str, Any] = body.pop("extra_body", {})
        return body | further


def _hash(base_url: str, body: dict[str, Any]) -> str:
    text = json.dumps([base_url, body], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_KEY_CHARS]


def _read_completion(answer: object, where: str) -> ChatCompletion:
    completion = build_completion(answer)
    if completion is None:
        raise Rejected(f"{where} answered something that is no chat completion", raw=json.dumps(answer))
    return completion
