"""A model that keeps to limits: it paces, pauses and retries the requests to the model within.

    model = PacedModel(OpenAIModel("gpt-5.2", settings=EndpointSettings(max_retries=0)), Limits(rpm=500))

Every request waits for a place in the window of those in flight (`concurrency`), then for its share of the requests
and tokens per minute (`throttle`), and is retried alone where its error can pass. The model within does not retry:
its pauses would hold a place and be unknown to the others.
"""

from __future__ import annotations

import asyncio
import math
import random
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from xjllm.concurrency import Window
from xjllm.errors import ModelError, NotSent, Overloaded, RateLimited, SettingsError, TimedOut
from xjllm.model import Usage
from xjllm.openai_errors import one_line
from xjllm.throttle import Outcome, SeenLimits, Throttle, read_limits
from xjllm.token_counts import TokenCounts

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

    from xjllm.model import Model, Reply, Request
    from xjllm.throttle import Booking, SharedThrottle

_FIRST_PAUSE_S = 0.5
_FEWEST_PAUSES = 3
"""So many pauses are tried before sending ends, however long they are."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a `PacedModel` keeps to.

    Attributes:
        rpm: requests a minute; None for no limit but the one in the endpoint's headers, which counts in any case.
        tpm: tokens a minute, input and output; None likewise.
        max_concurrency: requests in flight at the same time, at most; at least 1.
        start_concurrency: requests in flight to begin with.
        max_tries: attempts a request, at least 1; only errors that can pass are tried again.
        longest_pause_s: longest pause before a request is tried again on its own account.
        longest_cool_down_s: an endpoint that asks for a longer wait is not waited for: requests are given back
            meanwhile with `NotSent`, and can be sent by a later run.
        longest_refusal_s: where the endpoint is too busy for every request for so long, after three pauses at least,
            requests are given back likewise.
        try_timeout_s: longest time of one attempt, re-asks included, however slowly bytes keep coming.
    """

    rpm: float | None = None
    tpm: float | None = None
    max_concurrency: int = 32
    start_concurrency: int = 16
    max_tries: int = 6
    longest_pause_s: float = 30.0
    longest_cool_down_s: float = 3600.0
    longest_refusal_s: float = 600.0
    try_timeout_s: float = 900.0

    def __post_init__(self) -> None:
        for name, value in (("rpm", self.rpm), ("tpm", self.tpm)):
            if value is not None and not (math.isfinite(value) and value > 0):
                raise SettingsError(f"{name} is {value:g}: give a number above 0, or leave it out for no limit")
        for name in ("max_concurrency", "start_concurrency", "max_tries"):
            if getattr(self, name) < 1:
                raise SettingsError(f"{name} is {getattr(self, name)}: give at least 1")


@dataclass(frozen=True, slots=True)
class Pace:
    """What a `PacedModel` does at the moment, for a progress bar.

    Attributes:
        in_flight: requests that were sent and are not answered yet.
        waiting: requests that wait for a place, their share a minute, the end of a pause or their next try.
        concurrency: requests that may be in flight now.
        requests: requests sent so far, every try counted.
        retries: of these, tries after the first.
        refused: replies that said the endpoint is too busy (429, 503, 529).
        cooling_s: seconds until requests are sent again; 0 where none are held back.
        rpm: limit of requests a minute in force; None for none.
        tpm: limit of tokens a minute in force; None for none.
        pauses: pauses that the endpoint's refusals began so far.
        pause_s: how long the last of them was when it began.
        pause_reason: what the endpoint answered then: `429`, or `that it is overloaded`.
    """

    in_flight: int
    waiting: int
    concurrency: int
    requests: int
    retries: int
    refused: int
    cooling_s: float
    rpm: float | None
    tpm: float | None
    pauses: int = 0
    pause_s: float = 0.0
    pause_reason: str = ""


class PacedModel:
    """Answers requests through another model, within limits, each retried alone.

    One object serves any number of tasks of one event loop.

    Args:
        inner: the model that answers; where it has `watch_headers`, limits are learned from the headers.
        limits: see `Limits`.
        throttle: what shares requests and tokens a minute out; None makes one for this model alone.
        sleep: waits for some seconds.
        draw: a random number from 0 to 1, which spreads pauses.

    Attributes:
        tokens: the estimates of tokens, which get better with every answer.
    """

    def __init__(
        self,
        inner: Model,
        limits: Limits | None = None,
        *,
        throttle: SharedThrottle | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        draw: Callable[[], float] = random.random,
    ) -> None:
        self.inner = inner
        self.limits = limits or Limits()
        self.tokens = TokenCounts()
        self._throttle = throttle or Throttle(self.limits.rpm, self.limits.tpm, clock=time.monotonic, draw=draw)
        self._window = Window(self.limits.start_concurrency, self.limits.max_concurrency)
        self._sleep = sleep
        self._draw = draw
        self._open = 0
        self._in_flight = 0
        self._requests = 0
        self._retries = 0
        self._refused = 0
        self._answered = 0
        self._pauses = 0
        self._pause_s = 0.0
        self._pause_reason = ""
        self._refused_round = -1
        self._refused_since: float | None = None
        self._pauses_in_a_row = 0
        self._halted = False
        self._waits: set[asyncio.Timeout] = set()
        self._seen = SeenLimits()
        watch = getattr(inner, "watch_headers", None)
        if callable(watch):
            watch(self._note_headers)

    @property
    def name(self) -> str:
        """The name of the model within."""
        return self.inner.name

    @property
    def prompt(self) -> str | None:
        """The prompt version that the model within asks for; None where it takes any."""
        return getattr(self.inner, "prompt", None)

    def snapshot(self) -> Pace:
        """What it does at the moment."""
        state = self._throttle.state()
        return Pace(
            in_flight=self._in_flight,
            waiting=self._open - self._in_flight,
            concurrency=self._window.width,
            requests=self._requests,
            retries=self._retries,
            refused=self._refused,
            cooling_s=state.cooling_s,
            rpm=state.rpm,
            tpm=state.tpm,
            pauses=self._pauses,
            pause_s=self._pause_s,
            pause_reason=self._pause_reason,
        )

    def halt(self) -> None:
        """Send nothing more: what waits is given back at once with `NotSent`; what was sent is answered."""
        self._halted = True
        while self._waits:
            self._waits.pop().reschedule(asyncio.get_running_loop().time())

    def resume(self) -> None:
        """Send again after `halt`."""
        self._halted = False

    async def complete(self, request: Request) -> Reply:
        """The answer of the model within; its usage has all tries in it.

        Raises:
            NotSent: it was given back, see `halt` and `Limits`; the usage is that of the tries before.
            ModelError: that of the last try, with the usage of all; at once where it cannot pass.
        """
        spent = Usage()
        tries = 0
        answered = first_answered = self._answered
        self._open += 1
        try:
            while True:
                try:
                    reply = await self._try(request)
                except NotSent as error:
                    error.usage = spent
                    raise
                except ModelError as error:
                    spent += error.usage or Usage(requests=1)
                    error.usage = spent
                    busy = _is_busy(error)
                    # An endpoint that refuses everybody says nothing about this request.
                    alone = self._open == 1 and self._answered != first_answered
                    if not busy or alone or self._answered != answered:
                        tries += 1
                    answered = self._answered
                    if not error.can_pass or tries >= self.limits.max_tries:
                        raise
                    if busy:
                        self._give_up(request, error, spent)
                    else:
                        await self._pause(request, tries, spent)
                    self._retries += 1
                else:
                    return replace(reply, usage=spent + reply.usage)
        finally:
            self._open -= 1

    async def aclose(self) -> None:
        """Release the connections of the model within."""
        await self.inner.aclose()

    async def _try(self, request: Request) -> Reply:
        estimate = self.tokens.estimate(request)
        booked_tokens = estimate.tokens
        booking = await self._admit(request, booked_tokens)
        try:
            number = self._window.begin()
            self._requests += 1
            self._in_flight += 1
            try:
                reply = await self._ask(request)
            except ModelError as error:
                await self._settle(booking, booked_tokens, error.usage, error=error)
                self._adapt(number, error)
                self._note_refusal(booking, error)
                raise
            finally:
                self._in_flight -= 1
            self.tokens.learn(request, reply.usage)
            await self._settle(booking, booked_tokens, reply.usage)
            self._window.succeed()
            self._note_answer()
            return reply
        finally:
            await self._window.__aexit__()

    async def _admit(self, request: Request, tokens: int) -> Booking:
        """The booking with which the request may start now; a place in the window is taken for it."""
        async with self._unless_halted(request):
            await self._window.__aenter__()
            try:
                return await self._start(tokens)
            except BaseException:
                await self._window.__aexit__()
                raise

    @asynccontextmanager
    async def _unless_halted(self, request: Request) -> AsyncIterator[None]:
        """Ends the wait within by `NotSent` once sending is halted."""
        halted = NotSent(f"{one_line(request.name)}: {self.name}: not sent, as the run was ended: run again to go on")
        if self._halted:
            raise halted
        try:
            async with asyncio.timeout(None) as wait:
                self._waits.add(wait)
                try:
                    yield
                finally:
                    self._waits.discard(wait)
        except TimeoutError:
            if wait.expired():
                raise halted from None
            raise

    async def _pause(self, request: Request, tries: int, spent: Usage) -> None:
        try:
            async with self._unless_halted(request):
                await self._sleep(self._pause_s_before(tries))
        except NotSent as error:
            error.usage = spent
            raise

    async def _start(self, tokens: int) -> Booking:
        """The booking with which the request may start now."""
        booking = await self._throttle.book(tokens)
        while booking.wait_s > 0:
            if booking.cooling_s > self.limits.longest_cool_down_s:
                raise self._too_long(booking.cooling_s)
            await self._sleep(booking.wait_s)
            booking = await self._throttle.check()
        return booking

    async def _ask(self, request: Request) -> Reply:
        try:
            async with asyncio.timeout(self.limits.try_timeout_s):
                return await self.inner.complete(request)
        except TimeoutError as error:
            raise TimedOut(
                f"{one_line(request.name)}: {self.name}: no whole answer within {self.limits.try_timeout_s:g} s: "
                "raise try_timeout_s, or try later"
            ) from error

    async def _settle(
        self, booking: Booking, booked_tokens: int, usage: Usage | None, *, error: ModelError | None = None
    ) -> None:
        counted = usage.tokens if usage else 0
        seen, self._seen = self._seen, SeenLimits()
        outcome = Outcome(
            round=booking.round,
            booked_tokens=booked_tokens,
            requests=max(1, usage.requests) if usage else 1,
            tokens=counted or None,
            busy=error is not None and _is_busy(error),
            retry_after_s=_wait_s(error),
            seen=seen,
        )
        await self._throttle.settle(outcome)

    def _adapt(self, number: int, error: ModelError) -> None:
        if _is_busy(error):
            self._refused += 1
            self._window.narrow(number)
        elif error.can_pass:
            self._window.fail(number)
        else:
            # The endpoint did answer: that the answer is of no use says nothing about load.
            self._window.succeed()

    def _note_answer(self) -> None:
        self._answered += 1
        self._pauses_in_a_row = 0
        self._refused_since = None

    def _note_refusal(self, booking: Booking, error: ModelError) -> None:
        if not _is_busy(error) or booking.round <= self._refused_round:
            return
        # Those that were in flight together have one round: their refusals are one pause.
        self._refused_round = booking.round
        self._pauses += 1
        self._pauses_in_a_row += 1
        self._pause_s = self._throttle.state().cooling_s
        self._pause_reason = "429" if isinstance(error, RateLimited) else "that it is overloaded"
        if self._refused_since is None:
            self._refused_since = asyncio.get_running_loop().time()

    def _give_up(self, request: Request, error: ModelError, spent: Usage) -> None:
        """Raises `NotSent` where an endpoint that is too busy is not to be waited for any longer."""
        asked_s = _wait_s(error) or 0.0
        failure: NotSent | None = None
        if asked_s > self.limits.longest_cool_down_s:
            failure = self._too_long(asked_s)
        elif self._refused_since is not None and self._pauses_in_a_row >= _FEWEST_PAUSES:
            refused_s = asyncio.get_running_loop().time() - self._refused_since
            if refused_s >= self.limits.longest_refusal_s:
                failure = NotSent(
                    f"{self.name}: the endpoint answers nothing but {self._pause_reason} since {refused_s:.0f} s, "
                    f"after {self._pauses_in_a_row} pauses: run again later (last: {one_line(request.name)})"
                )
        if failure is not None:
            failure.usage = spent
            raise failure from error

    def _too_long(self, asked_s: float) -> NotSent:
        return NotSent(
            f"{self.name}: the endpoint takes no requests for another {asked_s:.0f} s, and no more than "
            f"{self.limits.longest_cool_down_s:.0f} s are waited for: run again after that"
        )

    def _pause_s_before(self, tries: int) -> float:
        longest_s = min(self.limits.longest_pause_s, _FIRST_PAUSE_S * 2.0 ** min(tries, 20))
        return longest_s * (0.5 + self._draw() / 2)

    def _note_headers(self, headers: Mapping[str, str]) -> None:
        seen = read_limits(headers)
        if seen != SeenLimits():
            self._seen = seen


def _wait_s(error: ModelError | None) -> float | None:
    return error.retry_after_s if isinstance(error, RateLimited | Overloaded) else None


def _is_busy(error: ModelError) -> bool:
    return isinstance(error, RateLimited) or (isinstance(error, Overloaded) and error.busy)
