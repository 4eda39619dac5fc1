// What can go wrong, as types. Whoever catches one decides by `retryable` and `code`, never by a text.

import type { Failure, Mistake, Payment, Problem } from "./generated/types.js";

/** Anything that this SDK throws by itself. */
export class BezantError extends Error {
  /** Whether the same call may succeed later. The client has made its own retries by then. */
  readonly retryable: boolean;

  constructor(message: string, retryable: boolean, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.retryable = retryable;
  }
}

/** Statuses that say that something is busy or out of order for now. */
const PASSING = new Set([408, 429, 502, 503, 504]);

/** The node refused a request, or could not carry it out. */
export class ApiError extends BezantError {
  readonly status: number;
  /** The kind of problem. Stable; `/docs/errors/<code>` on the node is the page about it. */
  readonly code: string;
  readonly detail: string;
  /** For questions: it stands in the node's log too. */
  readonly correlationId: string;
  /** What is wrong with single fields. */
  readonly mistakes: readonly Mistake[];
  /** All that the node said; less if what answered was no node. */
  readonly problem: Partial<Problem>;
  /** What the node asks to wait before the next try. */
  readonly retryAfterMs: number | undefined;

  constructor(status: number, problem: Partial<Problem>, correlationId: string, retryAfterMs?: number) {
    const code = problem.code ?? `http_${status}`;
    super(`${status} ${code}: ${problem.detail ?? problem.title ?? "no details"} (${correlationId})`, isPassing(status, code));
    this.status = status;
    this.code = code;
    this.detail = problem.detail ?? "";
    this.correlationId = correlationId;
    this.mistakes = problem.errors ?? [];
    this.problem = problem;
    this.retryAfterMs = retryAfterMs;
  }
}

function isPassing(status: number, code: string): boolean {
  return PASSING.has(status) || code === "idempotency_key_in_flight";
}

/** There was no answer, or only a part of one. A change may or may not have been carried out. */
export class ConnectionError extends BezantError {
  constructor(message: string, options?: ErrorOptions) {
    super(message, true, options);
  }
}

/** There was no answer in time. A change may or may not have been carried out. */
export class TimeoutError extends BezantError {
  constructor(milliseconds: number) {
    super(`no answer within ${milliseconds} ms`, true);
  }
}

/** An answer is not what the API describes, such as a number that JavaScript would round. */
export class AnswerError extends BezantError {
  constructor(message: string, options?: ErrorOptions) {
    super(message, false, options);
  }
}

/** A payment was declined, or no gateway could take it: `ensureNotFailed` throws it. */
export class PaymentFailedError extends BezantError {
  readonly payment: Payment;
  /** Why, such as `insufficient_funds`. */
  readonly code: string;
  readonly failure: Failure | undefined;

  constructor(payment: Payment) {
    const failure = payment.failure ?? undefined;
    super(`payment ${payment.id} failed: ${failure?.message ?? "no reason is told"}`, false);
    this.payment = payment;
    this.code = failure?.code ?? "unknown";
    this.failure = failure;
  }
}

/** A webhook is not to be believed. */
export class WebhookError extends BezantError {
  /** `header_missing`, `timestamp_invalid`, `too_old`, `too_new`, `signature_invalid`, `secret_invalid` or `body_malformed`. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(message, false);
    this.code = code;
  }
}
