"""A model behind any OpenAI-compatible endpoint: openai carries the requests, instructor shapes them.

instructor turns the answer type into what the mode sends (a tool, a `response_format`, words in the prompt)
through its documented `instructor.processing.handle_response_model`. Sending and re-asking are done here,
and reading in `openai_answer`, because instructor's own loop renders every message as a template once a
validation context is given, piles up all earlier answers in a re-ask, and takes the first of several tool
calls unseen.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, get_args
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from xjllm.errors import InvalidAnswer, ModelError, Rejected, SettingsError
from xjllm.model import Reply, Request, Usage
from xjllm.openai_answer import MisfitError, read_answer, read_completion, read_usage, validate_answer
from xjllm.openai_clients import OpenAIClients
from xjllm.openai_errors import lacks_credit, one_line, translate_error

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Mapping

    import httpx2
    import openai
    from openai import OpenAIError
    from openai.types.chat import ChatCompletion
    from pydantic import BaseModel

logger = logging.getLogger("xjllm")

DEFAULT_BASE_URL = "https://api.openai.com/v1"
_DEFAULT_HOST = "api.openai.com"
_NO_KEY = "no-key"
_PATH = "/chat/completions"
_TOO_MANY = 429
_RETRY_COUNT = "x-stainless-retry-count"
"""Header with which the client tells the endpoint how often it has tried before."""
_SHOULD_RETRY = "x-should-retry"
"""Header by which an endpoint tells the client whether to try again; the client obeys it."""
_REASK = "That answer does not fit:\n{errors}\nGive the whole answer again, corrected."

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


class OpenAIModel:
    """Answers requests through an OpenAI-compatible endpoint.

    One object serves any number of tasks; every event loop gets its own connections, which `aclose` releases.
    Constructing it imports nothing heavy and touches no network.

    Args:
        model: the model's name at the endpoint.
        settings: None takes everything from the environment.

    Raises:
        SettingsError: no model, no key for OpenAI's own host, an unknown mode, a base URL that is none, or a number
            out of range.
    """

    def __init__(self, model: str, *, settings: EndpointSettings | None = None) -> None:
        self._settings = settings or EndpointSettings()
        self._model = model.strip()
        self._base_url = self._settings.base_url or os.environ.get("OPENAI_BASE_URL", "").strip() or DEFAULT_BASE_URL
        self._host = _read_host(self._base_url)
        key = self._settings.api_key or os.environ.get("OPENAI_API_KEY", "").strip()
        if not self._model:
            raise SettingsError("no model named: give --model NAME (or model='NAME')")
        if not key and self._host == _DEFAULT_HOST:
            raise SettingsError(
                f"no key for {_DEFAULT_HOST}: set OPENAI_API_KEY, or OPENAI_BASE_URL to another endpoint, "
                "and name the model with --model"
            )
        if self._settings.mode not in MODES:
            raise SettingsError(f"unknown mode {self._settings.mode!r}: use one of {', '.join(MODES)}")
        for name, least in _LEAST.items():
            value = getattr(self._settings, name)
            if not value >= least:
                raise SettingsError(f"{name} of an endpoint is {value}: give at least {least}")
        # A local server wants no key, but the client insists on sending one.
        self._key = key or _NO_KEY
        self._mode: Mode = self._settings.mode
        self._clients: WeakKeyDictionary[asyncio.AbstractEventLoop, OpenAIClients] = WeakKeyDictionary()
        self._shapes: WeakKeyDictionary[type[BaseModel], dict[Mode, dict[str, Any]]] = WeakKeyDictionary()
        self._watch: Callable[[Mapping[str, str]], None] | None = None

    @property
    def name(self) -> str:
        """The model's name at the endpoint."""
        return self._model

    @property
    def base_url(self) -> str:
        """The endpoint's address."""
        return self._base_url

    @property
    def mode(self) -> Mode:
        """The mode in use, which is not the one set once a fall-back has happened."""
        return self._mode

    @property
    def token_cap(self) -> Literal["max_tokens", "max_completion_tokens"]:
        """Name of the parameter that caps the answer."""
        return self._settings.token_cap or ("max_completion_tokens" if self._host == _DEFAULT_HOST else "max_tokens")

    @property
    def secrets(self) -> tuple[str, ...]:
        """Texts that must not appear in anything that is shown or stored."""
        return () if self._key == _NO_KEY else (self._key,)

    def watch_headers(self, watch: Callable[[Mapping[str, str]], None] | None) -> None:
        """Call `watch` with the headers of every response from now on, of refusals too; None stops it."""
        self._watch = watch

    async def complete(self, request: Request) -> Reply:
        """The validated answer to `request`.

        An answer that does not fit goes back with its errors at most `reasks` times. A re-ask holds the
        original messages, the last answer and its errors: earlier ones would teach the model its mistakes.
        After them the last one that can be used in part is taken, as one with a period that is none.

        Raises:
            ModelError: the class says why (see `xjllm.errors`); `.raw` has what the model said, `.usage` what
                all attempts used.
        """
        usable: list[Reply] = []
        try:
            return await self._ask_until_fit(request, usable)
        except ModelError as error:
            if not usable:
                raise
            return replace(usable[-1], usage=error.usage or usable[-1].usage)

    async def _ask_until_fit(self, request: Request, usable: list[Reply]) -> Reply:
        """The first answer that fits; those before it that can be used in part are put into `usable`."""
        from openai import OpenAIError

        usage = Usage()
        misfit: MisfitError | None = None
        reasks_left = self._settings.reasks
        while True:
            mode = self._mode
            try:
                completion, tool, retries = await self._ask(request, mode, misfit)
            except OpenAIError as error:
                if mode == "tools" and _rejects_tools(error):
                    self._fall_back("does not take tools")
                    usage += Usage(requests=1)
                    continue
                raise self._translate(error, request, usage) from error
            except ModelError as error:
                error.usage = usage + Usage(requests=1)
                raise
            usage += read_usage(completion, retries)
            tool_ignored = False
            try:
                raw, tool_ignored = read_answer(
                    completion, where=self.where(request), tool=tool, cap=request.max_output_tokens
                )
                if tool_ignored:
                    self._fall_back("answers without calling the tool")
                answer = validate_answer(raw, request)
            except MisfitError as error:
                misfit = error
                if error.usable:
                    usable.append(self._reply(error.usable, error.raw, completion, usage))
            except ModelError as error:
                error.usage = usage
                raise
            else:
                return self._reply(answer, raw, completion, usage)
            if tool_ignored:
                # The model was not at fault: the same question is put again, in the other mode.
                misfit = None
            elif reasks_left == 0:
                failure = InvalidAnswer(
                    f"{self.where(request)}: the answer does not fit after {self._settings.reasks} re-asks: "
                    f"try another model or --mode ({one_line(str(misfit))})",
                    raw=misfit.raw,
                )
                failure.usage = usage
                raise failure
            else:
                reasks_left -= 1

    async def aclose(self) -> None:
        """Release the connections of the running event loop; the next request opens new ones."""
        clients = self._clients.pop(asyncio.get_running_loop(), None)
        if clients is not None:
            await clients.aclose()

    def client(self) -> openai.AsyncOpenAI:
        """A client of the running event loop: connections cannot be used from another loop."""
        return self._open_clients().any()

    def _open_clients(self) -> OpenAIClients:
        loop = asyncio.get_running_loop()
        if loop not in self._clients:
            import httpx2

            trust = httpx2.create_ssl_context()  # takes longer to make than all the rest of a client
            open_client = partial(self._open_client, trust=trust)
            # A transport of the caller's is one pool already.
            connections = 1 if self._settings.transport else self._settings.max_connections
            self._clients[loop] = OpenAIClients(open_client, connections)
        return self._clients[loop]

    def _open_client(self, connections: int, *, trust: ssl.SSLContext) -> openai.AsyncOpenAI:
        import httpx2
        import openai

        settings = self._settings
        timeout = httpx2.Timeout(settings.timeout_s, connect=settings.connect_timeout_s)
        return openai.AsyncOpenAI(
            api_key=self._key,
            base_url=self._base_url,
            max_retries=settings.max_retries,
            timeout=timeout,
            http_client=httpx2.AsyncClient(
                timeout=timeout,
                follow_redirects=True,
                verify=trust,
                transport=settings.transport,
                limits=httpx2.Limits(max_connections=connections, max_keepalive_connections=connections),
                event_hooks={"response": [self._note_response]},
            ),
        )

    async def _ask(
        self, request: Request, mode: Mode, misfit: MisfitError | None
    ) -> tuple[ChatCompletion, str | None, int]:
        """One completion, the name of the tool that was offered (None without one), and the retries taken."""
        import httpx2

        body = self.render(request, mode, misfit)
        body |= body.pop("extra_body", {})
        # Not `chat.completions.create`: it walks through every node of its arguments and of the answer, which takes
        # as long as sending and receiving them. Retries and errors are those of `post`.
        with self._open_clients().taken() as client:
            response = await client.post(_PATH, body=body, cast_to=httpx2.Response)
        completion = read_completion(response.content)
        if completion is None:
            raise Rejected(
                f"{self.where(request)} answered something that is no chat completion: "
                "check OPENAI_BASE_URL (it usually ends in /v1)",
                raw=response.text,
            )
        tools = body.get("tools")
        retries = response.request.headers.get(_RETRY_COUNT, "0")
        return completion, tools[0]["function"]["name"] if tools else None, int(retries)

    def render(self, request: Request, mode: Mode, misfit: MisfitError | None = None) -> dict[str, Any]:
        """The arguments with which `openai` asks, in that mode; with `misfit`, the answer is sent back."""
        arguments = self._shape(request, mode)
        if misfit is not None:
            # Plain messages, not a tool call with its result: servers parse earlier tool calls and fail on
            # one whose JSON is broken, which is just what is being sent back.
            arguments["messages"] = [
                *arguments["messages"],
                {"role": "assistant", "content": misfit.raw},
                {"role": "user", "content": _REASK.format(errors=misfit)},
            ]
        return arguments

    def _shape(self, request: Request, mode: Mode) -> dict[str, Any]:
        """The arguments of the request, with the answer's schema in the place that the mode gives it."""
        from instructor import Mode as InstructorMode
        from instructor.processing import handle_response_model

        settings = self._settings
        plain: dict[str, Any] = {
            "model": self._model,
            "messages": [dict(message) for message in request.messages],
            self.token_cap: request.max_output_tokens,
        }
        if settings.temperature is not None:
            plain["temperature"] = settings.temperature
        if settings.seed is not None:
            plain["seed"] = settings.seed
        shaped = self._shapes.setdefault(request.answer_type, {})
        if mode in shaped:
            arguments = plain | shaped[mode]
        else:
            _, arguments = handle_response_model(request.answer_type, mode=InstructorMode[mode.upper()], **plain)
            if arguments.get("messages") == plain["messages"]:
                # What the mode adds is the same for every request of this answer type, and takes instructor longer
                # to make than all our other work on the request.
                shaped[mode] = {name: value for name, value in arguments.items() if name not in plain}
        if settings.extra_body:
            arguments["extra_body"] = dict(settings.extra_body)
        return arguments

    def _reply(self, answer: BaseModel, raw: str, completion: ChatCompletion, usage: Usage) -> Reply:
        return Reply(answer, raw, completion.id or "", completion.model or self._model, usage)

    def _translate(self, error: OpenAIError, request: Request, before: Usage) -> ModelError:
        failure = translate_error(error, about=self.where(request), secret=self._key)
        # The client has used up its own retries on what can pass.
        failure.usage = before + Usage(requests=1 + (self._settings.max_retries if failure.can_pass else 0))
        return failure

    async def _note_response(self, response: httpx2.Response) -> None:
        if self._watch is not None:
            self._watch(response.headers)
        if response.status_code == _TOO_MANY:
            # The client would try again after every 429; an empty account is the one that no pause fills.
            with suppress(ValueError, RecursionError):
                if lacks_credit(json.loads(await response.aread())):
                    response.headers[_SHOULD_RETRY] = "false"

    def _fall_back(self, reason: str) -> None:
        if self._mode == "tools":
            self._mode = "json_schema"
            logger.warning("%s %s: asking with mode json_schema from now on (set it to avoid this)", self._host, reason)

    def where(self, request: Request) -> str:
        """Article, model and endpoint in one line, for messages."""
        return f"{one_line(request.name)}: {self._model} at {self._host}"


def _rejects_tools(error: Exception) -> bool:
    """Whether the endpoint refused the request because of the tool in it, as far as its words tell."""
    if getattr(error, "status_code", None) not in (400, 404, 422, 500, 501):
        return False
    words = f"{error} {getattr(error, 'body', '')}".lower()
    return "tool" in words or "function call" in words


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
