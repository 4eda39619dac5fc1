"""Sends calls and reads lists, for programs that wait."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from typing import Any, Generic, TypeVar, cast

import httpx2

from ._errors import AnswerError, BezantError
from ._options import RequestOptions
from ._request import Answer, Attempts, Call, Settings, connection_error
from .generated.types import Page

Row = TypeVar("Row")


class Transport:
    def __init__(self, settings: Settings, http: httpx2.Client | None, sleep: Callable[[float], None] = time.sleep) -> None:
        self.settings = settings
        # The key goes nowhere else, so redirects are not followed.
        self.http = http or httpx2.Client(follow_redirects=False)
        self.sleep = sleep

    def call(self, call: Call, options: RequestOptions | None = None) -> Any:
        return self.send(call, options).body

    def send(self, call: Call, options: RequestOptions | None = None) -> Answer:
        """Sends a request until it is answered, or must not be sent again."""
        attempts = Attempts(self.settings, call, options)
        while True:
            try:
                return attempts.answer(self._answered(attempts.request))
            except BezantError as error:
                self.sleep(attempts.pause(error, random.random()))

    def _answered(self, request: dict[str, Any]) -> httpx2.Response:
        try:
            return self.http.request(**request, follow_redirects=False)
        except httpx2.TransportError as error:
            raise connection_error(error) from error

    def pages(self, call: Call, options: RequestOptions | None = None) -> "Pager[Any]":
        return Pager(self, call, options)


class Pager(Generic[Row]):
    """A list, not asked for before it is read: iterating asks for page after page, `pages()` gives the pages themselves."""

    def __init__(self, transport: Transport, call: Call, options: RequestOptions | None) -> None:
        self._transport = transport
        self._call = call
        self._options = options

    def _page(self, cursor: str | None) -> Page[Row]:
        query = {**(self._call.query or {}), "cursor": cursor}
        call = Call(self._call.method, self._call.path, query)
        return cast("Page[Row]", self._transport.call(call, self._options))

    def first(self) -> Page[Row]:
        """The first page."""
        return self._page((self._call.query or {}).get("cursor"))

    def pages(self) -> Iterator[Page[Row]]:
        """Page after page."""
        cursor = (self._call.query or {}).get("cursor")
        while True:
            page = self._page(cursor)
            yield page
            following = page.get("next_cursor")
            if following is None:
                return
            if following == cursor:
                raise AnswerError("a page names itself as the next one")
            cursor = following

    def __iter__(self) -> Iterator[Row]:
        for page in self.pages():
            yield from page["data"]
