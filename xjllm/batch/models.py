"""The model of a batch: what a user calls it becomes a model that keeps to limits, pauses and tries again."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

from xjllm.model_names import MODEL_VARIABLE, find_model
from xjllm.openai_model import EndpointSettings
from xjllm.pacing import Limits, PacedModel
from xjllm.prompting import DEFAULT_PROMPT

if TYPE_CHECKING:
    from xjllm.model import Model, Reply, Request

_SPARE_CONNECTIONS = 8


def find_batch_model(
    name: str | None = None, *, endpoint: EndpointSettings | None = None, limits: Limits | None = None
) -> PacedModel:
    """The model of that name, paced; the network is not touched.

    Args:
        name: as for `find_model`; None takes it from the environment.
        endpoint: how an endpoint is asked; retries and connections are set here.
        limits: see `Limits`; None takes 32 requests in flight.

    Raises:
        SettingsError: no name is given, or the endpoint's settings are incomplete.
    """
    # It starts with what was asked for: additive increase would take minutes to get there.
    limits = limits or Limits(start_concurrency=32)
    return PacedModel(find_model(name, settings=batch_endpoint(endpoint, limits.max_concurrency)), limits)


def batch_endpoint(endpoint: EndpointSettings | None, concurrency: int) -> EndpointSettings:
    """`endpoint` with connections for so many requests, and without retries, which the pacing takes over."""
    return replace(endpoint or EndpointSettings(), max_retries=0, max_connections=concurrency + _SPARE_CONNECTIONS)


def name_model(name: str | None) -> Model:
    """The model of that name where only name and prompt are needed, as for an estimate: no key, no network.

    Raises:
        SettingsError: no name is given.
    """
    from xjllm.errors import SettingsError

    chosen = name or os.environ.get(MODEL_VARIABLE)
    if not chosen:
        raise SettingsError(f"no model is named: give --model NAME, or set {MODEL_VARIABLE}")
    if chosen in ("local", "rules") or chosen.startswith("local:"):
        return find_model(chosen)
    return NamedModel(chosen)


class NamedModel:
    """Stands for a model where only its name and prompt are needed: in workers, which never ask, and in estimates.

    Args:
        name: the model's name.
        prompt: the prompt version that it asks for.
    """

    def __init__(self, name: str, *, prompt: str = DEFAULT_PROMPT) -> None:
        self._name = name
        self.prompt = prompt

    @property
    def name(self) -> str:
        """The model's name."""
        return self._name

    async def complete(self, request: Request) -> Reply:
        """Never asked.

        Raises:
            RuntimeError: always.
        """
        raise RuntimeError(f"{request.name}: this model is only a name")

    async def aclose(self) -> None:
        """Nothing is held open."""
