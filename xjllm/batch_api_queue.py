"""The queue before the batch API: requests gather, go out as batches, and get their answers when these are done."""

from __future__ import annotations

import asyncio
import contextlib
import copy
import logging
import time
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from xjllm.batch_api_lines import PATH, ReadLine, explain_line, read_line, render_line
from xjllm.errors import ModelError, Rejected, SettingsError
from xjllm.openai_errors import one_line, translate_error

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from openai import AsyncOpenAI
    from openai.types import Batch

    from xjllm.batch_api_state import BatchApiState, SentBatch
    from xjllm.openai_model import OpenAIModel

logger = logging.getLogger("xjllm")

_OVER = ("completed", "failed", "expired", "cancelled")
_TAG = "xjllm"
_STORED_AT_ONCE = 500
# The endpoint's clock need not agree with ours.
_CLOCK_SLACK_S = 3_600


@dataclass(frozen=True, slots=True)
class QueueSettings:
    """When batches are sent and how often they are looked at.

    Attributes:
        max_lines: requests in one batch; OpenAI takes 50,000.
        max_bytes: size of one batch's file; OpenAI takes 200 MB.
        idle_s: a batch that is not full is sent when no request has come for this long.
        poll_s: seconds between two looks at the batches under way.
        max_tries: batches that a request may go into while its error can pass; failures of the endpoint in a
            row, at sending or looking, before the waiting requests fail.
        clock: seconds that never go back.
    """

    max_lines: int = 10_000
    max_bytes: int = 50_000_000
    idle_s: float = 5.0
    poll_s: float = 30.0
    max_tries: int = 5
    clock: Callable[[], float] = field(default=time.monotonic, repr=False)

    def __post_init__(self) -> None:
        if self.max_lines < 1 or self.max_bytes < 1 or self.max_tries < 1:
            raise SettingsError("max_lines, max_bytes and max_tries of the batch API are at least 1")


@dataclass(frozen=True, slots=True)
class BatchApiPace:
    """What goes on at the batch API: requests not sent yet, requests in batches, and batches under way."""

    gathering: int
    sent: int
    batches: int


@dataclass(slots=True)
class _Waiting:
    body: dict[str, Any]
    where: str
    answer: asyncio.Future[object]
    callers: int = 0
    tries: int = 0


class BatchApiQueue:
    """Sends requests in batches and hands out the answers; a task does so while requests wait.

    Args:
        endpoint: carries the requests.
        state: remembers what was sent.
        settings: see `QueueSettings`.
    """

    def __init__(self, endpoint: OpenAIModel, state: BatchApiState, settings: QueueSettings) -> None:
        self._endpoint = endpoint
        self._state = state
        self._settings = settings
        self._waiting: dict[str, _Waiting] = {}
        self._new: dict[str, None] = {}
        self._last_new = 0.0
        self._last_look = -float("inf")
        self._max_lines = settings.max_lines
        self._held = False
        self._failures = 0
        self._worker: asyncio.Task[None] | None = None
        self._woken = asyncio.Event()

    def snapshot(self) -> BatchApiPace:
        """What goes on at the moment."""
        return BatchApiPace(len(self._new), len(self._waiting) - len(self._new), len(self._state.find_sent()))

    async def ask(self, key: str, body: dict[str, Any], *, where: str) -> object:
        """The completion that answers `body`, as plain JSON types.

        Args:
            key: the request's identity: what has the same key is sent once.
            body: the request's JSON body.
            where: article, model and endpoint, for messages.

        Raises:
            ModelError: the batch gave no answer to it.
        """
        answer = self._state.find_answer(key)
        if answer is not None:
            return answer
        if key not in self._waiting:
            self._waiting[key] = _Waiting(body, where, asyncio.get_running_loop().create_future())
            if not self._state.is_sent(key):
                self._gather(key)
        waiting = self._waiting[key]
        waiting.callers += 1
        self._run()
        try:
            # Several callers may wait for one line: one that is cancelled must not take it from the others.
            return await asyncio.shield(waiting.answer)
        except asyncio.CancelledError:
            waiting.callers -= 1
            if not waiting.callers and self._waiting.get(key) is waiting:
                del self._waiting[key]
                self._new.pop(key, None)
            raise

    async def aclose(self) -> None:
        """End the task; requests that still wait are cancelled."""
        if self._worker is not None:
            self._worker.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._worker
        for waiting in self._waiting.values():
            waiting.answer.cancel()
        self._waiting.clear()
        self._new.clear()

    def _gather(self, key: str) -> None:
        self._new[key] = None
        self._last_new = self._settings.clock()
        if len(self._new) == 1 or len(self._new) >= self._max_lines:
            self._woken.set()

    def _run(self) -> None:
        if self._worker is None or self._worker.done():
            self._worker = asyncio.create_task(self._work(), name="xjllm batch API")

    async def _work(self) -> None:
        from openai import OpenAIError

        while self._waiting:
            self._woken.clear()
            try:
                await self._send_batches()
                await self._look()
            except OpenAIError as error:
                self._note_failure(translate_error(error, about=self._about(), secret=self._secret()))
            except Exception as error:
                # Whoever waits has to learn of it: nobody looks at this task.
                self._fail(self._waiting, error)
                raise
            if self._waiting:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._woken.wait(), self._pause_s())

    def _pause_s(self) -> float:
        now = self._settings.clock()
        until_look = self._last_look + self._settings.poll_s - now
        until_idle = self._last_new + self._settings.idle_s - now if self._new and not self._held else until_look
        # After a failure the next try waits for its turn as well.
        return max(0.001, until_look if self._failures else min(until_look, until_idle))

    # --- sending ---

    async def _send_batches(self) -> None:
        while self._new and not self._held:
            idle = self._settings.clock() - self._last_new >= self._settings.idle_s
            if not idle and len(self._new) < self._max_lines:
                return
            keys, data = self._take()
            await self._send(keys, data)
            self._failures = 0

    def _take(self) -> tuple[list[str], bytes]:
        """Keys and lines of the next batch, at least one."""
        keys: list[str] = []
        lines: list[bytes] = []
        size = 0
        for key in self._new:
            line = render_line(key, self._waiting[key].body)
            if keys and (len(keys) == self._max_lines or size + len(line) > self._settings.max_bytes):
                break
            keys.append(key)
            lines.append(line)
            size += len(line)
        return keys, b"".join(lines)

    async def _send(self, keys: list[str], data: bytes) -> None:
        tag = uuid.uuid4().hex
        client = self._client()
        file = await client.files.create(file=(f"{_TAG}-{tag}.jsonl", data), purpose="batch")
        # From here on the endpoint may hold a batch that we have to pay, whatever happens to us.
        prepared = self._state.prepare(tag, keys)
        for key in keys:
            self._new.pop(key, None)
            if key in self._waiting:
                # Not so where it was cancelled while the file was on its way.
                self._waiting[key].tries += 1
        try:
            batch = await client.batches.create(
                completion_window="24h", endpoint=PATH, input_file_id=file.id, metadata={_TAG: tag}
            )
        except Exception:
            await self._find_again(prepared)
            raise
        self._state.note_sent(tag, batch.id, file.id)

    async def _find_again(self, sent: SentBatch) -> None:
        """Find the endpoint's id of a batch that may or may not have reached it, or take its requests back."""
        async for batch in self._client().batches.list(limit=100):
            if (batch.metadata or {}).get(_TAG) == sent.tag:
                self._state.note_sent(sent.tag, batch.id, batch.input_file_id)
                return
            if batch.created_at < sent.prepared_at - _CLOCK_SLACK_S:
                break
        self._put_back(self._end(sent.tag))

    # --- looking ---

    async def _look(self) -> None:
        if self._settings.clock() - self._last_look < self._settings.poll_s:
            return
        self._last_look = self._settings.clock()
        for sent in self._state.find_sent():
            if sent.batch_id is None:
                await self._find_again(sent)
            else:
                await self._look_at(sent.tag, sent.batch_id, sent.file_id)
        self._failures = 0

    async def _look_at(self, tag: str, batch_id: str, file_id: str | None) -> None:
        from openai import NotFoundError

        try:
            batch = await self._client().batches.retrieve(batch_id)
        except NotFoundError:
            logger.warning(
                "%s: the batch %s is not there any more: its requests are sent again", self._about(), batch_id
            )
            self._put_back(self._end(tag))
            return
        if batch.status not in _OVER:
            return
        await self._delete(file_id)
        problems: dict[str, ReadLine] = {}
        for output in (batch.output_file_id, batch.error_file_id):
            if output:
                problems |= await self._collect(output)
        # What came back is on disk; only now is the batch forgotten.
        keys = self._end(tag)
        reason = batch.errors.data[0] if batch.errors and batch.errors.data else None
        if batch.status == "failed" and reason is not None and reason.code == "token_limit_exceeded":
            self._shrink(keys, one_line(reason.message or ""))
        else:
            self._settle_unanswered(keys, problems, batch)

    async def _collect(self, file_id: str) -> dict[str, ReadLine]:
        """Store the answers of an output or error file and hand them out; returns the lines without an answer."""
        problems: dict[str, ReadLine] = {}
        answers: dict[str, dict[str, Any]] = {}
        async with self._client().files.with_streaming_response.content(file_id) as response:
            async for text in response.iter_lines():
                line = read_line(text)
                if line is None:
                    if text.strip():
                        logger.warning("%s: a line of %s is no answer: %s", self._about(), file_id, one_line(text, 80))
                elif line.answer is None:
                    problems[line.key] = line
                else:
                    answers[line.key] = line.answer
                if len(answers) >= _STORED_AT_ONCE:
                    self._hand_out(answers)
                    answers = {}
        self._hand_out(answers)
        return problems

    def _hand_out(self, answers: dict[str, dict[str, Any]]) -> None:
        self._state.answer(answers.items())
        for key, answer in answers.items():
            waiting = self._waiting.pop(key, None)
            if waiting is not None and not waiting.answer.done():
                waiting.answer.set_result(answer)

    def _settle_unanswered(self, keys: Iterable[str], problems: dict[str, ReadLine], batch: Batch) -> None:
        reasons = [one_line(error.message or "") for error in (batch.errors and batch.errors.data) or ()]
        said = f" It said: {reasons[0]}" if reasons else ""
        for key in keys:
            waiting = self._waiting.get(key)
            if waiting is None:
                continue
            if key in problems:
                failure = explain_line(problems[key], waiting.where)
            elif batch.status == "expired":
                failure = explain_line(ReadLine(key, code="batch_expired"), waiting.where)
            else:
                failure = Rejected(
                    f"{waiting.where}: the batch {one_line(batch.id, 60)} ended as {batch.status} without an answer: "
                    f"run again with what failed.{said}"
                )
            if failure.can_pass and waiting.tries < self._settings.max_tries:
                self._put_back([key])
            else:
                self._fail([key], failure)

    async def _delete(self, file_id: str | None) -> None:
        # Articles need not lie at the endpoint for longer than they have to; it is no failure if they do.
        from openai import OpenAIError

        if file_id:
            with contextlib.suppress(OpenAIError):
                await self._client().files.delete(file_id)

    # --- failures ---

    def _shrink(self, keys: list[str], said: str) -> None:
        """A batch held more tokens than may wait at the endpoint: wait for other batches, or send less at once."""
        if self._state.find_sent():
            self._held = True
        elif len(keys) == 1:
            self._fail(keys, Rejected(f"{self._about()}: one request is beyond the batch API's limit: {said}"))
        else:
            self._max_lines = max(1, len(keys) // 2)
        for key in keys:
            if key in self._waiting:
                self._waiting[key].tries -= 1
        self._put_back(keys)

    def _end(self, tag: str) -> list[str]:
        self._held = False
        return self._state.end(tag)

    def _put_back(self, keys: Iterable[str]) -> None:
        for key in keys:
            if key in self._waiting:
                self._gather(key)

    def _note_failure(self, failure: ModelError) -> None:
        self._failures += 1
        self._last_look = self._settings.clock()
        if not failure.can_pass or self._failures >= self._settings.max_tries:
            self._failures = 0
            self._fail(self._waiting, failure)
        else:
            logger.warning("%s", failure)

    def _fail(self, keys: Iterable[str], failure: Exception) -> None:
        for key in list(keys):
            waiting = self._waiting.pop(key, None)
            self._new.pop(key, None)
            if waiting is not None and not waiting.answer.done():
                # Each its own: whoever catches one adds to it what it has used.
                waiting.answer.set_exception(copy.copy(failure))

    def _client(self) -> AsyncOpenAI:
        # A POST that the client itself repeats would be a second batch.
        return self._endpoint.client().with_options(max_retries=0)

    def _about(self) -> str:
        return f"batch API: {self._endpoint.name} at {self._endpoint.base_url}"

    def _secret(self) -> str:
        return next(iter(self._endpoint.secrets), "")
