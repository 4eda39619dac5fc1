"""Requests and answers without a connection: what is sent, what came back, and whether to try again. Both clients share it."""

from __future__ import annotations

import json
import re
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote, urlsplit

import httpx2

from ._errors import AnswerError, ApiError, BezantError, ConnectionFailed, TimedOut
from ._options import RequestOptions, RetryPolicy
from .generated.types import API_VERSION

# The node says with these that it has not begun: even what has no idempotency key may be sent again.
NOT_BEGUN = frozenset({"overloaded", "rate_limited", "requests_per_second_reached"})


@dataclass(frozen=True)
class Call:
    """A request, before it is sent. Resources make them; `request` takes one of your own."""

    method: str
    path: str
    query: Mapping[str, Any] | None = None
    body: Any = None
    media_type: str | None = None
    keyed: bool = False
    """Whether the route takes an idempotency key: then the request may be repeated."""
    answer: str = "json"
    """`json`, or `text` for what is none."""


@dataclass(frozen=True)
class Answer:
    """An answer with what stands around its body."""

    status: int
    headers: Mapping[str, str]
    body: Any


def segment(text: str | int) -> str:
    """A part of a path, so that nothing in an id can lead to another route."""
    shown = str(text)
    if shown in ("", ".", ".."):
        raise ValueError(f"{shown!r} is no id")
    return quote(shown, safe="")


def base_address(base_url: str) -> str:
    parts = urlsplit(base_url)
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc or parts.query or parts.fragment:
        raise ValueError("base_url is an http or https address without a user, query or fragment")
    return base_url.rstrip("/")


@dataclass(frozen=True)
class Settings:
    """What all requests of a client have in common."""

    base_url: str
    api_key: str
    timeout: float
    retry: RetryPolicy

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[!-~]+", self.api_key):
            raise ValueError("an API key is visible ASCII characters")

    def __repr__(self) -> str:  # Without the key.
        return f"Settings({self.base_url!r})"


class Attempts:
    """A call on its way: the same request each time, under the same key."""

    def __init__(self, settings: Settings, call: Call, options: RequestOptions | None) -> None:
        options = options or RequestOptions()
        if options.idempotency_key is not None and not call.keyed:
            # It would promise what the node does not keep.
            raise ValueError(f"{call.method} {call.path} takes no idempotency key")
        key = (options.idempotency_key or secrets.token_hex(16)) if call.keyed else None
        self.call = call
        self.policy = options.retry or settings.retry
        self.is_safe = call.method == "GET" or key is not None
        self.tried = 0
        # Encoded once: the node compares the bodies of repetitions byte by byte.
        self.request: dict[str, Any] = {
            "method": call.method,
            "url": settings.base_url + call.path,
            "params": parameters(call.query) or None,
            "content": encoded(call),
            "headers": headers(settings, call, options, key),
            "timeout": options.timeout or settings.timeout,
        }

    def pause(self, error: BezantError, chance: float) -> float:
        """How many seconds to wait before the next try; raises the error where there is none."""
        self.tried += 1
        wait = pause_before_retry(error, self.is_safe, self.tried, self.policy, chance)
        if wait is None:
            raise error
        return wait

    def answer(self, response: httpx2.Response) -> Answer:
        refuse(response)
        if self.call.answer == "text":
            body: Any = response.text
        else:
            body = decoded(response.content) if response.content else None
        return Answer(response.status_code, response.headers, body)


def headers(settings: Settings, call: Call, options: RequestOptions, key: str | None) -> dict[str, str]:
    made = {"Bezant-Version": API_VERSION, "Accept": "application/json" if call.answer == "json" else "*/*"}
    made |= options.headers
    made["Authorization"] = f"Bearer {settings.api_key}"
    if call.body is not None:
        made["Content-Type"] = call.media_type or "application/json"
    if key is not None:
        made["Idempotency-Key"] = key
    if options.if_match is not None:
        made["If-Match"] = options.if_match
    if options.wait_seconds is not None:
        made["Prefer"] = "respond-async" if options.wait_seconds == 0 else f"wait={options.wait_seconds}"
    return made


def parameters(query: Mapping[str, Any] | None) -> dict[str, str]:
    shown = {}
    for name, value in (query or {}).items():
        if isinstance(value, bool):
            shown[name] = "true" if value else "false"
        elif isinstance(value, (list, tuple)):
            shown[name] = ",".join(map(str, value))
        elif value is not None:
            shown[name] = str(value)
    return shown


def encoded(call: Call) -> bytes | None:
    if call.body is None:
        return None
    if call.media_type is not None:
        return call.body.encode() if isinstance(call.body, str) else bytes(call.body)
    return json.dumps(call.body, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def decoded(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError as error:
        raise AnswerError("the answer is not JSON") from error


def refuse(response: httpx2.Response) -> None:
    """Raises what an answer says that is no success. Its body was read."""
    if response.is_success:
        return
    problem: dict[str, Any] = {}
    if response.headers.get("content-type", "").startswith("application/problem+json"):
        try:
            told = json.loads(response.content)
            problem = told if isinstance(told, dict) else {}
        except ValueError:
            pass  # The status alone says enough.
    after = retry_after(response.headers.get("retry-after"), time.time())
    raise ApiError(response.status_code, problem, response.headers.get("x-request-id", ""), after)


def connection_error(error: httpx2.TransportError) -> Exception:
    """What the connection did, in the terms of this SDK."""
    if isinstance(error, (httpx2.LocalProtocolError, httpx2.UnsupportedProtocol)):
        # Nothing was sent, and nothing ever will be. What is wrong may be secret.
        return ValueError("no request can be made of this: a header has characters that none may have")
    if isinstance(error, httpx2.TimeoutException):
        return TimedOut("no answer in time")
    return ConnectionFailed(f"the node could not be reached, or its answer broke off: {error}")


def pause_before_retry(error: BezantError, is_safe: bool, tried: int, policy: RetryPolicy, chance: float) -> float | None:
    """Seconds before the next try, or None to give up.

    `is_safe` is whether a repetition does nothing twice: a read, or a change under an idempotency key. `chance` is from 0 to 1.
    """
    if tried > policy.retries or not error.retryable:
        return None
    backoff = policy.backoff(tried, chance)
    if not isinstance(error, ApiError):
        return backoff if is_safe else None
    if not is_safe and error.code not in NOT_BEGUN:
        return None
    asked = error.retry_after or 0.0
    # Later than anyone would wait: the caller decides.
    return asked + backoff if asked <= policy.longest else None


def retry_after(header: str | None, now: float) -> float | None:
    """`Retry-After` in seconds: a number of them, or a date."""
    if header is None:
        return None
    if re.fullmatch(r"\d{1,9}", header.strip()):
        return float(header)
    try:
        return max(0.0, parsedate_to_datetime(header).timestamp() - now)
    except ValueError:
        return None
