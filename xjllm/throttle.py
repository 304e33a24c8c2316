"""Requests and tokens per minute, and the pause that all requests take when the endpoint has too much to do."""

from __future__ import annotations

import math
import random
import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_LONGEST_GUESSED_PAUSE_S = 60.0
_LONGEST_HOLD_S = 60.0
_DURATION = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)(ms|h|m|s|d|)")
_UNIT_S = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0, "": 1.0}


@dataclass(frozen=True, slots=True)
class Quota:
    """What an endpoint says about one limit; None where it does not say.

    Attributes:
        limit: how much it allows.
        remaining: how much of it is left.
        reset_s: seconds until all of it is there again.
    """

    limit: float | None = None
    remaining: float | None = None
    reset_s: float | None = None


@dataclass(frozen=True, slots=True)
class SeenLimits:
    """The limits that a response's headers name."""

    requests: Quota = Quota()
    tokens: Quota = Quota()


@dataclass(frozen=True, slots=True)
class Booking:
    """A place in the queue.

    Attributes:
        wait_s: seconds until the request may start, cool-down included; ask `check` again after them.
        cooling_s: seconds of the cool-down alone.
        round: the number of cool-downs so far; goes back with the `Outcome`.
    """

    wait_s: float
    cooling_s: float
    round: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a request ended.

    Attributes:
        round: of its last booking.
        booked_tokens: as it was booked.
        requests: requests that it took, re-asks included.
        tokens: tokens that it used; None where the endpoint did not count: what was booked stays booked.
        busy: whether the endpoint refused it for want of capacity (429, 503, 529).
        retry_after_s: seconds to wait as the endpoint named them.
        seen: limits in the headers.
    """

    round: int
    booked_tokens: int = 0
    requests: int = 1
    tokens: int | None = None
    busy: bool = False
    retry_after_s: float | None = None
    seen: SeenLimits = SeenLimits()


@dataclass(frozen=True, slots=True)
class ThrottleState:
    """What a throttle does at the moment; `rpm` and `tpm` are the limits in force, None for none."""

    cooling_s: float = 0.0
    rpm: float | None = None
    tpm: float | None = None


class SharedThrottle(Protocol):
    """What paces requests: a `Throttle` in this process, or one that several machines share."""

    async def book(self, tokens: int) -> Booking:
        """A place for one request of about `tokens` tokens; it is taken from the limits at once."""
        ...

    async def check(self) -> Booking:
        """How much longer the holder of a place has to wait, because of a cool-down that began meanwhile."""
        ...

    async def settle(self, outcome: Outcome) -> None:
        """Take note of how a request ended."""
        ...

    def state(self) -> ThrottleState:
        """What it does at the moment, as far as this process knows."""
        ...


class Bucket:
    """So much a minute, and at most a second's worth (at least 1) at once.

    In any 60 seconds at most `per_minute` single units start. An amount larger than a second's worth starts when
    the bucket is full and is paid off afterwards, so that a large request is late, not impossible.
    """

    def __init__(self, per_minute: float, now: float) -> None:
        self._now = now
        self._level = math.inf
        self.set_per_minute(per_minute)

    def set_per_minute(self, per_minute: float) -> None:
        """Change the limit, which is above 0; what is booked stays booked."""
        self.per_minute = per_minute
        self._capacity = max(1.0, per_minute / 60)
        # A full bucket comes on top of what runs in during the minute.
        self._per_s = (per_minute - self._capacity + 1) / 60
        self._level = min(self._level, self._capacity)

    def book(self, amount: float, now: float) -> float:
        """Seconds from `now` until `amount` may start; it is taken at once."""
        self._level = min(self._capacity, self._level + (now - self._now) * self._per_s)
        self._now = now
        wait_s = max(0.0, (min(amount, self._capacity) - self._level) / self._per_s)
        self._level -= amount
        return wait_s

    def correct(self, more: float) -> None:
        """Take `more` (give back, where negative) than was booked."""
        self._level = min(self._capacity, self._level - more)


class Throttle:
    """Paces requests within one process.

    Args:
        rpm: requests a minute; None for no limit but the one that the endpoint's headers name.
        tpm: tokens a minute, input and output; None likewise.
        clock: seconds that never go back.
        draw: a random number from 0 to 1, which spreads the pauses of several processes.
    """

    def __init__(
        self,
        rpm: float | None = None,
        tpm: float | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
        draw: Callable[[], float] = random.random,
    ) -> None:
        self._clock = clock
        self._draw = draw
        self._given = (rpm, tpm)
        self._requests = Bucket(rpm, clock()) if rpm else None
        self._tokens = Bucket(tpm, clock()) if tpm else None
        self._cooling_until = -math.inf
        self._round = 0
        self._streak = 0

    async def book(self, tokens: int) -> Booking:
        """As `SharedThrottle.book`."""
        now = self._clock()
        waits_s = [
            bucket.book(amount, now) for bucket, amount in ((self._requests, 1), (self._tokens, tokens)) if bucket
        ]
        return self._booking(max(waits_s, default=0.0))

    async def check(self) -> Booking:
        """As `SharedThrottle.check`."""
        return self._booking(0.0)

    async def settle(self, outcome: Outcome) -> None:
        """As `SharedThrottle.settle`."""
        if self._requests and outcome.requests > 1:
            self._requests.correct(outcome.requests - 1)
        if self._tokens and outcome.tokens is not None:
            self._tokens.correct(outcome.tokens - outcome.booked_tokens)
        self._learn(outcome.seen, outcome.booked_tokens)
        if outcome.busy:
            self._cool_down(outcome)
        elif outcome.round == self._round:
            self._streak = 0

    def state(self) -> ThrottleState:
        """As `SharedThrottle.state`."""
        return ThrottleState(
            cooling_s=self._booking(0.0).cooling_s,
            rpm=self._requests.per_minute if self._requests else None,
            tpm=self._tokens.per_minute if self._tokens else None,
        )

    def _booking(self, wait_s: float) -> Booking:
        cooling_s = max(0.0, self._cooling_until - self._clock())
        return Booking(max(wait_s, cooling_s), cooling_s, self._round)

    def _cool_down(self, outcome: Outcome) -> None:
        pause_s = outcome.retry_after_s
        if outcome.round == self._round:
            # The others in flight will be refused as well: only the first of them lengthens the next pause.
            self._round += 1
            self._streak += 1
            if pause_s is None:
                longest_s = min(_LONGEST_GUESSED_PAUSE_S, 2.0 ** min(self._streak - 1, 10))
                pause_s = longest_s * (0.5 + self._draw() / 2)
        if pause_s is not None:
            self._cooling_until = max(self._cooling_until, self._clock() + pause_s)

    def _learn(self, seen: SeenLimits, tokens: int) -> None:
        """Never allow more than the headers do, and wait where they say that nothing is left.

        Limits are taken for a minute's. An endpoint that names a day's is not slowed down by it; the 429 that
        ends its day is what stops us.
        """
        rpm, tpm = self._given
        now = self._clock()
        if seen.requests.limit:
            self._requests = _limit(self._requests, min(rpm or math.inf, seen.requests.limit), now)
        if seen.tokens.limit:
            self._tokens = _limit(self._tokens, min(tpm or math.inf, seen.tokens.limit), now)
        hold_s = max(_hold_s(seen.requests, 1), _hold_s(seen.tokens, tokens))
        if hold_s:
            self._cooling_until = max(self._cooling_until, now + min(hold_s, _LONGEST_HOLD_S))


def read_limits(headers: Mapping[str, str]) -> SeenLimits:
    """The limits that an endpoint's `x-ratelimit-*` headers name; whatever makes no sense is ignored."""
    return SeenLimits(_read_quota(headers, "requests"), _read_quota(headers, "tokens"))


def read_duration_s(text: str) -> float | None:
    """Seconds in `6m0s`, `1.5s`, `20ms` or `2`; None where it is no duration."""
    text = text.strip()
    if not text or len(text) > 40:
        return None
    total_s, position = 0.0, 0
    for piece in _DURATION.finditer(text):
        if piece.start() != position:
            return None
        total_s += float(piece[1]) * _UNIT_S[piece[2]]
        position = piece.end()
    return total_s if position == len(text) else None


def _read_quota(headers: Mapping[str, str], of: str) -> Quota:
    return Quota(
        limit=_read_amount(headers.get(f"x-ratelimit-limit-{of}", "")),
        remaining=_read_amount(headers.get(f"x-ratelimit-remaining-{of}", "")),
        reset_s=read_duration_s(headers.get(f"x-ratelimit-reset-{of}", "")),
    )


def _read_amount(text: str) -> float | None:
    text = text.strip()
    return float(text) if text.isascii() and text.isdigit() and len(text) <= 15 else None


def _limit(bucket: Bucket | None, per_minute: float, now: float) -> Bucket:
    if bucket is None:
        return Bucket(per_minute, now)
    if bucket.per_minute != per_minute:
        bucket.set_per_minute(per_minute)
    return bucket


def _hold_s(quota: Quota, needed: float) -> float:
    """Seconds until `needed` is left again, 0 where it is: quotas fill up evenly until their reset."""
    if quota.limit is None or quota.remaining is None or quota.reset_s is None:
        return 0.0
    missing = min(needed, quota.limit) - quota.remaining
    return missing * quota.reset_s / (quota.limit - quota.remaining) if missing > 0 else 0.0
