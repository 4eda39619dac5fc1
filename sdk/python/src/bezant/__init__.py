"""The Python SDK of Bezant, for programs that wait (`Bezant`) and for asyncio (`AsyncBezant`).

In come calls of methods, named and typed as the API's own description says; out go requests that are repeated only where a
repetition can do nothing twice, and answers, lists, live events and errors with types. Bodies and answers are plain
dictionaries, typed by `bezant.types`, so what a newer node adds is there too.

It must never send a change again under another idempotency key, show the API key, compute money in floats, or wait without bound.
"""

from ._client import AsyncBezant, Bezant
from ._errors import (
    AnswerError,
    ApiError,
    BezantError,
    ConnectionFailed,
    PaymentFailed,
    TimedOut,
    WebhookError,
)
from ._events import EventFilter, LiveEvent
from ._money import Money, minor_digits
from ._options import RequestOptions, RetryPolicy
from ._outcome import ensure_not_failed
from ._request import Answer, Call
from ._streams import AsyncEventStream, EventStream
from ._webhooks import WebhookMessage, verify_webhook
from ._async_transport import AsyncPager
from ._transport import Pager
from .generated import types

__all__ = [
    "Answer",
    "AnswerError",
    "ApiError",
    "AsyncBezant",
    "AsyncEventStream",
    "AsyncPager",
    "Bezant",
    "BezantError",
    "Call",
    "ConnectionFailed",
    "EventFilter",
    "EventStream",
    "LiveEvent",
    "Money",
    "Pager",
    "PaymentFailed",
    "RequestOptions",
    "RetryPolicy",
    "TimedOut",
    "WebhookError",
    "WebhookMessage",
    "ensure_not_failed",
    "minor_digits",
    "types",
    "verify_webhook",
]
