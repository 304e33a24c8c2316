"""Lines of the batch API's files: requests on the way out, answers and errors on the way back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from xjllm.errors import ModelError, Overloaded, RateLimited, Refused, Rejected, TimedOut
from xjllm.openai_errors import ADVICE, one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

PATH: Literal["/v1/chat/completions"] = "/v1/chat/completions"

_PASSING_CODES = {"batch_expired", "server_error", "internal_error", "rate_limit_exceeded"}


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A line of an output or error file: with a completion, or with what went wrong.

    Attributes:
        key: our id of the request.
        answer: the completion as plain JSON types; None where there is none.
        status: HTTP status of the request within the batch; None where it never ran.
        code: the endpoint's code of the error; empty without one.
        said: the endpoint's words on the error.
    """

    key: str
    answer: dict[str, Any] | None = None
    status: int | None = None
    code: str = ""
    said: str = ""


def render_line(key: str, body: Mapping[str, Any]) -> bytes:
    """The request as a line of the input file, line end included."""
    line = {"custom_id": key, "method": "POST", "url": PATH, "body": body}
    return json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace") + b"\n"


def read_line(text: str) -> ReadLine | None:
    """What a line of an output or error file says; None where it is no such line."""
    try:
        line = json.loads(text)
    except ValueError:
        return None
    if not isinstance(line, dict) or not isinstance(line.get("custom_id"), str):
        return None
    key = line["custom_id"]
    response = line.get("response")
    response = response if isinstance(response, dict) else {}
    body = response.get("body")
    body = body if isinstance(body, dict) else {}
    status = response.get("status_code")
    status = status if isinstance(status, int) else None
    if status == 200 and not line.get("error"):
        return ReadLine(key, answer=body, status=200)
    error = line.get("error") or body.get("error")
    error = error if isinstance(error, dict) else {"message": str(error or "no reason given")}
    return ReadLine(key, status=status, code=str(error.get("code") or ""), said=str(error.get("message") or ""))


def explain_line(line: ReadLine, where: str) -> ModelError:
    """The error that a line without an answer means; only those that can pass are worth another batch."""
    said = f"It said: {one_line(line.said or line.code or 'nothing')}"
    status = line.status
    if line.code == "insufficient_quota":
        return Rejected(f"{where}: the account has no credit left. {said}")
    if line.code == "content_filter":
        return Refused(f"{where} stopped the request by its content filter: try another model", raw=line.said)
    if line.code == "batch_expired":
        return TimedOut(f"{where}: the batch ended before the request's turn came: run again with what failed")
    if line.code == "batch_cancelled":
        return Rejected(f"{where}: the batch was cancelled before the request's turn came: run again with what failed")
    if status == 429 or line.code == "rate_limit_exceeded":
        return RateLimited(f"{where}: refused within the batch: {ADVICE[429]}. {said}")
    if line.code in _PASSING_CODES or (status is not None and status >= 500):
        return Overloaded(f"{where}: the server failed within the batch, try later. {said}")
    if status == 408:
        return TimedOut(f"{where}: no answer within the endpoint's time-out, try later. {said}")
    advice = ADVICE.get(status or 400, "the request was not accepted")
    return Rejected(f"{where}: answered {status or 'without a status'} within the batch: {advice}. {said}")
