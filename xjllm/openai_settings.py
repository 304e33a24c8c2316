"""Where an OpenAI-compatible endpoint is and how it is asked: what the caller sets, and what the environment adds."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args
from urllib.parse import urlsplit

from xjllm.errors import SettingsError
from xjllm.openai_errors import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx2

DEFAULT_HOST = "api.openai.com"
_DEFAULT_BASE_URL = f"https://{DEFAULT_HOST}/v1"

Mode = Literal["tools", "json_schema", "json", "md_json"]
"""How the answer's schema travels: as a forced tool call, as `response_format` with a schema, as
`response_format` without one, or only in words. Each is instructor's mode of the same name."""

MODES: tuple[Mode, ...] = get_args(Mode)


# The least values that mean something; the client would fail on others in the middle of a run.
_LEAST = {"timeout_s": 0.001, "connect_timeout_s": 0.001, "max_retries": 0, "reasks": 0, "max_connections": 1}


@dataclass(frozen=True, slots=True)
class EndpointSettings:
    """Where and how to ask; all of it can be left out.

    Attributes:
        base_url: address up to and including `/v1`; None takes OPENAI_BASE_URL, then OpenAI's own.
        api_key: None takes OPENAI_API_KEY; an endpoint other than OpenAI's may do without.
        mode: how the schema is sent. `tools` falls back to `json_schema`, once and with a warning, where the
            endpoint does not take tools or answers without calling them.
        timeout_s: longest wait for the next byte of an answer, in seconds.
        connect_timeout_s: longest wait for a connection, in seconds.
        max_retries: further attempts after a time-out, a broken connection, 408, 409, 429 or 5xx, after the
            pause that `Retry-After` names (a longer one than 120 s is not waited for) or growing ones to 8 s; not
            after a 429 that says that the account has no credit left.
        reasks: how often the model is told what is wrong with its answer, 0 for never.
        temperature: None leaves it to the endpoint; some models refuse any value.
        seed: None leaves it out.
        token_cap: name of the parameter that caps the answer; None takes `max_completion_tokens` for OpenAI's
            own host and `max_tokens`, which older local servers know, for all others.
        extra_body: further fields of the request's body, such as `{"reasoning_effort": "low"}`.
        max_connections: connections that are open at the same time; requests beyond them wait.
        transport: what carries the HTTP requests instead of the network: recordings and tests.
    """

    base_url: str | None = None
    api_key: str | None = field(default=None, repr=False)
    mode: Mode = "tools"
    timeout_s: float = 180.0
    connect_timeout_s: float = 10.0
    max_retries: int = 3
    reasks: int = 2
    temperature: float | None = None
    seed: int | None = None
    token_cap: Literal["max_tokens", "max_completion_tokens"] | None = None
    extra_body: Mapping[str, Any] = field(default_factory=dict)
    max_connections: int = 100
    transport: httpx2.AsyncBaseTransport | None = field(default=None, repr=False)


class FoundEndpoint(NamedTuple):
    """An endpoint as settings and environment name it.

    Attributes:
        base_url: address up to and including `/v1`.
        host: its host, with the port where one is named.
        key: empty for none.
    """

    base_url: str
    host: str
    key: str


def find_endpoint(settings: EndpointSettings) -> FoundEndpoint:
    """The endpoint of checked settings; what they leave out is taken from the environment.

    Raises:
        SettingsError: the base URL is none, OpenAI's own host is asked without a key, the mode is unknown, or a
            number is out of range.
    """
    base_url = settings.base_url or os.environ.get("OPENAI_BASE_URL", "").strip() or _DEFAULT_BASE_URL
    host = _read_host(base_url)
    key = settings.api_key or os.environ.get("OPENAI_API_KEY", "").strip()
    if not key and host == DEFAULT_HOST:
        raise SettingsError(
            f"no key for {DEFAULT_HOST}: set OPENAI_API_KEY, or OPENAI_BASE_URL to another endpoint, "
            "and name the model with --model"
        )
    if settings.mode not in MODES:
        raise SettingsError(f"unknown mode {settings.mode!r}: use one of {', '.join(MODES)}")
    for name, least in _LEAST.items():
        value = getattr(settings, name)
        if not value >= least:
            raise SettingsError(f"{name} of an endpoint is {value}: give at least {least}")
    return FoundEndpoint(base_url, host, key)


def _read_host(base_url: str) -> str:
    try:
        parts = urlsplit(base_url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        parts, port = urlsplit(""), ""
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SettingsError(
            f"{one_line(base_url)!r} is no address of an endpoint: OPENAI_BASE_URL looks like http://127.0.0.1:8080/v1"
        )
    return parts.hostname + port
