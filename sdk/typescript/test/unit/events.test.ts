// The stream of events, over connections that end anywhere.

import assert from "node:assert/strict";
import { test } from "node:test";

import { ApiError, Bezant, ConnectionError } from "../../src/index.js";

/** A client whose connections bring these pieces and then break. */
function client(...connections: (string[] | Response)[]): { bezant: Bezant; places: (string | null)[] } {
  const places: (string | null)[] = [];
  const fake: typeof fetch = async (_, request) => {
    const pieces = connections[places.length];
    places.push(new Headers(request?.headers).get("last-event-id"));
    if (pieces === undefined) {
      throw new TypeError("fetch failed");
    }
    if (pieces instanceof Response) {
      return pieces;
    }
    const bytes = pieces.map((piece) => new TextEncoder().encode(piece));
    return new Response(
      new ReadableStream<Uint8Array>({
        pull(controller) {
          const next = bytes.shift();
          if (next === undefined) {
            controller.error(new TypeError("terminated"));
          } else {
            controller.enqueue(next);
          }
        },
      }),
    );
  };
  return { bezant: new Bezant({ baseUrl: "http://x", apiKey: "k", fetch: fake }), places };
}

test("it goes on after the last event, each once, however the pieces end", async () => {
  const first = ': alive\n\nid: 7-0\nevent: a\ndata: {"type":"é"}\n\nid: 7-1\ndata: {"ty';
  const { bezant, places } = client([...first], ['id: 7-1\r\ndata: {"type":\r\ndata: "b"}\r\n\r\n']);
  const seen = [];
  for await (const { place, event } of bezant.events({ after: "6-0" })) {
    seen.push([place, event.type]);
    if (seen.length === 2) {
      break;
    }
  }
  assert.deepEqual(seen, [
    ["7-0", "é"],
    ["7-1", "b"],
  ]);
  assert.deepEqual(places, ["6-0", "7-0"]);
});

test("it gives up after as many failures in a row as it may have", async () => {
  const { bezant, places } = client([]);
  const read = async (): Promise<void> => {
    for await (const _ of bezant.events({ reconnects: 1 })) {
      assert.fail("nothing comes");
    }
  };
  await assert.rejects(read(), ConnectionError);
  assert.equal(places.length, 2);
});

test("a refusal for good ends it at once", async () => {
  const refused = new Response('{"code":"permission_missing"}', { status: 403, headers: { "content-type": "application/problem+json" } });
  const { bezant, places } = client(refused);
  await assert.rejects(bezant.events().next(), (error) => error instanceof ApiError && error.code === "permission_missing");
  assert.equal(places.length, 1);
});

test("a silent connection is dropped", async () => {
  let dropped = 0;
  const fake: typeof fetch = async (_, request) => {
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        request?.signal?.addEventListener("abort", () => {
          dropped += 1;
          controller.error(new TypeError("aborted"));
        });
      },
    });
    return new Response(body);
  };
  const bezant = new Bezant({ baseUrl: "http://x", apiKey: "k", fetch: fake });
  await assert.rejects(bezant.events({ silenceMs: 5, reconnects: 0 }).next(), ConnectionError);
  assert.equal(dropped, 1);
});

test("the caller's signal ends it without an error", async () => {
  const { bezant } = client(['id: 1-0\ndata: {"type":"a"}\n\n']);
  const controller = new AbortController();
  for await (const _ of bezant.events({ signal: controller.signal })) {
    controller.abort();
  }
  assert.ok(controller.signal.aborted);
});
