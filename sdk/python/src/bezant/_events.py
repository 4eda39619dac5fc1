"""Live events: what both clients share. A stream goes on where it was after every break, each event once."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from ._errors import AnswerError, ApiError, BezantError, ConnectionFailed
from ._options import RequestOptions
from ._request import Call, Settings, decoded, headers, parameters
from .generated import types

LONGEST = 4 * 1024 * 1024
"""The longest event that is taken."""


@dataclass(frozen=True, kw_only=True)
class EventFilter:
    """What is wanted of all that happens."""

    types: Sequence[str] = ()
    """Types or beginnings of them: `payment.*`, `refund.succeeded`. All if empty."""
    payment: str | None = None
    """Events of one payment."""
    resource: str | None = None
    """Events that name this id."""
    after: str | None = None
    """Goes on after this place; what comes from now on if left out."""
    reconnects: int = 10
    """How often in a row it may fail to connect before it gives up."""
    silence: float = 45.0
    """A connection that is silent for more seconds is dropped; the node says something every 15."""


@dataclass(frozen=True)
class LiveEvent:
    """An event and its place in the log, which `EventFilter.after` takes."""

    place: str
    event: types.Event


@dataclass
class Subscription:
    """Where a stream has got to, and whether it may connect again."""

    settings: Settings
    filter: EventFilter
    failures: int = 0
    place: str | None = None
    opened: float = 0.0

    def __post_init__(self) -> None:
        self.place = self.filter.after

    def request(self) -> dict[str, Any]:
        self.opened = time.monotonic()
        call = Call("GET", "/api/v1/events")
        more = {"Accept": "text/event-stream"}
        if self.place is not None:
            more["Last-Event-ID"] = self.place
        types_wanted = ",".join(self.filter.types) or None
        query = {"types": types_wanted, "payment": self.filter.payment, "resource": self.filter.resource}
        return {
            "method": "GET",
            "url": self.settings.base_url + call.path,
            "params": parameters(query) or None,
            "headers": headers(self.settings, call, RequestOptions(headers=more), None),
            "timeout": self.filter.silence,
        }

    def seen(self, event: LiveEvent) -> None:
        self.failures, self.place = 0, event.place

    def pause(self, error: BezantError, chance: float) -> float:
        """How long to wait before it connects again; raises the error where it must not."""
        retry = self.settings.retry
        if time.monotonic() - self.opened > retry.cap:
            self.failures = 0  # A connection that held for some time and told nothing was a good one.
        if not error.retryable or self.failures >= self.filter.reconnects:
            raise error
        self.failures += 1
        asked = (error.retry_after or 0.0) if isinstance(error, ApiError) else 0.0
        return min(asked, retry.longest) + retry.backoff(self.failures, chance)


@dataclass
class Parser:
    """Server-sent events out of pieces that end anywhere."""

    rest: bytes = b""
    place: str = ""
    data: list[str] = field(default_factory=list)

    def take(self, piece: bytes) -> Iterator[LiveEvent]:
        *lines, self.rest = (self.rest + piece).split(b"\n")
        if len(self.rest) > LONGEST:
            raise AnswerError("an event of the stream is too long")
        for line in lines:
            name, _, value = line.decode().removesuffix("\r").partition(":")
            value = value.removeprefix(" ")
            if name == "id":
                self.place = value
            elif name == "data":
                self.data.append(value)
            elif name == "" and value == "" and line in (b"", b"\r") and self.data:
                text, self.data = "\n".join(self.data), []
                yield LiveEvent(self.place, cast("types.Event", decoded(text.encode())))


def ended() -> ConnectionFailed:
    return ConnectionFailed("the stream of events has ended")
