"""What is sent, what is sent again, and what is not."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import httpx2
import pytest

from bezant import (
    AnswerError,
    ApiError,
    AsyncBezant,
    Bezant,
    BezantError,
    ConnectionFailed,
    EventFilter,
    PaymentFailed,
    RequestOptions,
    RetryPolicy,
    TimedOut,
    ensure_not_failed,
    types,
)
from bezant._request import pause_before_retry, retry_after

Reply = Callable[[httpx2.Request], httpx2.Response]
ORDER: types.CreatePayment = {"amount": 1, "currency": "EUR", "payment_method": {"type": "card", "token": "tok_approved"}}


def client(*replies: Reply, retry: RetryPolicy = RetryPolicy(base=0.001)) -> tuple[Bezant, list[httpx2.Request]]:
    """A client whose requests go nowhere: each gets the next reply."""
    sent: list[httpx2.Request] = []

    def handle(request: httpx2.Request) -> httpx2.Response:
        sent.append(request)
        return replies[len(sent) - 1](request)

    http = httpx2.Client(transport=httpx2.MockTransport(handle))
    return Bezant("https://pay.example/", "bzk_secret", retry=retry, http=http), sent


def answers(body: Any, status: int = 200, **headers: str) -> Reply:
    return lambda _: httpx2.Response(status, json=body, headers=headers)


def refuses(status: int, code: str, **headers: str) -> Reply:
    problem = {"code": code, "detail": "so it is", "correlation_id": "c1", "errors": [{"path": "amount", "code": "x", "message": "y"}]}
    content = json.dumps(problem).encode()
    return lambda _: httpx2.Response(status, content=content, headers={"content-type": "application/problem+json", **headers})


def breaks(request: httpx2.Request) -> httpx2.Response:
    raise httpx2.ReadError("the connection broke", request=request)


def hangs(request: httpx2.Request) -> httpx2.Response:
    raise httpx2.ReadTimeout("late", request=request)


def test_a_change_is_repeated_under_one_key_and_with_one_body() -> None:
    in_flight = refuses(409, "idempotency_key_in_flight")
    bezant, sent = client(breaks, refuses(503, "engine_stopped"), in_flight, hangs, answers({"id": "pay_1"}, 201))
    assert bezant.payments.create(ORDER)["id"] == "pay_1"
    (key,) = {request.headers["idempotency-key"] for request in sent}
    assert len(sent) == 5 and len(key) == 32
    assert {request.content for request in sent} == {json.dumps(ORDER, separators=(",", ":")).encode()}
    assert sent[0].headers["authorization"] == "Bearer bzk_secret"
    assert sent[0].headers["bezant-version"] == types.API_VERSION


def test_each_call_has_a_key_of_its_own_unless_the_caller_names_one() -> None:
    bezant, sent = client(answers({}), answers({}), answers({}))
    bezant.payments.create(ORDER)
    bezant.payments.create(ORDER)
    bezant.payments.create(ORDER, options=RequestOptions(idempotency_key="order-1", wait_seconds=0, if_match='"3"'))
    keys = [request.headers["idempotency-key"] for request in sent]
    assert len(set(keys)) == 3 and keys[2] == "order-1"
    assert (sent[2].headers["prefer"], sent[2].headers["if-match"]) == ("respond-async", '"3"')


def test_a_key_for_a_route_that_takes_none_is_a_mistake() -> None:
    bezant, sent = client()
    with pytest.raises(ValueError):
        bezant.webhook_endpoints.delete("whe_1", options=RequestOptions(idempotency_key="k"))
    assert not sent


def test_a_change_without_a_key_is_sent_again_only_if_the_node_has_not_begun() -> None:
    bezant, sent = client(breaks)
    with pytest.raises(ConnectionFailed):
        bezant.webhook_endpoints.delete("whe_1")
    assert len(sent) == 1
    bezant, sent = client(refuses(429, "rate_limited"), answers({}))
    bezant.webhook_endpoints.delete("whe_1")
    assert len(sent) == 2


def test_a_refusal_for_good_is_an_error_with_its_parts() -> None:
    bezant, sent = client(refuses(422, "request_invalid"))
    with pytest.raises(ApiError) as caught:
        bezant.payments.create(ORDER)
    error = caught.value
    assert (error.status, error.code, error.correlation_id, error.retryable) == (422, "request_invalid", "c1", False)
    assert error.mistakes[0]["path"] == "amount" and len(sent) == 1


def test_it_gives_up_after_its_retries() -> None:
    bezant, sent = client(hangs, hangs, hangs, retry=RetryPolicy(retries=2, base=0.001))
    with pytest.raises(TimedOut):
        bezant.payments.read("pay_1")
    assert len(sent) == 3


def test_what_answers_may_be_no_node() -> None:
    bezant, _ = client(lambda _: httpx2.Response(502, content=b"<html>"), retry=RetryPolicy(retries=0))
    with pytest.raises(ApiError) as caught:
        bezant.payments.read("pay_1")
    assert (caught.value.code, caught.value.retryable) == ("http_502", True)
    bezant, _ = client(lambda _: httpx2.Response(200, content=b"<html>"))
    with pytest.raises(AnswerError):
        bezant.payments.read("pay_1")


def test_pauses_grow_and_are_what_the_node_asks_for() -> None:
    def pause(error: BezantError, is_safe: bool = True, tried: int = 1) -> float | None:
        return pause_before_retry(error, is_safe, tried, RetryPolicy(), 0.5)

    broken = ConnectionFailed()
    assert [pause(broken, tried=tried) for tried in range(1, 6)] == [0.1, 0.2, 0.4, 0.8, None]
    assert pause(broken, is_safe=False) is None
    assert pause(ApiError(429, {"code": "rate_limited"}, "", 2.0)) == 2.1
    assert pause(ApiError(429, {"code": "rate_limited"}, "", 3_600.0)) is None
    assert pause(ApiError(500, {"code": "books_damaged"}, "")) is None
    assert RetryPolicy().backoff(40, 1.0) == 5.0
    assert retry_after("7", 0.0) == 7.0 and retry_after("soon", 0.0) is None and retry_after(None, 0.0) is None
    assert retry_after("Thu, 01 Jan 1970 00:00:09 GMT", 4.0) == 5.0


def test_lists_go_through_their_pages_and_stop_where_a_page_names_itself() -> None:
    first, last = answers({"data": [{"id": "a"}, {"id": "b"}], "next_cursor": "c1"}), answers({"data": [{"id": "c"}]})
    bezant, sent = client(first, last)
    assert [row["id"] for row in bezant.payments.list(limit=2, needs_attention=True)] == ["a", "b", "c"]
    assert sent[0].url.params == httpx2.QueryParams({"needs_attention": "true", "limit": "2"})
    assert sent[1].url.params["cursor"] == "c1"
    bezant, _ = client(first, first, first)
    with pytest.raises(AnswerError):
        list(bezant.payments.list())


def test_an_id_stays_one_part_of_the_path() -> None:
    bezant, sent = client(answers({}))
    bezant.payments.read("../a?b")
    assert sent[0].url.raw_path == b"/api/v1/payments/..%2Fa%3Fb"
    for none in ("", ".", ".."):
        with pytest.raises(ValueError):
            bezant.payments.read(none)


def test_a_client_shows_no_key_and_its_address_carries_nothing_else() -> None:
    bezant, _ = client()
    assert "bzk_secret" not in repr(bezant._transport.settings)
    for address in ("ftp://x", "http://user@x", "http://x?a", "nowhere"):
        with pytest.raises(ValueError):
            Bezant(address, "k")
    with pytest.raises(ValueError) as caught:
        Bezant("http://x", "bzk_secret\n")
    assert "bzk_secret" not in str(caught.value)


def test_only_a_failed_payment_is_an_error() -> None:
    payment: Any = {"id": "pay_1", "status": "COMPLETED"}
    assert ensure_not_failed(payment) is payment
    with pytest.raises(PaymentFailed) as caught:
        ensure_not_failed({**payment, "status": "FAILED", "failure": {"code": "lost", "message": "m"}})
    assert caught.value.code == "lost"


class Broken(httpx2.SyncByteStream, httpx2.AsyncByteStream):
    """A connection that brings these pieces and then breaks."""

    def __init__(self, *pieces: bytes) -> None:
        self.pieces = pieces

    def __iter__(self) -> Any:
        yield from self.pieces
        raise httpx2.ReadError("the connection broke")

    async def __aiter__(self) -> Any:
        for piece in self.pieces:
            yield piece
        raise httpx2.ReadError("the connection broke")


FIRST = ': alive\n\nid: 7-0\nevent: a\ndata: {"type":"é"}\n\nid: 7-1\ndata: {"ty'.encode()
SECOND = b'id: 7-1\r\ndata: {"type":\r\ndata: "b"}\r\n\r\n'


def connections(places: list[str | None]) -> Reply:
    """Two connections: the first breaks within an event."""
    streams = [Broken(*(FIRST[place : place + 1] for place in range(len(FIRST)))), Broken(SECOND)]

    def handle(request: httpx2.Request) -> httpx2.Response:
        places.append(request.headers.get("last-event-id"))
        return httpx2.Response(200, stream=streams[len(places) - 1])

    return handle


def test_a_stream_goes_on_after_the_last_event() -> None:
    places: list[str | None] = []
    http = httpx2.Client(transport=httpx2.MockTransport(connections(places)))
    with Bezant("http://x", "k", retry=RetryPolicy(base=0.001), http=http) as bezant:
        with bezant.events(EventFilter(after="6-0")) as events:
            seen = [(one.place, one.event["type"]) for one in (next(events), next(events))]
    assert seen == [("7-0", "é"), ("7-1", "b")] and places == ["6-0", "7-0"]


def test_a_stream_goes_on_after_the_last_event_in_asyncio() -> None:
    places: list[str | None] = []

    async def watch() -> list[tuple[str, str]]:
        http = httpx2.AsyncClient(transport=httpx2.MockTransport(connections(places)))
        async with AsyncBezant("http://x", "k", retry=RetryPolicy(base=0.001), http=http) as bezant:
            async with bezant.events(EventFilter(after="6-0")) as events:
                return [(one.place, one.event["type"]) for one in (await anext(events), await anext(events))]

    assert asyncio.run(watch()) == [("7-0", "é"), ("7-1", "b")] and places == ["6-0", "7-0"]


def test_a_stream_ends_where_the_node_refuses_or_is_gone() -> None:
    bezant, sent = client(refuses(403, "permission_missing"))
    with pytest.raises(ApiError):
        next(bezant.events())
    bezant, sent = client(breaks, breaks)
    with pytest.raises(ConnectionFailed):
        next(bezant.events(EventFilter(reconnects=1)))
    assert len(sent) == 2
