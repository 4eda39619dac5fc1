// Live events: a stream that goes on where it was after every break, each event once.

import { AnswerError, ApiError, BezantError, ConnectionError } from "./errors.js";
import type { Event } from "./generated/types.js";
import { parseJson } from "./json.js";
import { DEFAULT_RETRIES, pause } from "./retry.js";
import type { Transport } from "./transport.js";

export interface EventFilter {
  /** Types or beginnings of them: `payment.*`, `refund.succeeded`. All if left out. */
  types?: readonly string[];
  /** Events of one payment. */
  payment?: string;
  /** Events that name this id. */
  resource?: string;
  /** Goes on after this place; what comes from now on if left out. */
  after?: string;
  /** Ends the stream. */
  signal?: AbortSignal;
  /** How often in a row it may fail to connect before it gives up. 10 if left out. */
  reconnects?: number;
  /** A connection that is silent for longer is dropped; the node says something every 15 seconds. 45 seconds if left out. */
  silenceMs?: number;
}

/** An event and its place in the log, which `after` takes. */
export interface LiveEvent {
  place: string;
  event: Event;
}

const LONGEST_LINE = 4 * 1024 * 1024;

export async function* liveEvents(transport: Transport, filter: EventFilter): AsyncGenerator<LiveEvent, void, undefined> {
  const { reconnects = 10, silenceMs = 45_000, signal } = filter;
  const query = { types: filter.types, payment: filter.payment, resource: filter.resource };
  let place = filter.after;
  let failures = 0;
  while (!signal?.aborted) {
    const watch = new Watch(silenceMs, signal);
    const opened = Date.now();
    try {
      const headers: Record<string, string> = { Accept: "text/event-stream" };
      if (place !== undefined) {
        headers["Last-Event-ID"] = place;
      }
      const answer = await transport.open({ method: "GET", path: "/api/v1/events", query }, headers, watch.signal);
      for await (const line of dispatched(answer, watch)) {
        failures = 0;
        place = line.place;
        yield line;
      }
    } catch (error) {
      if (signal?.aborted) {
        return;
      }
      // A connection that held for some time and told nothing was a good one.
      failures = Date.now() - opened > DEFAULT_RETRIES.capMs ? 0 : failures;
      if (!(error instanceof BezantError) || !error.retryable || failures >= reconnects) {
        throw error;
      }
      failures += 1;
      const asked = error instanceof ApiError ? (error.retryAfterMs ?? 0) : 0;
      const backoff = Math.min(DEFAULT_RETRIES.capMs, DEFAULT_RETRIES.baseMs * 2 ** (failures - 1)) * Math.random();
      await pause(Math.min(asked, DEFAULT_RETRIES.longestMs) + backoff, signal).catch(() => undefined);
    } finally {
      watch.end();
    }
  }
}

/** Ends a connection on which nothing comes. */
class Watch {
  readonly #silence = new AbortController();
  readonly signal: AbortSignal;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly milliseconds: number,
    outer: AbortSignal | undefined,
  ) {
    this.signal = outer === undefined ? this.#silence.signal : AbortSignal.any([outer, this.#silence.signal]);
    this.heard();
  }

  heard(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.end(), this.milliseconds);
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#silence.abort();
  }
}

/** The events of one connection, to its end; the end itself is a `ConnectionError`. */
async function* dispatched(answer: Response, watch: Watch): AsyncGenerator<LiveEvent, void, undefined> {
  let place = "";
  let data: string[] = [];
  for await (const line of lines(answer, watch)) {
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (line === "") {
      if (data.length > 0) {
        yield { place, event: parseJson(data.join("\n")) as Event };
      }
      data = [];
    } else if (field === "id") {
      place = value;
    } else if (field === "data") {
      data.push(value);
    }
  }
  throw new ConnectionError("the stream of events has ended");
}

async function* lines(answer: Response, watch: Watch): AsyncGenerator<string, void, undefined> {
  if (answer.body === null) {
    throw new AnswerError("the answer is no stream");
  }
  const reader = answer.body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((error: unknown) => {
        throw new ConnectionError("the stream of events broke", { cause: error });
      });
      if (done) {
        return;
      }
      watch.heard();
      const parts = (rest + decoder.decode(value, { stream: true })).split(/\r?\n/);
      rest = parts.pop() ?? "";
      if (rest.length > LONGEST_LINE) {
        throw new AnswerError("a line of the stream is too long");
      }
      yield* parts;
    }
  } finally {
    // Whoever stops reading closes the connection.
    await reader.cancel().catch(() => undefined);
  }
}
