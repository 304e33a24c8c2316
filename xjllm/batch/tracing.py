"""Traces through opentelemetry-api: nothing happens unless the user's program has set up an SDK."""

from __future__ import annotations

from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    Span = Callable[..., AbstractContextManager["SpanNotes"]]


class SpanNotes:
    """Where attributes of a span are noted; does nothing without opentelemetry."""

    def __init__(self, span: Any = None) -> None:  # noqa: ANN401 (opentelemetry's own type)
        self._span = span

    def note(self, **attributes: str | int | float | bool) -> None:
        """Set attributes, each named `xjllm.` and its name here."""
        if self._span is not None:
            for name, value in attributes.items():
                self._span.set_attribute(f"xjllm.{name}", value)


def find_span() -> Span:
    """A function that opens a span: `span("xjllm.article", article=…)`; a no-op without opentelemetry."""
    try:
        from opentelemetry import trace
    except ImportError:
        return lambda _name, **_attributes: nullcontext(SpanNotes())
    tracer = trace.get_tracer("xjllm")

    @contextmanager
    def span(name: str, **attributes: str | int) -> Iterator[SpanNotes]:
        with tracer.start_as_current_span(name) as opened:
            notes = SpanNotes(opened)
            notes.note(**attributes)
            yield notes

    return span
