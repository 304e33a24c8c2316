"""What an error of the `openai` client means for the caller, as one of our own errors.

Names instead of classes keep `openai` unimported until a request is made. A test walks the installed client
and fails when it has an error class that is not in `MEANINGS`.
"""

from __future__ import annotations

import math
from typing import Any

from xjllm.errors import (
    ConnectionFailed,
    CutOff,
    ModelError,
    Overloaded,
    RateLimited,
    Refused,
    Rejected,
    TimedOut,
)

MEANINGS: dict[str, type[ModelError]] = {
    "APIConnectionError": ConnectionFailed,
    "APIError": Rejected,
    "APIRemovedInV1": Rejected,
    "APIResponseValidationError": Rejected,
    "APIStatusError": Rejected,
    "APITimeoutError": TimedOut,
    "AuthenticationError": Rejected,
    "BadRequestError": Rejected,
    "ConflictError": Rejected,
    "ContentFilterFinishReasonError": Refused,
    "InternalServerError": Overloaded,
    "LengthFinishReasonError": CutOff,
    "MissingDependencyError": Rejected,
    "MutuallyExclusiveAuthError": Rejected,
    "NotFoundError": Rejected,
    "OAuthError": Rejected,
    "OpenAIError": Rejected,
    "PermissionDeniedError": Rejected,
    "RateLimitError": RateLimited,
    "StreamAlreadyConsumed": Rejected,
    "SubjectTokenProviderError": Rejected,
    "UnprocessableEntityError": Rejected,
    "WebSocketConnectionClosedError": ConnectionFailed,
    "WebSocketQueueFullError": ConnectionFailed,
    "_AmbiguousModuleClientUsageError": Rejected,
}
"""Class name in `openai` → our class. `find_meaning` refines it by status and error code."""

ADVICE: dict[int, str] = {
    400: "the request was not accepted: check the model's name, its context length and --mode",
    401: "the key is missing or wrong: set OPENAI_API_KEY",
    402: "the account has no credit left: top it up, or use another key or model (waiting does not help)",
    403: "the key may not use this model: check the key's rights and --model",
    404: "no such model or path: check --model and OPENAI_BASE_URL (it usually ends in /v1)",
    413: "the request is too large: split the article",
    422: "the request was not accepted: check --mode",
    429: "too many requests: wait, or lower the number of articles asked at once",
}

_NO_CREDIT = frozenset({"insufficient_quota", "billing_hard_limit_reached", "billing_not_active"})
"""Codes and types of errors that come as 429 and stay until somebody pays."""

_NOT_ACCEPTED = "the request was not accepted"
_MAX_DETAIL = 300


def one_line(text: str, limit: int = _MAX_DETAIL) -> str:
    """`text` as one printable line of at most `limit` characters: endpoints' and articles' words are data."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text[: limit * 4]).split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def find_meaning(error: Exception) -> type[ModelError]:
    """Our error class for an error of `openai`.

    The status decides where the class leaves it open. `insufficient_quota` is a 429 that waiting does not
    cure; a content filter answers 400 at some endpoints.
    """
    if lacks_credit(getattr(error, "body", None)):
        return Rejected
    if getattr(error, "code", None) == "content_filter":
        return Refused
    status = _status(error)
    if status == 408:
        return TimedOut
    if status is not None and status >= 500:
        return Overloaded
    for kind in type(error).__mro__:
        if kind.__name__ in MEANINGS:
            return MEANINGS[kind.__name__]
    return ModelError


def lacks_credit(body: object) -> bool:
    """Whether an endpoint's answer says that nothing is left to pay with, by the error's code or type.

    Args:
        body: the parsed answer, or the `error` in it; anything else is no such answer.
    """
    error = body.get("error", body) if isinstance(body, dict) else None
    return isinstance(error, dict) and not _NO_CREDIT.isdisjoint(str(error.get(key)) for key in ("code", "type"))


def translate_error(error: Exception, *, about: str, secret: str = "") -> ModelError:
    """The error to raise `from` an error of `openai`: one line with what happened, where, and what to do.

    Args:
        error: an instance of `openai.OpenAIError`.
        about: article, model and endpoint in one line.
        secret: text that must not appear in the message (endpoints repeat keys); empty for none.
    """
    kind = find_meaning(error)
    detail = _read_detail(error)
    if secret:
        detail = detail.replace(secret, "[key]")
    said = f"It said: {one_line(detail)}"
    status = _status(error)
    if kind is RateLimited:
        wait_s = retry_after_s(error)
        hint = "" if wait_s is None else f" (it asks to wait {wait_s:g} s)"
        return RateLimited(f"{about} answered {status}: {ADVICE[429]}{hint}. {said}", retry_after_s=wait_s)
    if kind is TimedOut:
        return TimedOut(f"{about} gave no answer within the time-out: raise timeout_s, or try later")
    if kind is ConnectionFailed:
        cause = error.__cause__ or error
        return ConnectionFailed(
            f"{about} cannot be reached, or the connection broke: check OPENAI_BASE_URL and the server "
            f"({one_line(str(cause) or type(cause).__name__)})"
        )
    if kind is Refused:
        return Refused(f"{about} stopped the request by its content filter: try another model", raw=detail)
    if kind is Overloaded:
        wait_s = retry_after_s(error)
        return Overloaded(
            f"{about} answered {status}: the server failed, try later. {said}",
            retry_after_s=wait_s,
            busy=status in (503, 529) or wait_s is not None,
        )
    if status is None:
        return kind(f"{about}: the request failed. {said}")
    advice = ADVICE[402] if lacks_credit(getattr(error, "body", None)) else ADVICE.get(status, _NOT_ACCEPTED)
    return kind(f"{about} answered {status}: {advice}. {said}")


def retry_after_s(error: Exception) -> float | None:
    """Seconds that a `Retry-After` header asks to wait; None where there is none or it is a date."""
    headers: Any = getattr(getattr(error, "response", None), "headers", {})
    for name, unit in (("retry-after-ms", 1000.0), ("retry-after", 1.0)):
        try:
            seconds = float(headers.get(name, "")) / unit
        except ValueError:
            continue
        if math.isfinite(seconds) and seconds >= 0:
            return seconds
    return None


def _status(error: Exception) -> int | None:
    status = getattr(error, "status_code", None)
    return status if isinstance(status, int) else None


def _read_detail(error: Exception) -> str:
    """What the endpoint said; the client's own text wraps it in a printed dictionary."""
    body = getattr(error, "body", None)
    said = body.get("message") if isinstance(body, dict) else None
    return said if isinstance(said, str) else str(getattr(error, "message", "") or error)
