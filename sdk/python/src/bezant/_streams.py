"""Live events as they are read, for programs that wait and for asyncio. What is decided, `_events` decides for both.

A stream connects by itself, again after every break, and goes on after the last event. Who stores an event's `place` goes on
there after a restart. It is to be closed, or used by `with`.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import AsyncIterator, Iterator
from types import TracebackType
from typing import Any, Self

import httpx2

from ._async_transport import AsyncTransport
from ._errors import BezantError
from ._events import EventFilter, LiveEvent, Parser, Subscription, ended
from ._request import connection_error, refuse
from ._transport import Transport


class EventStream:
    def __init__(self, transport: Transport, wanted: EventFilter) -> None:
        self._transport = transport
        self._subscription = Subscription(transport.settings, wanted)
        self._parser = Parser()
        self._ready: deque[LiveEvent] = deque()
        self._response: httpx2.Response | None = None
        self._pieces: Iterator[bytes] = iter(())

    def __iter__(self) -> Iterator[LiveEvent]:
        return self

    def __next__(self) -> LiveEvent:
        while not self._ready:
            try:
                self._hear()
            except BezantError as error:
                self.close()
                self._transport.sleep(self._subscription.pause(error, random.random()))
        event = self._ready.popleft()
        self._subscription.seen(event)
        return event

    def _hear(self) -> None:
        """One piece of the stream; connects first where it must."""
        http = self._transport.http
        try:
            if self._response is None:
                self._parser = Parser()
                self._response = http.send(http.build_request(**self._subscription.request()), stream=True, follow_redirects=False)
                if not self._response.is_success:
                    self._response.read()
                    refuse(self._response)
                self._pieces = self._response.iter_raw()
            piece = next(self._pieces, None)
        except httpx2.TransportError as error:
            raise connection_error(error) from error
        if piece is None:
            raise ended()
        self._ready.extend(self._parser.take(piece))

    def close(self) -> None:
        if self._response is not None:
            self._response.close()
            self._response = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


class AsyncEventStream:
    def __init__(self, transport: AsyncTransport, wanted: EventFilter) -> None:
        self._transport = transport
        self._subscription = Subscription(transport.settings, wanted)
        self._parser = Parser()
        self._ready: deque[LiveEvent] = deque()
        self._response: httpx2.Response | None = None
        self._pieces: Any = None

    def __aiter__(self) -> AsyncIterator[LiveEvent]:
        return self

    async def __anext__(self) -> LiveEvent:
        while not self._ready:
            try:
                await self._hear()
                continue
            except BezantError as error:
                await self.close()
                wait = self._subscription.pause(error, random.random())
            await self._transport.sleep(wait)
        event = self._ready.popleft()
        self._subscription.seen(event)
        return event

    async def _hear(self) -> None:
        """One piece of the stream; connects first where it must."""
        http = self._transport.http
        try:
            if self._response is None:
                self._parser = Parser()
                request = http.build_request(**self._subscription.request())
                self._response = await http.send(request, stream=True, follow_redirects=False)
                if not self._response.is_success:
                    await self._response.aread()
                    refuse(self._response)
                self._pieces = self._response.aiter_raw()
            piece = await anext(self._pieces, None)
        except httpx2.TransportError as error:
            raise connection_error(error) from error
        if piece is None:
            raise ended()
        self._ready.extend(self._parser.take(piece))

    async def close(self) -> None:
        response, self._response = self._response, None
        pieces, self._pieces = self._pieces, None
        if pieces is not None:
            await pieces.aclose()
        if response is not None:
            await response.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self.close()
