"""What tokens cost, what a run will cost, and a budget that a run keeps within.

Prices come from the `genai-prices` package, as it is installed: nothing is fetched. They are list prices of the
vendors in US dollars; whoever pays others gives a `Price`. An unknown price is None and never 0.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import TYPE_CHECKING

from xjllm.errors import SettingsError
from xjllm.model import Usage
from xjllm.openai_errors import one_line
from xjllm.token_counts import TokenCounts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xjllm.model import Request

BATCH_API_SHARE = Decimal("0.5")
"""Part of the list price that the batch API costs at OpenAI and at those who copied it."""

_MILLION = Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars per million tokens.

    Attributes:
        input_usd: input that was not cached.
        output_usd: output, reasoning included.
        cached_usd: input read from the endpoint's prompt cache; None where it costs as much as other input.
        share: part of the price that is paid, from 0 to 1: `BATCH_API_SHARE` for the batch API.
        source: where the price is from, for people.
    """

    input_usd: Decimal
    output_usd: Decimal
    cached_usd: Decimal | None = None
    share: Decimal = Decimal(1)
    source: str = "given"

    def cost_usd(self, usage: Usage) -> Decimal:
        """What `usage` costs, in US dollars, not rounded."""
        cached = min(usage.cached_tokens, usage.input_tokens)
        cached_usd = self.input_usd if self.cached_usd is None else self.cached_usd
        total = (usage.input_tokens - cached) * self.input_usd + cached * cached_usd
        return (total + usage.output_tokens * self.output_usd) * self.share / _MILLION


def read_price(text: str) -> Price:
    """The price in `in=1.25,out=10` or `in=1.25,out=10,cached=0.125`, US dollars per million tokens.

    Raises:
        SettingsError: the text says something else; the message shows what it should look like.
    """
    values: dict[str, Decimal] = {}
    for piece in text.split(","):
        name, _, amount = piece.partition("=")
        name = name.strip()
        try:
            usd = Decimal(amount.strip())
        except InvalidOperation:
            usd = Decimal("NaN")
        if name not in ("in", "out", "cached") or name in values or not usd.is_finite() or usd < 0:
            raise SettingsError(
                f"{one_line(text, 80)!r} is no price: write in=1.25,out=10,cached=0.125 "
                "(US dollars per million tokens; cached can be left out)"
            )
        values[name] = usd
    if not {"in", "out"} <= values.keys():
        raise SettingsError(f"{one_line(text, 80)!r} is no price: it needs both in=… and out=…")
    return Price(values["in"], values["out"], values.get("cached"))


@cache
def find_price(model: str, *, base_url: str | None = None) -> Price | None:
    """The list price of `model`; None where the installed `genai-prices` does not know it.

    Prices that grow with a request's length count at their lowest step: our requests are short.

    Args:
        model: the model's name at the endpoint.
        base_url: the endpoint's address, which tells vendors of the same model apart; where no vendor has that
            address the price is unknown, as another vendor's would be wrong. None takes the model's own vendor.

    Raises:
        SettingsError: `genai-prices` is not installed.
    """
    try:
        import genai_prices
    except ImportError as error:
        raise SettingsError(
            "prices need the package genai-prices: pip install 'xjllm[batch]', or give --price"
        ) from error
    try:
        one_million = genai_prices.Usage(input_tokens=1000, output_tokens=1000, cache_read_tokens=0)
        found = genai_prices.calc_price(one_million, model, provider_api_url=base_url)
        all_cached = genai_prices.Usage(input_tokens=1000, output_tokens=0, cache_read_tokens=1000)
        cached = genai_prices.calc_price(all_cached, model, provider_api_url=base_url)
    except LookupError:
        return None
    return Price(
        input_usd=found.input_price * 1000,
        output_usd=found.output_price * 1000,
        cached_usd=cached.input_price * 1000,
        source=f"genai-prices: {found.provider.id} {found.model.id}",
    )


@dataclass(frozen=True, slots=True)
class Estimate:
    """What requests will probably use. Tokens are estimated from characters: take it as good to a third.

    Attributes:
        usage: requests and tokens; no prompt-cache hits are assumed, so that the cost is rather too high.
        cost_usd: in US dollars; None where the price is unknown.
    """

    usage: Usage
    cost_usd: Decimal | None


def estimate_requests(
    requests: Iterable[Request], *, price: Price | None = None, tokens: TokenCounts | None = None
) -> Estimate:
    """What sending `requests` will probably use and cost; nothing is sent.

    Args:
        requests: may be a generator; they are not kept.
        price: None leaves the cost unknown.
        tokens: estimates that have seen answers, `PacedModel.tokens`; None takes fresh ones.
    """
    counts = tokens or TokenCounts()
    usage = sum((counts.estimate(request) for request in requests), Usage())
    return Estimate(usage, price.cost_usd(usage) if price else None)


@dataclass
class Budget:
    """What a run may still spend. `reserve` before an article, `settle` after it, failed ones too.

    Articles in flight count with what they may use at most, so that many of them at once do not overdraw it. Where
    one used more than that (re-asks, an endpoint that counts otherwise), all others count as much more from then on.

    Attributes:
        max_cost_usd: US dollars; None for no limit.
        max_tokens: input and output tokens; None for no limit.
        price: needed with `max_cost_usd`; also counts the cost without a limit.
        spent: what was used so far.

    Raises:
        SettingsError: a cost limit without a price, or a limit that is not above 0.
    """

    max_cost_usd: Decimal | None = None
    max_tokens: int | None = None
    price: Price | None = None
    spent: Usage = field(default_factory=Usage)
    _reserved: Usage = field(default_factory=Usage, repr=False)
    _input_excess: float = field(default=1.0, repr=False)
    _output_excess: float = field(default=1.0, repr=False)

    def __post_init__(self) -> None:
        if self.max_cost_usd is not None and self.price is None:
            raise SettingsError(
                "--max-cost needs the model's price, and it is not known: give --price in=…,out=…, or --max-tokens"
            )
        for name, limit in (("--max-cost", self.max_cost_usd), ("--max-tokens", self.max_tokens)):
            if limit is not None and not (math.isfinite(limit) and limit > 0):
                raise SettingsError(f"{name} is {limit}: give a number above 0")

    @property
    def cost_usd(self) -> Decimal | None:
        """What was spent, in US dollars; None where the price is unknown."""
        return self.price.cost_usd(self.spent) if self.price else None

    def reserve(self, estimate: Usage) -> bool:
        """Whether there is room for `estimate` beside what is spent and reserved; where there is, it is reserved."""
        total = self.spent + self._at_most(self._reserved + estimate)
        if self.max_tokens is not None and total.tokens > self.max_tokens:
            return False
        if self.max_cost_usd is not None and self.price is not None and self.price.cost_usd(total) > self.max_cost_usd:
            return False
        self._reserved += estimate
        return True

    def settle(self, estimate: Usage, used: Usage) -> None:
        """Replace a reservation of `estimate` by what was `used` in the end."""
        back = Usage(-estimate.requests, -estimate.input_tokens, -estimate.output_tokens, -estimate.cached_tokens)
        self._reserved += back
        self.spent += used
        if estimate.input_tokens:
            self._input_excess = max(self._input_excess, used.input_tokens / estimate.input_tokens)
        if estimate.output_tokens:
            self._output_excess = max(self._output_excess, used.output_tokens / estimate.output_tokens)

    @property
    def limited(self) -> bool:
        """Whether it has a limit at all."""
        return self.max_cost_usd is not None or self.max_tokens is not None

    def _at_most(self, estimate: Usage) -> Usage:
        return Usage(
            estimate.requests,
            math.ceil(estimate.input_tokens * self._input_excess),
            math.ceil(estimate.output_tokens * self._output_excess),
        )

    def explain(self, following: Usage) -> str:
        """The state of the budget in one line, for when it stops a run before an article that may use `following`."""
        spent, needed = [], []
        at_most = self._at_most(following)
        if self.max_cost_usd is not None and self.price is not None:
            spent.append(f"{self.price.cost_usd(self.spent):.4f} of {self.max_cost_usd} US dollars")
            needed.append(f"{self.price.cost_usd(at_most):.4f} US dollars")
        if self.max_tokens is not None:
            spent.append(f"{self.spent.tokens:,} of {self.max_tokens:,} tokens")
            needed.append(f"{at_most.tokens:,} tokens")
        return f"spent {' and '.join(spent)}, and the next article may take {' and '.join(needed)}"
