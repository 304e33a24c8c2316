"""What the options of `xjllm batch` say about model and money, as objects."""

from __future__ import annotations

import os
from dataclasses import fields, replace
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import TYPE_CHECKING, Any

from xjllm.batch.models import name_model
from xjllm.errors import LedgerError, SettingsError
from xjllm.model_names import MODEL_VARIABLE, find_model
from xjllm.prices import BATCH_API_SHARE, Budget, find_price, read_price

if TYPE_CHECKING:
    from pathlib import Path

    from xjllm.model import Model
    from xjllm.openai_model import EndpointSettings
    from xjllm.pacing import Limits


def open_ray_model(name: str | None, endpoint: EndpointSettings, *, limits: Limits, workers: int) -> Model:
    """A model that workers of Ray ask; starts or joins Ray.

    Raises:
        SettingsError: no model is named, or Ray is not installed or not there.
    """
    from xjllm.ray import ClusterSettings, start_ray
    from xjllm.ray_model import RayModel

    chosen = name_model(name).name
    start_ray(workers)
    return RayModel(
        chosen,
        partial(find_model, chosen, settings=endpoint),
        settings=ClusterSettings(workers=workers, limits=limits),
    )


def open_batch_api_model(name: str | None, endpoint: EndpointSettings, out: Path) -> Model:
    """A model behind the batch API, whose state is kept in the output folder.

    Raises:
        SettingsError: no model is named, or its settings are incomplete.
        LedgerError: the output folder cannot be made.
    """
    from xjllm.batch_api import BatchApiModel

    chosen = name_model(name).name
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LedgerError(f"{out}: cannot be made ({error.strerror or error}); check its rights") from error
    return BatchApiModel(chosen, out / "batch_api.sqlite", settings=endpoint)


def answer_settings(endpoint: EndpointSettings) -> dict[str, Any]:
    """The settings of the endpoint that are not at their default."""
    defaults = type(endpoint)()
    changed = {each.name: getattr(endpoint, each.name) for each in fields(endpoint)}
    return {name: value for name, value in changed.items() if value != getattr(defaults, name)}


def read_budget(
    model: str | None, price: str | None, max_cost: str | None, max_tokens: int | None, *, half: bool
) -> Budget:
    """What may be spent, and at what price.

    Args:
        model: the model's name, whose list price counts where none is given.
        price: as `--price` has it.
        max_cost: US dollars.
        max_tokens: input and output.
        half: whether the batch API is used.

    Raises:
        SettingsError: a text is no amount, or a limit has no price.
    """
    usd = _read_usd(max_cost)
    if price is not None:
        known = read_price(price)
    else:
        base_url = os.environ.get("OPENAI_BASE_URL") or None
        found = find_price(model or os.environ.get(MODEL_VARIABLE, ""), base_url=base_url)
        if found is None:
            return Budget(max_cost_usd=usd, max_tokens=max_tokens)
        known = found
    if half:
        known = replace(known, share=BATCH_API_SHARE)
    return Budget(max_cost_usd=usd, max_tokens=max_tokens, price=known)


def _read_usd(text: str | None) -> Decimal | None:
    if text is None:
        return None
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise SettingsError(f"--max-cost is {text!r}: give US dollars, as 2.50") from error
