"""Runs sdk/scenario.json with this SDK against a node; sdk/README.md says what its words mean. Prints a line for each step.

PAYMENTS_URL and BEZANT_API_KEY say where, BEZANT_PROXY and BEZANT_CONTROL what stands in between, BEZANT_SCENARIO what to do.
With `--async` the client for asyncio does it.
"""

from __future__ import annotations

import asyncio
import inspect
import json
import os
import re
import sys
import time
import urllib.request
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import bezant

URL = os.environ["PAYMENTS_URL"]
KEY, PROXY, CONTROL = (os.environ[f"BEZANT_{name}"] for name in ("API_KEY", "PROXY", "CONTROL"))
RETRY = bezant.RetryPolicy(base=0.01)


def at(value: Any, path: str) -> Any:
    for name in path.split("."):
        value = value[int(name)] if isinstance(value, list) else value[name]
    return value


def control(path: str, body: Any = None, method: str | None = None) -> Any:
    content = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{CONTROL}/{path}", data=content, method=method)
    with urllib.request.urlopen(request, timeout=30) as answer:
        said = answer.read()
    return json.loads(said) if said else None


async def settled(value: Any) -> Any:
    """What the client for asyncio will have answered, or the other one has."""
    return await value if inspect.isawaitable(value) else value


async def eventually(holds: Callable[[], Awaitable[bool]]) -> None:
    started = time.monotonic()
    while not await holds():
        assert time.monotonic() - started < 20, "not in time"
        await asyncio.sleep(0.02)


class Runner:
    def __init__(self, client: type[bezant.Bezant] | type[bezant.AsyncBezant]) -> None:
        self.node = client(URL, KEY, retry=RETRY)
        self.proxy = client(PROXY, KEY, retry=RETRY)
        self.known: dict[str, Any] = {"control": CONTROL}

    def filled(self, value: Any) -> Any:
        """`$name.field` is what a step before has kept."""
        if isinstance(value, str) and value.startswith("$"):
            name, *rest = value[1:].split("/")
            return "/".join([at(self.known, name), *rest])
        if isinstance(value, list):
            return [self.filled(one) for one in value]
        if isinstance(value, dict):
            return {name: self.filled(one) for name, one in value.items()}
        return value

    def method(self, client: Any, name: str) -> Any:
        for word in name.split("."):
            client = getattr(client, word)
        return client

    async def asked(self, step: dict[str, Any]) -> Any:
        retry = bezant.RetryPolicy(base=0.01, retries=step["retries"]) if "retries" in step else None
        options = bezant.RequestOptions(idempotency_key=step.get("key"), retry=retry)
        given = [*self.filled(step.get("arguments", []))]
        if "body" in step:
            given.append(self.filled(step["body"]))
        client = self.proxy if step.get("via") == "proxy" else self.node
        answer = await settled(self.method(client, step["method"])(*given, options=options))
        return bezant.ensure_not_failed(answer) if step.get("ensure") == "not_failed" else answer

    def compare(self, step: dict[str, Any], answer: Any) -> None:
        for path, expected in step.get("expect", {}).items():
            assert at(answer, path) == self.filled(expected), (path, at(answer, path))
        if "same" in step:
            one, other = step["same"]
            assert at(answer, one) == at(answer, other)

    async def call(self, step: dict[str, Any]) -> None:
        if "fails" in step:
            failure = await self.failure(step)
            assert failure == step["fails"], failure
            return
        answer = await self.asked(step)
        self.compare(step, answer)
        if "as" in step:
            self.known[step["as"]] = answer

    async def failure(self, step: dict[str, Any]) -> dict[str, Any]:
        try:
            await self.asked(step)
        except bezant.ApiError as error:
            told = {"kind": "api", "code": error.code, "retryable": error.retryable}
            return told | ({"mistake": error.mistakes[0]["path"]} if error.mistakes else {})
        except bezant.PaymentFailed as error:
            return {"kind": "payment_failed", "code": error.code, "retryable": error.retryable}
        raise AssertionError("it succeeded")

    async def list(self, step: dict[str, Any]) -> None:
        """Lists follow the log at a small distance, so one that is short is read again."""

        async def is_whole() -> bool:
            pager = self.method(self.node, step["method"])(**step["query"])
            rows = [row async for row in pager] if hasattr(pager, "__aiter__") else [*pager]
            return bool(len({row["id"] for row in rows}) == len(rows) == step["expect"]["count"])

        await eventually(is_whole)

    async def money(self, step: dict[str, Any]) -> None:
        for case in step["cases"]:
            money = bezant.Money.parse(case["decimal"], case["currency"])
            assert money == bezant.Money(case["amount"], case["currency"])
            assert str(money) == case["decimal"]
        for case in step["refused"]:
            try:
                bezant.Money.parse(case["decimal"], case["currency"])
            except ValueError:
                continue
            raise AssertionError(f"{case} was taken")

    async def webhook(self, step: dict[str, Any]) -> None:
        came = control(f"received/{self.filled(step['payment'])}")
        body = came["body"]
        if step.get("tamper"):
            body = re.sub(r"\d", lambda found: str((int(found[0]) + 1) % 10), body, count=1)
        later = step.get("later_seconds", 0)
        try:
            message = bezant.verify_webhook(
                body.encode(), came["headers"], self.filled(step["secret"]), now=lambda: time.time() + later
            )
        except bezant.WebhookError as error:
            assert error.code == step.get("fails"), error
            return
        assert "fails" not in step, "it was believed"
        self.compare(step, {"type": message.type, "data": message.data})

    async def watch(self, step: dict[str, Any]) -> None:
        expected, payment = step["expect"]["types"], self.filled(step["payment"])
        seen: list[bezant.LiveEvent] = []
        events = self.proxy.events(bezant.EventFilter(payment=payment, after=step["after"]))
        while len(seen) < len(expected):
            seen.append(await anext(events) if isinstance(events, bezant.AsyncEventStream) else next(events))
            if len(seen) == step["cut_after"]:
                control("cut", method="POST")
                # What happens from now on can come by another connection only.
                await self.asked(step["then"])
        await settled(events.close())
        assert [one.event["type"] for one in seen] == expected, seen
        assert len({one.place for one in seen}) == len(seen)

        async def is_the_history() -> bool:  # Which follows the log at a small distance too.
            first = await settled(self.node.payments.events(payment, limit=len(seen)).first())
            return [one.event["id"] for one in seen] == [event["id"] for event in first["data"]]

        await eventually(is_the_history)

    async def faults(self, step: dict[str, Any]) -> None:
        control("faults", step["faults"])

    async def run(self) -> None:
        scenario = json.loads(Path(os.environ["BEZANT_SCENARIO"]).read_text(encoding="utf-8"))
        for step in scenario["steps"]:
            try:
                await getattr(self, step["do"])(step)
            except Exception as error:
                error.add_note(f"in the step {step['name']!r}")
                raise
            print(step["name"])
        await settled(self.node.close())
        await settled(self.proxy.close())


if __name__ == "__main__":
    asyncio.run(Runner(bezant.AsyncBezant if "--async" in sys.argv else bezant.Bezant).run())
