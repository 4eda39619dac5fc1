// Requests and answers: credentials, version, idempotency keys, timeouts and retries. What a route means is not known here.

import { AnswerError, ApiError, ConnectionError, TimeoutError } from "./errors.js";
import { API_VERSION, type Page, type Problem } from "./generated/types.js";
import { parseJson } from "./json.js";
import { Pager } from "./pagination.js";
import { DEFAULT_RETRIES, pause, pauseBeforeRetry, retryAfterMs } from "./retry.js";

export interface RetryPolicy {
  /** Tries after the first one; none with 0. */
  retries?: number;
  /** The pause before the first retry is drawn between zero and this, and doubles from then on. */
  baseMs?: number;
  /** The longest pause that is drawn. */
  capMs?: number;
  /** The longest `Retry-After` that is waited for. */
  longestMs?: number;
}

/** What can be said about a single call. */
export interface RequestOptions {
  /** The key under which a change is done once only. One is made for each call if left out, and kept over its retries. */
  idempotencyKey?: string;
  /** `ETag` of what was read: the change is made only if it is still so. */
  ifMatch?: string;
  /** How many seconds a payment's outcome may be waited for, at most 30; 0 to be answered at once. */
  waitSeconds?: number;
  /** For one try, not for all of them. */
  timeoutMs?: number;
  retry?: RetryPolicy;
  signal?: AbortSignal;
  headers?: Record<string, string>;
}

/** A request, before it is sent. */
export interface Call {
  method: string;
  path: string;
  query?: object;
  body?: unknown;
  mediaType?: string;
  /** Whether the route takes an idempotency key: then the request may be repeated. */
  keyed?: boolean;
  answer?: "json" | "text";
}

/** An answer with what stands around its body. */
export interface Answer<T> {
  status: number;
  headers: Headers;
  body: T;
}

export interface TransportOptions {
  baseUrl: string;
  apiKey: string;
  timeoutMs: number;
  retry: RetryPolicy;
  fetch: typeof fetch;
}

export class Transport {
  // Not an ordinary field, so that whoever prints a client prints no key.
  readonly #apiKey: string;
  readonly #options: Omit<TransportOptions, "apiKey">;

  constructor({ apiKey, ...options }: TransportOptions) {
    this.#apiKey = apiKey;
    this.#options = options;
  }

  async call<T>(call: Call, options: RequestOptions = {}): Promise<T> {
    return (await this.send<T>(call, options)).body;
  }

  pages<T>(call: Call, options: RequestOptions = {}): Pager<T> {
    const { cursor, ...query } = (call.query ?? {}) as { cursor?: string };
    return new Pager<T>((at) => this.call<Page<T>>({ ...call, query: { ...query, cursor: at } }, options), cursor);
  }

  /** Sends a request until it is answered, or must not be sent again. */
  async send<T>(call: Call, options: RequestOptions = {}): Promise<Answer<T>> {
    const url = this.url(call);
    if (options.idempotencyKey !== undefined && !call.keyed) {
      // It would promise what the node does not keep.
      throw new TypeError(`${call.method} ${call.path} takes no idempotency key`);
    }
    const key = call.keyed ? (options.idempotencyKey ?? crypto.randomUUID()) : undefined;
    const headers = this.#headers(call, options, key);
    // Made once: the node compares the bodies of repetitions byte by byte.
    const body = encode(call);
    const safe = call.method === "GET" || key !== undefined;
    const policy = { ...DEFAULT_RETRIES, ...this.#options.retry, ...options.retry };
    for (let tried = 1; ; tried += 1) {
      try {
        return await this.#try<T>(url, { method: call.method, headers, body }, call, options);
      } catch (error) {
        const wait = pauseBeforeRetry(error, safe, tried, policy, Math.random());
        if (wait === undefined) {
          throw error;
        }
        await pause(wait, options.signal);
      }
    }
  }

  /** Opens a stream; whoever asks for it reads it and tries again. */
  async open(call: Call, headers: Record<string, string>, signal: AbortSignal): Promise<Response> {
    const request = { method: call.method, headers: this.#headers(call, { headers }, undefined), signal };
    const answer = await this.#fetch(this.url(call), request);
    if (!answer.ok) {
      throw await problem(answer, await text(answer));
    }
    return answer;
  }

  url(call: Call): string {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(call.query ?? {})) {
      if (value !== undefined && value !== null) {
        query.append(name, Array.isArray(value) ? value.join(",") : String(value));
      }
    }
    const shown = query.toString();
    return `${this.#options.baseUrl}${call.path}${shown === "" ? "" : `?${shown}`}`;
  }

  #headers(call: Call, options: RequestOptions, key: string | undefined): Headers {
    const headers = new Headers({ "Bezant-Version": API_VERSION, Accept: "application/json", ...options.headers });
    headers.set("Authorization", `Bearer ${this.#apiKey}`);
    if (call.answer === "text") {
      headers.set("Accept", "*/*");
    }
    if (call.body !== undefined) {
      headers.set("Content-Type", call.mediaType ?? "application/json");
    }
    if (key !== undefined) {
      headers.set("Idempotency-Key", key);
    }
    if (options.ifMatch !== undefined) {
      headers.set("If-Match", options.ifMatch);
    }
    if (options.waitSeconds !== undefined) {
      headers.set("Prefer", options.waitSeconds === 0 ? "respond-async" : `wait=${options.waitSeconds}`);
    }
    return headers;
  }

  async #try<T>(url: string, request: RequestInit, call: Call, options: RequestOptions): Promise<Answer<T>> {
    const milliseconds = options.timeoutMs ?? this.#options.timeoutMs;
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), milliseconds);
    const signal = options.signal === undefined ? late.signal : AbortSignal.any([late.signal, options.signal]);
    try {
      const answer = await this.#fetch(url, { ...request, signal });
      const said = await text(answer);
      if (!answer.ok) {
        throw await problem(answer, said);
      }
      const body = (call.answer === "text" ? said : said === "" ? undefined : parseJson(said)) as T;
      return { status: answer.status, headers: answer.headers, body };
    } catch (error) {
      if (options.signal?.aborted) {
        throw options.signal.reason;
      }
      throw late.signal.aborted && error instanceof ConnectionError ? new TimeoutError(milliseconds) : error;
    } finally {
      clearTimeout(timer);
    }
  }

  async #fetch(url: string, request: RequestInit): Promise<Response> {
    try {
      // The key goes nowhere else, and no cookie goes along.
      return await this.#options.fetch(url, { ...request, redirect: "error", credentials: "omit" });
    } catch (error) {
      throw new ConnectionError("the node could not be reached", { cause: error });
    }
  }
}

async function text(answer: Response): Promise<string> {
  try {
    return await answer.text();
  } catch (error) {
    throw new ConnectionError("the answer ended before its time", { cause: error });
  }
}

function encode(call: Call): string | Uint8Array<ArrayBuffer> | null {
  if (call.body === undefined) {
    return null;
  }
  return call.mediaType === undefined ? JSON.stringify(call.body) : (call.body as string | Uint8Array<ArrayBuffer>);
}

async function problem(answer: Response, said: string): Promise<ApiError> {
  let told: Partial<Problem> = {};
  if (answer.headers.get("content-type")?.startsWith("application/problem+json")) {
    try {
      told = parseJson(said) as Problem;
    } catch (error) {
      if (!(error instanceof AnswerError)) {
        throw error;
      }
    }
  }
  const correlation = told.correlation_id ?? answer.headers.get("x-request-id") ?? "";
  return new ApiError(answer.status, told, correlation, retryAfterMs(answer.headers.get("retry-after"), Date.now()));
}
