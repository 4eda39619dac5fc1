"""What can be said about calls."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class RetryPolicy:
    """How often and how soon a call is made again. Times are in seconds."""

    retries: int = 4
    """Tries after the first one; none with 0."""
    base: float = 0.2
    """The pause before the first retry is drawn between zero and this, and doubles from then on."""
    cap: float = 5.0
    """The longest pause that is drawn."""
    longest: float = 30.0
    """The longest `Retry-After` that is waited for."""

    def backoff(self, tried: int, chance: float) -> float:
        """The pause before one more try, by chance, so that those who failed together do not come back together."""
        return min(self.cap, self.base * 2.0 ** (tried - 1)) * chance


@dataclass(frozen=True, kw_only=True)
class RequestOptions:
    """What can be said about a single call."""

    idempotency_key: str | None = None
    """The key under which a change is done once only. One is made for each call if left out, and kept over its retries."""
    if_match: str | None = None
    """`ETag` of what was read: the change is made only if it is still so."""
    wait_seconds: int | None = None
    """How many seconds a payment's outcome may be waited for, at most 30; 0 to be answered at once."""
    timeout: float | None = None
    """Seconds for one try, not for all of them."""
    retry: RetryPolicy | None = None
    """In place of the client's."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """More headers."""
