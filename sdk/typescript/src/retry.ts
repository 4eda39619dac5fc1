// Whether and when a call is made again. Pure: time and chance come in.

import { ApiError, ConnectionError, TimeoutError } from "./errors.js";
import type { RetryPolicy } from "./transport.js";

export const DEFAULT_RETRIES: Required<RetryPolicy> = { retries: 4, baseMs: 200, capMs: 5_000, longestMs: 30_000 };

/** The node says with these that it has not begun: even what has no idempotency key may be sent again. */
const NOT_BEGUN = new Set(["overloaded", "rate_limited", "requests_per_second_reached"]);

/**
 * How many milliseconds to wait before the next try, or undefined to give up.
 *
 * @param safe whether a repetition does nothing twice: a read, or a change under an idempotency key
 * @param tried how many tries there were
 * @param chance a number from 0 to 1
 */
export function pauseBeforeRetry(
  error: unknown,
  safe: boolean,
  tried: number,
  policy: Required<RetryPolicy>,
  chance: number,
): number | undefined {
  if (tried > policy.retries) {
    return undefined;
  }
  const backoff = Math.min(policy.capMs, policy.baseMs * 2 ** (tried - 1)) * chance;
  if (error instanceof ApiError) {
    if (!error.retryable || !(safe || NOT_BEGUN.has(error.code))) {
      return undefined;
    }
    const asked = error.retryAfterMs ?? 0;
    // Later than anyone would wait: the caller decides.
    return asked > policy.longestMs ? undefined : asked + backoff;
  }
  return safe && (error instanceof ConnectionError || error instanceof TimeoutError) ? backoff : undefined;
}

/** `Retry-After` in milliseconds: seconds, or a date. */
export function retryAfterMs(header: string | null, now: number): number | undefined {
  if (header === null) {
    return undefined;
  }
  if (/^\d{1,9}$/.test(header.trim())) {
    return Number(header) * 1_000;
  }
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** Waits, and ends early with the signal's reason if that is aborted. */
export function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const abort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", abort);
      resolve();
    }, milliseconds);
    signal?.addEventListener("abort", abort, { once: true });
  });
}
