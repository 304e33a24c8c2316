"""Asking: a planned article becomes an outcome, whatever the model does."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from xjllm.batch.records import Failure, Outcome
from xjllm.batch.workshop import internal_failure
from xjllm.errors import ConnectionFailed, ModelError, NotSent, Rejected, XjllmError
from xjllm.model import Reply, Usage
from xjllm.token_counts import TokenCounts

if TYPE_CHECKING:
    from collections.abc import Callable

    from xjllm.batch.feeding import Work
    from xjllm.batch.records import Item, PackedExtraction
    from xjllm.batch.settings import BatchSettings, Ending
    from xjllm.batch.tracing import Span
    from xjllm.batch.workshop import Workshop
    from xjllm.extraction import Extractor, Plan
    from xjllm.parts import Part

logger = logging.getLogger("xjllm.batch")

_ARTICLES_ALONE = 3
"""So many articles without a count of tokens are asked about one at a time, before it is taken that none will come."""


class Asker:
    """Asks the model about articles, keeps to the budget, and sees when asking is of no use.

    Args:
        extractor: whose model is asked.
        workshop: finishes what was answered.
        settings: budget, patience, requests of one article at a time.
        stop: ends the run, with the reason.
        span: opens a span of the trace.
    """

    def __init__(
        self,
        extractor: Extractor,
        workshop: Workshop,
        *,
        settings: BatchSettings,
        stop: Callable[[Ending, str], None],
        span: Span,
    ) -> None:
        self._model = extractor.model
        self._parallel_parts = max(1, extractor.settings.max_parallel_parts)
        self._workshop = workshop
        self._budget = settings.budget
        self._patience = settings.give_up_after
        self._stop = stop
        self._span = span
        self._rejected = 0
        self._reserved = 0
        self._counts_estimates = False
        self._settled = asyncio.Event()
        # The first answer goes alone: it shows how the endpoint counts. Over the batch API that would be a day.
        limited = self._budget is not None and self._budget.limited
        self._first_alone = _ARTICLES_ALONE if limited and not hasattr(extractor.model, "price_share") else 0
        paced = getattr(extractor.model, "tokens", None)
        self._learns = not isinstance(paced, TokenCounts)
        self._tokens: TokenCounts = paced if isinstance(paced, TokenCounts) else TokenCounts()

    async def reserve(self, plan: Plan) -> Usage | None:
        """What the article may use at most, kept free in the budget; None where there is no room.

        Then the run is told to end. What is in flight may turn out to need less than was kept free for it, so
        that is waited for first.
        """
        if self._budget is None:
            return Usage()
        while True:
            # Anew each time: the answers that were waited for show better how the endpoint counts.
            estimate = self._estimate(plan)
            alone = not self._reserved
            if (alone or not self._first_alone) and self._budget.reserve(estimate):
                self._reserved += 1
                return estimate
            if alone:
                self._stop("budget", f"the budget is used up: {self._budget.explain(estimate)}")
                return None
            self._settled.clear()
            await self._settled.wait()

    def _estimate(self, plan: Plan) -> Usage:
        """What the article may use at most."""
        asked = [part.request for part in plan.parts if part.known is None]
        return sum((replace(self._tokens.estimate(one), output_tokens=one.max_output_tokens) for one in asked), Usage())

    def settle(self, estimate: Usage, used: Usage) -> None:
        """Replaces what was reserved by what was used; the article is over."""
        if self._budget is not None:
            if self._budget.limited and used.requests and not used.tokens:
                if not self._counts_estimates:
                    self._counts_estimates = True
                    logger.warning("the endpoint counts no tokens: the limit is kept by what articles may use at most")
                self._budget.settle(estimate, estimate)
            else:
                self._budget.settle(estimate, used)
            self._reserved -= 1
            if self._first_alone and used.requests:
                self._first_alone = 0 if used.tokens else self._first_alone - 1
            self._settled.set()

    def cost_usd(self, usage: Usage) -> float | None:
        """What that costs; None where no price is known, or the tokens are not."""
        price = self._budget.price if self._budget is not None else None
        return float(price.cost_usd(usage)) if price and (usage.tokens or not usage.requests) else None

    async def ask(self, work: Work, estimate: Usage) -> Outcome | Usage:
        """What became of the article; only what was used, where it was given back and stays open."""
        item = work.admission.read.item
        packed: PackedExtraction | None = None
        failure: Failure | None = None
        with self._span("xjllm.article", article=item.id, place=item.place) as notes:
            replies, usage, error = await self._ask_parts(work.plan)
            if isinstance(error, NotSent):
                notes.note(state="open", requests=usage.requests)
                self._stop("stopped", str(error))
                self.settle(estimate, usage)
                return usage
            if error is None:
                try:
                    packed = await self._workshop.finish(work.plan, replies)
                except Exception as fault:  # a fault of ours in one article must not end the run
                    error = fault
            if error is None:
                self._rejected = 0
            else:
                failure = self._read_failure(item, error)
            notes.note(
                state="failed" if failure else "done",
                requests=usage.requests,
                input_tokens=usage.input_tokens,
                output_tokens=usage.output_tokens,
            )
        self.settle(estimate, usage)
        return Outcome(
            id=item.id,
            place=item.place,
            state="failed" if failure else "done",
            packed=packed,
            failure=failure,
            near_copy_of=work.admission.near_copy_of,
            usage=usage,
            cost_usd=self.cost_usd(usage),
        )

    async def _ask_parts(self, plan: Plan) -> tuple[list[Reply], Usage, Exception | None]:
        """The replies to all parts, what they used, failed ones too, and the first error."""
        gate = asyncio.Semaphore(self._parallel_parts)
        failed: list[Exception] = []

        async def ask(part: Part) -> Reply | Exception:
            request = part.request
            if part.known is not None:
                return Reply(part.known, raw="", reply_id="", model=self._model.name, usage=Usage())
            async with gate:
                if failed:
                    return failed[0]  # the article has failed; its other parts would be paid for in vain
                try:
                    reply = await self._model.complete(request)
                except Exception as error:  # each part's use is counted before the error is passed on
                    failed.append(error)
                    return error
            if self._learns:
                self._tokens.learn(request, reply.usage)
            return reply

        if len(plan.parts) == 1:
            results = [await ask(plan.parts[0])]
        else:
            results = await asyncio.gather(*(ask(part) for part in plan.parts))
        replies = [one for one in results if not isinstance(one, Exception)]
        usage = sum((reply.usage for reply in replies), Usage())
        for error in failed:
            usage += getattr(error, "usage", None) or Usage(requests=isinstance(error, ModelError))
        return replies, usage, failed[0] if failed else None

    def _read_failure(self, item: Item, error: Exception) -> Failure:
        if isinstance(error, XjllmError):
            self._count_rejections(error)
            return Failure("model", type(error).__name__, str(error), getattr(error, "raw", None))
        logger.warning("%s: failed because of a fault in xjllm", item.place, exc_info=error)
        return internal_failure(item.place, error)

    def _count_rejections(self, error: XjllmError) -> None:
        if not isinstance(error, ModelError) or isinstance(error, Rejected | ConnectionFailed):
            self._rejected += 1
        if self._patience is not None and self._rejected >= self._patience:
            self._stop("stopped", f"{self._rejected} articles in a row were refused, the last one: {error}")
