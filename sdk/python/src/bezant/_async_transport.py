"""Sends calls and reads lists, for asyncio. What is decided, `_request` decides for both."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, Generic, TypeVar, cast

import httpx2

from ._errors import AnswerError, BezantError
from ._options import RequestOptions
from ._request import Answer, Attempts, Call, Settings, connection_error
from .generated.types import Page

Row = TypeVar("Row")


class AsyncTransport:
    def __init__(
        self,
        settings: Settings,
        http: httpx2.AsyncClient | None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.settings = settings
        # The key goes nowhere else, so redirects are not followed.
        self.http = http or httpx2.AsyncClient(follow_redirects=False)
        self.sleep = sleep

    async def call(self, call: Call, options: RequestOptions | None = None) -> Any:
        return (await self.send(call, options)).body

    async def send(self, call: Call, options: RequestOptions | None = None) -> Answer:
        """Sends a request until it is answered, or must not be sent again."""
        attempts = Attempts(self.settings, call, options)
        while True:
            try:
                return attempts.answer(await self._answered(attempts.request))
            except BezantError as error:
                wait = attempts.pause(error, random.random())
            await self.sleep(wait)

    async def _answered(self, request: dict[str, Any]) -> httpx2.Response:
        try:
            return await self.http.request(**request, follow_redirects=False)
        except httpx2.TransportError as error:
            raise connection_error(error) from error

    def pages(self, call: Call, options: RequestOptions | None = None) -> "AsyncPager[Any]":
        return AsyncPager(self, call, options)


class AsyncPager(Generic[Row]):
    """A list, not asked for before it is read: `async for` asks for page after page, `pages()` gives the pages themselves."""

    def __init__(self, transport: AsyncTransport, call: Call, options: RequestOptions | None) -> None:
        self._transport = transport
        self._call = call
        self._options = options

    async def _page(self, cursor: str | None) -> Page[Row]:
        query = {**(self._call.query or {}), "cursor": cursor}
        call = Call(self._call.method, self._call.path, query)
        return cast("Page[Row]", await self._transport.call(call, self._options))

    async def first(self) -> Page[Row]:
        """The first page."""
        return await self._page((self._call.query or {}).get("cursor"))

    async def pages(self) -> AsyncIterator[Page[Row]]:
        """Page after page."""
        cursor = (self._call.query or {}).get("cursor")
        while True:
            page = await self._page(cursor)
            yield page
            following = page.get("next_cursor")
            if following is None:
                return
            if following == cursor:
                raise AnswerError("a page names itself as the next one")
            cursor = following

    async def __aiter__(self) -> AsyncIterator[Row]:
        async for page in self.pages():
            for row in page["data"]:
                yield row
