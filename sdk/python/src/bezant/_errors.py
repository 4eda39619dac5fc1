"""What can go wrong, as types. Whoever catches one decides by `retryable` and `code`, never by a text."""

from __future__ import annotations

from typing import Any

from .generated import types

# Something is busy or out of order for now.
PASSING = frozenset({408, 429, 502, 503, 504})


class BezantError(Exception):
    """Anything that this SDK raises by itself."""

    retryable = False
    """Whether the same call may succeed later. The client has made its own retries by then."""


class ApiError(BezantError):
    """The node refused a request, or could not carry it out."""

    def __init__(self, status: int, problem: dict[str, Any], request_id: str, retry_after: float | None = None) -> None:
        self.status = status
        self.code: str = problem.get("code") or f"http_{status}"
        """The kind of problem. Stable; `/docs/errors/<code>` on the node is the page about it."""
        self.detail: str = problem.get("detail") or problem.get("title") or ""
        self.correlation_id: str = problem.get("correlation_id") or request_id
        """For questions: it stands in the node's log too."""
        self.mistakes: list[types.Mistake] = problem.get("errors") or []
        """What is wrong with single fields."""
        self.problem = problem
        """All that the node said; nothing if what answered was no node."""
        self.retry_after = retry_after
        """How many seconds the node asks to wait before the next try."""
        self.retryable = status in PASSING or self.code == "idempotency_key_in_flight"
        super().__init__(f"{status} {self.code}: {self.detail or 'no details'} ({self.correlation_id})")


class ConnectionFailed(BezantError):
    """There was no answer, or only a part of one. A change may or may not have been carried out."""

    retryable = True


class TimedOut(BezantError):
    """There was no answer in time. A change may or may not have been carried out."""

    retryable = True


class AnswerError(BezantError):
    """An answer is not what the API describes."""


class PaymentFailed(BezantError):
    """A payment was declined, or no gateway could take it: `ensure_not_failed` raises it."""

    def __init__(self, payment: types.Payment) -> None:
        self.payment = payment
        self.failure: types.Failure | None = payment.get("failure")
        self.code: str = self.failure["code"] if self.failure else "unknown"
        """Why, such as `insufficient_funds`."""
        reason = self.failure["message"] if self.failure else "no reason is told"
        super().__init__(f"payment {payment['id']} failed: {reason}")


class WebhookError(BezantError):
    """A webhook is not to be believed."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        """`header_missing`, `timestamp_invalid`, `too_old`, `too_new`, `signature_invalid`, `secret_invalid` or `body_malformed`."""
        super().__init__(message)
