"""Model names: what a user calls a model becomes the model."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from xjllm.errors import SettingsError

if TYPE_CHECKING:
    from xjllm.model import Model
    from xjllm.openai_model import EndpointSettings

MODEL_VARIABLE = "XJLLM_MODEL"


def find_model(name: str | None = None, *, settings: EndpointSettings | None = None) -> Model:
    """The model of that name; the network is not touched.

    Args:
        name: `recorded:NAME` replays the recording `tests/cassettes/NAME`; any other name is a model of the
            OpenAI-compatible endpoint that OPENAI_BASE_URL and OPENAI_API_KEY name. None takes the name from
            the environment variable XJLLM_MODEL.
        settings: how an endpoint is asked; None takes all from the environment.

    Raises:
        SettingsError: no name is given, or the endpoint's settings are incomplete.
        CassetteError: there is no recording of that name.
    """
    name = name or os.environ.get(MODEL_VARIABLE)
    if not name:
        raise SettingsError(
            f"no model is named; pass one (--model gpt-5.2, model=…) or set {MODEL_VARIABLE}, "
            "and set OPENAI_API_KEY (and OPENAI_BASE_URL for another endpoint than OpenAI's)"
        )
    if name.startswith("recorded:"):
        from xjllm.cassettes import RecordedModel, find_recording

        return RecordedModel(find_recording(name.removeprefix("recorded:")))
    from xjllm.openai_model import OpenAIModel

    return OpenAIModel(name, settings=settings)
