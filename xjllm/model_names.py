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
        name: `local` is the embedded model, `local:FILE` another GGUF file in its place; `rules` is the baseline
            without any model; `recorded:NAME` replays the recording `tests/cassettes/NAME`; any other name is a
            model of the OpenAI-compatible endpoint that OPENAI_BASE_URL and OPENAI_API_KEY name. None takes the
            name from the environment variable XJLLM_MODEL; where that is not set either and no endpoint is
            configured, it takes the embedded model, if it is there.
        settings: how an endpoint is asked; None takes all from the environment.

    Raises:
        SettingsError: no name is given, the endpoint's settings are incomplete, or `local` is not installed.
        WeightsError: the embedded model's file is missing, corrupt or no chat model.
        CassetteError: there is no recording of that name.
    """
    name = name or os.environ.get(MODEL_VARIABLE)
    if not name and not _has_endpoint(settings):
        from xjllm.local_model import has_local_model

        name = "local" if has_local_model() else None
    if not name:
        raise SettingsError(
            f"no model is named: pass one (--model gpt-5.2, model=…) or set {MODEL_VARIABLE}, "
            "and set OPENAI_API_KEY (and OPENAI_BASE_URL for another endpoint than OpenAI's); "
            "for a small model on this machine: pip install 'xjllm[local]', then xjllm model fetch; "
            "for rules without any model: --model rules"
        )
    if name == "rules":
        from xjllm.rules_model import RulesModel

        return RulesModel()
    if name == "local" or name.startswith("local:"):
        from xjllm.local_model import LocalModel

        model = LocalModel(name.partition(":")[2] or None)
        model.check()
        return model
    if name.startswith("recorded:"):
        from xjllm.cassettes import RecordedModel, find_recording

        return RecordedModel(find_recording(name.removeprefix("recorded:")))
    from xjllm.openai_model import OpenAIModel

    return OpenAIModel(name, settings=settings)


def _has_endpoint(settings: EndpointSettings | None) -> bool:
    """Whether an endpoint is configured, in which case it is not silently replaced by the embedded model."""
    return bool(
        (settings and settings.base_url) or os.environ.get("OPENAI_API_KEY") or os.environ.get("OPENAI_BASE_URL")
    )
