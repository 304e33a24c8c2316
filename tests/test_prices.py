from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from xjllm.errors import SettingsError
from xjllm.model import Request, Usage
from xjllm.prices import BATCH_API_SHARE, Budget, Price, estimate_requests, find_price, read_price
from xjllm.prompting import load_prompt
from xjllm.reading import read_article
from xjllm.token_counts import TokenCounts, count_tokens

if TYPE_CHECKING:
    from collections.abc import Mapping

PRICE = Price(Decimal("2"), Decimal("10"), Decimal("0.5"))


class Count(BaseModel):
    """How many."""

    n: int


def ask(content: str = "How many?", max_output_tokens: int = 1000) -> Request:
    messages: list[Mapping[str, str]] = [{"role": "user", "content": content}]
    return Request(messages, Count, "s.txt", "p", "", "", max_output_tokens=max_output_tokens)


def test_cost_counts_cached_input_apart() -> None:
    """A million tokens of each kind cost what the price says, cached input being part of the input."""
    assert PRICE.cost_usd(Usage(1, 1_000_000, 0, 0)) == 2
    assert PRICE.cost_usd(Usage(1, 1_000_000, 1_000_000, 0)) == 12
    assert PRICE.cost_usd(Usage(1, 1_000_000, 0, 400_000)) == Decimal("1.4")


def test_cached_input_without_a_price_of_its_own_costs_as_input() -> None:
    """Where only input and output have prices, cached tokens are not free."""
    price = Price(Decimal(2), Decimal(10))
    assert price.cost_usd(Usage(1, 1_000_000, 0, 1_000_000)) == 2


def test_more_cached_than_input_does_not_pay_back() -> None:
    """An endpoint that counts wrong never makes a negative cost."""
    assert PRICE.cost_usd(Usage(1, 100, 0, 10_000)) == Decimal(100) * Decimal("0.5") / 1_000_000


def test_the_batch_api_costs_half() -> None:
    """The share of the batch API halves the whole cost."""
    half = Price(Decimal(2), Decimal(10), share=BATCH_API_SHARE)
    assert half.cost_usd(Usage(1, 1_000_000, 1_000_000, 0)) == 6


def test_a_known_model_has_its_list_price() -> None:
    """The installed price list knows gpt-4o-mini, and its cost agrees with the list's own calculation."""
    import genai_prices

    price = find_price("gpt-4o-mini", base_url="https://api.openai.com/v1")
    assert price is not None
    used = genai_prices.Usage(input_tokens=123_456, output_tokens=7_890, cache_read_tokens=100_000)
    listed = genai_prices.calc_price(used, "gpt-4o-mini", provider_id="openai").total_price
    assert price.cost_usd(Usage(9, 123_456, 7_890, 100_000)) == listed
    assert "openai" in price.source


def test_an_unknown_price_is_none_not_nothing() -> None:
    """A model that no list has, and a known name at an endpoint of one's own, have no price instead of a wrong one."""
    assert find_price("no-such-model-7") is None
    assert find_price("gpt-4o-mini", base_url="http://127.0.0.1:8080/v1") is None
    assert estimate_requests([ask()]).cost_usd is None


def test_prices_can_be_given() -> None:
    """A price as users write it is read to the last digit."""
    assert read_price("in=1.25, out=10 ,cached=0.125") == Price(Decimal("1.25"), Decimal("10"), Decimal("0.125"))
    assert read_price("out=0,in=0") == Price(Decimal(0), Decimal(0))


@pytest.mark.parametrize(
    "text", ["", "1.25", "in=1", "in=1,out=x", "in=-1,out=2", "in=1,out=NaN", "in=1,in=2,out=3", "in=1,out=2,tax=3"]
)
def test_what_is_no_price_is_refused(text: str) -> None:
    """A half, doubled, negative or unreadable price is an error that shows how to write one."""
    with pytest.raises(SettingsError, match="in="):
        read_price(text)


def test_estimates_count_all_requests() -> None:
    """The estimate is the sum over requests, and its cost that of its usage."""
    one = estimate_requests([ask()], price=PRICE)
    three = estimate_requests((ask() for _ in range(3)), price=PRICE)
    assert three.usage.requests == 3
    assert three.usage.input_tokens == 3 * one.usage.input_tokens > 0
    assert three.usage.output_tokens == 900
    assert three.cost_usd == PRICE.cost_usd(three.usage)


def test_the_schema_counts_as_input() -> None:
    """The answer's schema is sent with each request, and estimated with it."""

    class Long(BaseModel):
        """A long description. It goes on and on, and the endpoint counts every word of it as input."""

        n: int

    short = ask()
    long = Request(short.messages, Long, "s.txt", "p", "", "")
    counts = TokenCounts()
    assert counts.estimate(long).input_tokens > counts.estimate(short).input_tokens + 10


def test_chinese_has_more_tokens_than_its_length_in_english() -> None:
    """A Chinese character is most of a token, an English letter a fraction of one."""
    assert count_tokens("新疆对外贸易" * 10) == pytest.approx(48)
    assert count_tokens("a" * 36) == pytest.approx(10)


def test_estimates_learn_from_answers() -> None:
    """After an answer the estimates follow the endpoint's own counts."""
    counts = TokenCounts()
    before = counts.estimate(ask())
    counts.learn(ask(), Usage(1, before.input_tokens * 2, 700, 0))
    after = counts.estimate(ask())
    assert after.input_tokens == pytest.approx(before.input_tokens * 2, rel=0.05)
    assert after.output_tokens == 700


@pytest.mark.parametrize("usage", [Usage(3, 900, 90), Usage(1, 0, 0), Usage(1, 50, 0), Usage()])
def test_blurred_or_missing_counts_teach_nothing(usage: Usage) -> None:
    """Usage with re-asks in it, or from an endpoint that does not count, leaves the estimates as they are."""
    counts = TokenCounts()
    before = counts.estimate(ask())
    counts.learn(ask(), usage)
    assert counts.estimate(ask()) == before


def test_a_real_request_is_estimated() -> None:
    """A request planned for an article is estimated with system message, article and schema in it."""
    from xjllm.figures import find_figures
    from xjllm.numbering import number_figures

    article = read_article("The port handled 1,200 trains in May 2031, officials said. Trade rose 4 percent.")
    (part,) = load_prompt().plan(article, number_figures(find_figures(article.text)))
    estimate = estimate_requests([part.request], price=PRICE)
    assert estimate.usage.input_tokens > count_tokens(load_prompt().system)
    assert estimate.cost_usd is not None
    assert estimate.cost_usd > 0


# --- budget ---


def test_a_budget_of_tokens_stops_before_it_is_overdrawn() -> None:
    """What is in flight counts: no article starts that might overdraw the budget."""
    budget = Budget(max_tokens=1_000)
    guess = Usage(1, 300, 100)
    assert [budget.reserve(guess) for _ in range(3)] == [True, True, False]
    budget.settle(guess, Usage(1, 100, 50))
    assert budget.reserve(guess)
    assert not budget.reserve(guess)


def test_a_budget_of_money_counts_cost() -> None:
    """With a price, the budget ends where the dollars do."""
    budget = Budget(max_cost_usd=Decimal("0.02"), price=PRICE)
    guess = Usage(1, 1_000, 1_000)  # 0.012 dollars
    assert [budget.reserve(guess), budget.reserve(guess)] == [True, False]
    budget.settle(guess, guess)
    assert budget.cost_usd == Decimal("0.012")
    assert budget.explain(guess) == ("spent 0.0120 of 0.02 US dollars, and the next article may take 0.0120 US dollars")


@settings(derandomize=True, deadline=None)
@given(
    limit=st.integers(1, 5_000),
    calls=st.lists(st.tuples(st.integers(0, 900), st.floats(0, 1), st.booleans()), max_size=40),
)
def test_spending_below_its_estimates_never_overdraws(limit: int, calls: list[tuple[int, float, bool]]) -> None:
    """However articles come and end: as long as none uses more than estimated, the limit holds."""
    budget = Budget(max_tokens=limit)
    flying: list[tuple[Usage, Usage]] = []
    for tokens, share, end_one in calls:
        estimate = Usage(1, tokens, 0)
        if budget.reserve(estimate):
            flying.append((estimate, Usage(1, int(tokens * share), 0)))
        if end_one and flying:
            budget.settle(*flying.pop(0))
        assert budget.spent.input_tokens <= limit
    for estimate, used in flying:
        budget.settle(estimate, used)
    assert budget.spent.input_tokens <= limit
    assert budget.reserve(Usage(0, limit - budget.spent.input_tokens, 0))


def test_what_used_more_than_its_estimate_makes_the_others_count_more() -> None:
    """One article that used twice its estimate doubles what is kept free, for those in flight, too."""
    budget = Budget(max_tokens=10_000)
    guess = Usage(1, 500, 500)
    assert [budget.reserve(guess) for _ in range(4)] == [True] * 4
    budget.settle(guess, Usage(2, 1_000, 1_000))
    assert budget.reserve(guess)
    assert not budget.reserve(guess)
    for _ in range(4):
        budget.settle(guess, Usage(2, 1_000, 1_000))
    assert budget.spent.input_tokens + budget.spent.output_tokens == 10_000


def test_a_budget_can_be_used_up_to_the_last_token_and_cent() -> None:
    """What costs exactly what is left still has room."""
    budget = Budget(max_cost_usd=Decimal("0.012"), max_tokens=2_000, price=PRICE)
    assert budget.reserve(Usage(1, 1_000, 1_000))
    assert not budget.reserve(Usage(1, 1, 0))


def test_without_limits_everything_is_counted_and_nothing_stopped() -> None:
    """A budget without limits lets everything through and still says what it cost."""
    budget = Budget(price=PRICE)
    huge = Usage(1, 10**9, 10**9)
    assert budget.reserve(huge)
    budget.settle(huge, huge)
    assert budget.cost_usd == 12_000


def test_a_cost_limit_needs_a_price() -> None:
    """A limit in dollars for a model of unknown price is an error, not a limit that never holds."""
    with pytest.raises(SettingsError, match="--price"):
        Budget(max_cost_usd=Decimal(1))


@pytest.mark.parametrize("limits", [{"max_tokens": 0}, {"max_cost_usd": Decimal(-1)}, {"max_cost_usd": Decimal("NaN")}])
def test_a_budget_of_nothing_is_refused(limits: dict[str, Decimal]) -> None:
    """Limits that are not above 0 are errors that name the option."""
    with pytest.raises(SettingsError, match="--max-"):
        Budget(**limits, price=PRICE)  # type: ignore[arg-type]
