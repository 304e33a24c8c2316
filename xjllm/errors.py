"""Every error that xjllm raises on purpose.

XjllmError
├── ArticleError            the input cannot be read as an article (missing, empty, binary, too large)
│   └── IdClash             another article of a batch has the same id
├── GoldError               a gold file is wrong; lists all its problems at once
├── PromptError             a prompt version is unknown, or its examples do not hold
├── SettingsError           a setting is missing or contradicts another (no key, no model, an unknown mode)
├── CassetteError           a recording is missing, stale or broken
├── WeightsError            a model file is missing, corrupt, no chat model, or cannot be fetched or loaded
├── LedgerError             a batch's output folder cannot be used (no rights, disk full, of another version)
└── ModelError              the model gave no usable answer; `.raw` has what it said, where it said anything
    ├── ConnectionFailed    the endpoint is not there, or the connection broke     (can pass: retried)
    ├── TimedOut            no answer within the time-out                          (can pass: retried)
    ├── RateLimited         429; `.retry_after_s` where the endpoint named it       (can pass: retried)
    ├── Overloaded          5xx; `.busy` where it is for want of capacity          (can pass: retried)
    ├── NotSent             given back unanswered: the endpoint takes nothing, or sending was ended
    ├── Rejected            4xx: the key, the model's name or the request is wrong
    ├── CutOff              the answer ended at the token limit
    ├── Refused             the model declined, or a content filter stopped it
    ├── EmptyAnswer         nothing came back
    └── InvalidAnswer       the answer does not fit the schema, after the re-asks

A message is one line: what happened, where, and what to do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xjllm.model import Usage


class XjllmError(Exception):
    """Base of all errors raised on purpose; its text is one line for a person."""


class ArticleError(XjllmError):
    """The input cannot be read as an article."""


class IdClash(ArticleError):
    """Another article of a batch has the same id."""


class GoldError(XjllmError):
    """A gold file is wrong.

    Attributes:
        problems: one line each, with path, fact index and field.
    """

    def __init__(self, message: str, problems: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.problems = problems


class PromptError(XjllmError):
    """A prompt version is unknown, or what it ships with does not hold."""


class SettingsError(XjllmError):
    """A setting is missing, unknown or contradicts another."""


class CassetteError(XjllmError):
    """A recording is missing, stale or broken."""


class WeightsError(XjllmError):
    """A model file is missing, corrupt or no chat model, or it cannot be fetched or loaded."""


class LedgerError(XjllmError):
    """The output folder of a batch cannot be used: another version, no rights, no room, or no run in it."""


class ModelError(XjllmError):
    """The model gave no usable answer.

    Attributes:
        raw: what the model said, as text; None where nothing came back.
        usage: what the attempts used that ended in this error; None where it is not known. Cut-off and unfit
            answers are paid for like good ones.
    """

    can_pass = False
    """Whether the same request may succeed later; only such errors are retried."""

    def __init__(self, message: str, raw: str | None = None) -> None:
        super().__init__(message)
        self.raw = raw
        self.usage: Usage | None = None


class ConnectionFailed(ModelError):
    """The endpoint is not there, or the connection broke."""

    can_pass = True


class TimedOut(ModelError):
    """No answer came within the time-out."""

    can_pass = True


class RateLimited(ModelError):
    """The endpoint answered 429.

    Attributes:
        retry_after_s: seconds to wait as the endpoint named them; None where it named none.
    """

    can_pass = True

    def __init__(self, message: str, raw: str | None = None, retry_after_s: float | None = None) -> None:
        super().__init__(message, raw)
        self.retry_after_s = retry_after_s


class Overloaded(ModelError):
    """The endpoint answered 5xx.

    Attributes:
        retry_after_s: seconds to wait as the endpoint named them; None where it named none.
        busy: whether the endpoint said that it has too much to do (503, 529, or a time to wait), rather than
            that it failed.
    """

    can_pass = True

    def __init__(
        self, message: str, raw: str | None = None, retry_after_s: float | None = None, *, busy: bool = False
    ) -> None:
        super().__init__(message, raw)
        self.retry_after_s = retry_after_s
        self.busy = busy


class NotSent(ModelError):
    """The request was given back: the endpoint takes none for too long, or the run that sends it ends.

    It says nothing about the request, which can be sent as it is by a later run.
    """


class Rejected(ModelError):
    """The endpoint answered 4xx: the key, the model's name or the request is wrong."""


class CutOff(ModelError):
    """The answer ended at the token limit; asking again the same way would end there too."""


class Refused(ModelError):
    """The model declined to answer, or a content filter stopped it."""


class EmptyAnswer(ModelError):
    """The endpoint answered without any content."""


class InvalidAnswer(ModelError):
    """The answer does not fit the schema, after the allowed number of re-asks."""
