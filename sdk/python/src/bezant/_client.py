"""What a program holds: one client for one node and one API key."""

from __future__ import annotations

from types import TracebackType
from typing import Self

import httpx2

from ._async_transport import AsyncTransport
from ._events import EventFilter
from ._options import RequestOptions, RetryPolicy
from ._request import Answer, Call, Settings, base_address
from ._streams import AsyncEventStream, EventStream
from ._transport import Transport
from .generated.async_resources import AsyncResources
from .generated.resources import Resources

TIMEOUT = 35.0
"""Seconds for one try: longer than the 30 that the node may wait for a payment's outcome."""


class Bezant(Resources):
    """For programs that wait. To be closed, or used by `with`."""

    def __init__(
        self,
        base_url: str,
        api_key: str,
        *,
        timeout: float = TIMEOUT,
        retry: RetryPolicy = RetryPolicy(),
        http: httpx2.Client | None = None,
    ) -> None:
        """`base_url` is where the node is, such as `https://pay.example`; `api_key` is `bzk_…`."""
        self._transport = Transport(Settings(base_address(base_url), api_key, timeout, retry), http)
        super().__init__(self._transport)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self._transport.http.close()

    def request(self, call: Call, options: RequestOptions | None = None) -> Answer:
        """Any request of the API, with the same retries and errors. A change is repeated only if it has an idempotency key."""
        return self._transport.send(call, options)

    def events(self, wanted: EventFilter = EventFilter()) -> EventStream:
        """Everything that happens, as it happens: `with client.events() as events: for one in events: …`."""
        return EventStream(self._transport, wanted)


class AsyncBezant(AsyncResources):
    """For asyncio. To be closed, or used by `async with`."""

    def __init__(
        self,
        base_url: str,
        api_key: str,
        *,
        timeout: float = TIMEOUT,
        retry: RetryPolicy = RetryPolicy(),
        http: httpx2.AsyncClient | None = None,
    ) -> None:
        """`base_url` is where the node is, such as `https://pay.example`; `api_key` is `bzk_…`."""
        self._transport = AsyncTransport(Settings(base_address(base_url), api_key, timeout, retry), http)
        super().__init__(self._transport)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self.close()

    async def close(self) -> None:
        await self._transport.http.aclose()

    async def request(self, call: Call, options: RequestOptions | None = None) -> Answer:
        """Any request of the API, with the same retries and errors. A change is repeated only if it has an idempotency key."""
        return await self._transport.send(call, options)

    def events(self, wanted: EventFilter = EventFilter()) -> AsyncEventStream:
        """Everything that happens, as it happens: `async with client.events() as events: async for one in events: …`."""
        return AsyncEventStream(self._transport, wanted)
