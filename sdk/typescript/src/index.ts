/**
 * The TypeScript SDK of Bezant. In come calls of methods, named and typed as the API's own description says; out go requests
 * that are repeated only where a repetition can do nothing twice, and answers, lists, live events and errors with types.
 *
 * It must never send a change again under another idempotency key, show the API key, round an amount, or wait without bound.
 */

export { Bezant, type ClientOptions } from "./client.js";
export {
  AnswerError,
  ApiError,
  BezantError,
  ConnectionError,
  PaymentFailedError,
  TimeoutError,
  WebhookError,
} from "./errors.js";
export { type EventFilter, type LiveEvent } from "./events.js";
export { formatAmount, minorDigits, type Money, parseAmount } from "./money.js";
export { Pager } from "./pagination.js";
export { ensureNotFailed } from "./outcome.js";
export type { Answer, RequestOptions, RetryPolicy } from "./transport.js";
export { verifyWebhook, type WebhookHeaders, type WebhookMessage, type WebhookOptions } from "./webhooks.js";
export * from "./generated/types.js";
export { Resources } from "./generated/resources.js";
