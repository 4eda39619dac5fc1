// What is sent, what is sent again, and what is not.

import assert from "node:assert/strict";
import { inspect } from "node:util";
import { test } from "node:test";

import { AnswerError, ApiError, Bezant, ConnectionError, ensureNotFailed, TimeoutError } from "../../src/index.js";

interface Sent {
  url: string;
  method: string;
  headers: Headers;
  body: unknown;
}

type Reply = () => Response | Promise<Response>;

/** A client whose requests go nowhere: each gets the next reply. */
function client(...replies: Reply[]): { bezant: Bezant; sent: Sent[] } {
  const sent: Sent[] = [];
  const fake: typeof fetch = async (url, request) => {
    sent.push({ url: String(url), method: request?.method ?? "", headers: new Headers(request?.headers), body: request?.body });
    const reply = replies[sent.length - 1];
    assert.ok(reply, "one request more than expected");
    request?.signal?.throwIfAborted();
    return await reply();
  };
  return { bezant: new Bezant({ baseUrl: "https://pay.example/", apiKey: "bzk_secret", retry: { baseMs: 1 }, fetch: fake }), sent };
}

function answers(body: unknown, status = 200, headers: Record<string, string> = {}): Reply {
  return () => new Response(JSON.stringify(body), { status, headers });
}

function refuses(status: number, code: string, headers: Record<string, string> = {}): Reply {
  const problem = { code, status, detail: "so it is", correlation_id: "c1", errors: [{ path: "amount", code: "x", message: "y" }] };
  return answers(problem, status, { "content-type": "application/problem+json", ...headers });
}

const breaks: Reply = () => Promise.reject(new TypeError("fetch failed"));
const order = { amount: 1, currency: "EUR", payment_method: { type: "card", token: "tok_approved" } };

test("a change is repeated under one key and with one body", async () => {
  const { bezant, sent } = client(breaks, refuses(503, "engine_stopped"), refuses(409, "idempotency_key_in_flight"), answers({ id: "pay_1" }, 201));
  assert.equal((await bezant.payments.create(order)).id, "pay_1");
  assert.equal(sent.length, 4);
  assert.equal(new Set(sent.map(({ headers }) => headers.get("idempotency-key"))).size, 1);
  assert.ok((sent[0]?.headers.get("idempotency-key") ?? "").length >= 32);
  assert.equal(new Set(sent.map(({ body }) => body)).size, 1);
  assert.equal(sent[0]?.headers.get("authorization"), "Bearer bzk_secret");
  assert.match(sent[0]?.headers.get("bezant-version") ?? "", /^\d{4}-\d\d-\d\d$/);
});

test("each call has a key of its own, unless the caller names one", async () => {
  const { bezant, sent } = client(answers({}), answers({}), answers({}));
  await bezant.payments.create(order);
  await bezant.payments.create(order);
  await bezant.payments.create(order, { idempotencyKey: "order-1" });
  const keys = sent.map(({ headers }) => headers.get("idempotency-key"));
  assert.equal(new Set(keys).size, 3);
  assert.equal(keys[2], "order-1");
});

test("a key for a route that takes none is a mistake", async () => {
  const { bezant, sent } = client();
  await assert.rejects(bezant.webhookEndpoints.delete("whe_1", { idempotencyKey: "k" }), TypeError);
  assert.equal(sent.length, 0);
});

test("a change without a key is sent once, whatever comes of it", async () => {
  const { bezant, sent } = client(breaks);
  await assert.rejects(bezant.webhookEndpoints.delete("whe_1"), ConnectionError);
  assert.equal(sent.length, 1);
});

test("a change without a key is sent again if the node has not begun", async () => {
  const { bezant, sent } = client(refuses(429, "rate_limited"), answers({}));
  await bezant.webhookEndpoints.delete("whe_1");
  assert.equal(sent.length, 2);
});

test("a refusal for good is an error with its parts", async () => {
  const { bezant, sent } = client(refuses(422, "request_invalid"));
  const error = await bezant.payments.create(order).catch((error: unknown) => error);
  assert.ok(error instanceof ApiError);
  assert.deepEqual([error.status, error.code, error.correlationId, error.retryable], [422, "request_invalid", "c1", false]);
  assert.equal(error.mistakes[0]?.path, "amount");
  assert.equal(sent.length, 1);
});

test("it gives up after its retries, and at once where the node asks for more time than anyone has", async () => {
  const busy = refuses(503, "overloaded");
  const { bezant, sent } = client(busy, busy, busy);
  await assert.rejects(bezant.payments.read("pay_1", { retry: { retries: 2, baseMs: 1 } }), ApiError);
  assert.equal(sent.length, 3);
  const late = client(refuses(429, "rate_limited", { "retry-after": "3600" }));
  const error = await late.bezant.payments.read("pay_1").catch((error: unknown) => error);
  assert.ok(error instanceof ApiError && error.retryAfterMs === 3_600_000);
});

test("a try that takes too long is a timeout, and the caller's own signal ends everything", async () => {
  const hangs = (): Promise<Response> => new Promise(() => undefined);
  const fake: typeof fetch = (_, request) =>
    Promise.race([
      hangs(),
      new Promise<Response>((_, reject) => {
        request?.signal?.addEventListener("abort", () => reject(request.signal?.reason));
      }),
    ]);
  const bezant = new Bezant({ baseUrl: "http://x", apiKey: "k", timeoutMs: 5, retry: { retries: 1, baseMs: 1 }, fetch: fake });
  await assert.rejects(bezant.payments.read("pay_1"), TimeoutError);
  const controller = new AbortController();
  const asked = bezant.payments.read("pay_1", { signal: controller.signal, timeoutMs: 60_000 });
  controller.abort(new Error("enough"));
  await assert.rejects(asked, /enough/);
});

test("lists go through their pages, and stop where a page names itself", async () => {
  const page = (ids: string[], next: string | null): Reply => answers({ data: ids.map((id) => ({ id })), next_cursor: next });
  const { bezant, sent } = client(page(["a", "b"], "c1"), page(["c"], null));
  const ids = [];
  for await (const { id } of bezant.payments.list({ limit: 2, status: "COMPLETED" })) {
    ids.push(id);
  }
  assert.deepEqual(ids, ["a", "b", "c"]);
  assert.deepEqual(
    sent.map(({ url }) => url),
    [
      "https://pay.example/api/v1/payments?limit=2&status=COMPLETED",
      "https://pay.example/api/v1/payments?limit=2&status=COMPLETED&cursor=c1",
    ],
  );
  const turning = client(page(["a"], "c1"), page(["b"], "c1"));
  await assert.rejects(turning.bezant.payments.list().take(9), AnswerError);
});

test("a number that JavaScript would round is an error", async () => {
  const { bezant } = client(() => new Response('{"amount": 9007199254740993}'));
  await assert.rejects(bezant.payments.read("pay_1"), /too large/);
});

test("an id stays one part of the path", async () => {
  const { bezant, sent } = client(answers({}));
  await bezant.payments.read("../a?b");
  assert.equal(sent[0]?.url, "https://pay.example/api/v1/payments/..%2Fa%3Fb");
  for (const none of ["", ".", ".."]) {
    assert.throws(() => bezant.payments.read(none), RangeError);
  }
});

test("a client shows no key, and its address carries nothing else", () => {
  const { bezant } = client();
  assert.ok(!inspect(bezant, { depth: 9, showHidden: true }).includes("bzk_secret"));
  for (const baseUrl of ["http://user@x", "http://x?a", "nowhere"]) {
    assert.throws(() => new Bezant({ baseUrl, apiKey: "k" }), TypeError);
  }
  assert.throws(() => new Bezant({ baseUrl: "http://x", apiKey: "a\nb" }), TypeError);
});

test("only a failed payment is an error", () => {
  const payment = { status: "COMPLETED" } as Parameters<typeof ensureNotFailed>[0];
  assert.equal(ensureNotFailed(payment), payment);
  assert.throws(() => ensureNotFailed({ ...payment, status: "FAILED", failure: { code: "lost", message: "m" } }), { code: "lost" });
});
