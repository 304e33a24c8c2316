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
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Literal
from weakref import WeakKeyDictionary

from xjllm.errors import InvalidAnswer, ModelError, Rejected, SettingsError
from xjllm.model import Reply, Request, Usage
from xjllm.openai_answer import MisfitError, read_answer, read_completion, read_tokens, read_usage, validate_answer
from xjllm.openai_clients import OpenAIClients
from xjllm.openai_errors import lacks_credit, one_line, translate_error
from xjllm.openai_settings import DEFAULT_HOST, MODES, EndpointSettings, Mode, find_endpoint

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Mapping

    import httpx2
    import openai
    from openai import OpenAIError
    from openai.types.chat import ChatCompletion
    from pydantic import BaseModel

__all__ = ["MODES", "EndpointSettings", "Mode", "OpenAIModel"]

logger = logging.getLogger("xjllm")

_NO_KEY = "no-key"
_PATH = "/chat/completions"
_TOO_MANY = 429
_RETRY_COUNT = "x-stainless-retry-count"
"""Header with which the client tells the endpoint how often it has tried before."""
_SHOULD_RETRY = "x-should-retry"
"""Header by which an endpoint tells the client whether to try again; the client obeys it."""
_REASK = "That answer does not fit:\n{errors}\nGive the whole answer again, corrected."


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
        if not self._model:
            raise SettingsError("no model named: give --model NAME (or model='NAME')")
        endpoint = find_endpoint(self._settings)
        self._base_url, self._host = endpoint.base_url, endpoint.host
        # A local server wants no key, but the client insists on sending one.
        self._key = endpoint.key or _NO_KEY
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
        return self._settings.token_cap or ("max_completion_tokens" if self._host == DEFAULT_HOST else "max_tokens")

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
        return Reply(answer, raw, completion.id or "", completion.model or self._model, usage, read_tokens(completion))

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
