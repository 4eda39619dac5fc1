// What a program holds: one client for one node and one API key.

import { type EventFilter, type LiveEvent, liveEvents } from "./events.js";
import { Resources } from "./generated/resources.js";
import { type Answer, type Call, type RequestOptions, type RetryPolicy, Transport } from "./transport.js";

export interface ClientOptions {
  /** Where the node is, such as `https://pay.example`. */
  baseUrl: string;
  /** `bzk_…`. For servers: a page in a browser must never have one. */
  apiKey: string;
  /** For one try. 35 seconds if left out, since the node may wait up to 30 for a payment's outcome. */
  timeoutMs?: number;
  retry?: RetryPolicy;
  /** In place of the platform's own. */
  fetch?: typeof fetch;
}

export class Bezant extends Resources {
  constructor({ baseUrl, apiKey, timeoutMs = 35_000, retry = {}, fetch = globalThis.fetch }: ClientOptions) {
    const { origin, pathname, username, search, hash } = new URL(baseUrl);
    if (username !== "" || search !== "" || hash !== "") {
      throw new TypeError("baseUrl is an address without a user, query or fragment");
    }
    if (!/^[!-~]+$/.test(apiKey)) {
      throw new TypeError("an API key is visible ASCII characters");
    }
    super(new Transport({ baseUrl: origin + pathname.replace(/\/+$/, ""), apiKey, timeoutMs, retry, fetch }));
  }

  /**
   * Everything that happens, as it happens: `for await (const { place, event } of client.events())`. It connects again by
   * itself and goes on after the last event. Who stores `place` goes on there after a restart.
   */
  events(filter: EventFilter = {}): AsyncGenerator<LiveEvent, void, undefined> {
    return liveEvents(this.transport, filter);
  }

  /** Any request of the API, with the same retries and errors. A change is repeated only if it has an idempotency key. */
  request<T = unknown>(call: Call, options: RequestOptions = {}): Promise<Answer<T>> {
    return this.transport.send<T>(call, options);
  }
}
